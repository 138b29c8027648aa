"""What the use cases need from outside. Each port is a contract; adapters keep it, fakes keep it, one test proves both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.dossier import Part
from chalicelib.domain.notice import Notice
from chalicelib.domain.parcel import ParcelEvent
from chalicelib.domain.rows import Row, RowKey
from chalicelib.domain.verdict import Figures


class SeqTakenError(Exception):
    """A commit with this matter and seq stands in the log already."""


class ExistsError(Exception):
    """The key is taken and the write was conditional on its absence."""


class StaleError(Exception):
    """The item is not as the writer last saw it."""


class PaperChangedError(Exception):
    """A stored paper is not what its digest says."""

    code = "changed"


class Log(Protocol):
    """The case log: immutable bodies keyed by (matter, seq), seq from 1 without gaps."""

    def append(self, matter: str, seq: int, body: bytes) -> None:
        """One conditional put. Raises SeqTakenError when a commit stands there (perhaps our own, answer lost)."""

    def get(self, matter: str, seq: int) -> bytes | None:
        """The stored body, strongly read."""

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        """The bodies with seq greater than `after`, in order, strongly read; empty for an unknown matter."""

    def matters(self) -> Iterable[str]:
        """Every matter, for rebuild and tools only: it walks the table and no request may."""


class Dossiers(Protocol):
    """Personal data and free text by matter and part. A part is written once; erasure removes whole matters."""

    def put(self, part: Part) -> Part:
        """Stores the part unless one of this name stands; returns what stands."""

    def get(self, matter: str, name: str) -> Part | None: ...

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
        """The parts that exist, in as few round trips as the store allows."""


class Views(Protocol):
    """Rows derived from the log; disposable."""

    def get(self, key: RowKey) -> Row | None:
        """Strongly read."""

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


class Catalogue(Protocol):
    """Published editions; immutable by digest, with one pointer to the current one."""

    def current(self) -> Edition:
        """The edition in force; may be up to a minute old."""

    def edition(self, digest: str) -> Edition: ...

    def publish(self, edition: Edition, *, now: str) -> None:
        """Stores the edition and points to it."""


class Guards(Protocol):
    """Short-lived keys: codes, sessions, rate limits, once-only marks. `expires_at` is Unix seconds; an item whose
    time has passed is absent, whether or not the store has removed it yet."""

    def add(self, key: str, value: Mapping[str, Any], *, expires_at: int, now: int) -> None:
        """Raises ExistsError while a live item stands there."""

    def put(self, key: str, value: Mapping[str, Any], *, expires_at: int) -> None: ...

    def get(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        """Strongly read."""

    def remove(self, key: str) -> None: ...

    def count(self, key: str, *, expires_at: int) -> int:
        """Adds one to the counter of this key and returns it; `expires_at` holds from its first count on."""


class Parties(Protocol):
    """People, companies, staff, posts: JSON items keyed by (party, kind), with a version for careful changes."""

    def get(self, party: str, kind: str) -> Mapping[str, Any] | None:
        """Strongly read."""

    def query(self, party: str, kind_prefix: str = "") -> Sequence[tuple[str, Mapping[str, Any]]]:
        """(kind, value) pairs of the party in order of kind; strongly read."""

    def add(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        """Raises ExistsError."""

    def put(self, party: str, kind: str, value: Mapping[str, Any]) -> None: ...

    def remove(self, party: str, kind: str) -> None: ...


@dataclass(frozen=True)
class Task:
    """One message on the work or certify queue: a plain JSON object with `kind`."""

    body: Mapping[str, Any]


class Queue(Protocol):
    """At-least-once delivery; consumers are idempotent."""

    def put(self, task: Task) -> None: ...


class Entropy(Protocol):
    """Unguessable text: ids, salts, tokens."""

    def token(self, octets: int = 16) -> str:
        """base32 lower-case text without padding from so many random octets."""

    def digits(self, count: int) -> str:
        """Decimal digits for codes that people type."""


@dataclass(frozen=True)
class Draft:
    """A form as saved, online or at the window; `owner` is an account or a staff id, `matter` the case that it corrects
    (empty for a new application), `reference` what it became. `uploads` are upload ids by material, in page order."""

    id: str
    owner: str
    item: str
    variant: str
    edition: str
    matter: str
    fields: Mapping[str, Any]
    uploads: Mapping[str, Sequence[str]]
    reference: str
    saved_at: str
    expires_at: int


class Drafts(Protocol):
    """Drafts by id; purged by age. Who may see one is the use case's to say."""

    def add(self, draft: Draft) -> None:
        """Raises ExistsError."""

    def get(self, draft_id: str) -> Draft | None:
        """Strongly read; None for an unknown or expired one."""

    def of_owner(self, owner: str) -> Sequence[Draft]:
        """The owner's drafts that became no case yet, newest first."""

    def save(self, draft_id: str, fields: Mapping[str, Any], *, saved_at: str) -> None:
        """Replaces the fields, leaving uploads alone. Raises StaleError when the draft is gone or was submitted."""

    def attach(self, draft_id: str, material: str, upload: str) -> None:
        """Adds a page at the material's end, atomically beside other uploads; a repeat adds none. Raises StaleError."""

    def detach(self, draft_id: str, material: str, upload: str) -> None:
        """Takes the page out if it is there. Raises StaleError."""

    def arrange(self, draft_id: str, material: str, uploads: Sequence[str]) -> None:
        """The material's pages become these, in this order, at once. Raises StaleError."""

    def submitted(self, draft_id: str, reference: str) -> None:
        """Marks what the draft became; it is no longer offered and cannot be saved; a purged draft is left alone.

        Raises StaleError when it became another case.
        """

    def discard(self, draft_id: str) -> None:
        """The draft is gone, its fields with it; nothing happens when there is none."""


@dataclass(frozen=True)
class Upload:
    """One page of a material on its way: `state` is waiting, accepted or refused; `code` names the refusal's sentence;
    `sha256`, `version`, `content_type` and `size` are what the check found, empty before. What never arrives is gone
    within the hour: `expires_at` is short until the verdict."""

    id: str
    owner: str
    draft: str
    material: str
    state: str
    code: str
    sha256: str
    version: str
    content_type: str
    size: int
    created_at: str
    expires_at: int


class Uploads(Protocol):
    """Uploads by id; the verdict is written once per object version."""

    def add(self, upload: Upload) -> None:
        """Raises ExistsError."""

    def get(self, upload_id: str) -> Upload | None: ...

    def get_many(self, ids: Iterable[str]) -> Mapping[str, Upload]: ...

    def judge(self, judged: Upload) -> None:
        """Writes what the check found, and how long it is kept, while the upload waits; a later version of the object
        changes nothing. Raises StaleError."""


class Papers(Protocol):
    """The bucket: `incoming/<upload>` as browsers post it, `papers/<sha256>` once judged, `previews/<sha256>.jpg`."""

    def sign_upload(self, upload_id: str, content_type: str, max_bytes: int, seconds: int) -> Mapping[str, Any]:
        """{url, fields} of a POST that accepts exactly this key and type and at most so many bytes."""

    def read_incoming(self, upload_id: str, version: str) -> bytes: ...

    def keep(self, sha256: str, body: bytes, content_type: str, preview: bytes | None) -> None:
        """Stores the judged content by its digest; idempotent."""

    def read(self, sha256: str) -> bytes:
        """Raises PaperChangedError."""

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        """A URL that shows the original inline for so many seconds."""

    def sign_preview(self, sha256: str, *, seconds: int) -> str: ...


class SmsFailedError(Exception):
    """The message was surely not sent; asking again is safe."""

    code = "sms_failed"


class SmsBusyError(SmsFailedError):
    """As its parent, and what stood in the way passes: throttled, or the provider was not reached."""


class SmsUnknownError(Exception):
    """Nobody knows whether the message went out: it must be reconciled before it is ever sent again."""

    code = "sms_unknown"


class Sms(Protocol):
    """The way to a telephone; no idempotency key exists, so every call may be billed."""

    def send(self, phone: str, text: str) -> str:
        """Sends to an E.164 number and returns the carrier's message id.

        Raises SmsFailedError (among them SmsBusyError), SmsUnknownError.
        """


@dataclass(frozen=True, order=True)
class Waiting:
    """A due row: the notice of this key must be looked at from `at` (a stamp) on."""

    at: str
    recipient_key: str
    message_key: str


class Notices(Protocol):
    """Every SMS that was planned, by (recipient_key, message_key); the truth about what was sent and paid.

    A claim is unique, so a write whose answer was lost is known again by what stands.
    """

    def plan(self, notice: Notice) -> Notice:
        """Stores the notice unless one of its key stands; returns what stands."""

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        """Strongly read."""

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        """What one person was told about one matter, in the order of the marks."""

    def change(self, notice: Notice, *, seen: Notice) -> None:
        """Replaces what stands if its state, claim and attempts are those of `seen`; done already is done.

        Raises StaleError.
        """

    def wait(self, waiting: Waiting) -> None:
        """Puts the due row; idempotent."""

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        """One page of due rows in order of `at`, from beyond `after`, not later than the stamp `up_to`; strongly read."""

    def looked_at(self, waiting: Waiting) -> None:
        """Removes the due row; idempotent."""


@dataclass(frozen=True)
class Opened:
    """What a decoder made of a file: its figures, and a preview (JPEG, at most 60 KB, upright, without metadata)."""

    figures: Figures
    preview: bytes | None


class Inspector(Protocol):
    """Decodes files that strangers sent: whatever is in them, it answers and never raises."""

    def open(self, body: bytes, content_type: str) -> Opened:
        """`content_type` is one of verdict.ACCEPTED, found in the content."""


@dataclass(frozen=True)
class Sheet:
    """A certificate as it is printed: ready sentences and values, in the order in which they are read.

    `rows` are (label, value); `verify_url` is what the QR code holds; `seal_text` runs round the seal, `seal_mark` says
    across it that it is a sample; `issued_on` is a local ISO date, the document's own date.
    """

    heading: str
    title: str
    number: str
    statement: str
    rows: Sequence[tuple[str, str]]
    authority: str
    dated: str
    issued_on: str
    verify_url: str
    verify_note: Sequence[str]
    seal_text: str
    seal_mark: str
    footnote: str


class UnprintableError(ValueError):
    """The font has no glyph for a character, and a certificate with a gap in it would be wrong."""

    code = "glyph_missing"


class Printer(Protocol):
    """Draws certificates."""

    def print(self, sheet: Sheet) -> bytes:
        """One PDF page with embedded fonts, the same bytes for the same sheet.

        Raises UnprintableError.
        """


class Certificates(Protocol):
    """Certificates as drawn, by digest: `certificates/<sha256>.pdf`."""

    def keep(self, sha256: str, pdf: bytes, number: str) -> None:
        """Stores the file to be shown as `<number>.pdf`; idempotent."""

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        """A URL that shows the file for so many seconds."""


class Waybills(Protocol):
    """What is known of a waybill before and beside the cases: which cases travel on it, what the carrier reported.

    Cases are an index of the log and stay; reports are kept for whoever comes on the waybill later, until they expire.
    Everything is strongly read, so of two who each write first and then read, at least one sees the other.
    """

    def add_case(self, carrier: str, waybill: str, matter: str) -> None:
        """Idempotent."""

    def cases(self, carrier: str, waybill: str) -> Sequence[str]: ...

    def park(self, carrier: str, waybill: str, event: ParcelEvent, *, expires_at: int) -> None:
        """Keeps the event's state and time, nothing personal; idempotent. `expires_at` is Unix seconds."""

    def parked(self, carrier: str, waybill: str, *, now: int) -> Sequence[ParcelEvent]:
        """The events that have not expired, oldest first."""
