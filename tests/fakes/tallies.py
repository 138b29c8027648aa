from datetime import date

from chalicelib.domain.tally import Figures, Tallies, Window


class FakeTallies:
    def __init__(self) -> None:
        self.periods: dict[str, dict[Window, Figures]] = {}
        self.sealed: date | None = None

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

    def through(self) -> date | None:
        return self.sealed

    def seal(self, day: date) -> None:
        self.sealed = day
