from collections.abc import Mapping
from typing import Any

from chalicelib.ports import ExistsError, StaleError


class FakeGuards:
    def __init__(self) -> None:
        self.items: dict[str, tuple[Mapping[str, Any], int]] = {}
        self.counters: dict[str, int] = {}

    def add(self, key: str, value: Mapping[str, Any], *, expires_at: int, now: int) -> None:
        if key in self.items and self.items[key][1] > now:
            raise ExistsError(key)
        self.items[key] = (value, expires_at)

    def put(self, key: str, value: Mapping[str, Any], *, expires_at: int) -> None:
        self.items[key] = (value, expires_at)

    def exchange(self, key: str, value: Mapping[str, Any], *, seen: Mapping[str, Any], expires_at: int) -> None:
        if key not in self.items or self.items[key][0] != seen:
            raise StaleError(key)
        self.items[key] = (value, expires_at)

    def get(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        value, expires_at = self.items.get(key, ({}, 0))
        return value if expires_at > now else None

    def glance(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        return self.get(key, now=now)

    def remove(self, key: str) -> None:
        self.items.pop(key, None)
        self.counters.pop(key, None)

    def count(self, key: str, *, expires_at: int) -> int:
        self.counters[key] = self.counters.get(key, 0) + 1
        return self.counters[key]
