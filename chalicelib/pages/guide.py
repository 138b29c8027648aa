"""The 办事指南 of one variant as its page shows it, drawn from the same definition that the engine runs by."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.catalogue import Definition, Edition, Material
from chalicelib.domain.flow import Node, Step
from chalicelib.texts import text

Shown = dict[str, Any]


def item_row(item: Mapping[str, Any], edition: Edition) -> Shown:
    """An item in a list, for macros/list.html."""
    row: Shown = {"href": f"/items/{item['code']}", "title": item["name"], "note": edition.unit(item["unit"])["name"]}
    if item["status"] != "published":
        row |= {"mark": text("hall.suspended"), "colour": "yellow"}
    elif item["promised_limit"]["unit"] == "session":
        row |= {"mark": text("hall.instant"), "colour": "green"}
    return row


def guide(definition: Definition, edition: Edition) -> Shown:
    """Everything a guide says; `unsure` tells whether the detail behind a JSON pointer could not be verified."""
    data = definition.data
    return {
        "data": data,
        "unit": edition.unit(definition.unit),
        "instant": definition.instant,
        "materials": [_material(place, m, data, edition) for place, m in enumerate(definition.materials)],
        "flow": [_node(node, data["form"]["properties"], edition) for node in definition.flow.nodes],
        "unsure": lambda pointer: _covered(pointer, data["unverified"]),
    }


def upload_slots(
    materials: tuple[Material, ...], required: tuple[str, ...], pages: Mapping[str, list[Shown]]
) -> list[Shown]:
    """The materials as macros/materials.html takes them; what the centre fetches itself has no slot."""
    return [
        {
            **material.data,
            "required": "always" if material.code in required else material.required,
            "pages": pages.get(material.code, []),
        }
        for material in materials
        if not material.shared
    ]


def _material(place: int, material: Material, data: Mapping[str, Any], edition: Edition) -> Shown:
    """The catalogue's row with who issues it and when it is needed, for macros/materials.html."""
    condition = material.required
    notes = [] if material.data["source"] == "applicant" else [_source(material.data["source"], edition)]
    if not isinstance(condition, str):
        notes.insert(0, _condition("hall.needed_when", condition, data["form"]["properties"]))
    return {
        **material.data,
        "good_photo": "" if material.shared else material.data["good_photo"],
        "note": text("hall.joined").join(notes),
        "unverified": _covered(f"/materials/{place}", data["unverified"]),
    }


def _condition(code: str, condition: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    title = fields[condition["field"]]["title"]
    value = condition["equals"]
    told = (
        {True: text("choice.true"), False: text("choice.false")}.get(value, value) if isinstance(value, bool) else value
    )
    return text(code, field=title, value=told)


def _source(source: str | Mapping[str, Any], edition: Edition) -> str:
    if isinstance(source, str):
        return text(f"source.{source}")
    return text("source.unit", unit=edition.unit(source["unit"])["name"])


def _node(node: Node, fields: Mapping[str, Any], edition: Edition) -> Shown:
    if isinstance(node, Step):
        return _step(node, node.when, fields, edition)
    steps = [
        _step(step, step.when or branch.when, fields, edition) for branch in node.branches for step in branch.steps
    ]
    return {
        "name": node.name,
        "by": text("hall.side_by_side", count=len(node.branches)),
        "limit": None,
        "branches": steps,
    }


def _step(step: Step, when: Mapping[str, Any] | None, fields: Mapping[str, Any], edition: Edition) -> Shown:
    by = [edition.unit(step.unit)["name"]] + ([_condition("hall.only_when", when, fields)] if when else [])
    return {"name": step.name, "by": text("hall.joined").join(by), "limit": step.limit, "branches": []}


def _covered(pointer: str, unverified: list[str]) -> bool:
    return any(pointer == known or pointer.startswith(f"{known}/") for known in unverified)
