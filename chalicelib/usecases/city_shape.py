"""The shape of what a city says of itself: what must be there and of which kind, before anything else can be asked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.texts import text

Json = Mapping[str, Any]
Kinds = type | tuple[type, ...]

CITY: Final[Mapping[str, Kinds]] = {
    **dict.fromkeys(("name", "centre", "centre_full", "telephone", "address", "hall_name"), str),
    "zones": list,
    "counties": list,
    "samples": dict,
}
SAMPLES: Final[Mapping[str, Kinds]] = dict.fromkeys(("division_code", "plate", "address", "company"), str)
UNIT: Final[Mapping[str, Kinds]] = {
    **dict.fromkeys(
        ("code", "name", "short_name", "kind", "zone", "window", "telephone", "complaint_telephone"),
        str,
    ),
    **dict.fromkeys(("review_authority", "court", "review_basis"), (str, type(None))),
    **dict.fromkeys(("review_days", "court_months"), (int, type(None))),
}
POST: Final[Mapping[str, Kinds]] = {"code": str, "name": str, "duty": str, "inside_centre": bool}
ZONE: Final[Mapping[str, Kinds]] = {"code": str, "name": str}
BLOCK: Final[Mapping[str, Kinds]] = {"title": str, "properties": dict}
THEME: Final[Mapping[str, Kinds]] = {"code": str, "name": str, "units": list, "words": list}
MEANING: Final[Mapping[str, Kinds]] = {"means": str, "say": list}
SYNONYMS: Final[Mapping[str, Kinds]] = {"idle": list, "examples": list}
EVENT: Final[Mapping[str, Kinds]] = {"say": list, "items": list}
DOCUMENTS: Final[Mapping[str, Kinds]] = {"number": str, "words": dict, "templates": dict}
CARRIER: Final[Mapping[str, Kinds]] = {
    **dict.fromkeys(("code", "name", "telephone", "waybill_pattern"), str),
    "official_documents": bool,
    "pushes": dict,
}
RECEIVER: Final[Mapping[str, Kinds]] = {
    **dict.fromkeys(("code", "name", "standard"), str),
    **dict.fromkeys(("records", "codes"), dict),
}
RULES: Final[Mapping[str, Kinds]] = {"in_charge_post": str, "branch_posts": list, "cards": dict, "inquiries": dict}
"""What names posts and clocks; the figures are check_rules'."""

APPLICANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("name", "id_number", "phone", "address"),
    "company": ("name", "uscc", "agent_name", "agent_id_number", "phone", "address"),
}
INQUIRIES: Final[Mapping[str, Kinds]] = {
    **dict.fromkeys(("limits", "cards"), dict),
    "handlers": list,
    "general_unit": str,
}
PERSON: Final[Mapping[str, Kinds]] = {"id": str, "name": str, "phone": str, "posts": list}
HELD: Final[Mapping[str, Kinds]] = {"unit": str, "post": str}


def unreadable_parts(data: Json) -> Iterator[str]:
    """Sentences on what is not there or is written wrongly: without it nothing else can be checked."""
    yield from _lacking("city", "", data["city"], CITY)
    if isinstance(data["city"], Mapping):
        yield from _code_pattern(data["city"])
        yield from _lacking("city", "/samples", data["city"].get("samples", {}), SAMPLES)
        yield from rows("city", "/zones", data["city"].get("zones"), ZONE)
    for name, parts in (("units", UNIT), ("posts", POST), ("carriers", CARRIER)):
        yield from rows(name, "", data[name], parts) if data[name] else [text("city_flaw.no_list", file=name)]
    yield from rows("receivers", "", data.get("receivers", []), RECEIVER)
    yield from _lacking("rules", "", data["rules"], RULES)
    if isinstance(data["rules"], Mapping):
        yield from _lacking("rules", "/inquiries", data["rules"].get("inquiries"), INQUIRIES)
    yield from _lacking("flows", "", data["flows"], {})
    yield from _lacking("applicants", "", data["applicants"], dict.fromkeys(APPLICANTS, dict))
    for kind, block in data["applicants"].items() if isinstance(data["applicants"], Mapping) else ():
        yield from _lacking("applicants", f"/{kind}", block, BLOCK)
    yield from _lacking("documents", "", data["documents"], DOCUMENTS)
    templates_of = data["documents"].get("templates") if isinstance(data["documents"], Mapping) else None
    for kind, template in templates_of.items() if isinstance(templates_of, Mapping) else ():
        yield from _lacking("documents", f"/templates/{kind}", template, {"word": str})
    yield from rows("themes", "", data.get("themes", []), THEME)
    synonyms = data.get("synonyms", {})
    yield from _lacking("synonyms", "", synonyms, {})
    if isinstance(synonyms, Mapping):
        yield from rows("synonyms", "/words", synonyms.get("words", []), MEANING)
        yield from rows("synonyms", "/events", synonyms.get("events", []), EVENT)
        yield from _lacking("synonyms", "", {"idle": [], "examples": [], **synonyms}, SYNONYMS)


def rows(file: str, place: str, found: Any, parts: Mapping[str, Kinds]) -> Iterator[str]:
    """Sentences on a list in a file and on what its entries lack."""
    if not isinstance(found, list):
        yield text("city_flaw.missing", file=file, place=place or "/")
        return
    for number, one in enumerate(found):
        yield from _lacking(file, f"{place}/{number}", one, parts)


def _lacking(file: str, place: str, found: Any, parts: Mapping[str, Kinds]) -> Iterator[str]:
    if not isinstance(found, Mapping):
        yield text("city_flaw.not_an_object", file=file, place=place or "/")
        return
    for name, kinds in parts.items():
        given = found.get(name)
        if (
            name not in found
            or not isinstance(given, kinds)
            or given == ""
            or (isinstance(given, bool) and kinds is int)
        ):
            yield text("city_flaw.missing", file=file, place=f"{place}/{name}")


def _code_pattern(city: Json) -> Iterator[str]:
    try:
        re.compile(city.get("code_pattern", ""))
    except (re.error, TypeError):
        yield text("city_flaw.pattern", value=city["code_pattern"])
