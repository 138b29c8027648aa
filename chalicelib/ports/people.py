"""Who acts: parties, and the short-lived keys that guard what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Guards(Protocol):
    """Short-lived keys: codes, sessions, rate limits, once-only marks. `expires_at` is Unix seconds; an item whose
    time has passed is absent, whether or not the store has removed it yet."""

    def add(self, key: str, value: Mapping[str, Any], *, expires_at: int, now: int) -> None:
        """Raises ExistsError while a live item stands there."""

    def put(self, key: str, value: Mapping[str, Any], *, expires_at: int) -> None: ...

    def exchange(self, key: str, value: Mapping[str, Any], *, seen: Mapping[str, Any], expires_at: int) -> None:
        """Puts the item in place of one that holds `seen`. Raises StaleError where another stands, or none (perhaps our own,
        answer lost)."""

    def get(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        """Strongly read."""

    def glance(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        """As `get`, eventually read at half the cost: for a moment it may be as it was before, or not there yet."""

    def remove(self, key: str) -> None: ...

    def count(self, key: str, *, expires_at: int) -> int:
        """Adds one to the counter of this key and returns it; `expires_at` holds from its first count on."""


class Parties(Protocol):
    """People, companies, staff, posts: JSON items keyed by (party, kind), with a version for careful changes."""

    def get(self, party: str, kind: str) -> Mapping[str, Any] | None:
        """Strongly read."""

    def query(self, party: str, kind_prefix: str = "") -> Sequence[tuple[str, Mapping[str, Any]]]:
        """(kind, value) pairs of the party in order of kind; strongly read."""

    def glance(self, party: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """As `query`, eventually read at half the cost."""

    def add(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        """Raises ExistsError."""

    def put(self, party: str, kind: str, value: Mapping[str, Any]) -> None: ...

    def remove(self, party: str, kind: str) -> None: ...

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """What stands at these (party, kind), those left out at which nothing does; strongly read."""

    def put_many(self, items: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        """(party, kind, value), in no order and not all or nothing; a key stands among them once."""


class Entropy(Protocol):
    """Unguessable text: ids, salts, tokens."""

    def token(self, octets: int = 16) -> str:
        """base32 lower-case text without padding from so many random octets."""

    def digits(self, count: int) -> str:
        """Decimal digits for codes that people type."""
