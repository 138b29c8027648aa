"""Checking a whole application, saved in a draft or entered at the window: who applies, the item's form, and how the result is delivered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Definition
from chalicelib.usecases.check_form import FieldError, check_form

ANSWER: Final = "answers."
"""What the names of the item's own fields begin with, so that they cannot meet those of the applicant's block."""

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
        "answers": {
            "properties": {ANSWER + name: field for name, field in own["properties"].items()},
            "required": [ANSWER + name for name in own.get("required", ())],
        },
        "address": block["properties"][ADDRESS],
        "courier": bool(definition.data["courier"] and definition.data["result"]),
    }


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
    whole = {name: form.get(name) for name in (KIND, DELIVERY, ADDRESS)}
    return {**applicant, **answers, **{name: value for name, value in whole.items() if value}}


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
    all_errors: dict[str, FieldError] = {**errors, **own_errors, **delivery_errors}
    if all_errors:
        raise InvalidApplicationError(all_errors)
    return CheckedApplication(kind, applicant, answers_in(answers), delivery, address)


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
