"""The log for readers of its stream, to whom a commit was named: a replica that has that commit is enough for them, at half
the cost, for every later commit has a hint of its own."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.ports import Log


class HintedLog:
    """`newest` is the last commit named of each matter. What a matter's first reading gives may end there, as though a
    strong one had come so early; read again, because somebody else was faster, it is read strongly."""

    def __init__(self, log: Log, newest: Mapping[str, int]) -> None:
        self._log = log
        self._unread = dict(newest)

    def append(self, matter: str, seq: int, body: bytes) -> None:
        self._log.append(matter, seq, body)

    def get(self, matter: str, seq: int) -> bytes | None:
        return self._log.get(matter, seq)

    def glance(self, matter: str) -> Sequence[bytes]:
        return self._log.glance(matter)

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        if seq := self._unread.pop(matter, 0):
            bodies = self._log.glance(matter)
            if len(bodies) >= seq:
                return bodies[after:]
        return self._log.read(matter, after)

    def openings(self, matters: Iterable[str]) -> Mapping[str, bytes]:
        return self._log.openings(matters)

    def matters(self) -> Iterable[str]:
        return self._log.matters()


class ReadOnceLog(HintedLog):
    """As its parent, and each matter is read once, whole, for all that looks at it: for those who only look."""

    def __init__(self, log: Log, newest: Mapping[str, int]) -> None:
        super().__init__(log, newest)
        self._bodies: dict[str, Sequence[bytes]] = {}

    def get(self, matter: str, seq: int) -> bytes | None:
        bodies = self.read(matter)
        return bodies[seq - 1] if 0 < seq <= len(bodies) else None

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        if matter not in self._bodies:
            self._bodies[matter] = super().read(matter)
        return self._bodies[matter][after:]
