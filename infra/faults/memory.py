"""The in-memory forms of the stores (proved equal to the real ones by the contract tests), quick at 100,000 notices."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.notice import Notice
from chalicelib.domain.row import Row, RowKey
from chalicelib.ports import SeqTakenError, Waiting, Written
from tests.fakes.notices import FakeNotices
from tests.fakes.views import FakeViews

RETENTION = timedelta(hours=24)


class Log:
    """Also its own stream: `written` hears of each commit."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._bodies: dict[str, list[bytes]] = {}
        self._now = now
        self.stream: list[Written] = []

    def append(self, matter: str, seq: int, body: bytes) -> None:
        standing = self._bodies.setdefault(matter, [])
        if seq <= len(standing):
            raise SeqTakenError(f"{matter} seq {seq}")
        standing.append(body)
        self.stream.append(Written(matter, seq, self._now()))

    def get(self, matter: str, seq: int) -> bytes | None:
        standing = self._bodies.get(matter, [])
        return standing[seq - 1] if seq <= len(standing) else None

    def glance(self, matter: str) -> Sequence[bytes]:
        return self.read(matter)

    def openings(self, matters: Iterable[str]) -> Mapping[str, bytes]:
        return {matter: self._bodies[matter][0] for matter in matters if matter in self._bodies}

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        return self._bodies.get(matter, [])[after:]

    def matters(self) -> Iterable[str]:
        return sorted(self._bodies)

    def recent(self) -> Iterable[Written]:
        first = bisect_left(self.stream, self._now() - RETENTION, key=lambda one: one.written_at)
        return self.stream[first:]


class Notices(FakeNotices):
    """`unknown` collects the keys of all that ever were so."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[str, dict[str, Notice]] = defaultdict(dict)
        self._rows: list[Waiting] = []
        self.unknown: set[tuple[str, str]] = set()

    def plan(self, notice: Notice) -> Notice:
        standing = super().plan(notice)
        self._of[notice.recipient_key][notice.message_key] = standing
        return standing

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        return [notice for _, notice in sorted(self._of[recipient_key].items())]

    def change(self, notice: Notice, *, seen: Notice) -> None:
        super().change(notice, seen=seen)
        self._of[notice.recipient_key][notice.message_key] = notice
        if notice.state == "unknown":
            self.unknown.add((notice.recipient_key, notice.message_key))

    def wait(self, waiting: Waiting) -> None:
        if waiting not in self.waiting:
            super().wait(waiting)
            insort(self._rows, waiting)

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        first = bisect_right(self._rows, after) if after else 0
        return [row for row in self._rows[first : first + limit] if row.at <= up_to]

    def looked_at(self, waiting: Waiting) -> None:
        if waiting in self.waiting:
            super().looked_at(waiting)
            del self._rows[bisect_left(self._rows, waiting)]


class Views(FakeViews):
    def __init__(self) -> None:
        super().__init__()
        self._sorts: dict[str, list[str]] = defaultdict(list)

    def put(self, key: RowKey, row: Row) -> None:
        if key not in self.rows:
            insort(self._sorts[key.queue], key.sort)
        super().put(key, row)

    def delete(self, key: RowKey) -> None:
        if key in self.rows:
            sorts = self._sorts[key.queue]
            del sorts[bisect_left(sorts, key.sort)]
        super().delete(key)

    def query(
        self, queue: str, *, after: str = "", up_to: str = "", limit: int = 50, newest_first: bool = False
    ) -> Sequence[tuple[RowKey, Row]]:
        sorts = self._sorts[queue]
        if newest_first:
            last = bisect_left(sorts, after) if after else len(sorts)
            found = sorts[max(0, last - limit) : last][::-1]
        else:
            first = bisect_right(sorts, after) if after else 0
            found = [sort for sort in sorts[first : first + limit] if not up_to or sort <= up_to]
        return [(key, self.rows[key]) for key in (RowKey(queue, sort) for sort in found)]
