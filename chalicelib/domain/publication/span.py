"""How long limits of different units last, so that a promise in working days can be held against a law's in days."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from chalicelib.domain.calendar import Calendar

_LEAST: Final = {"calendar_days": 1, "months": 28, "working_days": 1}
_MOST: Final = {"calendar_days": 1, "months": 31}


class Spans:
    """Limits in calendar days by a calendar's published years `first` to `last`."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self._calendar = calendar
        self._days = (date(first, 1, 1), date(last, 12, 31))
        self._known: dict[int, int] = {}

    def longest(self, limit: Mapping[str, Any]) -> int:
        """The most calendar days that the limit can last; a session is none."""
        unit, amount = limit["unit"], limit.get("amount", 0)
        if unit == "session":
            return 0
        return self._working(amount) if unit == "working_days" else amount * _MOST[unit]

    def shortest(self, limit: Mapping[str, Any], beside: Mapping[str, Any]) -> int:
        """The calendar days that a limit beside another surely has. In the other's unit both stretch alike; beside calendar
        days, working days count at their longest, as the law's holidays would lengthen it too."""
        unit, amount = limit["unit"], limit["amount"]
        if unit == beside["unit"] or unit == "working_days":
            return self.longest(limit)
        return int(amount * _LEAST[unit])

    def _working(self, amount: int) -> int:
        """From any day before the amount-th working day on; past the years on file, two days for one."""
        if amount not in self._known:
            days = self._working_days
            spans = [days[at + amount] - days[at] for at in range(len(days) - amount)]
            self._known[amount] = max(spans, default=amount * 2)
        return self._known[amount]

    @cached_property
    def _working_days(self) -> list[int]:
        first, last = self._days
        count = (last - first).days + 1
        return [n for n in range(count) if self._calendar.is_working_day(first + timedelta(days=n))]
