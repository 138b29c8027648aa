"""Checking a whole application, saved in a draft or entered at the window: who applies, the item's form, and how the
result is delivered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Definition
from chalicelib.usecases.check_form import FieldError, check_form

ANSWER: Final = "answers."
"""What the names of the item's own fields begin with, so that they cannot meet those of the applicant's block."""

AGENT: Final = "agent."
"""What the names of the agent's fields begin with; an agent acts where any of them is filled in."""

KIND, DELIVERY, ADDRESS, DISTRICT = "applicant_kind", "delivery", "address", "district"


class InvalidApplicationError(Exception):
    """`errors` by field name as the draft has it."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class CheckedApplication:
    """Normalised values, ready to be sealed."""

    kind: Literal["person", "company"]
    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    delivery: Literal["courier", "pickup"]
    address: str
    agent: Mapping[str, Any] = field(default_factory=dict)

    @property
    def circumstances(self) -> Mapping[str, Any]:
        """What conditions on materials are asked with."""
        return {**self.answers, "agent": bool(self.agent)}

    @property
    def district(self) -> str:
        """The county where the applicant is; empty where the item does not ask or nothing was chosen."""
        return str(self.applicant.get(DISTRICT, ""))

    @property
    def number(self) -> str:
        """The identity number of who applies: a resident id or a social credit code."""
        return str(self.applicant["uscc"] if self.kind == "company" else self.applicant["id_number"])

    def content(self) -> Mapping[str, Any]:
        """The content of the dossier part `form#…`."""
        return {
            "applicant_kind": self.kind,
            "applicant": dict(self.applicant),
            "answers": dict(self.answers),
            "delivery": self.delivery,
            "address": self.address,
            **({"agent": dict(self.agent)} if self.agent else {}),
        }


def application_schemas(
    definition: Definition, kinds: Mapping[str, Any], fields: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The schemas of the page's parts with the names that the draft's fields have: kind, applicant, answers, delivery."""
    kind = applicant_kind(definition, fields)
    block = kinds[kind]
    own = definition.data["form"]
    return {
        "kind": {"kinds": tuple(definition.data["applicants"]), "chosen": kind},
        "applicant": _without(block, {ADDRESS} if definition.data["delegation"] else {ADDRESS, DISTRICT}),
        "answers": _named(ANSWER, own),
        "agent": _named(AGENT, kinds["agent"]) if kind == "person" and "agent" in kinds else None,
        "address": block["properties"][ADDRESS],
        "courier": bool(definition.data["courier"] and definition.data["result"]),
    }


def keeping_agent(content: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """A form put right, with the agent of the form before: who acts in a case is not corrected."""
    kept = {name: value for name, value in content.items() if name != "agent"}
    return {**kept, "agent": before["agent"]} if "agent" in before else kept


def has_agent(fields: Mapping[str, Any]) -> bool:
    """Whether somebody else acts for the applicant."""
    return any(str(value).strip() for name, value in fields.items() if name.startswith(AGENT))


def applicant_kind(definition: Definition, fields: Mapping[str, Any]) -> Literal["person", "company"]:
    """Who applies: as chosen where the item leaves the choice, else the item's own."""
    kinds = definition.data["applicants"]
    chosen = fields.get(KIND)
    kind = chosen if chosen in kinds else kinds[0]
    return "company" if kind == "company" else "person"


def as_fields(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """A dossier's form under the names that a draft's fields have; nothing once it is erased."""
    applicant = dict(form.get("applicant", {}))
    if "phone" in applicant:
        applicant["phone"] = applicant["phone"].removeprefix("+86")
    answers = {ANSWER + name: value for name, value in form.get("answers", {}).items()}
    agent = {AGENT + name: value.removeprefix("+86") for name, value in form.get("agent", {}).items()}
    whole = {name: form.get(name) for name in (KIND, DELIVERY, ADDRESS)}
    return {**applicant, **answers, **agent, **{name: value for name, value in whole.items() if value}}


def answers_in(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The item's own fields by their own names."""
    return {name.removeprefix(ANSWER): value for name, value in fields.items() if name.startswith(ANSWER)}


def check_application(
    fields: Mapping[str, Any], definition: Definition, kinds: Mapping[str, Any], *, today: date
) -> CheckedApplication:
    """`fields` as a draft has them, or as entered at the window.

    Raises InvalidApplicationError.
    """
    kind = applicant_kind(definition, fields)
    schemas = application_schemas(definition, kinds, fields)
    applicant, errors = check_form(schemas["applicant"], fields, today=today)
    answers, own_errors = check_form(schemas["answers"], fields, today=today)
    delivery, address, delivery_errors = _delivery(fields, schemas, today)
    agent, agent_errors = _agent(fields, schemas, today)
    all_errors: dict[str, FieldError] = {**errors, **own_errors, **delivery_errors, **agent_errors}
    if agent and agent.get("id_number") == applicant.get("id_number"):
        all_errors[f"{AGENT}id_number"] = "agent_is_applicant"
    if all_errors:
        raise InvalidApplicationError(all_errors)
    return CheckedApplication(kind, applicant, answers_in(answers), delivery, address, agent)


def _agent(
    fields: Mapping[str, Any], schemas: Mapping[str, Any], today: date
) -> tuple[Mapping[str, Any], Mapping[str, FieldError]]:
    if not schemas["agent"] or not has_agent(fields):
        return {}, {}
    clean, errors = check_form(schemas["agent"], fields, today=today)
    return {name.removeprefix(AGENT): value for name, value in clean.items()}, errors


def _named(prefix: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with its fields under the names that a draft has."""
    return {
        "properties": {prefix + name: part for name, part in schema["properties"].items()},
        "required": [prefix + name for name in schema.get("required", ())],
    }


def _delivery(
    fields: Mapping[str, Any], schemas: Mapping[str, Any], today: date
) -> tuple[Literal["courier", "pickup"], str, Mapping[str, FieldError]]:
    if not schemas["courier"]:
        return "pickup", "", {}
    if fields.get(DELIVERY) == "pickup":
        return "pickup", "", {}
    if fields.get(DELIVERY) != "courier":
        return "pickup", "", {DELIVERY: "required"}
    wanted = {"properties": {ADDRESS: schemas["address"]}, "required": [ADDRESS]}
    clean, errors = check_form(wanted, fields, today=today)
    return "courier", clean.get(ADDRESS, ""), errors


def _without(block: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    return {**block, "properties": {key: field for key, field in block["properties"].items() if key not in names}}
