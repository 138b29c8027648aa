"""A case as staff of its units see it: everything in its dossier, who did what, and what this person may do now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.actor import ADMIN, SUPERVISOR, Actor, held
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.decide import refusal, step_digest
from chalicelib.domain.delivery_address import address_part, address_parts, with_address
from chalicelib.domain.flow import Step
from chalicelib.domain.powers import has_a_part
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.acts import Possible, possible_acts
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of, read_case
from chalicelib.usecases.staff_names import names_of

WAITING: Final = frozenset(
    {"result_awaited", "result_needed", "hearing_not_held", "hearing_may_be_requested", "join_vetoed"}
)
"""Why a step in one's hands cannot be passed yet."""


@dataclass(frozen=True)
class OwnStep:
    """A step in this person's hands: `shown` is the digest of what they see, `last` whether it ends the case, `outcomes`
    which of pass and refuse are possible now, `returns` the steps to which it can be sent back, nearest first; `held_up`
    is the code that says why it cannot be passed, or empty."""

    step: Step
    shown: str
    last: bool
    outcomes: frozenset[str]
    returns: tuple[Step, ...]
    held_up: str


@dataclass(frozen=True)
class OfficerCase:
    """`parts` are dossier contents by part name; `names` are staff names by id; `actions` the commands possible now,
    of accept, grant, correct, supply, decline, dispatch, pickup; `acts` what else is, and on what."""

    file: CaseFile
    parts: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    actions: frozenset[str]
    acts: Possible
    own_step: OwnStep | None

    def part(self, sealed: f.Sealed | None) -> Mapping[str, Any]:
        """The content behind a seal; empty once erased."""
        if sealed is None:
            return {}
        return with_address(self.parts.get(sealed.part, {}), self.parts.get(address_part(sealed.part), {}))


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
    keys |= {(file.case.matter, name) for name in address_parts(file.commits)}
    parts = {name: part.content for (_, name), part in dossiers.get_many(keys).items()}
    return OfficerCase(
        file=file,
        parts=parts,
        names=names_of(people_in(file), parties=parties),
        actions=possible_actions(file.case, file.definition, actor, calendar, now),
        acts=possible_acts(file, actor, calendar, now),
        own_step=_own_step(file, actor, calendar, now),
    )


def people_in(file: CaseFile) -> frozenset[str]:
    """The staff ids that the log of a case names: who acted, for whom, who was sent, asked or given a step."""
    actors = [commit.actor for commit in file.commits if commit.actor["kind"] == "staff"]
    named = {actor.get(role, "") for actor in actors for role in ("id", "for")}
    for fact in (fact for commit in file.commits for fact in commit.facts):
        named |= {getattr(fact, "staff", ""), getattr(fact, "chair", ""), *getattr(fact, "officers", ())}
    return frozenset(named - {""})


def read_for_staff(reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> CaseFile:
    """A case in which a post of this person has a part; a supervisor sees every one.

    Raises UnknownCaseError.
    """
    return _read(reference, actor, frozenset({SUPERVISOR}), log=log, catalogue=catalogue)


def read_to_reassign(reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> CaseFile:
    """As `read_for_staff`; who manages the staff gives steps of every case away.

    Raises UnknownCaseError.
    """
    return _read(reference, actor, frozenset({SUPERVISOR, ADMIN}), log=log, catalogue=catalogue)


def _read(reference: str, actor: Actor, of_every_case: frozenset[str], *, log: Log, catalogue: Catalogue) -> CaseFile:
    file = read_case(case_of(reference), log=log, catalogue=catalogue)
    if not (_holds(of_every_case, actor, file.definition) or has_a_part(actor, file.case, file.definition)):
        raise UnknownCaseError(reference)
    return file


def supervises(actor: Actor, definition: Definition) -> bool:
    return _holds({SUPERVISOR}, actor, definition)


def _holds(codes: Collection[str], actor: Actor, definition: Definition) -> bool:
    """In whichever unit, be it for another."""
    return any(actor.holds(post, definition) for post in held(actor, lambda _unit, code: code in codes))


def possible_actions(
    case: Case, definition: Definition, actor: Actor, calendar: Calendar, now: datetime
) -> frozenset[str]:
    """What `decide` would let this person do now."""
    tried: Mapping[str, c.Command] = {
        "accept": c.Accept("", actor, "accept", f.PROBE),
        "grant": c.Accept("", actor, "grant", f.PROBE),
        "correct": c.RequestCorrection("", actor, (f.CorrectionRow("form", -1),), f.PROBE),
        "supply": c.SupplyCorrection("", actor, f.PROBE, f.PROBE, presented=case.application.applicant),
        "decline": c.Decline("", actor, "no_permit_needed", "", f.PROBE),
        "dispatch": c.RecordDispatch("", actor, "", ""),
        "pickup": c.RecordPickup("", actor),
    }
    return frozenset(name for name, one in tried.items() if not refusal(case, one, definition, calendar, stamp(now)))


def _own_step(file: CaseFile, actor: Actor, calendar: Calendar, now: datetime) -> OwnStep | None:
    case, definition = file.case, file.definition
    flow = case.flow(definition)
    for step_id in sorted(case.opened):

        def refused_as(asked: str, to: str = "", step: str = step_id) -> str:
            return refusal(case, _decision(actor, step, asked, to), definition, calendar, stamp(now))

        refused = {asked: refused_as(asked) for asked in ("pass", "refuse")}
        back = [one for one in flow.before(step_id)[::-1] if not refused_as("return", one.id)]
        if back or "" in refused.values() or refused["pass"] in WAITING:
            return OwnStep(
                step=flow.step(step_id),
                shown=step_digest(case, definition, step_id),
                last=not flow.open_steps({**case.outcomes(), step_id: "pass"}),
                outcomes=frozenset(asked for asked, code in refused.items() if not code),
                returns=tuple(back),
                held_up=refused["pass"],
            )
    return None


def _decision(actor: Actor, step: str, outcome: Any, to: str = "") -> c.DecideStep:
    return c.DecideStep("", actor, step, outcome, to, f.PROBE, "", "window")


def _seals(facts: tuple[f.Fact, ...]) -> list[f.Sealed]:
    return [value for fact in facts for value in vars(fact).values() if isinstance(value, f.Sealed)]
