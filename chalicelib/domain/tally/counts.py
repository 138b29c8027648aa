"""What a case or inquiry adds to the statistics of each day and unit: a pure function of its log.

It is counted on the day on which the log recorded it. So a day that is over changes no more, whatever a later commit says
of it: a deemed acceptance belongs to the day on which it was found, not to that of the receipt.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Cards
from chalicelib.domain.case import Case, happened_at
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import SHOWN, clock_of
from chalicelib.domain.commit import Commit
from chalicelib.domain.explanation import explain
from chalicelib.domain.inquiry import FOUNDED, Inquiry
from chalicelib.domain.ledger import Holder, Moments, ledger, rounded, shares
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.row import RowKey, Rows
from chalicelib.domain.tally import THOUSANDTHS, TIME, Figures, added
from chalicelib.domain.times import instant, local, local_date, stamp

DECIDED: Final = ("granted", "refused")


@dataclass(frozen=True)
class Place:
    """Where something is counted; `window` is empty for what belongs to no window."""

    day: date
    unit: str
    item: str
    window: str


Counts = Mapping[Place, Figures]


def counts_queue(day: date) -> str:
    """The rows of one day, by unit and matter."""
    return f"counts:{day.isoformat()}"


def count_rows(counts: Counts, matter: str) -> Rows:
    """One row for each day and unit in which the matter counts for something."""
    return {
        RowKey(counts_queue(place.day), f"{place.unit}#{matter}"): {
            "matter": matter,
            "item": place.item,
            "window": place.window,
            **figures,
        }
        for place, figures in counts.items()
    }


def case_counts(
    states: Sequence[Case], commits: Sequence[Commit], definition: Definition, calendar: Calendar
) -> Counts:
    """`states` are those before the first of the commits and after each."""
    found: defaultdict[Place, list[Figures]] = defaultdict(list)
    for number, commit in enumerate(commits):
        before, after = states[number], states[number + 1]
        place = Place(local_date(commit.recorded_at), definition.unit, definition.item, str(definition.data["window"]))
        own = added(_of_case(before, after))
        if after.outcome in DECIDED and before.outcome != after.outcome:
            own = added(
                [own, _decided(after, definition, calendar), _time(states, commits, number, definition, calendar)]
            )
        if own:
            found[place].append(own)
        for unit, figures in _cards(before.cards, after.cards):
            found[place if unit == place.unit else Place(place.day, unit, place.item, "")].append(figures)
    return {place: added(parts) for place, parts in found.items()}


def inquiry_counts(states: Sequence[Inquiry], commits: Sequence[Commit]) -> Counts:
    """As case_counts; counted at the unit whose it was at that commit."""
    found: defaultdict[Place, list[Figures]] = defaultdict(list)
    for number, commit in enumerate(commits):
        before, after = states[number], states[number + 1]
        place = Place(local_date(commit.recorded_at), after.unit, after.item, "")
        if own := added(_of_inquiry(before, after)):
            found[place].append(own)
        for unit, figures in _cards(before.cards, after.cards):
            found[replace(place, unit=unit or place.unit)].append(figures)
    return {place: added(parts) for place, parts in found.items()}


def _of_case(before: Case, after: Case) -> Iterator[Figures]:
    if not before.seq:
        yield {"received": 1, "received_online": int(after.application.channel == "online")}
    if after.accepted_at and not before.accepted_at:
        yield {"accepted": 1, "deemed": int(after.deemed)}
    yield {"corrections": len(after.corrections) - len(before.corrections)}
    if after.outcome != before.outcome:
        yield {f"ended_{after.outcome}": 1}


def _decided(case: Case, definition: Definition, calendar: Calendar) -> Figures:
    """How the decision kept its time, by the clocks as they stood until then."""
    session = stamp(calendar.session_end(local(case.received_at)).at)
    open_still = replace(case, status="in_review", outcome="", concluded_at="", opened={})
    clocks = [
        clock for name in sorted(SHOWN["in_review"]) for clock in clock_of(open_still, name, definition, calendar)
    ]
    told = {
        "instant": int(case.concluded_at < session),
        "on_time": int(all(case.concluded_at < clock.at for clock in clocks)),
    }
    promise = next((clock for clock in clocks if clock.clock == "promised"), None)
    if promise is None or promise.explanation["unit"] != "working_days":
        return told
    seen = explain(open_still, promise, definition, calendar, instant(case.concluded_at))
    return {**told, "measured": 1, "elapsed_days": seen.used, "promised_days": seen.amount}


def _time(
    states: Sequence[Case], commits: Sequence[Commit], number: int, definition: Definition, calendar: Calendar
) -> Figures:
    """Who had it in hand until this commit, in parts that add up to the whole."""

    def measure(since: str, until: str) -> Fraction:
        return calendar.service_days(instant(since), instant(until))

    moments = _moments(states[1 : number + 2], commits[: number + 1])
    kept = ledger(moments, definition, moments[-1][0])
    given = rounded(shares(kept.main, measure), Fraction(1, THOUSANDTHS))
    return {_name(share.holder): int(share.days * THOUSANDTHS) for share in given}


def _moments(states: Sequence[Case], commits: Sequence[Commit]) -> Moments:
    """As ledger.moments, of states that are known already."""
    found, at = list[tuple[str, Case]](), ""
    for case, commit in zip(states, commits, strict=True):
        at = max(at, happened_at(commit))
        found.append((at, case))
    return found


def _name(holder: Holder) -> str:
    return f"{TIME}{holder.kind}:{holder.unit}:{holder.post}"


def _cards(before: Cards, after: Cards) -> Iterator[tuple[str, Figures]]:
    for card in after[len(before) :]:
        yield card.fact.unit, {f"card_{card.fact.colour}": 1}
    for was, now in zip(before, after, strict=False):
        if now.withdrawn_at and not was.withdrawn_at:
            yield now.fact.unit, {"card_withdrawn": 1}


_RECEIVED: Final = {MatterKind.CONSULTATION: "consultations", MatterKind.COMPLAINT: "complaints"}


def _of_inquiry(before: Inquiry, after: Inquiry) -> Iterator[Figures]:
    if not before.seq:
        opened = after.opened
        yield {f"ratings_{opened.level}" if isinstance(opened, f.CaseRated) else _RECEIVED[after.kind]: 1}
    if after.kind is MatterKind.COMPLAINT and after.finding == FOUNDED and before.finding != FOUNDED:
        yield {"complaints_founded": 1}
