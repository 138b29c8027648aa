"""Cases, tasks and forms as the window's pages show them. Codes become sentences here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import BY_AGENT, Definition, Edition, Limit, Material, handling_units
from chalicelib.domain.guards import GROUNDS
from chalicelib.domain.lights import Listed, countdown
from chalicelib.domain.row import Row, RowKey
from chalicelib.ports import Draft
from chalicelib.texts import text

Shown = dict[str, Any]

KEYS: Final = "123456789"
"""Keys that choose from a list; what comes after the ninth is chosen by mouse or by typing."""


def choices(items: Sequence[Mapping[str, Any]], edition: Edition, units: frozenset[str]) -> list[Shown]:
    """The variants of these items in order: the unit's own with a key each, others with where they are handled."""
    keys = iter(KEYS)
    shown = []
    for item in items:
        own = bool(units & handling_units(item))
        for variant in item["variants"]:
            limit = edition.definition(item["code"], variant["code"]).promised
            mark = text(f"limit.{limit.unit}", amount=limit.amount)
            choice = {"item": item["code"], "variant": variant["code"], "name": item["name"], "own": own, "mark": mark}
            choice |= {"variant_name": variant["name"], "unit": edition.unit(item["unit"])["name"]}
            choice |= {"window": item["window"], "key": next(keys, "") if own else ""}
            shown.append(choice)
    return shown


def materials_to_tick(definition: Definition, seen: frozenset[str]) -> list[Shown]:
    """The materials of a walk-in, each with its key and, where it depends on the form, on which answer. What only an agent
    brings (`by_agent`) has no key: it is ticked where the agent is named."""
    keys = iter(KEYS)
    return [
        {
            **_material(material),
            "by_agent": material.required == BY_AGENT,
            "key": "" if material.required == BY_AGENT else next(keys, ""),
            "checked": material.code in seen,
            "condition": _condition(material, definition),
        }
        for material in definition.materials
    ]


def scan_slots(definition: Definition, pages: Mapping[str, Sequence[Shown]]) -> list[Shown]:
    """The materials as macros/materials.html takes them; at the window every page is optional."""
    return [
        {
            "code": material.code,
            "name": material.name,
            "required": "",
            "kind": material.data["kind"],
            "number": material.data["number"],
            "pages": pages.get(material.code, []),
        }
        for material in definition.materials
    ]


def kept(draft: Draft, edition: Edition) -> Shown:
    """A walk-in that waits for its officer."""
    item = edition.item(draft.item)
    name = (draft.fields.get("company_name") or draft.fields.get("name") or [""])[-1]
    return {"draft": draft.id, "name": item["name"], "applicant": name, "at": draft.saved_at}


def more(last: RowKey, edition: Edition) -> Shown:
    """The way to the next page of a queue, whose name has the unit and the post."""
    unit, _, post = last.queue.partition(":")
    posts = {known["code"]: known["name"] for known in edition.data["posts"]}
    of = posts.get(post, "") or text(f"window.queue_{post}")
    query = urlencode({"queue": last.queue, "beyond": last.sort})
    return {"href": f"/window/tasks?{query}", "of": f"{edition.unit(unit)['short_name']}{of}"}


def materials_of_case(definition: Definition, required: Sequence[str], originals: Sequence[str]) -> list[Shown]:
    """The materials of a case: required of it, and whether the originals were seen."""
    return [
        {**_material(material), "required": material.code in required, "seen": material.code in originals}
        for material in definition.materials
    ]


def grounds() -> list[Shown]:
    return [{"code": ground, "name": text(f"window.ground.{ground}")} for ground in GROUNDS]


def form_pairs(content: Mapping[str, Any], definition: Definition, edition: Edition) -> list[tuple[str, str]]:
    """Titles and values of who applies and of the item's form; empty once the dossier is erased."""
    if not content:
        return []
    block = edition.data["applicants"][content["applicant_kind"]]["properties"]
    own = definition.data["form"]["properties"]
    applicant = _titled(block, content["applicant"])
    answers = _titled(own, content["answers"])
    address = content.get("address") or text("window.delivery.erased")
    delivery = text(f"window.delivery.{content['delivery']}", address=address)
    return [*applicant, *answers, (text("window.delivery.title"), delivery)]


def in_place_of(name: str, holder: str) -> str:
    """The name of who acted, and of the holder in whose place, where in somebody's."""
    return text("window.deputy", name=name, holder=holder) if holder else name


def task(row: Row, definition: Definition, calendar: Calendar, now: datetime) -> Shown:
    """A worklist row's words and light; the case's own page has the exact sum."""
    shown: Shown = {
        "what": _what(row),
        "name": definition.name,
        "variant_name": definition.data["variant_name"],
        "rows": text("window.batch_rows", count=row["rows"]) if "rows" in row else "",
        "since": row["since"],
        "warned": row["warned"],
        "delivery": text(f"window.delivery_short.{row['delivery']}") if "delivery" in row else "",
        "clock": None,
    }
    if row["due_at"]:
        unit: Any = row["limit_unit"]
        listed = Listed(str(row["due_at"]), Limit(int(row["limit_amount"]), unit), str(row["still_until"]))
        seen = countdown(listed, calendar, now, definition.rules["lights"])
        shown["clock"] = {"light": seen.light, "days_left": seen.days_left, "on": seen.on}
    return shown


def _what(row: Row) -> str:
    if "step_name" not in row:
        return text(f"window.task.{row['task']}")
    waits = row.get("waits", "")
    return text(f"window.waits.{waits}", step=row["step_name"]) if waits else str(row["step_name"])


def _material(material: Material) -> Shown:
    data = material.data
    return {
        "code": material.code,
        "name": material.name,
        "kind": text(f"window.material_kind.{data['kind']}"),
        "number": data["number"],
        "fetched": data["source"] == "shared",
        "corrections": data["corrections"],
    }


def _condition(material: Material, definition: Definition) -> Shown | None:
    if isinstance(material.required, str):
        return None
    if material.required == BY_AGENT:
        return {"field": "", "equals": "", "text": material.data["needed_when"]}
    field = definition.data["form"]["properties"][material.required["field"]]
    equals = material.required["equals"]
    told = text("window.condition", field=field["title"], value=_value(equals))
    posted = str(equals).lower() if isinstance(equals, bool) else str(equals)
    return {"field": material.required["field"], "equals": posted, "text": told}


def _titled(properties: Mapping[str, Any], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In the order of the schema; the address is told with the delivery."""
    names = (name for name in properties if name in values and name != "address")
    return [(properties[name]["title"], _value(values[name])) for name in names]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return text("window.yes" if value else "window.no")
    return str(value).removeprefix("+86")
