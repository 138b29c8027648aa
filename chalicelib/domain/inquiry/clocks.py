"""The limits of inquiries and what time brings when they run out. Pure functions of (inquiry, rules, calendar)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition, Limit, limit_from_json
from chalicelib.domain.due import Due
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.time_rules import Brought, TimeBrought
from chalicelib.domain.times import end_of, local_date, stamp, start_of


@dataclass(frozen=True)
class InquiryClock:
    """It runs while a matter of this kind has one of these statuses, for the city's limit of the same name."""

    name: str
    kind: MatterKind
    statuses: frozenset[str]


INQUIRY_CLOCKS: Final = (
    InquiryClock("consultation", MatterKind.CONSULTATION, frozenset({"received"})),
    InquiryClock("complaint", MatterKind.COMPLAINT, frozenset({"received", "investigating"})),
    InquiryClock("rating_verify", MatterKind.RATING, frozenset({"received"})),
    InquiryClock("rating_fix", MatterKind.RATING, frozenset({"received", "verified", "rectified"})),
)


def inquiry_due(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> Due | None:
    """The limit that runs out first; None when none runs."""
    return min(inquiry_clocks(inquiry, edition, calendar), key=lambda clock: clock.at, default=None)


def inquiry_clocks(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> tuple[Due, ...]:
    """Every clock that runs."""
    running = (one for one in INQUIRY_CLOCKS if one.kind is inquiry.kind and inquiry.status in one.statuses)
    return tuple(clock_since(one.name, inquiry.since, edition, calendar) for one in running)


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
    """The next level of each clock that runs: at its end, then so many working days after it, at the end of a morning."""
    after = inquiry_rules(edition)["escalate_after"]
    for clock in inquiry_clocks(inquiry, edition, calendar):
        level = inquiry.escalated.get(clock.clock, 0) + 1
        if level <= len(after):
            at, days = clock.at, after[level - 1]
            if days:
                at = stamp(calendar.session_end(start_of(calendar.add_working_days(clock.on, days).on)).at)
            told = f.InquiryEscalated(at, clock.clock, level, _told(inquiry, level, edition))
            yield Brought(at, f"escalated-{clock.clock}-{level}-{inquiry.since}", told)


def _told(inquiry: Inquiry, level: int, edition: Edition) -> str:
    """A question's unit has a head, then the supervisors; what they handle themselves, the next post of the list."""
    posts: list[str] = inquiry_rules(edition)["handlers"]
    if isinstance(inquiry.opened, f.ConsultationAsked):
        return f"{inquiry.unit}:{edition.data['rules']['in_charge_post']}" if level == 1 else posts[0]
    own = posts.index(inquiry.opened.post) if inquiry.opened.post in posts else 0
    return posts[min(own + level - 1, len(posts) - 1)]


def inquiry_rules(edition: Edition) -> Mapping[str, Any]:
    """The city's settings for consultations, complaints and ratings."""
    rules: Mapping[str, Any] = edition.data["rules"]["inquiries"]
    return rules


def _limit(name: str, edition: Edition) -> Limit:
    return limit_from_json(inquiry_rules(edition)["limits"][name])
