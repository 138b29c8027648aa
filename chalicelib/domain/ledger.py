"""The time-in-hand ledger: who had a case in hand, from its receipt to its service, without gap or overlap.

While branches are open side by side the time is charged to the one that ends last; the others stand beside, outside
the sum. Time in a special procedure is the third party's and does not count towards the limits (Administrative
Licensing Law, Art. 45).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from chalicelib.domain.case import APPLICANTS_TURN, Case, happened_at
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.flow import Flow
from chalicelib.domain.fold import evolve
from chalicelib.domain.interruption import Interruption
from chalicelib.domain.times import instant

HolderKind = Literal["applicant", "window", "post", "third_party", "carrier"]
Measure = Callable[[str, str], Fraction]
"""How long it is between two stamps, in days; additive."""

_OFFICE: Final = frozenset({"window", "post"})


@dataclass(frozen=True, order=True)
class Holder:
    """`unit` and `post` of a step or window; for a third party `post` is the kind of special procedure."""

    kind: HolderKind
    unit: str = ""
    post: str = ""

    @property
    def counted(self) -> bool:
        """Whether the office's limits run meanwhile."""
        return self.kind in _OFFICE


@dataclass(frozen=True)
class Stretch:
    """The holder had the case in hand from one stamp to the other."""

    holder: Holder
    since: str
    until: str


@dataclass(frozen=True)
class Share:
    """A holder's days, in the order in which the holders first had the case in hand."""

    holder: Holder
    days: Fraction


@dataclass(frozen=True)
class Ledger:
    """`main` tiles the time from receipt to `until`; `beside` are the branches that did not end last."""

    main: tuple[Stretch, ...]
    beside: tuple[Stretch, ...]


Moments = Sequence[tuple[str, Case]]


def moments(matter: str, commits: Iterable[Commit], definition: Definition) -> Moments:
    """The state after each commit and since when it held; never before the one before it."""
    found: list[tuple[str, Case]] = []
    case, at = Case(matter=matter), ""
    for commit in commits:
        case, at = evolve(case, commit, definition), max(at, happened_at(commit))
        found.append((at, case))
    return found


def ledger(states: Moments, definition: Definition, now: str) -> Ledger:
    """Who had the case in hand until `now` (a stamp), or until it was served or over."""
    main, beside = list[Stretch](), list[Stretch]()
    for place, (since, case) in enumerate(states):
        until = states[place + 1][0] if place + 1 < len(states) else max(now, since)
        held = _holders(case, states[place:], definition)
        if not held or since == until:
            continue
        _extend(main, Stretch(held[0], since, until))
        for other in held[1:]:
            _extend(beside, Stretch(other, since, until))
    return Ledger(tuple(main), tuple(beside))


def shares(stretches: Iterable[Stretch], measure: Measure) -> tuple[Share, ...]:
    """Each holder's days; they add up to the days of the whole."""
    days: dict[Holder, Fraction] = {}
    for stretch in stretches:
        days[stretch.holder] = days.get(stretch.holder, Fraction(0)) + measure(stretch.since, stretch.until)
    return tuple(Share(holder, amount) for holder, amount in days.items())


def rounded(given: Sequence[Share], step: Fraction) -> tuple[Share, ...]:
    """The shares in whole steps, so that they still add up to the rounded whole: the largest remainders are rounded up."""
    whole = round(sum((share.days for share in given), Fraction(0)) / step)
    steps = [share.days // step for share in given]
    remainders = sorted(range(len(given)), key=lambda place: (steps[place] - given[place].days / step, place))
    for place in remainders[: whole - sum(steps)]:
        steps[place] += 1
    return tuple(Share(share.holder, count * step) for share, count in zip(given, steps, strict=True))


def calendar_days(since: str, until: str) -> Fraction:
    """A measure: days of twenty-four hours, holidays and nights included."""
    return Fraction(round((instant(until) - instant(since)).total_seconds() * 1_000_000), 86_400_000_000)


def _holders(case: Case, ahead: Moments, definition: Definition) -> list[Holder]:
    """Who has the case in hand: first the one charged, then those beside."""
    unit = case.application.unit
    match case.phase:
        case "received":
            return [Holder("window", unit, "officer")]
        case phase if phase in APPLICANTS_TURN:
            return [Holder("window", unit, "officer") if case.unserved_notice else Holder("applicant")]
        case "concluded":
            return [] if case.taken_away and case.taken_away.for_good else [_server(case, unit)]
    if case.status != "in_review":
        return []
    running = [one for one in case.interruptions if one.running and one.stops_clocks]
    whole = next((one for one in running if not one.step), None)
    if whole:
        return [Holder("third_party", "", whole.kind)]
    flow = case.flow(definition)
    by_end = sorted(case.opened, key=lambda step: (-_stays_open(_beside(step, flow), ahead), step))
    return list(dict.fromkeys(_step_holder(case, step, running) for step in by_end))


def _step_holder(case: Case, step: str, running: Sequence[Interruption]) -> Holder:
    procedure = next((one for one in running if one.step == step), None)
    if procedure:
        return Holder("third_party", "", procedure.kind)
    opened = case.opened[step]
    return Holder("post", opened.unit, opened.post)


def _beside(step: str, flow: Flow) -> frozenset[str]:
    """The steps of its branch: what one hands to the next goes on; of the main line the step alone."""
    branch = flow.branch_of(step)
    return frozenset(one.id for one in branch.steps) if branch else frozenset({step})


def _stays_open(line: frozenset[str], ahead: Moments) -> int:
    """Through how many of the states ahead one of these steps is open without a break."""
    closes = (place for place, (_, case) in enumerate(ahead) if line.isdisjoint(case.opened))
    return next(closes, len(ahead))


def _server(case: Case, unit: str) -> Holder:
    """Whose turn it is to bring the result to the applicant; a suspension is the holder's own."""
    if case.kept_at or case.taken_away:
        return Holder("applicant")
    if case.parcels and not case.parcels[-1].given_back_at:
        return Holder("carrier", "", case.parcels[-1].carrier)
    if case.outcome == "granted" and case.certificate and case.application.delivery == "pickup" and not case.parcels:
        return Holder("applicant")
    return Holder("window", unit, "officer")


def _extend(stretches: list[Stretch], more: Stretch) -> None:
    last = stretches[-1] if stretches else None
    if last and last.holder == more.holder and last.until == more.since:
        stretches[-1] = Stretch(last.holder, last.since, more.until)
    else:
        stretches.append(more)
