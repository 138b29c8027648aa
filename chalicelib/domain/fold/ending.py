"""How a case ends."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Outcome, Status, names_of
from chalicelib.domain.commit import Commit
from chalicelib.domain.replacing import replace

_ENDINGS: Final[Mapping[type, tuple[Status, Outcome]]] = {
    f.Granted: ("concluded", "granted"),
    f.Refused: ("concluded", "refused"),
    f.Declined: ("declined", "declined"),
    f.Withdrawn: ("withdrawn", "withdrawn"),
    f.Lapsed: ("lapsed", "lapsed"),
    f.Voided: ("void", "void"),
    f.Forwarded: ("forwarded", "forwarded"),
    f.Terminated: ("terminated", "terminated"),
}


def _ended(fact: Any, case: Case, _commit: Commit) -> Case:
    """What was still open when the case ended is over with it."""
    status, outcome = _ENDINGS[type(fact)]
    over = tuple(replace(one, ended_at=fact.effective_at) if one.open else one for one in case.interruptions)
    return replace(
        case, status=status, outcome=outcome, ending=fact, concluded_at=fact.effective_at, interruptions=over
    )


def _void_proposed(fact: f.VoidProposed, case: Case, commit: Commit) -> Case:
    return replace(case, void_proposed_by=names_of(commit.actor), void_reason=fact.reason)


def _void_taken_back(_fact: f.VoidTakenBack, case: Case, _commit: Commit) -> Case:
    return replace(case, void_proposed_by=(), void_reason=None)


def _certificate_made(fact: f.CertificateMade, case: Case, commit: Commit) -> Case:
    return replace(
        case, certificate=fact.certificate, certificate_number=fact.number, certificate_at=commit.recorded_at
    )


ENDING: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    **dict.fromkeys(_ENDINGS, _ended),
    f.VoidProposed: _void_proposed,
    f.VoidTakenBack: _void_taken_back,
    f.CertificateMade: _certificate_made,
}
