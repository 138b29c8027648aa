"""The operation of site_changes_api."""

from typing import Final, get_args

from chalicelib.domain.publication.changes import Kind
from chalicelib.handlers.operation import STAMP, Body, Operation, Schema, in_query, record

_TEXT: Final[Schema] = {"type": "string"}
_CHANGE: Final = record(
    "CatalogueChange",
    {
        "kind": {"type": "string", "enum": list(get_args(Kind))},
        "code": {**_TEXT, "description": "The item's or unit's; empty for the city's rules."},
        "name": _TEXT,
        "parts": {"type": "array", "items": _TEXT, "description": "The parts that differ."},
        "version": {"type": "integer", "description": "The item's new version; 0 where it is of no item."},
    },
)

LIST_CHANGES: Final = Operation(
    id="listChanges",
    method="GET",
    path="/api/changes",
    summary="What was published in the catalogue, newest first, why and on what legal basis",
    who=("anyone",),
    parameters=(in_query("before", _TEXT, "", "`beyond` of the page before."),),
    response=Body(
        record(
            "CatalogueChanges",
            {
                "publications": {
                    "type": "array",
                    "items": record(
                        "Publication",
                        {
                            "number": {"type": "integer"},
                            "edition": {**_TEXT, "description": "The digest of the edition that came into force."},
                            "before": {**_TEXT, "description": "The edition in force until then; empty for the first."},
                            "published_at": STAMP,
                            "reason": _TEXT,
                            "basis": {**_TEXT, "description": "The legal basis."},
                            "changes": {"type": "array", "items": _CHANGE},
                        },
                    ),
                },
                "beyond": {**_TEXT, "description": "`before` of the next page; empty on the last."},
            },
        ),
        {
            "publications": [
                {
                    "number": 2,
                    "edition": "9b1f0c",
                    "before": "77ad21",
                    "published_at": "2026-11-26T01:30:00.000000Z",
                    "reason": "减少一份材料",
                    "basis": "市政府令第1号",
                    "changes": [
                        {
                            "kind": "changed",
                            "code": "XN-JYJ-001",
                            "name": "教师资格证认定",
                            "parts": ["materials"],
                            "version": 2,
                        }
                    ],
                }
            ],
            "beyond": "",
        },
    ),
)

OPERATIONS: Final = (LIST_CHANGES,)
