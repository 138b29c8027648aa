"""How receipt, correction, acceptance and service change a case."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Correction
from chalicelib.domain.commit import Commit
from chalicelib.domain.document.telling import Told, told
from chalicelib.domain.interruption import SUPPLEMENT, Interruption
from chalicelib.domain.replacing import replace


def _received(fact: f.Received, case: Case, commit: Commit) -> Case:
    return replace(
        case,
        status="received",
        received=fact,
        received_at=fact.effective_at,
        received_seq=commit.seq,
        form=fact.form,
        papers=fact.papers,
        skipped=fact.skipped,
    )


def _originals(fact: f.OriginalsChecked, case: Case, _commit: Commit) -> Case:
    """What was seen stays seen: a correction brings only what was asked for."""
    return replace(case, originals=tuple(dict.fromkeys((*case.originals, *fact.materials))))


def _accepted(fact: f.Accepted | f.DeemedAccepted, case: Case, _commit: Commit) -> Case:
    deemed = isinstance(fact, f.DeemedAccepted)
    return replace(case, status="in_review", accepted_at=fact.effective_at, deemed=deemed)


def _requested(fact: f.CorrectionRequested, case: Case, commit: Commit) -> Case:
    """Before acceptance the case goes back to the applicant; after it, a pause of the city's own promise."""
    case = replace(
        case, corrections=(*case.corrections, Correction(commit.seq, fact.effective_at, fact.rows, fact.note))
    )
    if not case.accepted_at:
        return replace(case, status="correcting")
    pause = Interruption(f"{SUPPLEMENT}-{commit.seq}", SUPPLEMENT, "", fact.effective_at, "", fact.note)
    return replace(case, interruptions=(*case.interruptions, pause))


def _allowed(_fact: f.CorrectionAllowed, case: Case, _commit: Commit) -> Case:
    return replace(case, corrections_allowed=case.corrections_allowed + 1)


def _supplied(fact: f.CorrectionSupplied, case: Case, commit: Commit) -> Case:
    *earlier, last = case.corrections
    case = replace(
        case,
        form=fact.form,
        papers=fact.papers,
        skipped=fact.skipped,
        corrections=(*earlier, replace(last, supplied_at=fact.effective_at)),
    )
    if not case.accepted_at:
        return replace(case, status="received", received_at=fact.effective_at, received_seq=commit.seq)
    ended = tuple(
        replace(one, ended_at=fact.effective_at) if one.kind == SUPPLEMENT and one.open else one
        for one in case.interruptions
    )
    return replace(case, interruptions=ended)


def _identity(_fact: f.IdentityChecked, case: Case, _commit: Commit) -> Case:
    return case


def _reminded(fact: f.CorrectionReminded, case: Case, _commit: Commit) -> Case:
    told = tuple(replace(c, reminded=fact.number) if c.seq == fact.notice else c for c in case.corrections)
    return replace(case, corrections=told)


def _served(fact: f.DocumentServed, case: Case, _commit: Commit) -> Case:
    """A refusal that has reached the applicant ends the case's service; a grant's certificate has its own way."""
    case = _told(fact, case, _commit)
    document = case.document(fact.document)
    if document and document.kind == "refusal" and case.status == "concluded":
        return replace(case, status="served", served_at=fact.effective_at, served_how=fact.how)
    return case


def _told(fact: Told, case: Case, _commit: Commit) -> Case:
    return replace(case, documents=told(case.documents, fact))


def _amended(fact: f.Amended, case: Case, _commit: Commit) -> Case:
    form = fact.form if fact.form.part else case.form
    return replace(case, form=form, amendments=(*case.amendments, fact))


APPLICATION: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    f.Received: _received,
    f.OriginalsChecked: _originals,
    f.Accepted: _accepted,
    f.DeemedAccepted: _accepted,
    f.CorrectionRequested: _requested,
    f.CorrectionAllowed: _allowed,
    f.CorrectionSupplied: _supplied,
    f.IdentityChecked: _identity,
    f.CorrectionReminded: _reminded,
    f.DocumentServed: _served,
    f.NoticeUndelivered: _told,
    f.CallUnanswered: _told,
    f.Amended: _amended,
}
