"""The clock that can be moved forward: real time plus a persisted offset."""

from datetime import UTC, datetime, timedelta

from infra.local.store import Store

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
        offset = self._offset + ahead
        self._store.run("INSERT OR REPLACE INTO clock VALUES (1, ?)", offset.total_seconds())
        self._offset = offset
