"""Everybody who may try something: those whose business it is, and those whose it is not."""

from chalicelib.domain import commands as c
from tests.law.city import CENTRE, DEFENCE, FIRE, HOUSING, LAND, LEAD

APPLICANT = c.Actor("applicant", "p-applicant")
AGENT = c.Actor("applicant", "p-agent")
STRANGER = c.Actor("applicant", "p-stranger")
COURIER = c.Actor("courier", "ems")
SMS = c.SYSTEM_SMS


def staff(name: str, *posts: str, party: str = "", deputy: tuple[c.Deputy, ...] = ()) -> c.Actor:
    return c.Actor("staff", name, frozenset(posts), deputy, party)


OFFICER = staff("s-officer", f"{LEAD}:officer")
COLLEAGUE = staff("s-colleague", f"{LEAD}:officer")
CHIEF = staff("s-chief", f"{LEAD}:chief")
DIRECTOR = staff("s-director", f"{LEAD}:director")
MAYOR = staff("s-mayor", f"{CENTRE}:mayor")
SUPERVISOR = staff("s-supervisor", f"{CENTRE}:supervisor")
ADMIN = staff("s-admin", f"{CENTRE}:admin")
EVERYTHING = staff("s-everything", *(f"{LEAD}:{post}" for post in ("officer", "chief", "director")))
RELATIVE = staff("s-relative", *(f"{LEAD}:{post}" for post in ("officer", "chief", "director")), party=APPLICANT.id)
DEPUTY = staff("s-deputy", f"{LAND}:chief", deputy=(c.Deputy(f"{LEAD}:director", DIRECTOR.id),))
CHIEFS_DEPUTY = staff("s-stand-in", f"{LEAD}:officer", deputy=(c.Deputy(f"{LEAD}:chief", CHIEF.id),))
WRONG_CLASS = staff(
    "s-wrong-class", f"{LAND}:chief", deputy=(c.Deputy(f"{LEAD}:director", DIRECTOR.id, frozenset({"other"})),)
)
BRANCH_CHIEFS = tuple(staff(f"s-{unit.lower()}-chief", f"{unit}:chief") for unit in (FIRE, DEFENCE, HOUSING, LAND))
BRANCH_OFFICERS = tuple(staff(f"s-{unit.lower()}", f"{unit}:officer") for unit in (FIRE, DEFENCE, HOUSING, LAND))

CAST = (
    OFFICER,
    COLLEAGUE,
    CHIEF,
    DIRECTOR,
    MAYOR,
    SUPERVISOR,
    ADMIN,
    EVERYTHING,
    RELATIVE,
    DEPUTY,
    CHIEFS_DEPUTY,
    WRONG_CLASS,
    *BRANCH_CHIEFS,
    *BRANCH_OFFICERS,
    APPLICANT,
    AGENT,
    STRANGER,
    COURIER,
    SMS,
)
PARTY_OF = {person.id: person.party for person in CAST}


def holders(post: str) -> tuple[c.Actor, ...]:
    """Who holds the post "UNIT:post" in their own name."""
    return tuple(person for person in CAST if post in person.posts)


def deputy_of(post: str, holder: str, party: str = "") -> c.Actor:
    """Somebody without a post of their own who stands in for the holder."""
    return staff("s-stands-in", deputy=(c.Deputy(post, holder, party=party),))
