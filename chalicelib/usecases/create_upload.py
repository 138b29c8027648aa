"""Asking for the upload of one page: everything that can be said before the file travels is said here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.times import stamp
from chalicelib.domain.verdict import ACCEPTED, MAX_BYTES, MAX_MEGABYTES
from chalicelib.ports import Catalogue, Draft, Drafts, Entropy, Guards, Papers, Upload, Uploads
from chalicelib.usecases.batch_draft import PHOTO, keys_of, photo_place
from chalicelib.usecases.check_table import batch_rules
from chalicelib.usecases.drafts import UnknownDraftError, still_a_draft
from chalicelib.usecases.request_code import count_or_refuse

MOST_PAGES: Final = 20
SIGNED_FOR: Final = timedelta(minutes=15)
ARRIVES_WITHIN: Final = timedelta(hours=1)
"""An upload without a verdict by then never arrived; the check itself takes seconds, its retries minutes."""

PER_OWNER: Final = ((3600, 200), (86_400, 600))
"""Uploads of one account or officer in each window of so many seconds: thirty materials of twenty pages in a day."""

_OTHER_NAMES: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/heif": "image/heic"}
_BY_SUFFIX: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heic",
    "pdf": "application/pdf",
}


class UploadRefusedError(ValueError):
    """`code`: wrong_type, empty, too_large, too_many_pages, material_unknown, photo_unmatched; `about` fills its sentence."""

    def __init__(self, code: str, about: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.about = about or {}


@dataclass(frozen=True)
class Page:
    """What the browser says of the file: its declared type may be empty, its size is in bytes."""

    draft: str
    material: str
    content_type: str
    size: int
    name: str


@dataclass(frozen=True)
class Slot:
    """Where to post the file: `fields` go before it in the form."""

    upload: str
    url: str
    fields: Mapping[str, Any]


def create_upload(
    page: Page,
    owners: Collection[str],
    *,
    catalogue: Catalogue,
    drafts: Drafts,
    uploads: Uploads,
    papers: Papers,
    guards: Guards,
    entropy: Entropy,
    now: datetime,
) -> Slot:
    """`owners` are the accounts and staff ids that the visitor is signed in as.

    Raises UnknownDraftError, SubmittedDraftError, UploadRefusedError, NoTableError, TooManyRequestsError.
    """
    draft = own_draft(page.draft, owners, drafts=drafts)
    content_type = declared_type(page.content_type, page.name)
    _check(page, content_type)
    material = _place(draft, page, catalogue=catalogue, uploads=uploads, papers=papers, now=now)
    check_room(draft, material, uploads=uploads)
    count_or_refuse("uploads", draft.owner, PER_OWNER, guards=guards, now=now)
    waiting = _waiting(entropy.token(), draft, material, now)
    uploads.add(waiting)
    attach(draft, material, waiting.id, drafts=drafts)
    signed = papers.sign_upload(waiting.id, content_type, MAX_BYTES, int(SIGNED_FOR.total_seconds()))
    return Slot(waiting.id, signed["url"], signed["fields"])


def own_draft(draft_id: str, owners: Collection[str], *, drafts: Drafts) -> Draft:
    """Raises UnknownDraftError for an unknown and for another person's draft alike."""
    draft = drafts.get(draft_id)
    if draft is None or draft.owner not in owners:
        raise UnknownDraftError(draft_id)
    return draft


def definition_of(draft: Draft, *, catalogue: Catalogue, now: datetime) -> Definition:
    """An application goes by the item as published now, a correction by what its case is pinned to."""
    edition = catalogue.edition(draft.edition) if draft.matter else catalogue.current().as_of(now)
    return edition.definition(draft.item, draft.variant)


def attach(draft: Draft, material: str, upload: str, *, drafts: Drafts) -> None:
    """Raises SubmittedDraftError."""
    with still_a_draft(draft.id, drafts=drafts):
        drafts.attach(draft.id, material, upload)


def check_room(draft: Draft, material: str, *, uploads: Uploads) -> None:
    """Pages that never arrived or were refused take no room.

    Raises UploadRefusedError.
    """
    pages = draft.uploads.get(material, ())
    if len(pages) < MOST_PAGES:
        return
    usable = [upload for upload in uploads.get_many(pages).values() if upload.state != "refused"]
    if len(usable) >= MOST_PAGES:
        raise UploadRefusedError("too_many_pages", {"limit": MOST_PAGES})


def declared_type(content_type: str, name: str) -> str:
    """The declared media type under its own name; by the file's name where the browser knows none (HEIC on Windows)."""
    declared = content_type.partition(";")[0].strip().lower()
    if declared in ("", "application/octet-stream"):
        return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), declared)
    return _OTHER_NAMES.get(declared, declared)


def _check(page: Page, content_type: str) -> None:
    if content_type not in ACCEPTED:
        raise UploadRefusedError("wrong_type")
    if page.size <= 0:
        raise UploadRefusedError("empty")
    if page.size > MAX_BYTES:
        raise UploadRefusedError("too_large", {"megabytes": MAX_MEGABYTES})


def _place(draft: Draft, page: Page, *, catalogue: Catalogue, uploads: Uploads, papers: Papers, now: datetime) -> str:
    """Where the page belongs in its draft: its material, or for a photo of a batch its material and the row whose key is
    in the file's name.

    Raises UploadRefusedError, NoTableError.
    """
    definition = definition_of(draft, catalogue=catalogue, now=now)
    material = page.material.removeprefix(PHOTO)
    if material not in {known.code for known in definition.materials}:
        raise UploadRefusedError("material_unknown")
    if material == page.material:
        return material
    if material not in (batch_rules(definition) or {"photos": ()})["photos"]:
        raise UploadRefusedError("material_unknown")
    place = photo_place(material, page.name, keys_of(draft, definition, uploads=uploads, papers=papers, now=now))
    if not place:
        raise UploadRefusedError("photo_unmatched")
    return place


def _waiting(upload_id: str, draft: Draft, material: str, now: datetime) -> Upload:
    return Upload(
        id=upload_id,
        owner=draft.owner,
        draft=draft.id,
        material=material,
        state="waiting",
        code="",
        sha256="",
        version="",
        content_type="",
        size=0,
        created_at=stamp(now),
        expires_at=int((now + ARRIVES_WITHIN).timestamp()),
    )
