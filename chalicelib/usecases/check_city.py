"""What a city says of itself beside its catalogue: its own names, units, posts, rules, couriers and people."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.desk_posts import DESK_POSTS
from chalicelib.domain.exchange.receiver import faults
from chalicelib.domain.subject_key import PlateError, check_plate
from chalicelib.texts import text
from chalicelib.texts.messages import templates
from chalicelib.usecases.check_certificates import check_certificates
from chalicelib.usecases.check_messages import check_messages
from chalicelib.usecases.check_rules import check_rules
from chalicelib.usecases.city_shape import APPLICANTS, HELD, PERSON, rows
from chalicelib.usecases.message_lengths import LONGEST_STAFF_ID

Json = Mapping[str, Any]
Kinds = type | tuple[type, ...]

UNIT_KINDS: Final = ("agency", "company")
_SIGN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_STAFF_ID: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_STAFF_ID - 1}}}")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_DIVISION: Final = re.compile(r"[1-9][0-9]{5}")
_SAID: Final[Mapping[str, str]] = {"centre": "centre", "hall_name": "hall", "telephone": "telephone"}
"""What every SMS may say of the city, by its parameter."""


def check_city(data: Json) -> list[str]:
    """Sentences, one for each fault of an edition's data that have no unreadable part."""
    own = [sentence for check in CHECKS for sentence in check(data)]
    return [*own, *check_messages(data.get("messages", {})), *check_certificates(data)]


def check_staff(edition: Edition, staff: Iterable[Json]) -> list[str]:
    """The faults of the people whom a sound city names: who they are, what they hold, whether an admin could let the
    others in, and whether every step and window of the catalogue has somebody."""
    people = list(staff)
    shape = [*rows("staff", "", people, PERSON)]
    for place, one in enumerate(people):
        shape += rows("staff", f"/{place}/posts", one.get("posts"), HELD) if isinstance(one, Mapping) else ()
    return shape or [*_people(people), *_held(edition, people)]


def _names(data: Json) -> Iterator[str]:
    """Each SMS is one part only while the city's own words have room in it."""
    for name, parameter in _SAID.items():
        most = min(template.rooms[parameter] for template in templates().values() if parameter in template.rooms)
        said = data["city"][name]
        if len(said.encode("utf-16-be")) // 2 > most:
            yield text("city_flaw.too_long", file="city", place=f"/{name}", value=said, most=most)


def _codes(data: Json) -> Iterator[str]:
    for name in ("units", "posts", "carriers", "receivers"):
        counted = Counter(one["code"] for one in data.get(name, ()))
        yield from (text("city_flaw.twice", file=name, value=code) for code, count in counted.items() if count > 1)
        yield from (text("city_flaw.sign", file=name, value=code) for code in counted if not _SIGN.fullmatch(code))


def _samples(data: Json) -> Iterator[str]:
    samples = data["city"]["samples"]
    try:
        check_plate(samples["plate"])
    except PlateError:
        yield text("city_flaw.sample", place="/samples/plate", value=samples["plate"])
    if not _DIVISION.fullmatch(samples["division_code"]):
        yield text("city_flaw.sample", place="/samples/division_code", value=samples["division_code"])


def _places(data: Json) -> Iterator[str]:
    zones, counties = {zone.get("code") for zone in data["city"]["zones"]}, data["city"]["counties"]
    for place, unit in enumerate(data["units"]):
        for name, known in (("zone", zones), ("kind", UNIT_KINDS), ("county", [*counties, None])):
            if unit.get(name) not in known:
                yield text("city_flaw.unknown", file="units", place=f"/{place}/{name}", value=unit[name])
    for kind in ("person", "company"):
        asked = data["applicants"].get(kind, {}).get("properties", {}).get("district")
        if asked and asked.get("enum") != counties:
            yield text("city_flaw.counties", place=f"/{kind}/properties/district/enum")


def _posts(data: Json) -> Iterator[str]:
    codes, rules = {post["code"] for post in data["posts"]}, data["rules"]
    yield from (text("city_flaw.post_lacking", value=code) for code in sorted(DESK_POSTS - codes))
    named = {"/in_charge_post": [rules["in_charge_post"]], "/branch_posts": rules["branch_posts"]}
    for place, posts in named.items():
        for post in posts:
            if post not in codes:
                yield text("city_flaw.unknown", file="rules", place=place, value=post)
    for post in rules["inquiries"]["handlers"]:
        if post not in DESK_POSTS & codes:
            yield text("city_flaw.handler", value=post)
    if rules["inquiries"]["general_unit"] not in {unit["code"] for unit in data["units"]}:
        value = rules["inquiries"]["general_unit"]
        yield text("city_flaw.unknown", file="rules", place="/inquiries/general_unit", value=value)


def _applicants(data: Json) -> Iterator[str]:
    """Who applies is known by number and telephone, named on the certificate and mailed it."""
    for kind, needed in APPLICANTS.items():
        asked = data["applicants"].get(kind, {}).get("properties", {})
        for name in needed:
            if not isinstance(asked.get(name), Mapping):
                yield text("city_flaw.missing", file="applicants", place=f"/{kind}/properties/{name}")


def check_lists(data: Json) -> Iterator[str]:
    """Sentences on what themes and synonyms name and is not there: harmless to cases, but nobody finds anything by it."""
    units, items = {unit["code"] for unit in data["units"]}, data["items"]
    for place, theme in enumerate(data.get("themes", ())):
        for unit in theme.get("units", ()):
            if unit not in units:
                yield text("city_flaw.unknown", file="themes", place=f"/{place}/units", value=unit)
    for place, event in enumerate(data.get("synonyms", {}).get("events", ())):
        for item in event.get("items", ()):
            if item not in items:
                yield text("city_flaw.unknown", file="synonyms", place=f"/events/{place}/items", value=item)


def _rules(data: Json) -> Iterator[str]:
    yield from check_rules(data["rules"])


def _couriers(data: Json) -> Iterator[str]:
    counted = Counter(source for carrier in data["carriers"] for source in carrier["pushes"].items())
    for (source, code), count in counted.items():
        if count > 1:
            yield text("city_flaw.push_shared", source=source, value=code)
    if not any(carrier["official_documents"] for carrier in data["carriers"]):
        yield text("city_flaw.no_post")


def _receivers(data: Json) -> Iterator[str]:
    posts = {post["code"]: post for post in data["posts"]}
    for number, entry in enumerate(data.get("receivers", ())):
        for place, value in faults(entry, posts):
            yield text("city_flaw.receiver", place=f"/{number}{place}", value=value)


def _people(people: list[Json]) -> Iterator[str]:
    counted = Counter(person["id"] for person in people)
    yield from (text("city_flaw.twice", file="staff", value=one) for one, count in counted.items() if count > 1)
    for person in people:
        about = {"id": person["id"], "name": person["name"]}
        if not _STAFF_ID.fullmatch(person["id"]):
            yield text("staff_flaw.id", most=LONGEST_STAFF_ID, **about)
        if not _MOBILE.fullmatch(person["phone"]):
            yield text("staff_flaw.phone", value=person["phone"], **about)


def _held(edition: Edition, people: list[Json]) -> Iterator[str]:
    posts, units = {post["code"]: post["name"] for post in edition.data["posts"]}, edition.units()
    held = set()
    for person in people:
        for one in person["posts"]:
            unit, post = str(one.get("unit")), str(one.get("post"))
            if unit in units and post in posts:
                held.add((unit, post))
            else:
                yield text("staff_flaw.post", id=person["id"], name=person["name"], value=f"{unit}:{post}")
    if not any(post == "admin" for _, post in held):
        yield text("staff_flaw.no_admin")
    for unit, post in sorted(_needed(edition) - held):
        yield text("staff_flaw.nobody", unit=units[unit]["name"], post=posts[post], value=f"{unit}:{post}")


def _needed(edition: Edition) -> set[tuple[str, str]]:
    """The (unit, post) at whose desk or telephone some case of the catalogue waits."""
    needed = {(str(edition.data["rules"]["inquiries"]["general_unit"]), "officer")}
    for item in edition.items():
        for variant in item["variants"]:
            definition = edition.definition(item["code"], variant["code"])
            for unit in (definition.unit, *(entry["unit"] for entry in definition.data["delegation"])):
                here = definition.handled_by(unit)
                needed |= {(unit, "officer"), *((step.unit, step.post) for step in here.flow.steps())}
    return needed


CHECKS: Final[tuple[Callable[[Json], Iterator[str]], ...]] = (
    _names,
    _codes,
    _samples,
    _places,
    _posts,
    _rules,
    _applicants,
    _couriers,
    _receivers,
)
