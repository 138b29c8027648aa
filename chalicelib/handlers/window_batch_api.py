"""The window's part of the API on batches."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.domain.sealed import CorrectionRow
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.batch_operations import INSTRUCT_BATCH, NOTE_BATCH_CALL
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_batches import noted_call
from chalicelib.handlers.window_forms import granting_opinion
from chalicelib.handlers.work_batches import desk
from chalicelib.usecases.instruct_batch import Wanted
from chalicelib.usecases.instruct_batch import instruct_batch as instruct
from chalicelib.usecases.my_batches import read_batch_for_staff


def instruct_batch(request: Request) -> Reply:
    """Raises UnknownBatchError, RefusedError, BadRequestError (idempotency_key_missing)."""
    actor = staff_actor(staff(request))
    body = json_body(request, INSTRUCT_BATCH)
    file = read_batch_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    corrections = tuple(CorrectionRow(row["material"], row["sentence"]) for row in body.get("corrections", ()))
    words = body.get("words") or (granting_opinion(file.definition) if body["act"] == "grant" else "")
    wanted = Wanted(body["act"], tuple(body["rows"]), corrections, words)
    _, told = instruct(file.batch.matter, idempotency_key(request), wanted, actor, desk=desk(), now=wiring.now())
    results = [
        {"row": one.row, "done": not one.code, "code": one.code, "status": one.case.phase if one.case else ""}
        for one in told
    ]
    return json_reply({"results": results})


def note_batch_call(request: Request) -> Reply:
    """Raises UnknownBatchError, RefusedError, BusyError."""
    actor = staff_actor(staff(request))
    said = {**json_body(request, NOTE_BATCH_CALL), "document": request.params["document"]}
    file = read_batch_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    batch = noted_call(file, idempotency_key(request), said, actor).batch
    return json_reply({"reference": reference_of(batch.matter), "seq": batch.seq, "hash": batch.head})
