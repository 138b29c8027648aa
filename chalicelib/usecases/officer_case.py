"""A case as staff of its units see it: everything in its dossier, who did what, and what this person may do now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError, decide, step_digest
from chalicelib.domain.flow import Step
from chalicelib.domain.reference import BadReferenceError, case_matter, parse
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, read_case


@dataclass(frozen=True)
class OwnStep:
    """A step that waits for this person: `shown` is the digest of what they see, `last` whether it ends the case."""

    step: Step
    shown: str
    last: bool


@dataclass(frozen=True)
class OfficerCase:
    """`parts` are dossier contents by part name; `names` are staff names by id; `actions` the commands possible now,
    of accept, grant, correct, decline, dispatch, pickup."""

    file: CaseFile
    parts: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    actions: frozenset[str]
    own_step: OwnStep | None

    def part(self, sealed: f.Sealed | None) -> Mapping[str, Any]:
        """The content behind a seal; empty once erased."""
        return self.parts.get(sealed.part, {}) if sealed else {}


def show_case(
    reference: str,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
    calendar: Calendar,
    now: datetime,
) -> OfficerCase:
    """Raises UnknownCaseError, also for a case in which this person's posts have no part."""
    file = read_for_staff(reference, actor, log=log, catalogue=catalogue)
    keys = {(file.case.matter, sealed.part) for commit in file.commits for sealed in _seals(commit.facts)}
    parts = {name: part.content for (_, name), part in dossiers.get_many(keys).items()}
    ids = {commit.actor["id"] for commit in file.commits if commit.actor["kind"] == "staff"}
    people = {staff: parties.get(staff, "staff") for staff in sorted(ids)}
    names = {staff: str(person["name"]) for staff, person in people.items() if person}
    step = _own_step(file, actor, calendar, now)
    return OfficerCase(file, parts, names, possible_actions(file.case, file.definition, actor, calendar, now), step)


def read_for_staff(reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> CaseFile:
    """Raises UnknownCaseError."""
    try:
        matter = case_matter(parse(reference))
    except BadReferenceError:
        raise UnknownCaseError(reference) from None
    file = read_case(matter, log=log, catalogue=catalogue)
    if not any(actor.holds(post, file.definition) for post in posts_in(file)):
        raise UnknownCaseError(reference)
    return file


def posts_in(file: CaseFile) -> frozenset[str]:
    """The posts that have a part in the case: of its flow, of who has a step in hand, of its unit's window and head."""
    case, definition = file.case, file.definition
    steps = {f"{step.unit}:{step.post}" for step in case.flow(definition).steps()}
    in_hand = {f"{opened.unit}:{opened.post}" for opened in case.opened.values()}
    own = {f"{definition.unit}:{post}" for post in ("officer", definition.rules["in_charge_post"])}
    return frozenset(steps | in_hand | own)


def possible_actions(
    case: Case, definition: Definition, actor: Actor, calendar: Calendar, now: datetime
) -> frozenset[str]:
    """What `decide` would let this person do now."""
    tried: Mapping[str, c.Command] = {
        "accept": c.Accept("", actor, "accept", f.PROBE),
        "grant": c.Accept("", actor, "grant", f.PROBE),
        "correct": c.RequestCorrection("", actor, (f.CorrectionRow("form", -1),), f.PROBE),
        "decline": c.Decline("", actor, "no_permit_needed", "", f.PROBE),
        "dispatch": c.RecordDispatch("", actor, "", ""),
        "pickup": c.RecordPickup("", actor),
    }
    return frozenset(name for name, command in tried.items() if _possible(case, command, definition, calendar, now))


def _own_step(file: CaseFile, actor: Actor, calendar: Calendar, now: datetime) -> OwnStep | None:
    case, definition = file.case, file.definition
    for step_id in sorted(case.opened):
        command = c.DecideStep("", actor, step_id, "refuse", "", f.PROBE, "", "window")
        if _possible(case, command, definition, calendar, now):
            flow = case.flow(definition)
            last = not flow.open_steps({**case.outcomes(), step_id: "pass"})
            return OwnStep(flow.step(step_id), step_digest(case, definition, step_id), last)
    return None


def _possible(case: Case, command: c.Command, definition: Definition, calendar: Calendar, now: datetime) -> bool:
    try:
        decide(case, command, definition, calendar, stamp(now))
    except RefusedError:
        return False
    return True


def _seals(facts: tuple[f.Fact, ...]) -> list[f.Sealed]:
    return [value for fact in facts for value in vars(fact).values() if isinstance(value, f.Sealed)]
