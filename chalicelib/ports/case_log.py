"""The case log, the dossiers beside it, the views derived from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from chalicelib.domain.catalogue import Edition
    from chalicelib.domain.dossier import Part
    from chalicelib.domain.row import Row, RowKey


class SeqTakenError(Exception):
    """A commit with this matter and seq stands in the log already."""


class ExistsError(Exception):
    """The key is taken and the write was conditional on its absence."""


class StaleError(Exception):
    """The item is not as the writer last saw it."""


class Log(Protocol):
    """The case log: immutable bodies keyed by (matter, seq), seq from 1 without gaps."""

    def append(self, matter: str, seq: int, body: bytes) -> None:
        """One conditional put. Raises SeqTakenError when a commit stands there (perhaps our own, answer lost)."""

    def get(self, matter: str, seq: int) -> bytes | None:
        """The stored body, strongly read."""

    def glance(self, matter: str) -> Sequence[bytes]:
        """The bodies from seq 1 on without gaps, eventually read at half the cost: for a moment the newest may be missing."""

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        """The bodies with seq greater than `after`, in order, strongly read; empty for an unknown matter."""

    def openings(self, matters: Iterable[str]) -> Mapping[str, bytes]:
        """The first body of each of these matters that has one, in as few round trips as the store allows."""

    def matters(self) -> Iterable[str]:
        """Every matter, for rebuild and tools only: it walks the table and no request may."""


@dataclass(frozen=True)
class Written:
    """A commit was put, at about this instant (aware)."""

    matter: str
    seq: int
    written_at: datetime


class LogStream(Protocol):
    """The commits of the last 24 hours, whether anybody has followed them or not."""

    def recent(self) -> Iterable[Written]:
        """A matter's own commits in order; one from before the last day may be among them."""


class Dossiers(Protocol):
    """Personal data and free text by matter and part. A part is written once; erasure removes whole matters, and each part
    at its own time where one is set."""

    def put(self, part: Part) -> Part:
        """Stores the part unless one of this name stands; returns what stands."""

    def get(self, matter: str, name: str) -> Part | None:
        """None also for the empty name: of words that were never given."""

    def glance(self, matter: str) -> Mapping[str, Part]:
        """Every part of the matter by name, eventually read: for a moment the newest may be missing. Its cost goes by the size
        of them all, that of `get_many` by their number."""

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
        """The parts that exist, in as few round trips as the store allows; an empty name is none's."""

    def expire(self, matter: str, name: str, expires_at: int | None) -> None:
        """From this second (of the epoch) on the part is gone, and soon erased; None: it stays. A part that does not exist
        is left so."""


class Views(Protocol):
    """Rows derived from the log; disposable."""

    def get(self, key: RowKey) -> Row | None:
        """Strongly read."""

    def glance(self, key: RowKey) -> Row | None:
        """As `get`, eventually read at half the cost: for a moment it may be as it was before, or not there yet."""

    def get_many(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Row]:
        """The rows that exist, in as few round trips as the store allows; eventually read, as `glance`."""

    def put(self, key: RowKey, row: Row) -> None: ...

    def delete(self, key: RowKey) -> None: ...

    def put_summary(self, key: RowKey, row: Row, *, seen: Row | None) -> None:
        """Puts the summary if the one that stands has the `seq` and `due_row` of `seen` (None: none stands).

        Raises StaleError.
        """

    def query(
        self, queue: str, *, after: str = "", up_to: str = "", limit: int = 50, newest_first: bool = False
    ) -> Sequence[tuple[RowKey, Row]]:
        """One page of a queue ordered by sort, from beyond `after`, not beyond `up_to` where given."""

    def glance_queue(self, queue: str, *, after: str = "", limit: int = 50) -> Sequence[tuple[RowKey, Row]]:
        """As `query`, eventually read at half the cost: for whom rows lag behind the log anyway."""


@dataclass(frozen=True)
class Publication:
    """One entry of the record of publications, numbered from 1 without gaps: which edition came into force when, what was
    in force before (empty: nothing), and what is `told` of it: `changes`, `reason`, `basis`."""

    number: int
    edition: str
    before: str
    published_at: str
    told: Mapping[str, Any]


class Catalogue(Protocol):
    """Published editions; immutable by digest, with one pointer to the current one.

    What the current one says at a given moment is its `as_of`; an edition so read is found again by its name.
    """

    def current(self) -> Edition:
        """The edition that was published last; may be up to a minute old."""

    def edition(self, name: str) -> Edition:
        """By its digest, or by the name of one that is read as of a minute. Raises UnknownEditionError."""

    def publish(
        self, edition: Edition, *, now: str, told: Mapping[str, Any] | None = None, after: str | None = None
    ) -> None:
        """Stores the edition, records the publication with what is told of it, and points to it. The edition in force
        again is no publication. `after` is the digest of the edition that must be in force until then.

        Raises StaleError where another publication came first, or another edition than `after` is in force.
        """

    def publications(self, *, beyond: int = 0, limit: int = 20) -> Sequence[Publication]:
        """The newest first, below number `beyond` where given."""
