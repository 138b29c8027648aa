"""What a reader tells the guide about themselves. The questions are those on which the item's own materials, steps and
branches depend, so a guide never asks what changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import BY_AGENT, Definition
from chalicelib.domain.flow import Branch, Flow, Step, holds

AGENT: Final = str(BY_AGENT["field"])
OTHER: Final = "other"
"""The answer that is none of those on which something depends."""

Answers = Mapping[str, Any]
"""By field; a field that was not answered is absent. The value is of the form's own type, None for OTHER."""


@dataclass(frozen=True)
class Question:
    """`choices` are the values that make a difference, by what stands for them in an address; `schema` is the form
    field's, None for whether one acts for the applicant."""

    field: str
    schema: Mapping[str, Any] | None
    choices: Mapping[str, Any]


def questions(definition: Definition) -> tuple[Question, ...]:
    """In the order of the form, the one about an agent last."""
    fields: Mapping[str, Mapping[str, Any]] = definition.data["form"]["properties"]
    wanted: dict[str, list[Any]] = {}
    for condition in _conditions(definition):
        wanted.setdefault(condition["field"], []).append(condition["equals"])
    asked = [
        Question(name, schema, _choices(schema, wanted[name])) for name, schema in fields.items() if name in wanted
    ]
    if AGENT in wanted and AGENT not in fields:
        asked.append(Question(AGENT, None, {"true": True, "false": False}))
    return tuple(asked)


def answers(asked: tuple[Question, ...], given: Mapping[str, str]) -> Answers:
    """What was chosen; anything that is not among a question's choices is no answer."""
    return {one.field: one.choices[given[one.field]] for one in asked if given.get(one.field) in one.choices}


def holds_for(condition: Mapping[str, Any], told: Answers) -> bool | None:
    """Whether the condition is met; None while its question has no answer."""
    return holds(condition, told) if condition["field"] in told else None


def flow_for(definition: Definition, told: Answers) -> Flow:
    """The flow without the steps and branches that these answers rule out."""
    conditional: list[Step | Branch] = [*definition.flow.steps()]
    conditional += [branch for node in definition.flow.parallels() for branch in node.branches]
    return definition.flow.without([one.id for one in conditional if one.when and holds_for(one.when, told) is False])


def _conditions(definition: Definition) -> Iterator[Mapping[str, Any]]:
    for material in definition.materials:
        if not isinstance(material.required, str):
            yield material.required
    for step in definition.flow.steps():
        if step.when:
            yield step.when
    for node in definition.flow.parallels():
        yield from (branch.when for branch in node.branches if branch.when)


def _choices(schema: Mapping[str, Any], wanted: list[Any]) -> Mapping[str, Any]:
    if schema["type"] == "boolean":
        return {"true": True, "false": False}
    options = list(schema.get("enum", ()))
    named = [value for value in options if value in wanted] or list(dict.fromkeys(wanted))
    if options and set(options) <= set(named):
        return {str(value): value for value in named}
    return {**{str(value): value for value in named}, OTHER: None}
