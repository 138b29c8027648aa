"""A due date as a clock gives it: computed, never stored as truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.times import local


@dataclass(frozen=True)
class Due:
    """When a running clock expires: `at` is the first instant past the limit, `on` the last day, `since` a stamp;
    `subject` is the step or procedure that the clock is of, or empty; `explanation` the facts of the sum: unit, amount,
    since, version (of the calendar), article (a code of texts/law.json)."""

    clock: str
    at: str
    provisional: bool
    explanation: Mapping[str, str]
    subject: str = ""

    @property
    def since(self) -> str:
        return self.explanation["since"]

    @property
    def on(self) -> date:
        return last_day(self.at)


def last_day(at: str) -> date:
    """The last local day of a limit that expires at this stamp: the one that ends then, or the day of a session's end."""
    return (local(at) - timedelta(microseconds=1)).date()
