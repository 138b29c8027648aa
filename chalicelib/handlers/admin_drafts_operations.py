"""The operations on drafts of the catalogue: admins make them, the legal office publishes them."""

from typing import Final, get_args

from chalicelib.domain.publication.draft import Act, State
from chalicelib.handlers.operation import (
    IDEMPOTENCY_KEY,
    STAMP,
    Body,
    Operation,
    Schema,
    in_path,
    in_query,
    record,
)

LONGEST_CONTENT: Final = 1_500_000
"""Characters of base64: a little more than a megabyte."""

_TEXT: Final[Schema] = {"type": "string"}
_WORDS: Final[Schema] = {"type": "string", "maxLength": 500}
_VERSION: Final[Schema] = {"type": "integer", "minimum": 1, "description": "The draft's, as the caller last saw it."}
_NAME: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Ends in json, csv or xlsx."}
_CONTENT: Final[Schema] = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_CONTENT,
    "description": "The file in base64, packed by gzip or not. A table's cells are laid over the edition's items; JSON "
    "(an item or a list) says items whole.",
}
_DIGEST: Final = "9b1f0c3a" * 8
DRAFT_IN_PATH: Final = in_path("edition_draft", "5b1f0a6e2c110d2c", "The draft's id.")
_ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_EVENT: Final = record(
    "EditionDraftEvent",
    {
        "act": {"type": "string", "enum": list(get_args(Act))},
        "by": {**_TEXT, "description": "A staff id."},
        "at": STAMP,
        "words": {**_TEXT, "description": "Why it was sent back, or the digest of the edition that it became."},
    },
)
_DRAFT: Final = record(
    "EditionDraft",
    {
        "id": _ID,
        "number": {"type": "integer"},
        "version": _VERSION,
        "state": {"type": "string", "enum": list(get_args(State))},
        "base": {**_TEXT, "description": "The edition that it was made on."},
        "current": {"type": "boolean", "description": "Whether that edition is still in force."},
        "back_to": {**_TEXT, "description": "The older edition that it would put in force again; else empty."},
        "reason": _TEXT,
        "basis": {**_TEXT, "description": "The legal basis."},
        "file": {**_TEXT, "description": "The name of the file that its items came in; empty for none."},
        "changed": {"type": "integer", "description": "Items that differ from the base."},
        "wrong": {"type": "integer", "description": "Faults; with one it cannot be published."},
        "events": {"type": "array", "items": _EVENT},
    },
)
_EXAMPLE: Final = {
    "id": "5b1f0a6e2c110d2c",
    "number": 3,
    "version": 1,
    "state": "open",
    "base": _DIGEST,
    "current": True,
    "back_to": "",
    "reason": "减少一份材料",
    "basis": "市政府令第1号",
    "file": "教育局.xlsx",
    "changed": 1,
    "wrong": 0,
    "events": [{"act": "start", "by": "s-zwzx-2", "at": "2026-11-26T01:30:00.000000Z", "words": ""}],
}
_ONE: Final = Body(_DRAFT, _EXAMPLE)
_FILE_CODES: Final = (
    "items_type",
    "items_too_large",
    "items_not_json",
    "items_shape",
    "items_twice",
    "table_type",
    "table_too_large",
    "table_broken",
    "table_encoding",
    "table_empty",
    "table_too_many_rows",
)
ON_A_DRAFT: Final = ("forbidden", "edition_draft_unknown")
_ACTING: Final = (*ON_A_DRAFT, "draft_post", "draft_not_so_now", "draft_worn_out", "draft_changed")
_READY: Final = ("draft_outdated", "draft_empty", "draft_wrong", "draft_unfounded", "words_too_long")
_AS_SEEN: Final = Body(record("EditionDraftVersion", {"version": _VERSION}, closed=True), {"version": 1})


def _act(operation: str, path: str, summary: str, *codes: str, body: Body = _AS_SEEN) -> Operation:
    return Operation(
        id=operation,
        method="POST",
        path=f"/api/edition-drafts/{{edition_draft}}/{path}",
        summary=summary,
        who=("staff",),
        parameters=(DRAFT_IN_PATH,),
        request=body,
        response=_ONE,
        errors=(*_ACTING, *codes),
    )


CREATE_EDITION_DRAFT: Final = Operation(
    id="createEditionDraft",
    method="POST",
    path="/api/edition-drafts",
    summary="Draft the next edition as an admin: from a file of items, or to put an older edition in force again",
    who=("staff",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(
        {
            **record(
                "NewEditionDraft",
                {
                    "name": _NAME,
                    "content": _CONTENT,
                    "back_to": {**_TEXT, "minLength": 1, "maxLength": 64, "description": "An older edition's digest."},
                    "reason": _WORDS,
                    "basis": _WORDS,
                },
                optional=("name", "content", "back_to"),
                closed=True,
            ),
            "oneOf": [{"required": ["name", "content"]}, {"required": ["back_to"]}],
        },
        {"name": "教育局.json", "content": "W10=", "reason": "减少一份材料", "basis": "市政府令第1号"},
    ),
    status=201,
    response=_ONE,
    errors=("forbidden", "draft_post", "edition_unknown", "words_too_long", *_FILE_CODES),
)

LIST_EDITION_DRAFTS: Final = Operation(
    id="listEditionDrafts",
    method="GET",
    path="/api/edition-drafts",
    summary="Drafts of the catalogue and what became of them, newest first",
    who=("staff",),
    parameters=(in_query("before", _TEXT, "", "`beyond` of the page before."),),
    response=Body(
        record(
            "EditionDrafts",
            {
                "drafts": {"type": "array", "items": _DRAFT},
                "beyond": {**_TEXT, "description": "`before` of the next page; empty on the last."},
            },
        ),
        {"drafts": [_EXAMPLE], "beyond": ""},
    ),
    errors=("forbidden",),
)

GET_EDITION_DRAFT: Final = Operation(
    id="getEditionDraft",
    method="GET",
    path="/api/edition-drafts/{edition_draft}",
    summary="One draft",
    who=("staff",),
    parameters=(DRAFT_IN_PATH,),
    response=_ONE,
    errors=ON_A_DRAFT,
)

CHANGE_EDITION_DRAFT: Final = Operation(
    id="changeEditionDraft",
    method="PUT",
    path="/api/edition-drafts/{edition_draft}",
    summary="Put a file in place of everything that the draft says, or give it another reason or basis",
    who=("staff",),
    parameters=(DRAFT_IN_PATH,),
    request=Body(
        record(
            "EditionDraftChange",
            {"version": _VERSION, "name": _NAME, "content": _CONTENT, "reason": _WORDS, "basis": _WORDS},
            optional=("name", "content", "reason", "basis"),
            closed=True,
        ),
        {"version": 1, "reason": "减少两份材料"},
    ),
    response=_ONE,
    errors=(*_ACTING, "draft_goes_back", "words_too_long", *_FILE_CODES),
)

SUBMIT_EDITION_DRAFT: Final = _act(
    "submitEditionDraft", "submission", "Give a draft without faults to the legal office", *_READY
)
TAKE_BACK_EDITION_DRAFT: Final = _act(
    "takeBackEditionDraft", "taking-back", "Take a draft back from the legal office to change it"
)
DISCARD_EDITION_DRAFT: Final = _act("discardEditionDraft", "discard", "Give a draft up; it stays on record")
RETURN_EDITION_DRAFT: Final = _act(
    "returnEditionDraft",
    "return",
    "Send a draft back to the admins with the reason, as the legal office",
    "words_required",
    "words_too_long",
    body=Body(
        record("EditionDraftReturn", {"version": _VERSION, "words": {**_WORDS, "minLength": 1}}, closed=True),
        {"version": 2, "words": "第二项材料没有依据"},
    ),
)
REBASE_EDITION_DRAFT: Final = _act(
    "rebaseEditionDraft",
    "rebase",
    "Bring a draft up to date with the edition in force; what both changed is chosen by name",
    "draft_conflicts",
    body=Body(
        record(
            "EditionDraftRebase",
            {
                "version": _VERSION,
                "chosen": {
                    "type": "object",
                    "additionalProperties": {"type": "string", "enum": ["mine", "theirs"]},
                    "description": "Whose words hold, by a conflict's name.",
                },
            },
            closed=True,
        ),
        {"version": 1, "chosen": {"XN-JYJ-001/telephone": "mine"}},
    ),
)
PUBLISH_EDITION: Final = _act(
    "publishEdition",
    "publication",
    "Put a draft in force as the legal office: never one's own, and only on the edition that it was made on",
    "draft_second_person",
    *_READY,
)

OPERATIONS: Final = (
    CREATE_EDITION_DRAFT,
    LIST_EDITION_DRAFTS,
    GET_EDITION_DRAFT,
    CHANGE_EDITION_DRAFT,
    SUBMIT_EDITION_DRAFT,
    TAKE_BACK_EDITION_DRAFT,
    RETURN_EDITION_DRAFT,
    DISCARD_EDITION_DRAFT,
    REBASE_EDITION_DRAFT,
    PUBLISH_EDITION,
)
