"""What time alone brings: deemed acceptance, reminders and lapse, the end of a planned pause, cards, results left lying.

Each rule yields what it would bring and when. `overdue` gives the earliest instant's facts that are due; the same facts
follow however late, often or seldom anybody asks, because every command asks first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Cards
from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.due import Due
from chalicelib.domain.times import end_of, local_date, stamp, start_of

REMIND_AFTER_DAYS: Final = 10
"""Working days for which a result lies at the window before its holder is reminded, where the city does not say."""

FOR_THE_HOLDER: Final = 1
FOR_THE_WINDOW: Final = 2
"""Numbers of the fact Uncollected, by whom it is told to."""

MANUAL: Final = "manual"
"""The rule of a card that a supervisor gave by hand."""


@dataclass(frozen=True)
class Brought:
    """One fact that time brings at the instant `at`; `key` names it within the case."""

    at: str
    key: str
    fact: f.Fact


@dataclass(frozen=True)
class TimeBrought:
    """What one instant has brought: facts with a command id of their own, so that they are written once."""

    command: str
    facts: tuple[f.Fact, ...]


def overdue(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> TimeBrought | None:
    """What the law says has happened by `now` although nobody did it: of the earliest instant; to be committed, and asked
    for again, before any other command."""
    pending = sorted(_pending(case, definition, calendar), key=lambda one: one.at)
    if not pending or pending[0].at > stamp(now):
        return None
    first = pending[0]
    facts = tuple(one.fact for one in pending if one.at == first.at)
    return TimeBrought(f"{first.key}:{case.matter}:{first.at}", facts)


def next_instant(case: Case, definition: Definition, calendar: Calendar) -> str:
    """When the sweep must look at this case again; empty when time alone brings nothing."""
    return min((one.at for one in _pending(case, definition, calendar)), default="")


def next_red(case: Case, definition: Definition, calendar: Calendar) -> f.CardGiven | None:
    """The red card that the case is the next to earn if nothing is done; None when no clock threatens one."""
    cards = (one.fact for one in _cards(case, definition, calendar) if isinstance(one.fact, f.CardGiven))
    red = (card for card in cards if card.colour == "red")
    return min(red, key=lambda card: card.effective_at, default=None)


def _pending(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    if case.status == "none":
        return
    for rule in TIME_RULES:
        yield from rule(case, definition, calendar)


def _deemed(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    """Accepted as of receipt (Administrative Licensing Law, Art. 32(4))."""
    for clock in clock_of(case, "notice", definition, calendar):
        yield Brought(clock.at, "deemed", f.DeemedAccepted(case.received_at, clock.at))


def _overran(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    for one in case.interruptions:
        if one.running:
            at = stamp(end_of(date.fromisoformat(one.planned_end_on)))
            yield Brought(at, f"overran-{one.id}", f.ProcedureOverran(at, one.id))


def _reminders(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    """At the end of the morning of a working day so many before the applicant's last one, so never on that."""
    for clock in clock_of(case, "applicant", definition, calendar):
        notice = case.corrections[-1]
        number = notice.reminded + 1
        if number <= len(definition.rules["reminders_before"]):
            at = max(_reminder(number, clock.on, definition, calendar), clock.since)
            yield Brought(at, f"reminded-{notice.seq}-{number}", f.CorrectionReminded(at, notice.seq, number))


def _fee_reminders(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    """As for a correction, where the time to pay leaves room for them; nothing follows by itself from an unpaid fee."""
    if fee := case.fee_due:
        pay_by = date.fromisoformat(fee.planned_end_on)
        for number in range(fee.reminded + 1, len(definition.rules["reminders_before"]) + 1):
            at = _reminder(number, pay_by, definition, calendar)
            if at > fee.since:
                yield Brought(at, f"reminded-{fee.id}-{number}", f.FeeReminded(at, fee.id, number))


def _reminder(number: int, last: date, definition: Definition, calendar: Calendar) -> str:
    """When the reminder of this number is given: at the end of a morning before the last day."""
    day = _working_day_before(last, definition.rules["reminders_before"][number - 1], calendar)
    return stamp(calendar.session_end(start_of(day)).at)


def _lapse(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    for clock in clock_of(case, "applicant", definition, calendar):
        notice = case.corrections[-1]
        if notice.reminded == len(definition.rules["reminders_before"]):
            yield Brought(clock.at, f"lapsed-{notice.seq}", f.Lapsed(clock.at, notice.seq))


def _cards(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    """A card for each clock of the office that runs out, of the colour that the city's rules give."""
    for name, colour in definition.rules["cards"].items():
        for clock in clock_of(case, name, definition, calendar):
            card = card_id(case, clock)
            if case.card(card) is None:
                unit, post, staff, step = holder(case, definition, clock.subject)
                given = f.CardGiven(clock.at, card, colour, name, unit, post, staff, step, f.UNSEALED)
                yield Brought(clock.at, f"card-{card}", given)


def _follow_ups(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    yield from card_follow_ups(case.cards, definition.rules["follow_up_after"], calendar)


def card_follow_ups(cards: Cards, after: Sequence[int], calendar: Calendar) -> Iterator[Brought]:
    """A red card without the unit's feedback is followed up, at midday so many working days after it."""
    for card in cards:
        if card.fact.colour == "red" and card.open and card.followed_up < len(after):
            given_on = local_date(card.fact.effective_at)
            day = calendar.add_working_days(given_on, after[card.followed_up]).on
            at, level = stamp(calendar.session_end(start_of(day)).at), card.followed_up + 1
            yield Brought(at, f"follow-up-{card.fact.card}-{level}", f.CardFollowedUp(at, card.fact.card, level))


def _uncollected(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Brought]:
    """At midday so many working days after a result lay ready its holder is reminded, and after as many again the window
    sees to it; of a batch's case, which is handed over from the batch's own line, the holder alone."""
    number = case.uncollected + 1
    if case.status != "concluded" or not case.certificate or not case.collected(definition):
        return
    if number <= (FOR_THE_HOLDER if case.application.parent else FOR_THE_WINDOW):
        given_back_at = case.withheld[-1].until if case.withheld else ""
        since = max(case.kept_at or case.certificate_at, given_back_at)
        day = calendar.add_working_days(local_date(since), remind_after(definition) * number).on
        at = stamp(calendar.session_end(start_of(day)).at)
        yield Brought(at, f"uncollected-{number}", f.Uncollected(at, number))


def remind_after(definition: Definition) -> int:
    """Working days; an edition from before the city's rule has the usual ones."""
    return int(definition.rules.get("pickup", {}).get("remind_after_days", REMIND_AFTER_DAYS))


TIME_RULES: Final = (_deemed, _overran, _reminders, _fee_reminders, _lapse, _cards, _follow_ups, _uncollected)


def holder(case: Case, definition: Definition, subject: str = "") -> tuple[str, str, str, str]:
    """(unit, post, staff, step) of who has the office's part of the case in hand: the holder of the open step that is the
    subject, of no subject the one of the step that has waited longest; else the window of the unit, whose a notice's
    service, a fee and a survey for a step still to come are."""
    step = subject or min(case.opened, key=lambda each: (case.opened[each].at, each), default="")
    if step in case.opened and case.status not in ENDED:
        opened = case.opened[step]
        return opened.unit, opened.post, opened.staff, step
    return definition.unit, "officer", "", ""


def card_id(case: Case, clock: Due) -> str:
    """The card for this clock's running out: one for each run of it, so that a step opened again, or papers received
    again, can earn another."""
    if clock.clock == "step":
        return f"step-{clock.subject}-{case.opened[clock.subject].seq}"
    if clock.clock in ("notice", "pre_review") or clock.explanation["unit"] == "session":
        return f"{clock.clock}-{case.received_seq}"
    return f"{clock.clock}-{clock.subject}" if clock.subject else clock.clock


def _working_day_before(day: date, number: int, calendar: Calendar) -> date:
    """The working day that comes so many before this one."""
    before, left = day, number
    while left:
        before -= timedelta(days=1)
        left -= calendar.is_working_day(before)
    return before
