"""How decisions, branches and interruptions change a case."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Decision, Hearing
from chalicelib.domain.commit import Commit
from chalicelib.domain.interruption import FEE, HEARING, SURVEY, Interruption
from chalicelib.domain.replacing import replace


def _decided(fact: f.StepDecided, case: Case, commit: Commit) -> Case:
    decision = Decision(commit.seq, fact.effective_at, commit.actor, fact, stands=fact.outcome != "return")
    if fact.outcome == "return":
        case = _undo(case, (*fact.undone, fact.step))
    return replace(case, decisions=(*case.decisions, decision))


def _undo(case: Case, steps: tuple[str, ...]) -> Case:
    """These steps will be opened anew, and with them what stops their clocks may do so again."""
    kept = tuple(replace(d, stands=False) if d.stands and d.fact.step in steps else d for d in case.decisions)
    anew = tuple(replace(one, step_anew=True) if one.step in ("", *steps) else one for one in case.interruptions)
    return replace(case, decisions=kept, interruptions=anew)


def _reassigned(fact: f.StepReassigned, case: Case, commit: Commit) -> Case:
    """The step stays open since when it was; its old links are dead."""
    moved = replace(case.opened[fact.step], unit=fact.unit, post=fact.post, staff=fact.staff, link_seq=commit.seq)
    return replace(case, opened={**case.opened, fact.step: moved})


def _link_renewed(fact: f.LinkRenewed, case: Case, commit: Commit) -> Case:
    return replace(case, opened={**case.opened, fact.step: replace(case.opened[fact.step], link_seq=commit.seq)})


def _branch_added(fact: f.BranchAdded, case: Case, _commit: Commit) -> Case:
    return replace(case, branches_added=(*case.branches_added, fact))


def _branch_withdrawn(fact: f.BranchWithdrawn, case: Case, _commit: Commit) -> Case:
    return replace(case, branches_withdrawn=(*case.branches_withdrawn, fact.branch))


def _branch_returned(fact: f.BranchReturned, case: Case, _commit: Commit) -> Case:
    return _undo(case, fact.undone)


def _procedure_opened(fact: f.ProcedureOpened, case: Case, _commit: Commit) -> Case:
    earlier = (one for one in case.interruptions if one.kind == fact.kind and one.overlaps(fact.step))
    stops_clocks = all(one.step_anew for one in earlier)
    opened = Interruption(fact.procedure, fact.kind, fact.step, fact.effective_at, fact.planned_end_on, fact.evidence)
    return _interrupt(case, replace(opened, stops_clocks=stops_clocks))


def _procedure_prolonged(fact: f.ProcedureProlonged, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.procedure, planned_end_on=fact.planned_end_on, prolonged=True)


def _procedure_overran(fact: f.ProcedureOverran, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.procedure, overran=True)


def _procedure_closed(fact: f.ProcedureClosed, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.procedure, ended_at=fact.effective_at, result=fact.result)


def _hearing_offered(fact: f.HearingOffered, case: Case, commit: Commit) -> Case:
    return replace(case, hearing=Hearing(commit.seq, fact.effective_at))


def _hearing_requested(fact: f.HearingRequested, case: Case, _commit: Commit) -> Case:
    return replace(case, hearing=replace(_hearing(case), requested_at=fact.effective_at))


def _hearing_called(fact: f.HearingCalled, case: Case, _commit: Commit) -> Case:
    """Called again, it is put off: what stood still for the earlier day has done so."""
    hearing = _hearing(case)
    first = hearing.first_called_at or fact.effective_at
    called = replace(hearing, called_on=fact.held_on, chair=fact.chair, first_called_at=first)
    earlier = next((one.id for one in case.interruptions if one.kind == HEARING and one.open), "")
    case = _change(replace(case, hearing=called), earlier, ended_at=fact.effective_at)
    return _interrupt(case, Interruption(fact.procedure, HEARING, "", fact.effective_at, fact.held_on, fact.notice))


def _hearing_held(fact: f.HearingHeld, case: Case, _commit: Commit) -> Case:
    case = replace(case, hearing=replace(_hearing(case), held_at=fact.effective_at, attendance=fact.attendance))
    return _change(case, fact.procedure, ended_at=fact.effective_at, result=fact.minutes)


def _hearing(case: Case) -> Hearing:
    """Held of the agency's own accord (Art. 46), a hearing needs no offer before it."""
    return case.hearing or Hearing(0, "")


def _survey_assigned(fact: f.SurveyAssigned, case: Case, _commit: Commit) -> Case:
    survey = Interruption(
        fact.survey, SURVEY, fact.step, fact.effective_at, fact.planned_on, f.UNSEALED, officers=fact.officers
    )
    return _interrupt(case, survey)


def _survey_recorded(fact: f.SurveyRecorded, case: Case, _commit: Commit) -> Case:
    return _change(
        case,
        fact.survey,
        ended_at=fact.effective_at,
        done_on=fact.surveyed_on,
        officers=fact.officers,
        result=fact.record,
    )


def _fee_notified(fact: f.FeeNotified, case: Case, _commit: Commit) -> Case:
    case = replace(case, fees_notified=(*case.fees_notified, fact.number))
    return _interrupt(case, Interruption(fact.fee, FEE, "", fact.effective_at, fact.pay_by_on, fact.notice))


def _fee_reminded(fact: f.FeeReminded, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.fee, reminded=fact.number)


def _fee_paid(fact: f.FeePaid, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.fee, ended_at=fact.effective_at, result=fact.receipt)


def _extended(fact: f.LimitExtended, case: Case, _commit: Commit) -> Case:
    return replace(case, extension=fact)


def _interrupt(case: Case, interruption: Interruption) -> Case:
    return replace(case, interruptions=(*case.interruptions, interruption))


def _change(case: Case, interruption_id: str, **changed: Any) -> Case:
    changed_ones = tuple(replace(one, **changed) if one.id == interruption_id else one for one in case.interruptions)
    return replace(case, interruptions=changed_ones)


REVIEW: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    f.StepDecided: _decided,
    f.StepReassigned: _reassigned,
    f.LinkRenewed: _link_renewed,
    f.BranchAdded: _branch_added,
    f.BranchWithdrawn: _branch_withdrawn,
    f.BranchReturned: _branch_returned,
    f.ProcedureOpened: _procedure_opened,
    f.ProcedureProlonged: _procedure_prolonged,
    f.ProcedureOverran: _procedure_overran,
    f.ProcedureClosed: _procedure_closed,
    f.HearingOffered: _hearing_offered,
    f.HearingRequested: _hearing_requested,
    f.HearingCalled: _hearing_called,
    f.HearingHeld: _hearing_held,
    f.SurveyAssigned: _survey_assigned,
    f.SurveyRecorded: _survey_recorded,
    f.FeeNotified: _fee_notified,
    f.FeeReminded: _fee_reminded,
    f.FeePaid: _fee_paid,
    f.LimitExtended: _extended,
}
