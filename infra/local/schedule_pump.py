"""Fires the schedules of `app.py` by the local clock; a firing that was missed happens once."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

from infra.local.clock import LocalClock
from infra.local.eventbridge import EventBus
from infra.local.schedule import next_after
from infra.local.store import Store

_SCHEMA = "CREATE TABLE IF NOT EXISTS schedules (function TEXT PRIMARY KEY, fired_at TEXT NOT NULL)"


class Schedules:
    """`expressions` by function name; a new schedule first fires one interval after it is first seen."""

    name = "schedules"

    def __init__(self, expressions: Mapping[str, str], *, bus: EventBus, store: Store, clock: LocalClock) -> None:
        self._expressions = expressions
        self._bus = bus
        self._store = store
        self._clock = clock
        store.define(_SCHEMA)
        for function in expressions:
            store.run("INSERT OR IGNORE INTO schedules VALUES (?, ?)", function, clock.now().isoformat())

    @property
    def functions(self) -> frozenset[str]:
        return frozenset(self._expressions)

    def recurs(self, function: str) -> bool:
        """Whether it is called every so often, not at an hour of the day."""
        return self._expressions[function].startswith("rate")

    def step(self, stopping: threading.Event) -> bool:
        if not stopping.is_set():
            self.fire_due()
        # The next look is always one poll away: a schedule is never a stream of work.
        return False

    def pending(self) -> bool:
        return bool(self._due())

    def fire_due(self) -> list[str]:
        """Owe one event to each function whose time has come; answers which."""
        with self._store.transaction():
            due = self._due()
            self.fire(due)
        return due

    def fire(self, functions: Iterable[str]) -> None:
        """Owe each function one event now."""
        for function in functions:
            with self._store.transaction() as db:
                self._bus.owe(db, function, self._bus.scheduled(function))
                db.execute("INSERT OR REPLACE INTO schedules VALUES (?, ?)", (function, self._clock.now().isoformat()))

    def _due(self) -> list[str]:
        now = self._clock.now()
        fired = {row["function"]: row["fired_at"] for row in self._store.rows("SELECT * FROM schedules")}
        return [
            function
            for function, expression in self._expressions.items()
            if next_after(expression, datetime.fromisoformat(fired[function])) <= now
        ]
