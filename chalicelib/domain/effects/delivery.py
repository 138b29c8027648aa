"""What follows when a parcel does not simply arrive: facts, and the guards that are their own."""

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.case import Parcel
from chalicelib.domain.parcel import NOT_OFFICIAL, ParcelEvent, ParcelState, advance
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.times import instant


def on_its_waybill(command: c.RecordParcel | c.CorrectCarrier | c.DoubtParcel, at: Situation) -> Parcel:
    """The case's parcel of which the command speaks."""
    parcel = at.case.parcel(command.carrier, command.waybill)
    if parcel is None:
        raise RefusedError("waybill_unknown", {"waybill": command.waybill})
    return parcel


def parcel_moves_on(command: c.RecordParcel, at: Situation) -> None:
    event = ParcelEvent(ParcelState(command.state), instant(command.occurred_at))
    if advance(on_its_waybill(command, at).last, event) is None:
        raise RefusedError("parcel_event_stale", {"state": command.state})


def carrier_is_news(command: c.CorrectCarrier, at: Situation) -> None:
    parcel = on_its_waybill(command, at)
    if command.to in (parcel.carrier, *parcel.formerly):
        raise RefusedError("parcel_event_stale", {"state": command.to})


def doubt_is_news(command: c.DoubtParcel, at: Situation) -> None:
    """What the carrier has reported since, or a service, settles an older doubt; that it is the wrong carrier only a service."""
    parcel = on_its_waybill(command, at)
    settled = parcel.last is not None and parcel.last.occurred_at > instant(command.at)
    known = parcel.unofficial if command.reason == NOT_OFFICIAL else settled or command.at <= parcel.doubted_at
    if at.case.status == "served" or known:
        raise RefusedError("parcel_event_stale", {"state": command.reason})


def is_not_on_its_way(command: c.KeepForPickup, at: Situation) -> None:
    if at.case.kept_at:
        raise RefusedError("kept_already")
    if _is_under_way(at):
        raise RefusedError("parcel_under_way", {"waybill": at.case.parcels[-1].waybill})


def certificate_is_news(command: c.FollowCertificate, at: Situation) -> None:
    standing = at.case.taken_away
    if command.how == (standing.how if standing else ""):
        raise RefusedError("not_possible_now", {"status": at.case.phase})


def may_be_handed_over(command: object, at: Situation) -> None:
    """What is out of force is handed to nobody."""
    if at.case.taken_away:
        raise RefusedError("certificate_taken_away")


def ended_for_good(command: c.SetAside, at: Situation) -> None:
    if at.case.taken_away is None or not at.case.taken_away.for_good:
        raise RefusedError("certificate_not_ended")
    if at.case.set_aside_at:
        raise RefusedError("set_aside_already")


def lies_with_the_unit(command: c.SetAside, at: Situation) -> None:
    if _is_under_way(at):
        raise RefusedError("parcel_under_way", {"waybill": at.case.parcels[-1].waybill})


def _is_under_way(at: Situation) -> bool:
    return bool(at.case.parcels) and not at.case.kept_at and not at.case.parcels[-1].needs_a_person


def was_sent(command: c.ConfirmArrival, at: Situation) -> None:
    if not at.case.parcels:
        raise RefusedError("nothing_was_sent")


def correct_carrier(command: c.CorrectCarrier, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CarrierCorrected(at.now, command.carrier, command.waybill, command.to),)


def doubt_parcel(command: c.DoubtParcel, at: Situation) -> tuple[f.Fact, ...]:
    return (f.ParcelDoubted(command.at, command.carrier, command.waybill, command.reason),)


def keep_for_pickup(command: c.KeepForPickup, at: Situation) -> tuple[f.Fact, ...]:
    return (f.KeptForPickup(at.now),)


def follow_certificate(command: c.FollowCertificate, at: Situation) -> tuple[f.Fact, ...]:
    if command.how:
        return (f.CertificateTakenAway(command.at, command.how),)
    return (f.CertificateGivenBack(command.at),)


def set_aside(command: c.SetAside, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CertificateSetAside(at.now),)


def confirm_arrival(command: c.ConfirmArrival, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Served(at.now, "confirmed"),)
