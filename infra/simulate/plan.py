"""The month before it begins: who comes when for what, and which step of which case falls into which hour.

A function of its seed. An hour (`Slot`) is an instant to which the clock is moved; what belongs to it is done then.
"""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.times import SHANGHAI

MIX: Final[Mapping[str, Any]] = json.loads((Path(__file__).resolve().parent / "mix.json").read_text(encoding="utf-8"))
HOURS: Final = tuple(MIX["hours"])
EVENING: Final = MIX["evening_hour"]
AT_THE_WINDOW: Final = ("window", "declined")
"""Kinds of who comes in person, and has no account."""

DAYS_AFTER: Final = 10
"""Working days after the month in which what it began comes to its end."""


@dataclass(frozen=True)
class Slot:
    """`day` counts working days from the month's first, from 0; `hour` is one of HOURS, or the evening's."""

    day: int
    hour: str


Steps = Sequence[tuple[str, Slot]]


@dataclass(frozen=True)
class Errand:
    """One step of one case in its slot; `step` names it among the steps of the case's kind."""

    case: int
    step: str


@dataclass(frozen=True)
class Office:
    """A unit, and the items by which each kind of case is played there."""

    unit: str
    items: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class PlannedCase:
    """`handed_over` is how its result reaches the applicant, empty where there is none."""

    number: int
    unit: str
    kind: str
    item: str
    handed_over: str


@dataclass(frozen=True)
class Plan:
    """`opens` are the instants of the slots, in order."""

    seed: int
    cases: Sequence[PlannedCase]
    errands: Mapping[Slot, Sequence[Errand]]
    opens: Sequence[tuple[datetime, Slot]]

    @property
    def units(self) -> Sequence[str]:
        return sorted({case.unit for case in self.cases})

    @property
    def steps(self) -> Counter[str]:
        """How often each is done."""
        return Counter(errand.step for errands in self.errands.values() for errand in errands)

    def arrivals(self) -> Counter[Slot]:
        """How many cases begin in each slot."""
        begun: dict[int, Slot] = {}
        for _, slot in self.opens:
            for errand in self.errands.get(slot, ()):
                begun.setdefault(errand.case, slot)
        return Counter(begun.values())

    def instants(self) -> Mapping[tuple[int, str], datetime]:
        """When each step of each case falls due."""
        opens = {slot: at for at, slot in self.opens}
        return {(one.case, one.step): opens[slot] for slot, errands in self.errands.items() for one in errands}


def plan(*, cases: int, season: str, seed: int, calendar: Calendar, offices: Sequence[Office]) -> Plan:
    """So many cases of the report's mix, as many at each office, spread over the season's month."""
    chance = Random(f"{seed}:{season}:{cases}")  # noqa: S311  # it has to repeat, not to surprise
    days, after = _working_days(MIX["seasons"][season]["month"], calendar)
    planned = _cases(cases, offices, chance)
    errands: dict[Slot, list[Errand]] = defaultdict(list)
    weights = [MIX["weekdays"][day.weekday()] for day in days]
    for case in planned:
        first = Slot(
            chance.choices(range(len(days)), weights)[0], chance.choices(HOURS, list(MIX["hours"].values()))[0]
        )
        for step, slot in _asking(case, first, chance, list(_steps(case, first, chance))):
            errands[slot].append(Errand(case.number, step))
    opens = [
        (datetime.combine(day, time.fromisoformat(hour), SHANGHAI), Slot(number, hour))
        for number, day in enumerate([*days, *after])
        for hour in (*HOURS, EVENING)
    ]
    return Plan(seed, planned, errands, opens)


def apportioned(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """`total` in whole numbers by these shares: largest remainders, the first of equal ones."""
    whole = sum(shares.values())
    exact = {name: total * share / whole for name, share in shares.items()}
    counts = {name: int(value) for name, value in exact.items()}
    short = sorted(exact, key=lambda name: counts[name] - exact[name])[: total - sum(counts.values())]
    return {name: count + (name in short) for name, count in counts.items()}


def _cases(total: int, offices: Sequence[Office], chance: Random) -> list[PlannedCase]:
    ways = MIX["handed_over"]
    counts = apportioned(total, {office.unit: 1 for office in offices})
    kinds = [
        (office, kind)
        for office in offices
        for kind, count in apportioned(counts[office.unit], MIX["kinds"]).items()
        for _ in range(count)
    ]
    chance.shuffle(kinds)
    return [
        PlannedCase(
            number,
            office.unit,
            kind,
            chance.choice(office.items[kind]),
            "" if kind in ("declined", "withdrawn") else chance.choices(list(ways), list(ways.values()))[0],
        )
        for number, (office, kind) in enumerate(kinds, 1)
    ]


def _working_days(month: str, calendar: Calendar) -> tuple[list[date], list[date]]:
    """Those of the month, and those after it in which its cases end."""
    first = date.fromisoformat(f"{month}-01")
    found: list[date] = []
    day = first
    while len([one for one in found if one.month != first.month]) < DAYS_AFTER:
        if calendar.is_working_day(day):
            found.append(day)
        day += timedelta(days=1)
    inside = [one for one in found if one.month == first.month]
    return inside, found[len(inside) :]


def _asking(case: PlannedCase, first: Slot, chance: Random, steps: Steps) -> Steps:
    """Who applies online may ask about the item before, and rate how it went at the end."""
    asked, rated = (chance.random() < MIX["inquiries"][name] for name in ("asked", "rated"))
    if case.kind in AT_THE_WINDOW:
        return steps
    before = [("ask", first)] if asked else []
    answered = [("answer", _later(first, 1))] if asked else []
    after = [("rate", _later(steps[-1][1], 1))] if rated and case.handed_over else []
    return [*before, *steps, *answered, *after]


def _steps(case: PlannedCase, first: Slot, chance: Random) -> Iterator[tuple[str, Slot]]:
    match case.kind:
        case "window":
            yield "receive", first
            ended = first
        case "online":
            yield from (("apply", first), ("grant", first))
            ended = first
        case "evening":
            ended = Slot(first.day + 1, HOURS[0])
            yield from (("apply", Slot(first.day, EVENING)), ("grant", ended))
        case "next_day":  # late: the promise ends with the session
            ended = Slot(first.day + 1, first.hour)
            yield from (("apply", first), ("grant", ended), ("answer_card", ended))
        case "corrected":
            ended = Slot(first.day + chance.randint(1, 3), first.hour)
            yield from (("apply", first), ("correct", first), ("supply", ended), ("grant", ended))
        case "declined":
            yield "decline", first
            return
        case "withdrawn":
            yield from (("apply", first), ("withdraw", _later(first, chance.randint(1, 5))))
            return
        case _:
            day = first.day
            yield from (("apply", first), ("accept", first), ("handle", first), ("interrupt", first))
            yield from (("look", Slot(day + 1, first.hour)), ("inquire", Slot(day + 1, first.hour)))
            yield "review", Slot(day + 2, first.hour)
            ended = Slot(day + 3, first.hour)
            yield "approve", ended
    yield from _handing_over(case, ended, chance)


def _handing_over(case: PlannedCase, ended: Slot, chance: Random) -> Iterator[tuple[str, Slot]]:
    match case.handed_over:
        case "collected":
            yield "collect", _later(ended, 1)
        case "collected_later":
            yield "collect", Slot(ended.day + chance.randint(1, 4), chance.choice(HOURS))
        case "posted":
            sent = _later(ended, 1)
            yield from (("dispatch", sent), ("collected", sent))
            yield "in_transit", Slot(sent.day + 1, HOURS[0])
            yield "delivered", Slot(sent.day + 2, chance.choice(HOURS))


def _later(slot: Slot, slots: int) -> Slot:
    """So many hours of service later."""
    place = HOURS.index(slot.hour) + slots if slot.hour in HOURS else len(HOURS) - 1 + slots
    return Slot(slot.day + place // len(HOURS), HOURS[place % len(HOURS)])


def slot_at(opens: Sequence[tuple[datetime, Slot]], at: datetime) -> int:
    """The number of the slot that is open at an instant."""
    return bisect_right([start for start, _ in opens], at) - 1
