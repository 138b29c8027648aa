"""The clock that can be moved forward: real time plus a persisted offset.

On new data it is never night: a city sends no SMS then, and whoever tries this would wait for them until the morning.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from chalicelib.domain.times import SHANGHAI
from infra.local.store import Store

BY_DAY: Final = (time(8), time(19))
"""Between these a first start is at the real time; earlier or later it is at FIRST_MORNING of the day to come."""

FIRST_MORNING: Final = time(9)

_SCHEMA = "CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_seconds REAL NOT NULL)"


class ClockBackwardError(Exception):
    """The clock was asked to go back: recorded facts would then lie in the future."""

    code = "clock_backward"


class LocalClock:
    def __init__(self, store: Store) -> None:
        self._store = store
        store.define(_SCHEMA)
        row = store.row("SELECT offset_seconds FROM clock")
        self._offset = timedelta(seconds=row["offset_seconds"]) if row else timedelta()
        if row is None:
            self._set(until_morning(self.now()))

    def now(self) -> datetime:
        """The local cloud's time, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def timestamp(self) -> float:
        """`now` in Unix seconds."""
        return self.now().timestamp()

    def advance_to(self, at: datetime) -> None:
        """Make it `at` (aware) from here on; raises ClockBackwardError when that is not in the future."""
        ahead = at - self.now()
        if ahead <= timedelta():
            raise ClockBackwardError(f"{at.isoformat()} is not after {self.now().isoformat()}")
        self._set(self._offset + ahead)

    def stand_at(self, at: datetime) -> None:
        """Make it `at` (aware), be that earlier or later: for data that nothing is recorded in after it."""
        self._set(at - datetime.now(UTC))

    def _set(self, offset: timedelta) -> None:
        self._store.run("INSERT OR REPLACE INTO clock VALUES (1, ?)", offset.total_seconds())
        self._offset = offset


def until_morning(now: datetime) -> timedelta:
    """How far a night's instant lies before the next FIRST_MORNING; nothing by day."""
    here = now.astimezone(SHANGHAI)
    if BY_DAY[0] <= here.time() < BY_DAY[1]:
        return timedelta()
    day = here.date() + timedelta(days=here.time() >= BY_DAY[1])
    return datetime.combine(day, FIRST_MORNING, tzinfo=SHANGHAI) - here
