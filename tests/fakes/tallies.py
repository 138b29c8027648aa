from collections.abc import Sequence
from datetime import date

from chalicelib.domain.tally import Figures, Tallies, Window


class FakeTallies:
    def __init__(self) -> None:
        self.periods: dict[str, dict[Window, Figures]] = {}
        self.until = ""
        self.checked = ""
        self.sealed: date | None = None
        self.noted: dict[tuple[date, str, str], list[str]] = {}

    def of(self, period: str, unit: str = "") -> Tallies:
        return {
            window: figures
            for window, figures in sorted(self.periods.get(period, {}).items())
            if unit in ("", window.unit)
        }

    def put(self, period: str, window: Window, figures: Figures) -> None:
        self.periods.setdefault(period, {})[window] = dict(figures)

    def remove(self, period: str, window: Window) -> None:
        self.periods.get(period, {}).pop(window, None)

    def note_cases(self, day: date, unit: str, run: str, matters: Sequence[str]) -> None:
        self.noted[day, unit, run] = list(matters)

    def cases(self, day: date, unit: str = "") -> Sequence[tuple[str, str]]:
        found = {
            (noted_unit, matter)
            for (noted_day, noted_unit, _), matters in self.noted.items()
            if noted_day == day and unit in ("", noted_unit)
            for matter in matters
        }
        return sorted(found)

    def noted_until(self) -> str:
        return self.until

    def note_until(self, at: str) -> None:
        self.until = at

    def checked_until(self) -> str:
        return self.checked

    def check_until(self, at: str) -> None:
        self.checked = at

    def through(self) -> date | None:
        return self.sealed

    def seal(self, day: date) -> None:
        self.sealed = day
