"""How a result travels to its holder, or comes back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Parcel
from chalicelib.domain.commit import Commit
from chalicelib.domain.parcel import NOT_OFFICIAL, ParcelEvent, ParcelState, advance
from chalicelib.domain.replacing import replace
from chalicelib.domain.times import instant, stamp
from chalicelib.domain.withheld import Withheld


def _dispatched(fact: f.Dispatched, case: Case, _commit: Commit) -> Case:
    parcel = Parcel(fact.carrier, fact.waybill, fact.effective_at, left_at=case.kept_at or fact.effective_at)
    return replace(case, parcels=(*case.parcels, parcel), kept_at="", uncollected=0)


def _of_one(case: Case, carrier: str, waybill: str, change: Callable[[Parcel], Parcel]) -> Case:
    parcels = tuple(change(one) if one.is_on(carrier, waybill) else one for one in case.parcels)
    return replace(case, parcels=parcels)


def _parcel_moved(fact: f.ParcelMoved, case: Case, _commit: Commit) -> Case:
    event = ParcelEvent(ParcelState(fact.state), instant(fact.effective_at))

    def moved(one: Parcel) -> Parcel:
        return replace(one, last=advance(one.last, event) or one.last)

    return _service_by_courier(_of_one(case, fact.carrier, fact.waybill, moved))


def _carrier_corrected(fact: f.CarrierCorrected, case: Case, _commit: Commit) -> Case:
    def corrected(one: Parcel) -> Parcel:
        return replace(one, carrier=fact.to, formerly=(*one.formerly, one.carrier))

    return _of_one(case, fact.carrier, fact.waybill, corrected)


def _parcel_doubted(fact: f.ParcelDoubted, case: Case, _commit: Commit) -> Case:
    def doubted(one: Parcel) -> Parcel:
        if fact.reason == NOT_OFFICIAL:
            return replace(one, unofficial=True)
        return replace(one, doubt=fact.reason, doubted_at=fact.effective_at)

    return _of_one(case, fact.carrier, fact.waybill, doubted)


def _kept_for_pickup(fact: f.KeptForPickup, case: Case, _commit: Commit) -> Case:
    return replace(case, kept_at=fact.effective_at, uncollected=0)


def _uncollected(fact: f.Uncollected, case: Case, _commit: Commit) -> Case:
    return replace(case, uncollected=fact.number)


def _taken_away(fact: f.CertificateTakenAway, case: Case, _commit: Commit) -> Case:
    """What was suspended may end for good: then the suspension is over."""
    ended = _let_go(case, fact.effective_at)
    return replace(ended, withheld=(*ended.withheld, Withheld(fact.how, fact.effective_at)))


def _given_back(fact: f.CertificateGivenBack, case: Case, _commit: Commit) -> Case:
    return replace(_let_go(case, fact.effective_at), uncollected=0)


def _let_go(case: Case, at: str) -> Case:
    return replace(case, withheld=tuple(one if one.until else replace(one, until=at) for one in case.withheld))


def _set_aside(fact: f.CertificateSetAside, case: Case, _commit: Commit) -> Case:
    return replace(case, set_aside_at=fact.effective_at)


def _collected(_fact: f.Collected, case: Case, _commit: Commit) -> Case:
    """The service beside it has ended the case; who came is for whoever reads the log."""
    return case


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


DELIVERY: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    f.Dispatched: _dispatched,
    f.ParcelMoved: _parcel_moved,
    f.CarrierCorrected: _carrier_corrected,
    f.ParcelDoubted: _parcel_doubted,
    f.KeptForPickup: _kept_for_pickup,
    f.Uncollected: _uncollected,
    f.CertificateTakenAway: _taken_away,
    f.CertificateGivenBack: _given_back,
    f.CertificateSetAside: _set_aside,
    f.Served: _served,
    f.Collected: _collected,
}
