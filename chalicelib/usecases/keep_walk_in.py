"""A walk-in half entered: kept for its officer until the day is over, with the pages scanned for it.

It is a draft of the officer's own. A walk-in entered in one go, without a scan, never becomes one.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Draft, Drafts, ExistsError, StaleError, Uploads
from chalicelib.usecases.check_application import DELIVERY, KIND
from chalicelib.usecases.drafts import (
    DRAFT_ID,
    LONGEST_FIELD,
    MOST_FIELDS,
    BadDraftIdError,
    SubmittedDraftError,
    UnknownDraftError,
    keep_pages,
    read_draft,
    still_a_draft,
)
from chalicelib.usecases.gather_papers import PapersIncompleteError, gather_papers

MOST_VALUES: Final = 60
"""Boxes ticked under one name."""

_NOT_ENTERED: Final = frozenset({"csrf_token", "command", "draft", "next", "item", "variant", "then"})
_PAGES: Final = "pages."

Form = Mapping[str, Sequence[str]]
"""A posted form: every value of each name."""


def begin_walk_in(
    draft_id: str, officer: str, definition: Definition, *, drafts: Drafts, now: datetime, matter: str = ""
) -> Draft:
    """The officer's draft of this id, empty when it is new; of the case `matter` where its applicant comes back with what
    was missing.

    Raises BadDraftIdError, UnknownDraftError (another's), SubmittedDraftError.
    """
    if not DRAFT_ID.fullmatch(draft_id):
        raise BadDraftIdError(draft_id)
    with suppress(ExistsError):
        drafts.add(_draft(draft_id, officer, definition, matter, now))
    draft = read_draft(officer, draft_id, drafts=drafts)
    if draft.reference:
        raise SubmittedDraftError(draft.reference)
    return draft


def keep_walk_in(
    draft_id: str, officer: str, definition: Definition, form: Form, *, drafts: Drafts, now: datetime
) -> None:
    """Keeps the form as it stands, right or wrong, with the pages that it names.

    Raises BadDraftIdError, UnknownDraftError, SubmittedDraftError.
    """
    begin_walk_in(draft_id, officer, definition, drafts=drafts, now=now)
    keep_pages(officer, draft_id, pages_in(form), drafts=drafts)
    with still_a_draft(draft_id, drafts=drafts):
        drafts.save(draft_id, entered(form), saved_at=stamp(now))


def kept_walk_ins(officer: str, *, drafts: Drafts) -> Sequence[Draft]:
    """What this officer has not finished today, the last one first."""
    return [draft for draft in drafts.of_owner(officer) if draft.fields]


def papers_of_walk_in(
    draft_id: str, officer: str, form: Form, *, drafts: Drafts, uploads: Uploads
) -> Mapping[str, list[Mapping[str, Any]]]:
    """The scanned pages that the form names, by material; none need be.

    Raises PapersIncompleteError: material_unchecked, material_refused, upload_unknown.
    """
    named = pages_in(form)
    draft = walk_in_draft(draft_id, officer, drafts=drafts)
    if draft is None:
        return _complete({}, named)
    if not draft.reference:
        keep_pages(officer, draft_id, named, drafts=drafts)
        draft = read_draft(officer, draft_id, drafts=drafts)
    return _complete(gather_papers(draft, (), uploads=uploads), named)


def finish_walk_in(draft_id: str, officer: str, reference: str, *, drafts: Drafts) -> None:
    """What became a case is offered no more; a form sent again from an earlier page changes nothing here."""
    if walk_in_draft(draft_id, officer, drafts=drafts):
        with suppress(StaleError):
            drafts.submitted(draft_id, reference)


def discard_walk_in(draft_id: str, officer: str, *, drafts: Drafts) -> None:
    """Raises UnknownDraftError."""
    read_draft(officer, draft_id, drafts=drafts)
    drafts.discard(draft_id)


def walk_in_draft(draft_id: str, officer: str, *, drafts: Drafts) -> Draft | None:
    """The officer's own draft of this id; most walk-ins have none."""
    try:
        return read_draft(officer, draft_id, drafts=drafts)
    except UnknownDraftError:
        return None


def pages_in(form: Form) -> dict[str, list[str]]:
    """The upload ids that a form names, by material."""
    return {
        name.removeprefix(_PAGES): [value for value in values if value]
        for name, values in form.items()
        if name.startswith(_PAGES)
    }


def entered(form: Form) -> dict[str, list[str]]:
    """What a person entered, of bounded length and number; what only the page itself posts is left out."""
    own = [(name, values) for name, values in form.items() if name not in _NOT_ENTERED and not name.startswith(_PAGES)]
    return {name[:80]: [value[:LONGEST_FIELD] for value in values[:MOST_VALUES]] for name, values in own[:MOST_FIELDS]}


def is_entered(form: Form) -> bool:
    """Whether there is anything to keep: the choices that the page makes by itself are not."""
    chosen = {KIND, DELIVERY}
    return any(value.strip() for name, values in form.items() if name not in _NOT_ENTERED | chosen for value in values)


def _complete(
    papers: Mapping[str, list[Mapping[str, Any]]], named: Mapping[str, Sequence[str]]
) -> Mapping[str, list[Mapping[str, Any]]]:
    lost = {
        f"{_PAGES}{material}": "upload_unknown"
        for material, pages in named.items()
        if len(papers.get(material, ())) < len(set(pages))
    }
    if lost:
        raise PapersIncompleteError(lost)
    return papers


def _draft(draft_id: str, officer: str, definition: Definition, matter: str, now: datetime) -> Draft:
    tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    return Draft(
        id=draft_id,
        owner=officer,
        item=definition.item,
        variant=definition.variant,
        edition=definition.edition,
        matter=matter,
        fields={},
        uploads={},
        reference="",
        saved_at=stamp(now),
        expires_at=int(datetime.combine(tomorrow, time(), SHANGHAI).timestamp()),
    )
