"""Statistics as functions of the log: what each matter adds to a day, and sums of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Figures = Mapping[str, int]
"""Whole numbers by name, of which sums are figures again: so that a month is the sum of its days, whatever their order.

`received`, `received_online`, `accepted`, `deemed`, `corrections`; `ended_<outcome>`; of what was granted or refused
`instant` (concluded in the session of receipt), `on_time`, and of what was promised in working days `measured`,
`elapsed_days`, `promised_days`; `card_yellow`, `card_red`, `card_withdrawn`; `consultations`, `complaints`,
`complaints_founded`, `ratings_<level>`; `time_<kind>:<unit>:<post>`, thousandths of a working day of service time in a
holder's hands from receipt to decision (ledger.py).
"""

TIME: Final = "time_"
THOUSANDTHS: Final = 1000


def added(parts: Iterable[Figures]) -> Figures:
    """The sum; without what comes to nothing, in the order of names."""
    total: dict[str, int] = {}
    for part in parts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return {name: total[name] for name in sorted(total) if total[name]}


@dataclass(frozen=True, order=True)
class Window:
    """Where figures are counted: a unit's window; `name` is empty for what belongs to none."""

    unit: str
    name: str


Tallies = Mapping[Window, Figures]
"""The figures of a period."""


def together(parts: Iterable[Tallies]) -> Tallies:
    """The tallies of several periods as one."""
    found: dict[Window, list[Figures]] = {}
    for part in parts:
        for window, figures in part.items():
            found.setdefault(window, []).append(figures)
    return {window: total for window in sorted(found) if (total := added(found[window]))}
