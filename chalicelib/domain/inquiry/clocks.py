"""The limits of inquiries and what time brings when they run out. Pure functions of (inquiry, rules, calendar)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import card_of
from chalicelib.domain.catalogue import Edition, Limit, limit_from_json
from chalicelib.domain.due import Due
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.time_rules import Brought, TimeBrought, card_follow_ups
from chalicelib.domain.times import end_of, local_date, stamp


@dataclass(frozen=True)
class InquiryClock:
    """It runs while a matter of this kind has one of these statuses, for the city's limit of the same name, since the
    stamp that `start` names, of the inquiry as of its rows; not where that is empty, nor where the city sets no limit."""

    name: str
    kind: MatterKind
    statuses: frozenset[str]
    start: Literal["since", "ordered_at"] = "since"


INQUIRY_CLOCKS: Final = (
    InquiryClock("consultation", MatterKind.CONSULTATION, frozenset({"received"})),
    InquiryClock("complaint", MatterKind.COMPLAINT, frozenset({"received", "investigating"})),
    InquiryClock("complaint_fix", MatterKind.COMPLAINT, frozenset({"answered"}), "ordered_at"),
    InquiryClock("rating_verify", MatterKind.RATING, frozenset({"received"})),
    InquiryClock("rating_fix", MatterKind.RATING, frozenset({"received", "verified", "rectified"})),
)


def inquiry_due(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> Due | None:
    """The limit that runs out first; None when none runs."""
    return first_due(inquiry.kind, inquiry.status, starts_of(inquiry), edition, calendar)


def first_due(
    kind: MatterKind, status: str, starts: Mapping[str, Any], edition: Edition, calendar: Calendar
) -> Due | None:
    """As `inquiry_due`, of what a row tells; `starts` are stamps by the names of InquiryClock.start."""
    return min(_clocks(kind, status, starts, edition, calendar), key=lambda clock: clock.at, default=None)


def inquiry_clocks(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> tuple[Due, ...]:
    """Every clock that runs."""
    return tuple(_clocks(inquiry.kind, inquiry.status, starts_of(inquiry), edition, calendar))


def _clocks(
    kind: MatterKind, status: str, starts: Mapping[str, Any], edition: Edition, calendar: Calendar
) -> Iterator[Due]:
    for name, since in runs(kind, status, starts):
        if name in inquiry_rules(edition)["limits"]:
            yield clock_since(name, since, edition, calendar)


def starts_of(inquiry: Inquiry) -> Mapping[str, str]:
    return {"since": inquiry.since, "ordered_at": inquiry.ordered_at}


def runs(kind: MatterKind, status: str, starts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, since) of every clock that runs, if the city sets it a limit."""
    for clock in INQUIRY_CLOCKS:
        since = str(starts.get(clock.start, ""))
        if clock.kind is kind and status in clock.statuses and since:
            yield clock.name, since


def card_id(name: str, since: str) -> str:
    """The card for this clock's running out: one for each run of it."""
    return f"{name}-{re.sub('[^0-9]', '', since)}"


def clock_since(name: str, since: str, edition: Edition, calendar: Calendar) -> Due:
    """A clock of this name that runs since the stamp."""
    limit = _limit(name, edition)
    day = calendar.due(local_date(since), limit.amount, limit.unit)
    explanation = {"unit": limit.unit, "amount": str(limit.amount), "since": since, "article": f"city_{name}"}
    return Due(name, stamp(end_of(day.on)), day.provisional, {**explanation, "version": day.version})


def overdue_inquiry(inquiry: Inquiry, edition: Edition, calendar: Calendar, now: datetime) -> TimeBrought | None:
    """What time has brought by `now`: of the earliest instant; asked again after it is written."""
    pending = sorted(_pending(inquiry, edition, calendar), key=lambda one: one.at)
    if not pending or pending[0].at > stamp(now):
        return None
    first = pending[0]
    facts = tuple(one.fact for one in pending if one.at == first.at)
    return TimeBrought(f"{first.key}:{inquiry.matter}:{first.at}", facts)


def next_instant_of(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> str:
    """When the sweep must look at this inquiry again; empty when time alone brings nothing."""
    return min((one.at for one in _pending(inquiry, edition, calendar)), default="")


def _pending(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> Iterator[Brought]:
    """A card for each clock that runs out, of the colour that the city gives, and what follows a red one."""
    colours = inquiry_rules(edition).get("cards", {})
    for clock in inquiry_clocks(inquiry, edition, calendar):
        card = card_id(clock.clock, clock.explanation["since"])
        if clock.clock in colours and card_of(inquiry.cards, card) is None:
            unit, post = _in_hand(inquiry)
            about = (card, colours[clock.clock], clock.clock, unit, post)
            yield Brought(clock.at, f"card-{card}", f.CardGiven(clock.at, *about, staff="", step="", note=f.UNSEALED))
    yield from card_follow_ups(inquiry.cards, edition.data["rules"]["follow_up_after"], calendar)


def _in_hand(inquiry: Inquiry) -> tuple[str, str]:
    """(unit, post) of who owes what the inquiry waits for; no unit for a post in whichever unit."""
    if isinstance(inquiry.opened, f.ConsultationAsked):
        return inquiry.unit, "officer"
    post = inquiry.order.post if inquiry.order else inquiry.opened.post
    unit, _, code = post.rpartition(":")
    return unit, code


def inquiry_rules(edition: Edition) -> Mapping[str, Any]:
    """The city's settings for consultations, complaints and ratings."""
    rules: Mapping[str, Any] = edition.data["rules"]["inquiries"]
    return rules


def _limit(name: str, edition: Edition) -> Limit:
    return limit_from_json(inquiry_rules(edition)["limits"][name])
