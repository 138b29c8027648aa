from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.ports import ExistsError


class FakeParties:
    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Mapping[str, Any]] = {}

    def get(self, party: str, kind: str) -> Mapping[str, Any] | None:
        return self.items.get((party, kind))

    def query(self, party: str, kind_prefix: str = "") -> Sequence[tuple[str, Mapping[str, Any]]]:
        found = sorted((kind, value) for (owner, kind), value in self.items.items() if owner == party)
        return [item for item in found if item[0].startswith(kind_prefix)]

    def glance(self, party: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        return self.query(party)

    def add(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        if (party, kind) in self.items:
            raise ExistsError(f"{party} {kind}")
        self.items[party, kind] = value

    def put(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        self.items[party, kind] = value

    def remove(self, party: str, kind: str) -> None:
        self.items.pop((party, kind), None)

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        return {key: self.items[key] for key in keys if key in self.items}

    def put_many(self, items: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        self.items |= {(party, kind): value for party, kind, value in items}
