from collections.abc import Mapping
from typing import Any

from chalicelib.domain.catalogue import Edition, UnknownEditionError, digest_in
from chalicelib.ports import Publication, StaleError


class FakeCatalogue:
    def __init__(self) -> None:
        self.editions: dict[str, Edition] = {}
        self.pointer = ""
        self.record: list[Publication] = []

    def current(self) -> Edition:
        return self.editions[self.pointer]

    def edition(self, name: str) -> Edition:
        try:
            return self.editions[digest_in(name)].named(name)
        except KeyError:
            raise UnknownEditionError(name) from None

    def publish(
        self, edition: Edition, *, now: str, told: Mapping[str, Any] | None = None, after: str | None = None
    ) -> None:
        if edition.digest != self.pointer and after not in (None, self.pointer):
            raise StaleError(edition.digest)
        self.editions[edition.digest] = edition
        if edition.digest != self.pointer:
            self.record.append(Publication(len(self.record) + 1, edition.digest, self.pointer, now, told or {}))
            self.pointer = edition.digest

    def publications(self, *, beyond: int = 0, limit: int = 20) -> list[Publication]:
        below = beyond or len(self.record) + 1
        return [one for one in reversed(self.record) if one.number < below][:limit]
