"""Papers of the applicant's earlier cases, offered again: nobody photographs the same identity card twice."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.catalogue import BY_AGENT, Definition
from chalicelib.domain.times import stamp
from chalicelib.ports import (
    Catalogue,
    Dossiers,
    Draft,
    Drafts,
    ExistsError,
    Log,
    Parties,
    Upload,
    Uploads,
    Views,
)
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.create_upload import attach, check_room, definition_of
from chalicelib.usecases.drafts import read_draft
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.judge_upload import KEPT_FOR
from chalicelib.usecases.my_case import papers_of
from chalicelib.usecases.own_rows import newest

LOOKED_AT: Final = 5
"""Recent cases whose papers are read, however many the applicant has."""


class UnknownPapersError(LookupError):
    """No such papers in the applicant's own recent cases."""

    code = "papers_unknown"


@dataclass(frozen=True)
class EarlierPapers:
    """All pages of one material of an earlier case that fit the draft's `material`: each {sha256, content_type, size}."""

    material: str
    matter: str
    item_name: str
    received_at: str
    pages: tuple[Mapping[str, Any], ...]


def earlier_papers(
    account: str,
    draft: Draft,
    definition: Definition,
    *,
    log: Log,
    views: Views,
    catalogue: Catalogue,
    dossiers: Dossiers,
    parties: Parties,
) -> Sequence[EarlierPapers]:
    """The newest papers for each material, of the account's own cases; never those of the case that is corrected.

    A material is the same where its name is. An agent's authorisation names one matter and is never offered again.
    """
    newest: dict[str, EarlierPapers] = {}
    own = (material for material in definition.materials if not material.shared and material.required != BY_AGENT)
    codes = {material.name: material.code for material in own}
    for matter in _recent(account, draft.matter, views=views, parties=parties):
        file = read_case(matter, log=log, catalogue=catalogue)
        for papers in _fitting(file, codes, dossiers=dossiers):
            newest.setdefault(papers.material, papers)
    return list(newest.values())


def attach_earlier_papers(
    account: str,
    draft_id: str,
    material: str,
    matter: str,
    *,
    log: Log,
    views: Views,
    catalogue: Catalogue,
    dossiers: Dossiers,
    parties: Parties,
    drafts: Drafts,
    uploads: Uploads,
    now: datetime,
) -> None:
    """Adds the pages as offered to the draft, without a new upload; a repeat adds none.

    Raises UnknownDraftError, SubmittedDraftError, UnknownPapersError, UploadRefusedError.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    definition = definition_of(draft, catalogue=catalogue, now=now)
    offered = earlier_papers(
        account,
        draft,
        definition,
        log=log,
        views=views,
        catalogue=catalogue,
        dossiers=dossiers,
        parties=parties,
    )
    chosen = next((papers for papers in offered if (papers.material, papers.matter) == (material, matter)), None)
    if chosen is None:
        raise UnknownPapersError(matter)
    check_room(draft, material, uploads=uploads)
    for page in chosen.pages:
        upload = _accepted(draft, material, page, now)
        _add(upload, uploads=uploads)
        attach(draft, material, upload.id, drafts=drafts)


def _recent(account: str, corrected: str, *, views: Views, parties: Parties) -> list[str]:
    with_it = newest(parties_of(account, parties=parties), views=views, most=LOOKED_AT + 1).matters
    return [recent.matter for recent in with_it if recent.matter != corrected][:LOOKED_AT]


def _fitting(file: CaseFile, codes: Mapping[str, str], *, dossiers: Dossiers) -> Iterator[EarlierPapers]:
    pages = papers_of(file, dossiers=dossiers)
    for material in file.definition.materials:
        if material.name in codes and pages.get(material.code):
            yield EarlierPapers(
                material=codes[material.name],
                matter=file.case.matter,
                item_name=file.definition.name,
                received_at=file.case.application.effective_at,
                pages=tuple(pages[material.code]),
            )


def _add(upload: Upload, *, uploads: Uploads) -> None:
    """An upload of this draft, material and digest is there when the page was taken out and is wanted again."""
    try:
        uploads.add(upload)
    except ExistsError:
        return


def _accepted(draft: Draft, material: str, page: Mapping[str, Any], now: datetime) -> Upload:
    """Accepted as it stands: the check had kept this very content by its digest."""
    name = f"earlier:{draft.id}:{material}:{page['sha256']}"
    return Upload(
        id=hashlib.sha256(name.encode()).hexdigest()[:26],
        owner=draft.owner,
        draft=draft.id,
        material=material,
        state="accepted",
        code="",
        sha256=page["sha256"],
        version="",
        content_type=page["content_type"],
        size=page["size"],
        created_at=stamp(now),
        expires_at=int((now + KEPT_FOR).timestamp()),
    )
