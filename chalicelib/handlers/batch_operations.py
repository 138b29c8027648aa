"""The operations on batches: a table for a draft, the batch itself, what officers say of its rows."""

from typing import Final

from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    STAMP,
    Body,
    Operation,
    Schema,
    in_path,
    record,
)
from chalicelib.handlers.telephone_calls import CALL_BODY, CALL_CODES

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_REFERENCE: Final = in_path("reference", "CP6553X2RM", "The batch reference.")
_CASES: Final[Schema] = {
    "type": "array",
    "items": record(
        "BatchCase",
        {
            "row": {**_COUNT, "description": "From 1, in the order of the table."},
            "key": {**_TEXT, "description": "What the row is known by, e.g. the number plate."},
            "reference": {**_TEXT, "description": "The case reference; empty while it is still to be opened."},
            "status": {**_TEXT, "description": "As of a case; empty while it is still to be opened."},
            "outcome": _TEXT,
        },
    ),
}
_BATCH: Final = Body(
    record(
        "Batch",
        {
            "reference": REFERENCE,
            "item": _TEXT,
            "variant": _TEXT,
            "status": {"type": "string", "enum": ["in_review", "concluded", "served"]},
            "rows": _COUNT,
            "received_at": STAMP,
            "seq": {"type": "integer", "description": "Commits in the batch's own log."},
            "hash": HASH,
            "cases": _CASES,
        },
    ),
    {
        "reference": "CP6553X2RM",
        "item": "XN-JTJ-001",
        "variant": "XN-JTJ-001-1",
        "status": "in_review",
        "rows": 1,
        "received_at": "2026-03-03T01:30:00.000000Z",
        "seq": 1,
        "hash": EXAMPLE_HASH,
        "cases": [{"row": 1, "key": "鄂L12345", "reference": "CP6553X2RM", "status": "received", "outcome": ""}],
    },
)

PUT_BATCH_TABLE: Final = Operation(
    id="putBatchTable",
    method="PUT",
    path="/api/drafts/{draft}/tables/{table}",
    summary="Make a CSV or XLSX file the draft's table of rows, or of results by row",
    who=("citizen",),
    parameters=(
        in_path("draft", "0123456789abcdefghijklmnop", "A draft of an item that takes batches."),
        in_path("table", "rows", "rows, or results."),
    ),
    request=Body(
        record(
            "TableFile",
            {
                "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "The file's name."},
                "content": {"type": "string", "maxLength": 1_500_000, "description": "The file, base64."},
            },
            closed=True,
        ),
        {"name": "vehicles.csv", "content": "6L2m54mM5Y+3"},
    ),
    response=Body(
        record(
            "TableRead",
            {
                "rows": _COUNT,
                "errors": {
                    "type": "object",
                    "description": "A code by line and field: `rows.<line>.<field>`; what is wrong may be left out later.",
                },
                "strays": {"type": "array", "items": _TEXT, "description": "Keys of results that fit no row."},
            },
        ),
        {"rows": 40, "errors": {"rows.3.plate": "plate_format"}, "strays": []},
    ),
    errors=(
        "draft_unknown",
        "draft_submitted",
        "item_unknown",
        "item_suspended",
        "item_offline",
        "no_batch",
        "table_type",
        "table_too_large",
        "table_broken",
        "table_encoding",
        "table_empty",
        "table_too_many_rows",
        "table_columns",
    ),
)

SUBMIT_BATCH: Final = Operation(
    id="submitBatch",
    method="POST",
    path="/api/batches",
    summary="Submit a draft with a table as one batch; the same draft again answers with the same reference",
    who=("citizen",),
    request=Body(
        record(
            "BatchSubmission",
            {
                "draft": {"type": "string", "pattern": "^[a-z0-9]{26}$"},
                "rows": {
                    "type": "string",
                    "enum": ["all", "complete"],
                    "description": "all: every row must be right; complete: rows that are wrong or lack a paper are left out.",
                },
            },
            closed=True,
        ),
        {"draft": "0123456789abcdefghijklmnop", "rows": "all"},
    ),
    response=Body(
        record("BatchSubmitted", {"reference": REFERENCE, "seq": {"type": "integer"}, "hash": HASH}),
        {"reference": "CP6553X2RM", "seq": 1, "hash": EXAMPLE_HASH},
    ),
    status=201,
    errors=(
        "draft_unknown",
        "item_unknown",
        "item_suspended",
        "item_offline",
        "no_batch",
        "batch_rows_wrong",
        "batch_empty",
        "case_busy",
    ),
)

GET_BATCH: Final = Operation(
    id="getBatch",
    method="GET",
    path="/api/batches/{reference}",
    summary="One's own batch with how far each of its cases is, or for officers one of their unit",
    who=("citizen", "staff"),
    parameters=(_REFERENCE,),
    response=_BATCH,
    errors=("batch_unknown",),
)

INSTRUCT_BATCH: Final = Operation(
    id="instructBatch",
    method="POST",
    path="/api/batches/{reference}/instructions",
    summary="Say at once what is to be done with many rows; each is told apart",
    who=("staff",),
    parameters=(_REFERENCE, IDEMPOTENCY_KEY),
    request=Body(
        record(
            "BatchInstruction",
            {
                "act": {"type": "string", "enum": ["accept", "grant", "correct", "hand_over"]},
                "rows": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 500,
                    "items": {"type": "integer", "minimum": 1, "maximum": 500},
                },
                "corrections": {
                    "type": "array",
                    "maxItems": 60,
                    "items": record(
                        "BatchCorrection",
                        {"material": CODE, "sentence": {"type": "integer", "minimum": -1, "maximum": 1000}},
                        closed=True,
                    ),
                },
                "words": {"type": "string", "maxLength": LONGEST_WORDS, "description": "The opinion, or the note."},
            },
            optional=("corrections", "words"),
            closed=True,
        ),
        {"act": "grant", "rows": [1, 2], "words": "符合条件，准予许可。"},
    ),
    response=Body(
        record(
            "BatchFollowed",
            {
                "results": {
                    "type": "array",
                    "items": record(
                        "RowFollowed", {"row": _COUNT, "done": {"type": "boolean"}, "code": _TEXT, "status": _TEXT}
                    ),
                }
            },
        ),
        {"results": [{"row": 1, "done": True, "code": "", "status": "concluded"}]},
    ),
    errors=(
        "batch_unknown",
        "not_your_step",
        "own_case",
        "not_possible_now",
        "act_unknown",
        "batch_rows",
        "correction_without_rows",
        "correction_unexplained",
        "material_unknown",
        "sentence_unknown",
        "case_busy",
    ),
)

NOTE_BATCH_CALL: Final = Operation(
    id="noteBatchCall",
    method="POST",
    path="/api/batches/{reference}/documents/{document}/calls",
    summary="Note a telephone call about a notice of a batch: one that reached somebody serves it in every case of it",
    who=("staff",),
    parameters=(
        _REFERENCE,
        in_path("document", "correction_notice-2", "The `subject` of the task."),
        IDEMPOTENCY_KEY,
    ),
    request=CALL_BODY,
    response=Body(
        record("BatchCalled", {"reference": REFERENCE, "seq": {"type": "integer"}, "hash": HASH}),
        {"reference": "CP6553X2RM", "seq": 3, "hash": EXAMPLE_HASH},
    ),
    errors=("batch_unknown", "not_your_step", "own_case", "case_busy", "words_too_long", *CALL_CODES),
)

OPERATIONS: Final = (PUT_BATCH_TABLE, SUBMIT_BATCH, GET_BATCH, INSTRUCT_BATCH, NOTE_BATCH_CALL)
