"""A walk-in: receipt, originals seen and the officer's conclusion, in one sitting and one commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commands import Actor, Application, ReceiveAtWindow
from chalicelib.domain.commit import read_commit
from chalicelib.domain.decide import decide
from chalicelib.domain.facts import Sealed
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Parties
from chalicelib.usecases.check_form import FieldError, check_form
from chalicelib.usecases.conclude import Intent, Seal, conclusion
from chalicelib.usecases.execute import BusyError, Executed, open_case
from chalicelib.usecases.identify import Claim, verified_party
from chalicelib.usecases.seal import seal

REFERENCES_TRIED = 5


class ItemSuspendedError(Exception):
    """The item is suspended, cancelled, or not in force on this day."""

    code = "item_suspended"


class InvalidWalkInError(ValueError):
    """`errors` are codes by field name, see check_form."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, FieldError]) -> None:
        super().__init__("invalid")
        self.errors = errors


@dataclass(frozen=True)
class WalkIn:
    """What the officer entered. `command` is the form's nonce, from which the reference derives; `applicant` and
    `answers` are as typed; `originals` are the codes of the materials seen."""

    command: str
    item: str
    variant: str
    applicant_kind: str
    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    delivery: str
    originals: tuple[str, ...]
    intent: Intent


@dataclass(frozen=True)
class Checked:
    """The walk-in's form when nothing in it is wrong."""

    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    delivery: Literal["courier", "pickup"]


@dataclass(frozen=True)
class _Sitting:
    walk_in: WalkIn
    checked: Checked
    actor: Actor
    edition: Edition
    definition: Definition


def receive_at_window(
    walk_in: WalkIn,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
    entropy: Entropy,
    calendar: Calendar,
    key: bytes,
    now: datetime,
) -> Executed:
    """Opens the case under the party whose document the officer has in hand; the same command again gets its case.

    Nothing is written before everything is checked. `key` is that of pseudonyms.
    Raises UnknownItemError, ItemSuspendedError, InvalidWalkInError, RefusedError, BusyError.
    """
    edition = catalogue.current()
    definition = offered(edition, walk_in.item, walk_in.variant, today=now.astimezone(SHANGHAI).date())
    checked = _checked(walk_in, edition, definition, today=now.astimezone(SHANGHAI).date())
    sitting = _Sitting(walk_in, checked, actor, edition, definition)
    rehearsed = _command(sitting, applicant="", sealed=lambda kind, _: Sealed(kind, ""))
    decide(Case(matter=""), rehearsed, definition, stamp(now))
    applicant = verified_party(Claim.of(checked.applicant), parties=parties, entropy=entropy, key=key)
    for attempt in range(REFERENCES_TRIED):
        matter = case_matter(derive(walk_in.command, attempt))
        if _belongs_to_another(matter, walk_in.command, log=log):
            continue
        sealed = _sealing(matter, walk_in.command, dossiers=dossiers, entropy=entropy)
        command = _command(sitting, applicant=applicant, sealed=sealed)
        executed = open_case(matter, command, definition, log=log, calendar=calendar, now=now)
        if executed:
            return executed
    raise BusyError(walk_in.command)


def offered(edition: Edition, item: str, variant: str, *, today: date) -> Definition:
    """The variant, if one may apply for it today.

    Raises UnknownItemError, ItemSuspendedError.
    """
    definition = edition.definition(item, variant)
    data = definition.data
    begun = data["effective_from"] <= today.isoformat()
    ended = bool(data["effective_until"]) and data["effective_until"] < today.isoformat()
    if data["status"] != "published" or not begun or ended:
        raise ItemSuspendedError(item)
    return definition


def applicant_schema(edition: Edition, kind: str, delivery: str) -> Mapping[str, Any]:
    """What is asked of a person or company; the address only where the result is sent."""
    schema: Mapping[str, Any] = edition.data["applicants"][kind]
    if delivery == "courier":
        return {**schema, "required": [*schema["required"], "address"]}
    return schema


def _checked(walk_in: WalkIn, edition: Edition, definition: Definition, *, today: date) -> Checked:
    if walk_in.applicant_kind not in definition.data["applicants"]:
        raise InvalidWalkInError({"applicant_kind": "not_a_choice"})
    ways = ("courier", "pickup") if definition.data["courier"] else ("pickup",)
    if walk_in.delivery not in ways:
        raise InvalidWalkInError({"delivery": "not_a_choice"})
    schema = applicant_schema(edition, walk_in.applicant_kind, walk_in.delivery)
    applicant, errors = check_form(schema, walk_in.applicant, today=today)
    answers, wrong_answers = check_form(definition.data["form"], walk_in.answers, today=today)
    if errors or wrong_answers:
        raise InvalidWalkInError({**errors, **wrong_answers})
    return Checked(applicant, answers, "courier" if walk_in.delivery == "courier" else "pickup")


def _command(sitting: _Sitting, *, applicant: str, sealed: Seal) -> ReceiveAtWindow:
    walk_in, checked, definition = sitting.walk_in, sitting.checked, sitting.definition
    form = {
        "applicant": dict(checked.applicant),
        "applicant_kind": walk_in.applicant_kind,
        "answers": dict(checked.answers),
        "delivery": checked.delivery,
        "address": checked.applicant.get("address", ""),
    }
    application = Application(
        applicant=applicant,
        channel="window",
        form=sealed("form", form),
        papers=sealed("papers", {"papers": {}}),
        required=tuple(material.code for material in definition.required_materials(checked.answers)),
        delivery=checked.delivery,
    )
    known = {material.code for material in definition.materials}
    seen = tuple(sorted(known.intersection(walk_in.originals)))
    units = sitting.edition.units()
    then = conclusion(
        walk_in.intent, definition, command=walk_in.command, actor=sitting.actor, units=units, sealed=sealed
    )
    return ReceiveAtWindow(walk_in.command, sitting.actor, application, seen, then)


def _sealing(matter: str, command: str, *, dossiers: Dossiers, entropy: Entropy) -> Callable[..., Sealed]:
    def sealed(kind: str, content: Mapping[str, Any]) -> Sealed:
        return seal(matter, f"{kind}#{command}", content, dossiers=dossiers, entropy=entropy)

    return sealed


def _belongs_to_another(matter: str, command: str, *, log: Log) -> bool:
    """Looked at before anything goes into the matter's dossier: no personal data lands in another's case."""
    standing = log.get(matter, 1)
    return standing is not None and read_commit(standing).command != command
