"""The guide of one variant as its page shows it, drawn from the same definition that the engine runs by."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from chalicelib.domain import law
from chalicelib.domain.catalogue import BY_AGENT, BY_LAW, Definition, Edition, Material
from chalicelib.domain.flow import Node, Parallel, Step
from chalicelib.domain.guide_answers import Answers, Question, flow_for, holds_for
from chalicelib.pages.flow_chart import NARROW, flow_chart
from chalicelib.texts import joined, text

Shown = dict[str, Any]
_WHOLE: Final = ""
"""The JSON pointer to all of an item."""


def item_row(item: Mapping[str, Any], edition: Edition) -> Shown:
    """An item in a list, for macros/list.html."""
    row: Shown = {"href": f"/items/{item['code']}", "title": item["name"], "note": edition.unit(item["unit"])["name"]}
    if item["status"] != "published":
        row |= {"mark": text("hall.suspended"), "colour": "yellow"}
    elif item["promised_limit"]["unit"] == "session":
        row |= {"mark": text("hall.instant"), "colour": "green"}
    return row


def guide(
    definition: Definition, edition: Edition, told: Answers = MappingProxyType({}), *, width: float = NARROW
) -> Shown:
    """Everything a guide says to a reader who has answered this; `unsure` tells whether the detail behind a JSON pointer
    could not be verified, `invented` that all of it is a sample. `materials` are those that are or may be needed, `spared` those that the answers rule out; the
    flow chart is so wide."""
    data, own = definition.data, edition.item(definition.item)
    start, end = _start(definition), _end(definition)
    flow = [_node(node, definition, edition, told) for node in flow_for(definition, told).nodes]
    rows = [_material(place, m, definition, edition, told) for place, m in enumerate(definition.materials)]
    return {
        "data": data,
        "unit": edition.unit(definition.unit),
        "instant": definition.instant,
        "counties": [_county(entry, edition) for entry in data["delegation"]],
        "own_unit": edition.unit(own["unit"]),
        "own_window": own["window"],
        "materials": [row for row in rows if row["needed"] is not False],
        "spared": [row for row in rows if row["needed"] is False],
        "start": start,
        "flow": flow,
        "end": end,
        "chart": flow_chart(start, flow, end, width=width),
        "limits": _limits(definition),
        "invented": _WHOLE in data["unverified"],
        "unsure": lambda pointer: _unsure(pointer, data["unverified"]),
    }


def _start(definition: Definition) -> Shown:
    how = text("guide.start_online" if definition.data["online"] else "guide.start_window")
    return {"name": text("guide.start"), "notes": [how, text("guide.start_checked")]}


def _end(definition: Definition) -> Shown:
    """How it ends: the result and its delivery, and what is owed to whom it is refused."""
    result = definition.data["result"]
    name = text("guide.end_result", result=result["name"]) if result else text("guide.end")
    how = "end_told" if not result else "end_courier" if definition.data["courier"] else "end_pickup"
    no = ("end_refused", "end_rights") if definition.regime in BY_LAW else ("end_declined",)
    return {"name": name, "notes": [text(f"guide.{code}") for code in (how, *no)]}


def question_rows(asked: tuple[Question, ...], told: Answers) -> list[Shown]:
    """The questions as macros/guide.html asks them: the value of the answer that was given is `chosen`, empty for none."""
    return [_question(one, told) for one in asked]


def _question(one: Question, told: Answers) -> Shown:
    choices = [{"value": key, "label": _choice_label(key, value)} for key, value in one.choices.items()]
    chosen = next((key for key, value in one.choices.items() if one.field in told and told[one.field] == value), "")
    title = text("guide.by_agent") if one.schema is None else one.schema["title"]
    hint = "" if one.schema is None else one.schema.get("description", "")
    return {"name": one.field, "title": title, "hint": hint, "choices": choices, "chosen": chosen}


def _choice_label(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return text(f"choice.{key}")
    return text("guide.other_answer") if value is None else str(value)


def _limits(definition: Definition) -> list[str]:
    """What the applicant can count on, in the order in which it comes."""
    promised, statutory = definition.data["promised_limit"], definition.data["statutory_limit"]
    rule = "notice" if definition.regime == "licence" else "pre_review"
    by_law = {"amount": law.NOTICE_DAYS, "unit": "working_days"}
    answered = by_law if definition.regime == "licence" else definition.rules["pre_review_limit"]
    told = [("session", promised)] if definition.instant else [(rule, answered), ("promised", promised)]
    if statutory:
        told.append(("statutory", statutory))
    return [text(f"clock_rule.{name}", limit=text(f"limit.{limit['unit']}", **limit)) for name, limit in told]


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


def _material(place: int, material: Material, definition: Definition, edition: Edition, told: Answers) -> Shown:
    """The catalogue's row with who issues it and when it is needed, for macros/materials.html; `needed` is None where that
    depends on what was not answered."""
    data, condition = definition.data, material.required
    needed = condition == "always" if isinstance(condition, str) else holds_for(condition, told)
    notes = [] if material.data["source"] == "applicant" else [_source(material.data["source"], edition)]
    if needed is None:
        notes.insert(0, _needed_when(material, data["form"]["properties"]))
    return {
        **material.data,
        "needed": needed,
        "required": "always" if needed else condition,
        "good_photo": "" if material.shared else material.data["good_photo"],
        "note": joined((note for note in notes if note), "sentences"),
        "unverified": _unsure(f"/materials/{place}", data["unverified"]),
    }


def _needed_when(material: Material, fields: Mapping[str, Any]) -> str:
    """On which answer the material depends; nothing for a field that the form does not have."""
    condition = material.required
    if condition == BY_AGENT:
        return str(material.data["needed_when"])
    if isinstance(condition, str) or condition["field"] not in fields:
        return ""
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


def _node(node: Node, definition: Definition, edition: Edition, told: Answers) -> Shown:
    """A step, or a joint review with its branches; `question` is on what it depends, `answers` those with which it takes
    place and not, `needs` what must have
    happened before it can be passed, `join` when a joint review is through. `notes` are all of these in words."""
    if isinstance(node, Step):
        return _step(node, node.when, definition, edition, told)
    branches = [
        _step(step, step.when or branch.when, definition, edition, told) | {"branch": branch.id}
        for branch in node.branches
        for step in branch.steps
    ]
    by = text("hall.side_by_side", count=len(node.branches))
    lead = text("guide.lead", unit=edition.unit(node.lead)["name"])
    return {"name": node.name, "by": by, "limit": None, "notes": [_join(node)], "branches": branches, "lead": lead}


def _step(
    step: Step, condition: Mapping[str, Any] | None, definition: Definition, edition: Edition, told: Answers
) -> Shown:
    needs = [text(f"interruption.{kind}") for kind in step.needs]
    notes = [text("hall.step_needs", kind=kind) for kind in needs]
    question, answers = "", (text("choice.true"), text("choice.false"))
    if condition and not holds_for(condition, told):
        field, value = _answer(condition, definition.data["form"]["properties"])
        yes_or_no = isinstance(condition["equals"], bool)
        question = text("guide.question" if yes_or_no else "guide.question_of", field=field, value=value)
        answers = answers if condition["equals"] else answers[::-1]
        notes.insert(0, text("hall.only_when", field=field, value=value))
    by = edition.unit(step.unit)["name"]
    return {
        "name": step.name,
        "by": by,
        "limit": step.limit,
        "question": question,
        "answers": answers,
        "needs": needs,
        "notes": notes,
        "branches": [],
    }


def _join(node: Parallel) -> str:
    """When the joint review is through, in words."""
    rule = node.join["rule"]
    by = [branch.name for branch in node.branches if branch.id in node.join.get("by", ())]
    code = f"join.{rule}_by" if by else f"join.{rule}"
    return text(code, count=len(node.branches), enough=node.join.get("n", 0), by=tuple(by))


def _unsure(pointer: str, unverified: list[str]) -> bool:
    """Of an item of which nothing was verified that is said once, not at every detail."""
    return _WHOLE not in unverified and any(pointer == known or pointer.startswith(f"{known}/") for known in unverified)
