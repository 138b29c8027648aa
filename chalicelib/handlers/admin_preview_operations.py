"""The operations that show the catalogue to those who change it: what a draft would change, and the items in force as a file."""

from typing import Final, get_args

from chalicelib.domain.publication.changes import Kind
from chalicelib.handlers.admin_drafts_operations import DRAFT_IN_PATH, ON_A_DRAFT
from chalicelib.handlers.operation import Body, Operation, Schema, in_query, record
from chalicelib.usecases.export_catalogue import EXPORT_KINDS

_TEXT: Final[Schema] = {"type": "string"}

PREVIEW_EDITION: Final = Operation(
    id="previewEdition",
    method="GET",
    path="/api/edition-drafts/{edition_draft}/preview",
    summary="What a draft would change, part by part in the old and the new words, and all that keeps it back",
    who=("staff",),
    parameters=(DRAFT_IN_PATH,),
    response=Body(
        record(
            "EditionPreview",
            {
                "changes": {
                    "type": "array",
                    "items": record(
                        "ItemChange",
                        {
                            "kind": {
                                "type": "string",
                                "enum": ["", *get_args(Kind)],
                                "description": "Empty where faults keep it from being told.",
                            },
                            "code": _TEXT,
                            "name": _TEXT,
                            "begins": {**_TEXT, "description": "The local date or minute; empty: at once."},
                            "parts": {
                                "type": "array",
                                "items": record("PartChange", {"part": _TEXT, "old": _TEXT, "new": _TEXT}),
                            },
                        },
                    ),
                },
                "faults": {
                    "type": "array",
                    "items": record(
                        "EditionFault",
                        {
                            "cell": {**_TEXT, "description": "Of the file, for what could not be read; else empty."},
                            "item": _TEXT,
                            "variant": _TEXT,
                            "place": {**_TEXT, "description": "A JSON pointer into the variant."},
                            "sentence": _TEXT,
                        },
                    ),
                },
                "conflicts": {
                    "type": "array",
                    "description": "What both the draft and the edition in force changed since the draft's base.",
                    "items": record("DraftConflict", {"name": _TEXT, "mine": _TEXT, "theirs": _TEXT}),
                },
            },
        ),
        {
            "changes": [
                {
                    "kind": "changed",
                    "code": "XN-JYJ-001",
                    "name": "教师资格证认定",
                    "begins": "",
                    "parts": [{"part": "telephone", "old": "0715-0000001", "new": "0715-0000002"}],
                }
            ],
            "faults": [],
            "conflicts": [],
        },
    ),
    errors=ON_A_DRAFT,
)

EXPORT_CATALOGUE: Final = Operation(
    id="exportCatalogue",
    method="GET",
    path="/api/catalogue/items",
    summary="The items of the edition in force as a file that createEditionDraft takes: JSON, CSV or XLSX",
    who=("staff",),
    parameters=(
        in_query("as", {"type": "string", "enum": list(EXPORT_KINDS)}, "json", "The kind of file."),
        in_query("unit", _TEXT, "JYJ", "Only this unit's items."),
    ),
    response=Body({**_TEXT, "contentMediaType": "application/octet-stream"}, "编码,名称 ..."),
    media="application/octet-stream",
    errors=("forbidden", "export_kind", "unit_unknown"),
)

OPERATIONS: Final = (PREVIEW_EDITION, EXPORT_CATALOGUE)
