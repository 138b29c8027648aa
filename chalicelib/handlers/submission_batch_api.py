"""The applicant's part of the API on batches; the page's script sends tables the same way."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import batch_matter, reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.api_input import json_body
from chalicelib.handlers.batch_operations import PUT_BATCH_TABLE, SUBMIT_BATCH
from chalicelib.handlers.problems import InvalidError, NotFoundError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.batch_cases import list_children
from chalicelib.usecases.batch_draft import BatchDraft, put_table, read_batch_draft
from chalicelib.usecases.batch_file import BatchFile, read_table
from chalicelib.usecases.case_file import opening_commit
from chalicelib.usecases.my_batches import read_batch_for_staff, read_my_batch
from chalicelib.usecases.submit_batch import submit_batch as submit


def put_batch_table(request: Request) -> Reply:
    """Raises UnknownDraftError, NoBatchError, TableUnreadableError, TableColumnsError, InvalidError, NotFoundError."""
    found = visitor.citizen(request)
    body, draft = json_body(request, PUT_BATCH_TABLE), request.params["draft"]
    match request.params["table"]:
        case "rows" | "results" as kind:
            put_table(
                found.subject,
                draft,
                kind,
                body["name"],
                _decoded(body["content"]),
                edition=wiring.edition(),
                drafts=wiring.drafts(),
                uploads=wiring.uploads(),
                papers=wiring.papers(),
                tables=wiring.tables(),
                now=wiring.now(),
            )
        case _:
            raise NotFoundError
    return json_reply(_read(draft_of(found.subject, draft)))


def submit_batch(request: Request) -> Reply:
    """Raises those of submit_batch's use case."""
    found = visitor.citizen(request)
    body = json_body(request, SUBMIT_BATCH)
    reference = submit(
        found.subject,
        found.data["phone"],
        body["draft"],
        body["rows"],
        edition=wiring.edition(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        papers=wiring.papers(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )
    opening = opening_commit(batch_matter(reference), log=wiring.log())
    told = {"reference": reference, "seq": opening.seq, "hash": opening.hash}
    return json_reply(told, status=201, headers={"Location": f"/api/batches/{reference}"})


def get_batch(request: Request) -> Reply:
    """Officers read a batch of their unit. Raises UnknownBatchError."""
    citizen = visitor.session(request, "citizen")
    reference, log, catalogue = request.params["reference"], wiring.log(), wiring.catalogue()
    if citizen:
        file = read_my_batch(citizen.subject, reference, log=log, catalogue=catalogue, parties=wiring.parties())
    else:
        actor = visitor.staff_actor(visitor.staff(request))
        file = read_batch_for_staff(reference, actor, log=log, catalogue=catalogue)
    return json_reply(_batch(file))


def draft_of(account: str, draft: str) -> BatchDraft:
    return read_batch_draft(
        account,
        draft,
        edition=wiring.edition(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        papers=wiring.papers(),
        now=wiring.now(),
    )


def _read(batch: BatchDraft) -> Mapping[str, Any]:
    errors = {f"rows.{row.line}.{name}": error for row in batch.wrong for name, error in row.errors.items()}
    strays = [stray.values.get(batch.rules["key"], "") for stray in batch.strays]
    return {"rows": len(batch.rows), "errors": errors, "strays": strays}


def _batch(file: BatchFile) -> Mapping[str, Any]:
    batch = file.batch
    table = read_table(batch, dossiers=wiring.dossiers(), papers=wiring.papers())
    keys = [row["key"] for row in table.rows]
    cases = [
        {
            "row": child.row,
            "key": keys[child.row - 1] if keys else "",
            "reference": reference_of(child.matter) if child.matter else "",
            "status": child.summary.get("status", ""),
            "outcome": child.summary.get("outcome", ""),
        }
        for child in list_children(file, views=wiring.views())
    ]
    return {
        "reference": reference_of(batch.matter),
        "item": batch.received.item,
        "variant": batch.received.variant,
        "status": batch.status,
        "rows": batch.received.rows,
        "received_at": batch.received.effective_at,
        "seq": batch.seq,
        "hash": batch.head,
        "cases": cases,
    }


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError({"content": "pattern"}) from None
