"""The month sheet: what the figures of a unit's window come to, and where the time of its cases went."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chalicelib.domain.inquiry import BAD, LEVELS
from chalicelib.domain.ledger import Holder, HolderKind
from chalicelib.domain.tally import THOUSANDTHS, TIME, Figures, Tallies, Window, added

ENDED: Final = "ended_"
DECIDED: Final = ("ended_granted", "ended_refused")


@dataclass(frozen=True)
class Measures:
    """Numbers of cases, cards and inquiries, and shares and averages of them, None where there is nothing to share.

    `decided` were granted or refused; `ended_otherwise` withdrawn, declined, lapsed and the like. Shares are of what was
    decided. `elapsed` and `promised` are average working days of those whose promise counts working days.
    """

    received: int
    online: int
    accepted: int
    deemed: int
    decided: int
    ended_otherwise: int
    instant: int
    on_time: int
    instant_share: Fraction | None
    on_time_share: Fraction | None
    elapsed: Fraction | None
    promised: Fraction | None
    corrections: int
    yellow: int
    red: int
    withdrawn: int
    consultations: int
    complaints: int
    founded: int
    ratings: int
    bad_ratings: int


def measures(figures: Figures) -> Measures:
    """What the figures come to."""
    of = figures.get
    decided = sum(of(name, 0) for name in DECIDED)
    ended = sum(number for name, number in figures.items() if name.startswith(ENDED))
    measured = of("measured", 0)
    return Measures(
        received=of("received", 0),
        online=of("received_online", 0),
        accepted=of("accepted", 0),
        deemed=of("deemed", 0),
        decided=decided,
        ended_otherwise=ended - decided,
        instant=of("instant", 0),
        on_time=of("on_time", 0),
        instant_share=_share(of("instant", 0), decided),
        on_time_share=_share(of("on_time", 0), decided),
        elapsed=_share(of("elapsed_days", 0), measured),
        promised=_share(of("promised_days", 0), measured),
        corrections=of("corrections", 0),
        yellow=of("card_yellow", 0),
        red=of("card_red", 0),
        withdrawn=of("card_withdrawn", 0),
        consultations=of("consultations", 0),
        complaints=of("complaints", 0),
        founded=of("complaints_founded", 0),
        ratings=sum(of(f"ratings_{level}", 0) for level in LEVELS),
        bad_ratings=sum(of(f"ratings_{level}", 0) for level in BAD),
    )


@dataclass(frozen=True)
class Held:
    """How many working days of service time a holder had the decided cases in hand, and on the average of all of them."""

    holder: Holder
    days: Fraction
    a_case: Fraction


def held(figures: Figures) -> tuple[Held, ...]:
    """Where the time went, from receipt to decision, by post: the longest first."""
    return _held(figures, lambda holder: holder)


def held_by_unit(figures: Figures) -> tuple[Held, ...]:
    """The same, with a unit's window and posts as one."""
    return _held(figures, lambda holder: Holder("post", holder.unit) if holder.counted else holder)


def _held(figures: Figures, of: Callable[[Holder], Holder]) -> tuple[Held, ...]:
    decided = sum(figures.get(name, 0) for name in DECIDED) or 1
    found: dict[Holder, Fraction] = {}
    for name, number in figures.items():
        if name.startswith(TIME):
            holder = of(_holder(name))
            found[holder] = found.get(holder, Fraction(0)) + Fraction(number, THOUSANDTHS)
    by_length = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Held(holder, days, days / decided) for holder, days in by_length)


def by_unit(tallies: Tallies) -> Mapping[str, Figures]:
    """The sum of each unit's windows, by its code."""
    return _grouped(tallies, {window: window.unit for window in tallies})


def by_zone(tallies: Tallies, zones: Mapping[str, str]) -> Mapping[str, Figures]:
    """The sum of each zone's units; `zones` are the zones of the units by code, one that is not there has the zone ""."""
    return _grouped(tallies, {window: zones.get(window.unit, "") for window in tallies})


def total(tallies: Tallies) -> Figures:
    return added(tallies.values())


def _grouped(tallies: Tallies, group_of: Mapping[Window, str]) -> Mapping[str, Figures]:
    found: dict[str, list[Figures]] = {}
    for window, figures in tallies.items():
        found.setdefault(group_of[window], []).append(figures)
    return {group: added(parts) for group, parts in sorted(found.items())}


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


_KINDS: Final[Mapping[str, HolderKind]] = {
    kind: kind for kind in ("applicant", "window", "post", "third_party", "carrier")
}


def _holder(name: str) -> Holder:
    kind, unit, post = name.removeprefix(TIME).split(":")
    return Holder(_KINDS[kind], unit, post)


def columns(shown: Measures) -> Sequence[tuple[str, str]]:
    """For a file: (name, value), whole numbers as digits, shares and averages with two places after the point."""
    return [(name, _text(value)) for name, value in vars(shown).items()]


def _text(value: int | Fraction | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{float(value):.2f}"
