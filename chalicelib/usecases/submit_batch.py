"""Submitting a batch: one commit of the batch itself; the cases of its rows are opened from it by the work queue."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commit import FIRST_PREV, make_commit, read_commit
from chalicelib.domain.facts import BatchReceived, Sealed
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Dossiers, Draft, Drafts, Entropy, Log, Papers, Parties, Uploads
from chalicelib.usecases.batch_draft import BatchDraft, read_batch_draft
from chalicelib.usecases.check_application import CheckedApplication, check_application
from chalicelib.usecases.check_table import CheckedRow
from chalicelib.usecases.drafts import read_draft
from chalicelib.usecases.execute import BusyError, append
from chalicelib.usecases.gather_papers import gather_papers, page_of
from chalicelib.usecases.identify import Claim, claimed_party
from chalicelib.usecases.own_reference import not_anothers, reference_put
from chalicelib.usecases.seal import seal

Choice = Literal["all", "complete"]
"""All rows, each of which must then be right and complete; or only those that are, leaving out the others."""


class RowsIncompleteError(Exception):
    """Some rows are wrong or lack a paper, and nobody chose to leave them out; `errors` by line and field or material."""

    code = "batch_rows_wrong"

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class NoRowsError(Exception):
    """There is no row that could be submitted."""

    code = "batch_empty"


def submit_batch(
    account: str,
    phone: str,
    draft_id: str,
    choice: Choice,
    *,
    edition: Edition,
    drafts: Drafts,
    uploads: Uploads,
    papers: Papers,
    dossiers: Dossiers,
    log: Log,
    parties: Parties,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> str:
    """The reference of the batch that the draft became; the same draft again gives the same one.

    Raises UnknownDraftError, NoBatchError, InvalidApplicationError, RowsIncompleteError, NoRowsError,
    PapersIncompleteError, BusyError and those of an item that is not offered.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    reference = draft.reference or reference_put(MatterKind.BATCH, draft.id, log=log)
    if reference:
        drafts.submitted(draft_id, reference)
        return reference
    ports: Mapping[str, Any] = {"drafts": drafts, "uploads": uploads, "papers": papers}
    batch = read_batch_draft(account, draft_id, edition=edition, **ports, now=now)
    checked = check_applicant(batch.draft, batch.definition, edition, now=now)
    unit = batch.definition.unit_for(checked.district, now.astimezone(SHANGHAI).date())
    table = _table(batch, _rows(batch, choice), uploads=uploads)
    body = json.dumps(table, ensure_ascii=False, sort_keys=True).encode()
    sha256 = hashlib.sha256(body).hexdigest()
    papers.keep(sha256, body, "application/json", None)
    party = claimed_party(Claim.of({**checked.applicant, "phone": phone}), parties=parties, entropy=entropy, key=key)
    contents = {"form": checked.content(), f"table-{sha256[:12]}": {"sha256": sha256, "size": len(body)}}
    for matter in not_anothers(MatterKind.BATCH, draft.id, log=log):
        form, rows = (
            seal(matter, f"{name}#{draft.id}", content, dossiers=dossiers, entropy=entropy)
            for name, content in contents.items()
        )
        definition = batch.definition.handled_by(unit)
        fact = _received(definition, party, checked, form=form, table=rows, rows=len(table["rows"]), at=stamp(now))
        if _opened(matter, draft.id, fact, log=log, now=now):
            drafts.submitted(draft_id, reference_of(matter))
            return reference_of(matter)
    raise BusyError(draft_id)


def check_applicant(draft: Draft, definition: Definition, edition: Edition, *, now: datetime) -> CheckedApplication:
    """Who applies and how the results are delivered: everything else is in the rows.

    Raises InvalidApplicationError.
    """
    today = now.astimezone(SHANGHAI).date()
    return check_application(draft.fields, without_answers(definition), edition.data["applicants"], today=today)


def without_answers(definition: Definition) -> Definition:
    """The definition whose form asks nothing beside who applies."""
    form = {**definition.data["form"], "properties": {}, "required": []}
    return replace(definition, data={**definition.data, "form": form})


def _rows(batch: BatchDraft, choice: Choice) -> Sequence[CheckedRow]:
    if choice == "all":
        errors: dict[str, object] = {
            f"rows.{row.line}.{name}": error for row in batch.wrong for name, error in row.errors.items()
        }
        errors |= {
            f"rows.{line}.{material}": "material_missing" for line, lacks in batch.lacking.items() for material in lacks
        }
        if errors:
            raise RowsIncompleteError(errors)
    if not batch.complete:
        raise NoRowsError(batch.draft.id)
    return batch.complete


def _table(batch: BatchDraft, rows: Sequence[CheckedRow], *, uploads: Uploads) -> Mapping[str, Any]:
    """The rows and shared pages as they go into the bucket, every page by its digest.

    Raises PapersIncompleteError.
    """
    shared = replace(batch.draft, uploads={code: batch.draft.uploads.get(code, ()) for code in batch.rules["shared"]})
    needed = [m.code for m in batch.definition.materials if m.required == "always" and m.code in shared.uploads]
    pages = gather_papers(shared, needed, uploads=uploads)
    photos = _pages(batch, {row.key for row in rows}, uploads=uploads)
    return {
        "shared": pages,
        "rows": [
            {"line": row.line, "key": row.key, "answers": dict(row.answers), "papers": photos.get(row.key, {})}
            for row in rows
        ],
    }


def _pages(batch: BatchDraft, keys: set[str], *, uploads: Uploads) -> Mapping[str, Mapping[str, Any]]:
    """The photos of these keys by material: all accepted, or their row would not be complete."""
    wanted = {place: ids for place, ids in batch.photos.items() if place[1] in keys}
    found = uploads.get_many(upload for ids in wanted.values() for upload in ids)
    papers: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for (material, key), ids in wanted.items():
        papers.setdefault(key, {})[material] = [page_of(found[upload]) for upload in ids if upload in found]
    return papers


def _received(
    definition: Definition, party: str, checked: CheckedApplication, *, form: Sealed, table: Sealed, rows: int, at: str
) -> BatchReceived:
    return BatchReceived(
        applicant=party,
        item=definition.item,
        variant=definition.variant,
        edition=definition.edition,
        unit=definition.unit,
        channel="online",
        effective_at=at,
        form=form,
        table=table,
        rows=rows,
        delivery=checked.delivery,
        agent="",
    )


def _opened(matter: str, command: str, fact: BatchReceived, *, log: Log, now: datetime) -> bool:
    """Whether the batch stands under this matter, be it by an earlier try whose answer was lost."""
    actor = {"kind": "applicant", "id": fact.applicant}
    commit = make_commit(
        matter=matter, seq=1, command=command, actor=actor, recorded_at=stamp(now), prev=FIRST_PREV, facts=(fact,)
    )
    if append(commit, log=log):
        return True
    standing = log.get(matter, 1)
    return standing is not None and read_commit(standing).command == command
