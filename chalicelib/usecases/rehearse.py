"""What the readers of the log's stream would still have to do for a commit, found by running them with ports that only
read: what they would write is what is missing."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.notice import Notice
from chalicelib.domain.row import Row, RowKey
from chalicelib.ports import ExistsError, Guards, Notices, StaleError, Views, Waiting
from chalicelib.usecases.send_notices import Sender


class ReadOnlyViews:
    """Views as they stand; `missing` names the rows that would be written and stand otherwise, or removed and stand."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self.missing: list[str] = []

    def get(self, key: RowKey) -> Row | None:
        return self._views.get(key)

    def glance(self, key: RowKey) -> Row | None:
        return self._views.glance(key)

    def get_many(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Row]:
        return self._views.get_many(keys)

    def put(self, key: RowKey, row: Row) -> None:
        if self._views.get(key) != row:
            self.missing.append(f"row {key.queue} {key.sort}")

    def delete(self, key: RowKey) -> None:
        if self._views.get(key) is not None:
            self.missing.append(f"removal {key.queue} {key.sort}")

    def put_summary(self, key: RowKey, row: Row, *, seen: Row | None) -> None:
        self.missing.append(f"summary {key.queue} {key.sort}")

    def query(
        self, queue: str, *, after: str = "", up_to: str = "", limit: int = 50, newest_first: bool = False
    ) -> Sequence[tuple[RowKey, Row]]:
        return self._views.query(queue, after=after, up_to=up_to, limit=limit, newest_first=newest_first)

    def glance_queue(self, queue: str, *, after: str = "", limit: int = 50) -> Sequence[tuple[RowKey, Row]]:
        return self._views.glance_queue(queue, after=after, limit=limit)


class ReadOnlyGuards:
    """Guards as they stand; what would be noted is not."""

    def __init__(self, guards: Guards) -> None:
        self._guards = guards

    def add(self, key: str, value: Mapping[str, Any], *, expires_at: int, now: int) -> None:
        if self._guards.get(key, now=now) is not None:
            raise ExistsError(key)

    def put(self, key: str, value: Mapping[str, Any], *, expires_at: int) -> None:
        """Notes nothing."""

    def exchange(self, key: str, value: Mapping[str, Any], *, seen: Mapping[str, Any], expires_at: int) -> None:
        """What stands is believed: of what else a holder knew at the time, nobody can tell later."""
        raise StaleError(key)

    def get(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        return self._guards.get(key, now=now)

    def glance(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        return self._guards.glance(key, now=now)

    def remove(self, key: str) -> None:
        """Forgets nothing."""

    def count(self, key: str, *, expires_at: int) -> int:
        return 0


class ReadOnlyNotices:
    """Notices as they stand; `planned` are the keys of those that would be planned. What stands counts as attended to:
    whoever planned it has left a due row, and `send` comes back to it."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self.planned: list[tuple[str, str]] = []

    def missing(self) -> list[str]:
        """Of those that would be planned the ones that do not stand."""
        lacking = (key for key in self.planned if self._notices.get(*key) is None)
        return [f"notice {recipient_key} {message_key}" for recipient_key, message_key in lacking]

    def plan(self, notice: Notice) -> Notice:
        self.planned.append((notice.recipient_key, notice.message_key))
        return replace(notice, state="withheld")

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        """Nothing, so that nobody comes back to it."""
        return None

    def standing(self, keys: Iterable[tuple[str, str]]) -> Collection[tuple[str, str]]:
        return self._notices.standing(keys)

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        return self._notices.of_recipient(recipient_key)

    def change(self, notice: Notice, *, seen: Notice) -> None:
        """Changes nothing."""

    def wait(self, waiting: Waiting) -> None:
        """Leaves nothing."""

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        return self._notices.due(up_to, after=after, limit=limit)

    def looked_at(self, waiting: Waiting) -> None:
        """Removes nothing."""

    def count_on(self, day: str, number: str, notice: Notice, *, most: int = 0) -> bool:
        return True

    def told_on(self, day: str, number: str) -> Sequence[Notice]:
        return self._notices.told_on(day, number)

    def parts_on(self, day: str) -> int:
        return self._notices.parts_on(day)

    def mark_day(self, day: str, what: str) -> bool:
        return False

    def is_marked(self, day: str, what: str) -> bool:
        return self._notices.is_marked(day, what)


def rehearsing(sender: Sender, notices: ReadOnlyNotices) -> Sender:
    """A sender that plans into `notices` and has no time to send anything."""
    return replace(sender, notices=notices, has_time=lambda: False, failed=lambda _: None)


Redo = Callable[[str, int], None]
"""Of (matter, seq)."""


def heal(missing: Iterable[str], redo: Redo, matter: str, seq: int) -> Sequence[str]:
    """Has the reader do what it would still have to do; returns what that was."""
    found = tuple(missing)
    if found:
        redo(matter, seq)
    return found
