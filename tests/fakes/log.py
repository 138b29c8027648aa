import threading
from collections.abc import Iterable, Mapping, Sequence

from chalicelib.ports import SeqTakenError


class FakeLog:
    def __init__(self) -> None:
        self.bodies: dict[tuple[str, int], bytes] = {}
        self._lock = threading.Lock()

    def append(self, matter: str, seq: int, body: bytes) -> None:
        with self._lock:
            if (matter, seq) in self.bodies:
                raise SeqTakenError(f"{matter} seq {seq}")
            self.bodies[matter, seq] = body

    def get(self, matter: str, seq: int) -> bytes | None:
        return self.bodies.get((matter, seq))

    def glance(self, matter: str) -> Sequence[bytes]:
        return self.read(matter)

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        with self._lock:
            found = sorted(key for key in self.bodies if key[0] == matter and key[1] > after)
            return [self.bodies[key] for key in found]

    def openings(self, matters: Iterable[str]) -> Mapping[str, bytes]:
        return {matter: body for matter in matters if (body := self.get(matter, 1)) is not None}

    def matters(self) -> Iterable[str]:
        return sorted({matter for matter, _ in self.bodies})
