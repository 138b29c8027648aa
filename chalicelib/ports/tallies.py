"""Statistics as they were counted last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from chalicelib.domain.tally import Figures, Tallies, Window


class TallyStore(Protocol):
    """Figures by period (`2026-11-27` a day, `2026-11` a month), unit and window; disposable, counted anew from the log."""

    def of(self, period: str, unit: str = "") -> Tallies:
        """Of every unit, or of one; empty for a period in which nothing was counted."""

    def put(self, period: str, window: Window, figures: Figures) -> None: ...

    def remove(self, period: str, window: Window) -> None: ...

    def note_cases(self, day: date, unit: str, run: str, matters: Sequence[str]) -> None:
        """Something was recorded on this day in these cases of the unit; what another `run` noted stays."""

    def cases(self, day: date, unit: str = "") -> Sequence[tuple[str, str]]:
        """(unit, matter) of every case that was noted, of every unit or of one: each once, in order."""

    def noted_until(self) -> str:
        """The stamp up to which every case was noted, without a gap; empty before the first note."""

    def note_until(self, at: str) -> None:
        """Every case has been noted up to this stamp."""

    def checked_until(self) -> str:
        """The stamp up to which every commit was handed out to be checked; empty before the first night."""

    def check_until(self, at: str) -> None:
        """Every commit has been handed out up to this stamp."""

    def through(self) -> date | None:
        """The last day up to which every day has been counted; None before the first count."""

    def seal(self, day: date) -> None:
        """Every day up to this one has been counted."""
