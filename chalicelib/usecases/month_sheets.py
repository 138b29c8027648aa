"""A month's tallies for whoever may see them: what the nights have counted, and the days since from their own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from chalicelib.domain.tally import Figures, Tallies, together
from chalicelib.domain.tally.periods import days_of, months_until
from chalicelib.domain.tally.sheet import total
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import TallyStore, Views
from chalicelib.usecases.recount import count_day

COUNTED_NOW: Final = 3
"""Of the days that no night has counted yet, those that are counted from their rows while somebody waits: today, and the
days before it that a night may have missed."""

TREND: Final = 12


@dataclass(frozen=True)
class Month:
    """`until` is the last day that is in it, None before it began; `lacking` the days before that which nobody has counted
    yet."""

    month: str
    tallies: Tallies
    until: date | None
    lacking: tuple[date, ...]


@dataclass(frozen=True)
class MonthSheets:
    """The sheets of these units, or of all. What one costs goes by its windows and by today's matters, not by the month's."""

    units: Sequence[str] | None
    views: Views
    tallies: TallyStore
    now: datetime

    def month(self, month: str) -> Month:
        begun = [day for day in days_of(month) if day <= self._today]
        uncounted = [day for day in begun if self._counted is None or day > self._counted]
        since = self._today - timedelta(days=COUNTED_NOW)
        wanted = ("",) if self.units is None else tuple(self.units)
        parts = [self.tallies.of(month, unit) for unit in wanted]
        parts += [count_day(day, views=self.views, unit=unit) for day in uncounted if day > since for unit in wanted]
        lacking = tuple(day for day in uncounted if day <= since)
        return Month(month, together(parts), begun[-1] if begun else None, lacking)

    def trend(self, month: str) -> Sequence[tuple[str, Figures]]:
        """The sums of the TREND months that end with this one, the oldest first."""
        return [(one, total(self.month(one).tallies)) for one in months_until(month, TREND)]

    @cached_property
    def _today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @cached_property
    def _counted(self) -> date | None:
        return self.tallies.through()
