import threading
from collections.abc import Collection, Iterable, Sequence

from chalicelib.domain.notice import Notice
from chalicelib.ports import StaleError, Waiting


class FakeNotices:
    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Notice] = {}
        self.waiting: set[Waiting] = set()
        self.counted: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        self.marks: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def plan(self, notice: Notice) -> Notice:
        with self._lock:
            return self.items.setdefault((notice.recipient_key, notice.message_key), notice)

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        return self.items.get((recipient_key, message_key))

    def standing(self, keys: Iterable[tuple[str, str]]) -> Collection[tuple[str, str]]:
        return {key for key in keys if key in self.items}

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        return [
            notice for key, notice in sorted(self.items.items(), key=lambda item: item[0]) if key[0] == recipient_key
        ]

    def change(self, notice: Notice, *, seen: Notice) -> None:
        with self._lock:
            key = (notice.recipient_key, notice.message_key)
            if self.items.get(key) == notice:
                return
            if key not in self.items or _mark(self.items[key]) != _mark(seen):
                raise StaleError(str(key))
            self.items[key] = notice

    def wait(self, waiting: Waiting) -> None:
        self.waiting.add(waiting)

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        found = (row for row in sorted(self.waiting) if row.at <= up_to and (after is None or row > after))
        return list(found)[:limit]

    def looked_at(self, waiting: Waiting) -> None:
        self.waiting.discard(waiting)

    def count_on(self, day: str, number: str, notice: Notice, *, most: int = 0) -> bool:
        with self._lock:
            told, key = self.counted.setdefault((day, number), {}), (notice.recipient_key, notice.message_key)
            if most and key not in told and len(told) >= most:
                return False
            told[key] = notice.parts
            return True

    def told_on(self, day: str, number: str) -> Sequence[Notice]:
        return [self.items[key] for key in sorted(self.counted.get((day, number), {})) if key in self.items]

    def parts_on(self, day: str) -> int:
        return sum(sum(told.values()) for (on, _), told in self.counted.items() if on == day)

    def mark_day(self, day: str, what: str) -> bool:
        with self._lock:
            fresh = (day, what) not in self.marks
            self.marks.add((day, what))
            return fresh

    def is_marked(self, day: str, what: str) -> bool:
        return (day, what) in self.marks


def _mark(notice: Notice) -> tuple[str, str, int]:
    return notice.state, notice.claim, notice.attempts
