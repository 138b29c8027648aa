"""Drafts of applications and corrections: made, saved, listed and forgotten by the account that owns them."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Definition, Edition, UnknownItemError
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Draft, Drafts, ExistsError, Log, Parties, StaleError
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.offered import VARIANT_GONE, ItemSuspendedError, offered

LIFETIME: Final = timedelta(days=60)
DRAFT_ID: Final = re.compile(r"[a-z0-9]{26}")
LONGEST_FIELD: Final = 2000
MOST_FIELDS: Final = 100
LONGEST_FORM: Final = 60_000
"""Characters of all names and values; six bytes each at worst, so that the draft fits into one item of 400 KB."""


class UnknownDraftError(LookupError):
    """No such draft, or none of this account: the two are not told apart."""

    code = "draft_unknown"


class SubmittedDraftError(Exception):
    """The draft has become a case; `reference` says which."""

    code = "draft_submitted"

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class ItemOfflineError(Exception):
    """The item is handled at the window only."""

    code = "item_offline"


class BadDraftIdError(ValueError):
    code = "draft_id"


def new_draft(
    draft_id: str, account: str, item: str, variant: str, *, edition: Edition, drafts: Drafts, now: datetime
) -> Draft:
    """A draft of an application; the same id again is the same draft.

    Raises UnknownItemError, ItemSuspendedError, ItemOfflineError, BadDraftIdError, UnknownDraftError (the id is another
    account's).
    """
    definition = offered_online(edition, item, variant, now=now)
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
    if file.case.open_correction is None:
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
    with still_a_draft(draft_id, drafts=drafts):
        drafts.save(draft_id, typed(fields), saved_at=stamp(now))


def keep_pages(account: str, draft_id: str, pages: Mapping[str, list[str]], *, drafts: Drafts) -> None:
    """Leaves the draft with the uploads that a submitted page names, in its order. What it does not name goes: removed
    ones, and slots of broken transfers, which would wait for a verdict until they expire. Unknown ids are ignored; the
    page's script holds the submit back while a file travels.

    Raises UnknownDraftError, SubmittedDraftError.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    for material, attached in draft.uploads.items():
        named = [upload for upload in dict.fromkeys(pages.get(material, ())) if upload in attached]
        if named != list(attached):
            with still_a_draft(draft_id, drafts=drafts):
                drafts.arrange(draft_id, material, named)


@contextmanager
def still_a_draft(draft_id: str, *, drafts: Drafts) -> Iterator[None]:
    """Around a change of a draft that may have become a case meanwhile. Raises SubmittedDraftError."""
    try:
        yield
    except StaleError:
        became = drafts.get(draft_id)
        raise SubmittedDraftError(became.reference if became else "") from None


def typed(fields: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """The plain values among the fields, each of bounded length and number."""
    plain = {name: value for name, value in fields.items() if isinstance(value, (str, int, float, bool))}
    kept: dict[str, str | int | float | bool] = {}
    room = LONGEST_FORM
    for name, value in list(plain.items())[:MOST_FIELDS]:
        short = value[:LONGEST_FIELD] if isinstance(value, str) else value
        room -= len(name[:80]) + len(str(short))
        if room < 0:
            break
        kept[name[:80]] = short
    return kept


def offered_online(edition: Edition, item: str, variant: str, *, now: datetime) -> Definition:
    """The variant, if one may apply for it online at the instant.

    Raises UnknownItemError, ItemSuspendedError, ItemOfflineError.
    """
    definition = offered(edition, item, variant, now=now)
    if not definition.data["online"]:
        raise ItemOfflineError(item)
    return definition


def drafted(edition: Edition, draft: Draft, *, now: datetime) -> Definition:
    """The variant of a draft as it stands at the instant: an application is pinned to nothing until it is submitted.

    Raises UnknownItemError, ItemSuspendedError (also where the item no longer has the variant), ItemOfflineError.
    """
    try:
        return offered_online(edition, draft.item, draft.variant, now=now)
    except UnknownItemError:
        item = edition.as_of(now).item(draft.item)
        raise ItemSuspendedError(item, VARIANT_GONE) from None


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
