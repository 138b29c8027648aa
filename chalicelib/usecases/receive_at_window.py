"""A walk-in: receipt, originals seen and the officer's conclusion, in one sitting and one commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import BY_AGENT, Definition, Edition
from chalicelib.domain.commands import Actor, Application, ReceiveAtWindow
from chalicelib.domain.decide import RefusedError, decide
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.sealed import Sealed
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Parties
from chalicelib.usecases.check_application import CheckedApplication, check_application
from chalicelib.usecases.check_renewal import renewed_certificate
from chalicelib.usecases.company_members import admit_member
from chalicelib.usecases.conclude import Intent, Seal, conclusion
from chalicelib.usecases.execute import BusyError, Executed, open_case
from chalicelib.usecases.identify import Claim, represented_party, verified_party
from chalicelib.usecases.offered import offered
from chalicelib.usecases.own_reference import not_anothers
from chalicelib.usecases.seal import seal


@dataclass(frozen=True)
class WalkIn:
    """What the officer entered. `command` is the form's nonce, from which the reference derives; `fields` are named as
    a draft's (see check_application); `originals` are the codes of the materials seen; `papers` are their pages where
    some were scanned, as gather_papers has them."""

    command: str
    item: str
    variant: str
    fields: Mapping[str, Any]
    originals: tuple[str, ...]
    intent: Intent
    papers: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sitting:
    walk_in: WalkIn
    checked: CheckedApplication
    actor: Actor
    edition: Edition
    definition: Definition
    renews: str


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
    Raises UnknownItemError, ItemSuspendedError, InvalidApplicationError, RefusedError, BusyError.
    """
    edition = catalogue.current()
    today = now.astimezone(SHANGHAI).date()
    definition = offered(edition, walk_in.item, walk_in.variant, now=now)
    checked = check_application(walk_in.fields, definition, edition.data["applicants"], today=today)
    definition = _routed(definition, checked, actor, today)
    renews = renewed_certificate(checked, definition, log=log, dossiers=dossiers, today=today)
    sitting = _Sitting(walk_in, checked, actor, edition, definition, renews)
    rehearsed = _command(sitting, applicant="", agent="", sealed=lambda kind, _: Sealed(kind, ""))
    decide(Case(matter=""), rehearsed, definition, calendar, stamp(now))
    applicant, agent = _parties(checked, actor, parties=parties, entropy=entropy, key=key, now=now)
    for matter in not_anothers(MatterKind.CASE, walk_in.command, log=log):
        sealed = _sealing(matter, walk_in.command, dossiers=dossiers, entropy=entropy)
        command = _command(sitting, applicant=applicant, agent=agent, sealed=sealed)
        executed = open_case(matter, command, definition, log=log, calendar=calendar, now=now)
        if executed:
            return executed
    raise BusyError(walk_in.command)


def _routed(definition: Definition, checked: CheckedApplication, actor: Actor, today: date) -> Definition:
    """A delegated item in the hands of the unit of the applicant's county, at whose window alone it can be received.

    Raises RefusedError (delegated_to_county).
    """
    unit = definition.unit_for(checked.district, today)
    if unit != definition.unit and not actor.holds(f"{unit}:officer", definition):
        raise RefusedError("delegated_to_county", {"unit": unit})
    return definition.handled_by(unit)


def _parties(
    checked: CheckedApplication, actor: Actor, *, parties: Parties, entropy: Entropy, key: bytes, now: datetime
) -> tuple[str, str]:
    """The parties of the applicant and of the agent (or empty): who stands at the window has shown their card."""
    ports: Mapping[str, Any] = {"parties": parties, "entropy": entropy, "key": key}
    if checked.kind == "company":
        return admit_member(checked.applicant, actor, now=now, **ports), ""
    own = Claim.of(checked.applicant)
    if not checked.agent:
        return verified_party(own, **ports), ""
    phone = checked.agent.get("phone", own.phone)
    return represented_party(own, **ports), verified_party(Claim("person", checked.agent["id_number"], phone), **ports)


def _command(sitting: _Sitting, *, applicant: str, agent: str, sealed: Seal) -> ReceiveAtWindow:
    walk_in, checked, definition = sitting.walk_in, sitting.checked, sitting.definition
    application = Application(
        applicant=applicant,
        channel="window",
        form=sealed("form", checked.content()),
        papers=sealed("papers", {"papers": dict(walk_in.papers)}),
        required=tuple(material.code for material in definition.required_materials(checked.circumstances)),
        delivery=checked.delivery,
        skipped=definition.flow.skipped_by(checked.answers),
        agent=agent,
        renews=sitting.renews,
    )
    known = {m.code for m in definition.materials if m.required != BY_AGENT or checked.agent}
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
