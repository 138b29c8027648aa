"""A batch while it is put together: the draft with its table, the results' file, photos by row, and what is still missing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.subject_key import key_in
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Draft, Drafts, ExistsError, Papers, Tables, Upload, Uploads
from chalicelib.usecases.check_table import (
    CheckedRow,
    TypedRow,
    batch_rules,
    check_rows,
    columns_of,
    merged,
    result_columns,
    sample_row,
    typed_rows,
)
from chalicelib.usecases.drafts import drafted, offered_online, read_draft, still_a_draft
from chalicelib.usecases.judge_upload import KEPT_FOR

Kind = Literal["rows", "results"]
TABLE: Final = "table:"
"""What the places of tables in a draft begin with; a photo's are `photo:<material>:<key>`, shared pages' their material."""

PHOTO: Final = "photo:"
BATCH: Final = "batch"
"""The field of a draft that becomes a batch."""


class NoBatchError(LookupError):
    """The item takes no batches."""

    code = "no_batch"


class NoTableError(LookupError):
    """There is no table of rows yet to which a file could belong."""

    code = "table_missing"


@dataclass(frozen=True)
class Table:
    """A file as it was read: its name and rows."""

    name: str
    rows: Sequence[TypedRow]


@dataclass(frozen=True)
class BatchDraft:
    """`rows` are checked with what the results brought; `strays` are results that fit no row; `photos` are upload ids by
    material and key, whatever their verdict; `lacking` are, by line, the materials that a right row has no accepted photo
    or no result of."""

    draft: Draft
    definition: Definition
    table: Table | None
    results: Table | None
    rows: Sequence[CheckedRow]
    strays: Sequence[TypedRow]
    photos: Mapping[tuple[str, str], Sequence[str]]
    lacking: Mapping[int, Sequence[str]]

    @property
    def rules(self) -> Mapping[str, Any]:
        return batch_rules(self.definition) or {}

    @property
    def wrong(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.errors]

    @property
    def complete(self) -> list[CheckedRow]:
        """The rows that could be submitted now."""
        return [row for row in self.rows if not row.errors and row.line not in self.lacking]


def is_batch(draft: Draft) -> bool:
    return BATCH in draft.fields or f"{TABLE}rows" in draft.uploads


def batch_definition(edition: Edition, item: str, variant: str, *, now: datetime) -> Definition:
    """Raises UnknownItemError, ItemSuspendedError, ItemOfflineError, NoBatchError."""
    definition = offered_online(edition, item, variant, now=now)
    if batch_rules(definition) is None:
        raise NoBatchError(item)
    return definition


def read_batch_draft(
    account: str, draft_id: str, *, edition: Edition, drafts: Drafts, uploads: Uploads, papers: Papers, now: datetime
) -> BatchDraft:
    """Raises UnknownDraftError, NoBatchError and those of an item that is not offered."""
    draft = read_draft(account, draft_id, drafts=drafts)
    definition = drafted(edition, draft, now=now)
    if batch_rules(definition) is None:
        raise NoBatchError(draft.item)
    table, results = (_stored(draft, kind, uploads=uploads, papers=papers) for kind in ("rows", "results"))
    typed, strays = merged(table.rows if table else (), results.rows if results else (), batch_rules(definition)["key"])  # type: ignore[index]
    rows = check_rows(typed, definition, today=now.astimezone(SHANGHAI).date())
    photos = {
        (material, key): ids for place, ids in draft.uploads.items() if ids for material, key in _photo_place(place)
    }
    found = uploads.get_many(upload for ids in photos.values() for upload in ids)
    states = {place: {found[one].state for one in ids if one in found} for place, ids in photos.items()}
    lacking = {row.line: missing for row in rows if not row.errors and (missing := _lacking(row, definition, states))}
    return BatchDraft(draft, definition, table, results, rows, strays, photos, lacking)


def put_table(
    account: str,
    draft_id: str,
    kind: Kind,
    name: str,
    body: bytes,
    *,
    edition: Edition,
    drafts: Drafts,
    uploads: Uploads,
    papers: Papers,
    tables: Tables,
    now: datetime,
) -> None:
    """Reads the file and makes it the draft's table of this kind, in the place of an earlier one.

    Raises UnknownDraftError, SubmittedDraftError, NoBatchError, TableUnreadableError, TableColumnsError.
    """
    draft = read_draft(account, draft_id, drafts=drafts)
    definition = drafted(edition, draft, now=now)
    if batch_rules(definition) is None:
        raise NoBatchError(draft.item)
    rules = batch_rules(definition) or {}
    cells = tables.read(body, name, most_rows=int(rules["most_rows"]))
    if kind == "rows":
        columns = columns_of(definition)
        wanted: Sequence[str] = definition.data["form"].get("required", ())
    else:
        columns = result_columns(definition)
        wanted = tuple(columns)
    rows = typed_rows(cells, columns, wanted, sample_row(columns, definition))
    keep_table(draft, kind, Table(name, rows), drafts=drafts, uploads=uploads, papers=papers, now=now)


def keep_table(
    draft: Draft, kind: Kind, table: Table, *, drafts: Drafts, uploads: Uploads, papers: Papers, now: datetime
) -> None:
    """Raises SubmittedDraftError."""
    rows = [{"line": row.line, "values": dict(row.values)} for row in table.rows]
    body = json.dumps({"name": table.name, "rows": rows}, ensure_ascii=False, sort_keys=True).encode()
    sha256 = hashlib.sha256(body).hexdigest()
    papers.keep(sha256, body, "application/json", None)
    upload = Upload(
        id=hashlib.sha256(f"table:{draft.id}:{kind}:{sha256}".encode()).hexdigest()[:26],
        owner=draft.owner,
        draft=draft.id,
        material=TABLE + kind,
        state="accepted",
        code="",
        sha256=sha256,
        version="",
        content_type="application/json",
        size=len(body),
        created_at=stamp(now),
        expires_at=int((now + KEPT_FOR).timestamp()),
    )
    with suppress(ExistsError):
        uploads.add(upload)
    with still_a_draft(draft.id, drafts=drafts):
        drafts.arrange(draft.id, TABLE + kind, [upload.id])


def photo_place(material: str, file_name: str, keys: Sequence[str]) -> str:
    """Where a photo belongs by the key in its file's name; empty where the name does not say."""
    key = key_in(file_name, keys)
    return f"{PHOTO}{material}:{key}" if key else ""


def keys_of(draft: Draft, definition: Definition, *, uploads: Uploads, papers: Papers, now: datetime) -> list[str]:
    """The keys of the draft's rows. Raises NoTableError."""
    table = _stored(draft, "rows", uploads=uploads, papers=papers)
    if table is None:
        raise NoTableError(draft.id)
    rows = check_rows(table.rows, definition, today=now.astimezone(SHANGHAI).date())
    return [row.key for row in rows if row.key]


def _stored(draft: Draft, kind: str, *, uploads: Uploads, papers: Papers) -> Table | None:
    ids = draft.uploads.get(TABLE + kind, ())
    upload = uploads.get_many(ids).get(ids[-1]) if ids else None
    if upload is None:
        return None
    told = json.loads(papers.read(upload.sha256))
    return Table(told["name"], [TypedRow(row["line"], row["values"]) for row in told["rows"]])


def _photo_place(place: str) -> Iterator[tuple[str, str]]:
    if place.startswith(PHOTO):
        material, _, key = place.removeprefix(PHOTO).partition(":")
        yield material, key


def _lacking(row: CheckedRow, definition: Definition, states: Mapping[tuple[str, str], set[str]]) -> tuple[str, ...]:
    """The materials that the row needs and has neither a photo nor a result of, and those with a photo that waits for its
    verdict or was refused; a transfer that was lost has left no photo."""
    rules = batch_rules(definition) or {}
    needed = {material.code for material in definition.required_materials(row.answers)}
    unfit = [
        material
        for material in rules["photos"]
        if (found := states.get((material, row.key), set())) != {"accepted"} and (found or material in needed)
    ]
    results = rules.get("results")
    if results and results["material"] in needed and any(name not in row.answers for name in results["fields"]):
        unfit.append(results["material"])
    return tuple(unfit)


def without_results(table: Table, definition: Definition) -> Table:
    """The rows as they may be asked for again: what a station found last year is no result of this year."""
    results = (batch_rules(definition) or {}).get("results") or {"fields": ()}
    gone = set(results["fields"])
    kept = [replace(row, values={n: v for n, v in row.values.items() if n not in gone}) for row in table.rows]
    return Table(table.name, kept)
