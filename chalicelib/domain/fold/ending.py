"""How a case ends and its result travels."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Outcome, Parcel, Status, names_of
from chalicelib.domain.commit import Commit
from chalicelib.domain.parcel import ParcelEvent, ParcelState, advance
from chalicelib.domain.times import instant, stamp

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


def _certificate_made(fact: f.CertificateMade, case: Case, _commit: Commit) -> Case:
    return replace(case, certificate=fact.certificate, certificate_number=fact.number)


def _dispatched(fact: f.Dispatched, case: Case, _commit: Commit) -> Case:
    parcel = Parcel(fact.carrier, fact.waybill, fact.effective_at)
    return replace(case, parcels=(*case.parcels, parcel))


def _parcel_moved(fact: f.ParcelMoved, case: Case, _commit: Commit) -> Case:
    event = ParcelEvent(ParcelState(fact.state), instant(fact.effective_at))
    parcels = tuple(
        replace(p, last=advance(p.last, event) or p.last)
        if (p.carrier, p.waybill) == (fact.carrier, fact.waybill)
        else p
        for p in case.parcels
    )
    return _service_by_courier(replace(case, parcels=parcels))


def _served(fact: f.Served, case: Case, _commit: Commit) -> Case:
    return replace(case, status="served", served_at=fact.effective_at, served_how=fact.how)


def _service_by_courier(case: Case) -> Case:
    """Service by courier stands while a parcel stands delivered: a later refusal or return undoes it, so that pushes in
    any order end in one state."""
    if case.served_how != "courier":
        return case
    delivered = [p.last.occurred_at for p in case.parcels if p.last and p.last.state is ParcelState.DELIVERED]
    if not delivered:
        return replace(case, status="concluded", served_at="", served_how="")
    return replace(case, served_at=stamp(max(delivered)))


ENDING: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    **dict.fromkeys(_ENDINGS, _ended),
    f.VoidProposed: _void_proposed,
    f.VoidTakenBack: _void_taken_back,
    f.CertificateMade: _certificate_made,
    f.Dispatched: _dispatched,
    f.ParcelMoved: _parcel_moved,
    f.Served: _served,
}
