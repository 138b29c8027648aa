"""Whether an item says all that publication requires (the national implementation list's elements), and says it rightly.

Every flaw is found in one pass, so that a unit mends all of them at once. Flows and delegations have checks of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import BY_LAW, REGIMES
from chalicelib.domain.flow.check import Flaw
from chalicelib.domain.flow.values import FIELD_TYPES
from chalicelib.domain.publication.ending import END, FINISH
from chalicelib.domain.publication.material_check import check_materials
from chalicelib.domain.publication.span import Spans
from chalicelib.domain.versions import begin, end, is_moment

Json = Mapping[str, Any]
Flaws = Iterator[Flaw]

CATEGORIES: Final = ("licence", "approval", "service")
STATUSES: Final = ("published", "suspended", "cancelled", "delegated", "expired")
"""`expired` is what a version becomes by itself when its time is over."""
LIMIT_UNITS: Final = ("working_days", "calendar_days", "months")

FILLED: Final[Mapping[str, type]] = {
    "name": str,
    "unit": str,
    "zone": str,
    "category": str,
    "regime": str,
    "status": str,
    "version": int,
    "effective_from": str,
    "legal_basis": list,
    "applicants": list,
    "who": str,
    "conditions": list,
    "promised_limit": dict,
    "flow": dict,
    "materials": list,
    "fee_basis": str,
    "form": dict,
    "window": str,
    "telephone": str,
    "complaint_telephone": str,
}
"""What must be there and not be empty."""

STATED: Final[Mapping[str, type | tuple[type, ...]]] = {
    "effective_until": (str, type(None)),
    "statutory_limit": (dict, type(None)),
    "fees": list,
    "result": (dict, type(None)),
    "courier": bool,
    "online": bool,
    "quota": (int, str, dict, type(None)),
    "delegation": list,
    "notes": list,
    "faq": list,
    "keywords": list,
    "sources": list,
    "unverified": list,
}
"""What must be there and may be empty."""

LONGEST_GROUND: Final = 150
"""So that reason, law and where to go instead fit into the words of one record (`LONGEST_WORDS`)."""

OPTIONAL: Final[Mapping[str, type]] = {
    **dict.fromkeys(("survey", "renewal", "batch", "correction_limit"), dict),
    **dict.fromkeys(("procedures", "forwards_to"), list),
    "correction_after_acceptance": bool,
    "extension": int,
}
"""What need not be there."""


@dataclass(frozen=True)
class City:
    """What an item may name: open units by code (an issuer of papers may be `closed`), the codes of zones, the applicants'
    blocks, how long limits last."""

    units: Mapping[str, Json]
    closed: frozenset[str]
    zones: frozenset[str]
    applicants: Json
    spans: Spans


def check_item(item: Json, city: City) -> tuple[Flaw, ...]:
    """The flaws of one variant (`item` has the variant's parts merged in); none where it may be published.

    Places are JSON pointers into it, codes those of texts/publication.json.
    """
    shape = tuple(_shape(item))
    return shape or tuple(flaw for check in CHECKS for flaw in check(item, city))


def _shape(item: Json) -> Flaws:
    """What must be right before anything else can be asked."""
    for key, kind in FILLED.items():
        if not isinstance(item.get(key), kind) or item[key] in ("", [], {}):
            yield Flaw(f"/{key}", "missing")
    for key, kinds in (*STATED.items(), *(one for one in OPTIONAL.items() if one[0] in item)):
        if key not in item or not isinstance(item[key], kinds):
            yield Flaw(f"/{key}", "missing")
    for key in ("materials", "fees", "delegation", "legal_basis"):
        for index, part in enumerate(item.get(key) or ()):
            if not isinstance(part, Mapping):
                yield Flaw(f"/{key}/{index}", "not_an_object")
    form = item.get("form")
    if isinstance(form, Mapping) and not _is_form(form):
        yield Flaw("/form", "form_shape")


def _is_form(form: Json) -> bool:
    properties, required = form.get("properties"), form.get("required", [])
    return (
        isinstance(properties, Mapping)
        and all(isinstance(one, Mapping) for one in properties.values())
        and isinstance(required, list)
        and set(map(str, required)) <= properties.keys()
    )


def _belongs(item: Json, city: City) -> Flaws:
    if item["unit"] not in city.units:
        yield Flaw("/unit", "unit_unknown", {"unit": item["unit"]})
    if item["zone"] not in city.zones:
        yield Flaw("/zone", "zone_unknown", {"zone": item["zone"]})
    for key, known in (("category", CATEGORIES), ("regime", REGIMES), ("status", STATUSES)):
        if item[key] not in known:
            yield Flaw(f"/{key}", "choice_unknown", {"value": item[key], "known": " ".join(known)})
    if item["category"] == "licence" and item["regime"] != "licence":
        yield Flaw("/regime", "licence_regime")
    for kind in item["applicants"]:
        if kind not in city.applicants:
            yield Flaw("/applicants", "choice_unknown", {"value": str(kind), "known": " ".join(city.applicants)})


def _dates(item: Json, city: City) -> Flaws:
    for key in ("effective_from", "effective_until"):
        if item[key] is not None and not is_moment(item[key]):
            yield Flaw(f"/{key}", "date_unreadable", {"value": str(item[key])})
            return
    if "" < end(item) <= begin(item):
        yield Flaw("/effective_until", "over_before_begun")
    if item["status"] not in ("published", "expired") and not item.get("ended", {}).get("instead"):
        yield Flaw("/ended/instead", "instead_missing")
    yield from _running(item)


def _running(item: Json) -> Flaws:
    """What becomes of running cases; who ends them says why and by which law, for each of them is told."""
    ended = item.get("ended", {})
    running = ended.get("running", FINISH)
    if running not in (FINISH, END) or (running == END and item["status"] != "cancelled"):
        yield Flaw("/ended/running", "running_unknown")
    elif running == END:
        for key in ("reason", "basis"):
            if not isinstance(ended.get(key), str) or not 0 < len(ended[key].strip()) <= LONGEST_GROUND:
                yield Flaw(f"/ended/{key}", "ended_ground")


def _basis(item: Json, city: City) -> Flaws:
    for index, basis in enumerate(item["legal_basis"]):
        if not (basis.get("law") and basis.get("article")):
            yield Flaw(f"/legal_basis/{index}", "basis_missing")


def _limits(item: Json, city: City) -> Flaws:
    promised, statutory = item["promised_limit"], item["statutory_limit"]
    good = True
    for key, limit, units in (
        ("promised_limit", promised, (*LIMIT_UNITS, "session")),
        ("statutory_limit", statutory, LIMIT_UNITS),
    ):
        if limit is None:
            continue
        amount, unit = limit.get("amount", 0), limit.get("unit")
        if unit not in units:
            good = False
            yield Flaw(f"/{key}/unit", "limit_unit", {"value": str(unit)})
        elif not isinstance(amount, int) or isinstance(amount, bool) or (amount > 0) == (unit == "session"):
            good = False
            yield Flaw(f"/{key}/amount", "limit_amount", {"value": str(amount)})
    if statutory is None and item["regime"] in BY_LAW:
        yield Flaw("/statutory_limit", "statutory_missing")
    if good and statutory is not None and city.spans.longest(promised) > city.spans.shortest(statutory, promised):
        yield Flaw("/promised_limit", "promise_over_law")


def _materials(item: Json, city: City) -> Flaws:
    return check_materials(item, issuers=city.units.keys() | city.closed)


def _form(item: Json, city: City) -> Flaws:
    used = _fields_used(item)
    for name, field in item["form"]["properties"].items():
        place, about = f"/form/properties/{name}", {"field": str(field.get("title") or name)}
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            yield Flaw(place, "field_name", about)
        if not field.get("title"):
            yield Flaw(f"{place}/title", "field_title", about)
        if field.get("type") not in FIELD_TYPES:
            yield Flaw(f"{place}/type", "field_type", about)
        if name not in used and not _explained(field):
            yield Flaw(f"{place}/description", "field_unexplained", about)
        for kind in item["applicants"]:
            if name in city.applicants.get(kind, {}).get("properties", {}):
                yield Flaw(place, "field_twice", about)


def _fields_used(item: Json) -> set[str]:
    """The form fields that something hangs on: a paper, a step, a batch, a renewal."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, Mapping):
            found.update(str(value[key]) for key in ("field", "key", "fields") if isinstance(value.get(key), str))
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    for key in ("materials", "flow", "batch", "renewal", "fees", "result"):
        walk(item.get(key))
    return found


def _explained(field: Json) -> bool:
    """By a sentence, by an example, by the choices themselves; a number by its unit in the title."""
    told = ("description", "examples", "enum", "format", "const")
    return field.get("type") != "string" or any(field.get(key) for key in told)


def _fees(item: Json, city: City) -> Flaws:
    for index, fee in enumerate(item["fees"]):
        place, about = f"/fees/{index}", {"name": str(fee.get("item") or index + 1)}
        amount = fee.get("amount_fen")
        if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
            yield Flaw(f"{place}/amount_fen", "fee_amount", about)
        for key in ("item", "unit", "basis"):
            if not fee.get(key):
                yield Flaw(f"{place}/{key}", "fee_part", about)


CHECKS: Final[tuple[Callable[[Json, City], Flaws], ...]] = (
    _belongs,
    _dates,
    _basis,
    _limits,
    _materials,
    _form,
    _fees,
)
