from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from chalicelib import wiring
from chalicelib.domain.dossier import Part


class FakeDossiers:
    def __init__(self, now: Callable[[], datetime] = wiring.now) -> None:
        self.parts: dict[tuple[str, str], Part] = {}
        self.expiry: dict[tuple[str, str], int] = {}
        self.now = now

    def put(self, part: Part) -> Part:
        return self.parts.setdefault((part.matter, part.name), part)

    def get(self, matter: str, name: str) -> Part | None:
        key = (matter, name)
        return None if self.expiry.get(key, self._second() + 1) <= self._second() else self.parts.get(key)

    def glance(self, matter: str) -> Mapping[str, Part]:
        found = {name: self.get(of, name) for of, name in self.parts if of == matter}
        return {name: part for name, part in found.items() if part}

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
        found = {key: self.get(*key) for key in keys}
        return {key: part for key, part in found.items() if part}

    def expire(self, matter: str, name: str, expires_at: int | None) -> None:
        key = (matter, name)
        self.expiry.pop(key, None)
        if key in self.parts and expires_at is not None:
            self.expiry[key] = expires_at

    def _second(self) -> float:
        return self.now().timestamp()
