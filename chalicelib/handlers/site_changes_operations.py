"""What editions of the catalogue hold, and what each publication changed."""

from typing import Final, get_args

from chalicelib.domain.publication.changes import Kind
from chalicelib.handlers.operation import CODE, STAMP, Body, Operation, Schema, in_path, in_query, record

_TEXT: Final[Schema] = {"type": "string"}
_CHANGE: Final = record(
    "CatalogueChange",
    {
        "kind": {"type": "string", "enum": list(get_args(Kind))},
        "code": {**_TEXT, "description": "The item's or unit's; empty for the city's rules."},
        "name": _TEXT,
        "parts": {"type": "array", "items": _TEXT, "description": "The parts that differ."},
        "version": {"type": "integer", "description": "The item's new version; 0 where it is of no item."},
        "into": {"type": "array", "items": _TEXT, "description": "Names of the units that take over from this one."},
        "begins": {
            **_TEXT,
            "description": "The local date or minute from which it holds (`2026-12-01T09:00`); empty: from publication on.",
        },
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
                            "begins": "2026-12-01T09:00",
                            "into": [],
                        }
                    ],
                }
            ],
            "beyond": "",
        },
    ),
)

GET_EDITION: Final = Operation(
    id="getEdition",
    method="GET",
    path="/api/editions/{edition}",
    summary="How much an edition of the catalogue holds, counted from its items, and how the catalogue came about",
    who=("anyone",),
    parameters=(in_path("edition", "current", "An edition's digest, or `current`."),),
    response=Body(
        record(
            "EditionTotals",
            {
                "edition": {"type": "string", "description": "The digest."},
                "items": {"type": "integer", "description": "Open to applications."},
                "by_category": {
                    "type": "object",
                    "additionalProperties": {"type": "integer"},
                    "description": "licence, approval (not a licence), service.",
                },
                "variants": {"type": "integer"},
                "instant": {"type": "integer", "description": "Variants concluded on the spot."},
                "with_forms": {"type": "integer", "description": "Items with a form to download."},
                "units": {"type": "integer", "description": "The city's own; a county's are not counted."},
                "new_units": {"type": "integer"},
                "zones": {
                    "type": "array",
                    "items": record(
                        "ZoneTotals",
                        {
                            "code": CODE,
                            "name": {"type": "string"},
                            "units": {"type": "integer"},
                            "items": {"type": "integer"},
                        },
                    ),
                },
                "history": {
                    "type": ["object", "null"],
                    "description": "What was declared, what was removed by kind, what was simplified; null where the city "
                    "tells none. `unverified` are JSON pointers to what was checked against no source.",
                },
            },
        ),
        {
            "edition": "9b1f0c",
            "items": 594,
            "by_category": {"licence": 87, "approval": 25, "service": 482},
            "variants": 689,
            "instant": 557,
            "with_forms": 186,
            "units": 63,
            "new_units": 11,
            "zones": [{"code": "construction", "name": "建设项目", "units": 8, "items": 60}],
            "history": {"date": "2014-04-25", "declared": {"items": 1325}},
        },
    ),
    errors=("edition_unknown",),
)

OPERATIONS: Final = (LIST_CHANGES, GET_EDITION)
