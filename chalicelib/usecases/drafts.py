"""Drafts of applications and corrections: made, saved, listed and forgotten by the account that owns them."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Draft, Drafts, ExistsError, Log, Parties, StaleError
from chalicelib.usecases.my_case import read_my_case

LIFETIME: Final = timedelta(days=60)
DRAFT_ID: Final = re.compile(r"[a-z0-9]{26}")
LONGEST_FIELD: Final = 2000
MOST_FIELDS: Final = 100


class UnknownDraftError(LookupError):
    """No such draft, or none of this account: the two are not told apart."""

    code = "draft_unknown"


class SubmittedDraftError(Exception):
    """The draft has become a case; `reference` says which."""

    code = "draft_submitted"

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class ItemClosedError(Exception):
    """`code`: item_suspended (not open now), item_offline (at the window only)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadDraftIdError(ValueError):
    code = "draft_id"
    status = 422


def new_draft(
    draft_id: str, account: str, item: str, variant: str, *, edition: Edition, drafts: Drafts, now: datetime
) -> Draft:
    """A draft of an application; the same id again is the same draft.

    Raises UnknownItemError, ItemClosedError, BadDraftIdError, UnknownDraftError (the id is another account's).
    """
    definition = edition.definition(item, variant)
    check_open(definition)
    return _add(_draft(draft_id, account, definition, "", now), drafts=drafts)


def correction_draft(
    draft_id: str,
    account: str,
    reference: str,
    *,
    drafts: Drafts,
    log: Log,
    catalogue: Catalogue,
    parties: Parties,
    now: datetime,
) -> Draft:
    """The draft of the answer to the case's open correction notice.

    Raises UnknownCaseError, CorrectionClosedError, BadDraftIdError, UnknownDraftError.
    """
    file = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties)
    if file.case.status != "correcting":
        raise CorrectionClosedError(reference)
    return _add(_draft(draft_id, account, file.definition, file.case.matter, now), drafts=drafts)


class CorrectionClosedError(Exception):
    """The case waits for no correction (any more)."""

    code = "correction_closed"


def correction_draft_id(account: str, matter: str, notice: int) -> str:
    """The page's own draft for this account, case and notice, so that coming back continues it."""
    return hashlib.sha256(f"correction:{account}:{matter}:{notice}".encode()).hexdigest()[:26]


def read_draft(account: str, draft_id: str, *, drafts: Drafts) -> Draft:
    """Raises UnknownDraftError."""
    draft = drafts.get(draft_id) if DRAFT_ID.fullmatch(draft_id) else None
    if draft is None or draft.owner != account:
        raise UnknownDraftError(draft_id)
    return draft


def save_draft(account: str, draft_id: str, fields: Mapping[str, Any], *, drafts: Drafts, now: datetime) -> None:
    """Keeps what was typed, right or wrong.

    Raises UnknownDraftError, SubmittedDraftError.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    if draft.reference:
        raise SubmittedDraftError(draft.reference)
    try:
        drafts.save(draft_id, typed(fields), saved_at=stamp(now))
    except StaleError:
        after = read_draft(account, draft_id, drafts=drafts)
        raise SubmittedDraftError(after.reference) from None


def keep_pages(account: str, draft_id: str, pages: Mapping[str, list[str]], *, drafts: Drafts) -> None:
    """Lets go of the uploads that the person has removed from the page; unknown ids are ignored."""
    draft = read_draft(account, draft_id, drafts=drafts)
    for material, uploads in draft.uploads.items():
        for upload in uploads:
            if upload not in pages.get(material, ()):
                drafts.detach(draft_id, material, upload)


def typed(fields: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """The plain values among the fields, each of bounded length and number."""
    plain = {name: value for name, value in fields.items() if isinstance(value, (str, int, float, bool))}
    bounded = list(plain.items())[:MOST_FIELDS]
    return {name[:80]: value[:LONGEST_FIELD] if isinstance(value, str) else value for name, value in bounded}


def check_open(definition: Definition) -> None:
    """Raises ItemClosedError."""
    if definition.data["status"] != "published":
        raise ItemClosedError("item_suspended")
    if not definition.data["online"]:
        raise ItemClosedError("item_offline")


def _add(draft: Draft, *, drafts: Drafts) -> Draft:
    if not DRAFT_ID.fullmatch(draft.id):
        raise BadDraftIdError(draft.id)
    try:
        drafts.add(draft)
    except ExistsError:
        return read_draft(draft.owner, draft.id, drafts=drafts)
    return draft


def _draft(draft_id: str, account: str, definition: Definition, matter: str, now: datetime) -> Draft:
    return Draft(
        id=draft_id,
        owner=account,
        item=definition.item,
        variant=definition.variant,
        edition=definition.edition,
        matter=matter,
        fields={},
        uploads={},
        reference="",
        saved_at=stamp(now),
        expires_at=int((now + LIFETIME).timestamp()),
    )
