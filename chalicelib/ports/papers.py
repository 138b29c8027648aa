"""Drafts, uploads and papers: what an application is made of until it is submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chalicelib.domain.verdict import Figures


class PaperChangedError(Exception):
    """A stored paper is not what its digest says."""

    code = "changed"


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


@dataclass(frozen=True)
class Opened:
    """What a decoder made of a file: its figures, and a preview (JPEG, at most 60 KB, upright, without metadata)."""

    figures: Figures
    preview: bytes | None


class Inspector(Protocol):
    """Decodes files that strangers sent: whatever is in them, it answers and never raises."""

    def open(self, body: bytes, content_type: str) -> Opened:
        """`content_type` is one of verdict.ACCEPTED, found in the content."""
