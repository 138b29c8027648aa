"""The guide of one variant as its page shows it, drawn from the same definition that the engine runs by."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.catalogue import BY_AGENT, Definition, Edition, Material
from chalicelib.domain.flow import Node, Parallel, Step
from chalicelib.texts import joined, text

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
        "counties": [_county(entry, edition) for entry in data["delegation"]],
        "materials": [_material(place, m, data, edition) for place, m in enumerate(definition.materials)],
        "flow": [_node(node, definition, edition) for node in definition.flow.nodes],
        "unsure": lambda pointer: _covered(pointer, data["unverified"]),
    }


def _county(entry: Mapping[str, Any], edition: Edition) -> Shown:
    """Where the people of one county go with a delegated item."""
    return {**entry, "name": edition.unit(entry["unit"])["name"]}


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
    if material.required == BY_AGENT:
        notes.insert(0, material.data["needed_when"])
    elif not isinstance(condition, str):
        notes.insert(0, _condition(condition, data["form"]["properties"]))
    return {
        **material.data,
        "good_photo": "" if material.shared else material.data["good_photo"],
        "note": joined(notes, "sentences"),
        "unverified": _covered(f"/materials/{place}", data["unverified"]),
    }


def _condition(condition: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    field, value = _answer(condition, fields)
    return text("hall.needed_when", field=field, value=value)


def _answer(condition: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[str, str]:
    """The question and the answer of a condition on the form, as the form has them."""
    value = condition["equals"]
    told = text(f"choice.{str(value).lower()}") if isinstance(value, bool) else str(value)
    return fields[condition["field"]]["title"], told


def _source(source: str | Mapping[str, Any], edition: Edition) -> str:
    if isinstance(source, str):
        return text(f"source.{source}")
    return text("source.unit", unit=edition.unit(source["unit"])["name"])


def _node(node: Node, definition: Definition, edition: Edition) -> Shown:
    """A step, or a joint review with its branches' steps; `notes` are on which answer it depends, what must have happened
    before it can be passed, and when a joint review is through."""
    if isinstance(node, Step):
        return _step(node, node.when, definition, edition)
    branches = [
        _step(step, step.when or branch.when, definition, edition) for branch in node.branches for step in branch.steps
    ]
    by = text("hall.side_by_side", count=len(node.branches))
    return {"name": node.name, "by": by, "limit": None, "notes": [_join(node)], "branches": branches}


def _step(step: Step, condition: Mapping[str, Any] | None, definition: Definition, edition: Edition) -> Shown:
    notes = [text("hall.step_needs", kind=text(f"interruption.{kind}")) for kind in step.needs]
    if condition:
        field, value = _answer(condition, definition.data["form"]["properties"])
        notes.insert(0, text("hall.only_when", field=field, value=value))
    by = edition.unit(step.unit)["name"]
    return {"name": step.name, "by": by, "limit": step.limit, "notes": notes, "branches": []}


def _join(node: Parallel) -> str:
    """When the joint review is through, in words."""
    rule = node.join["rule"]
    by = [branch.name for branch in node.branches if branch.id in node.join.get("by", ())]
    code = f"join.{rule}_by" if by else f"join.{rule}"
    return text(code, count=len(node.branches), enough=node.join.get("n", 0), by=tuple(by))


def _covered(pointer: str, unverified: list[str]) -> bool:
    return any(pointer == known or pointer.startswith(f"{known}/") for known in unverified)
