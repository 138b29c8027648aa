"""The public operations: the catalogue, and whether a certificate is genuine."""

from typing import Final, get_args

from chalicelib.domain.catalogue import REGIMES
from chalicelib.domain.publication.item_check import STATUSES
from chalicelib.domain.renewal import Validity
from chalicelib.domain.search.filters import KINDS
from chalicelib.handlers.operation import CODE, Body, Operation, Schema, in_path, in_query, record

_LIMIT: Final[Schema] = {
    "type": ["object", "null"],
    "description": '{"amount": 5, "unit": "working_days | calendar_days | months"}; {"unit": "session"}: on the spot.',
}
_MATERIAL: Final = record(
    "Material",
    {
        "code": CODE,
        "name": {"type": "string"},
        "required": {"description": '"always", or the form field and value on which it is: {"field", "equals"}.'},
        "kind": {"type": "string", "enum": ["original", "copy", "electronic"]},
        "source": {"description": '"applicant", "shared" (fetched by the centre), or {"unit"} that issues it.'},
        "corrections": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ready sentences for requestCorrection, numbered from 0.",
        },
    },
)
_ITEM: Final = record(
    "Item",
    {
        "code": CODE,
        "name": {"type": "string"},
        "unit": CODE,
        "zone": CODE,
        "regime": {"type": "string", "enum": list(REGIMES)},
        "status": {"type": "string", "enum": list(STATUSES)},
        "version": {"type": "integer"},
        "online": {"type": "boolean"},
        "courier": {"type": "boolean"},
        "applicants": {"type": "array", "items": {"type": "string", "enum": ["person", "company"]}},
        "statutory_limit": _LIMIT,
        "promised_limit": _LIMIT,
        "materials": {"type": "array", "items": _MATERIAL},
        "form": {"type": "object", "description": "JSON Schema of `answers`."},
        "variants": {
            "type": "array",
            "items": {"type": "object", "required": ["code", "name"]},
            "description": "Each replaces whole parts of the item by its own.",
        },
    },
)
_SUMMARY: Final = record(
    "ItemSummary",
    {
        "code": CODE,
        "name": {"type": "string"},
        "unit": CODE,
        "zone": CODE,
        "status": _ITEM["properties"]["status"],
        "instant": {"type": "boolean", "description": "Decided on the spot."},
        "online": {"type": "boolean"},
    },
)
_VERIFIED: Final = record(
    "VerifiedCertificate",
    {
        "genuine": {"type": "boolean", "const": True, "description": "Anything else is a 404 certificate_unknown."},
        "in_force": {"type": "boolean", "description": "Today, in Asia/Shanghai."},
        "standing": {"type": "string", "enum": list(get_args(Validity)), "description": "Which of them, or why not."},
        "sentence": {"type": "string", "description": "The same in one sentence."},
        "kind": {"type": "string", "description": "The certificate kind's code."},
        "name": {"type": "string"},
        "number": {"type": "string"},
        "unit": {"type": "string", "description": "The issuing unit's name."},
        "holder": {"type": "string", "description": "A person's name masked, a company's in full; empty once erased."},
        "issued_on": {"type": "string", "format": "date"},
        "valid_until": {"type": ["string", "null"], "format": "date", "description": "The last day; null: no expiry."},
    },
)

_ON_PAPER: Final = record(
    "FormOnPaper",
    {
        "page": {"type": "string", "description": "The path of a page to print."},
        "pdf": {"type": "string", "description": "The path of the PDF."},
    },
)

LIST_ITEMS: Final = Operation(
    id="listItems",
    method="GET",
    path="/api/items",
    summary="Service items in the order of the catalogue, all or a zone's",
    who=("anyone",),
    parameters=(in_query("zone", {"type": "string"}, "convenience", "A zone's code."),),
    response=Body(
        record("ItemList", {"items": {"type": "array", "items": _SUMMARY}}),
        {
            "items": [
                {
                    "code": "XN-JYJ-001",
                    "name": "教师资格证认定",
                    "unit": "JYJ",
                    "zone": "general",
                    "status": "published",
                    "instant": True,
                    "online": True,
                }
            ]
        },
    ),
)

SEARCH_ITEMS: Final = Operation(
    id="searchItems",
    method="GET",
    path="/api/search",
    summary="Service items by what people type, best first, and by filters",
    who=("anyone",),
    parameters=(
        in_query(
            "q",
            {"type": "string"},
            "jszg",
            "Part of a name, another word for it, a life event, pinyin or its first letters; typing errors are forgiven. "
            "The first 60 characters count. Without it the items that pass the filters come in the order of the catalogue.",
        ),
        in_query("zone", {"type": "string"}, "general", "A zone's code."),
        in_query("unit", {"type": "string"}, "JYJ", "A unit's code."),
        in_query("kind", {"type": "string", "enum": list(KINDS)}, "person", "For whom, or how it is done."),
        in_query("theme", {"type": "string"}, "education", "A theme's code, as the city names them."),
    ),
    response=Body(
        record(
            "FoundItems",
            {
                "edition": {"type": "string", "description": "Of the catalogue."},
                "total": {"type": "integer"},
                "items": {"type": "array", "items": _SUMMARY},
            },
        ),
        {
            "edition": "9b1f0c",
            "total": 1,
            "items": [
                {
                    "code": "XN-JYJ-001",
                    "name": "教师资格证认定",
                    "unit": "JYJ",
                    "zone": "general",
                    "status": "published",
                    "instant": True,
                    "online": True,
                }
            ],
        },
    ),
    errors=("invalid",),
)

GET_ITEM: Final = Operation(
    id="getItem",
    method="GET",
    path="/api/items/{code}",
    summary="One service item as published, with its variants",
    who=("anyone",),
    parameters=(in_path("code", "XN-JYJ-001", "The item's code."),),
    response=Body(
        record(
            "PublishedItem",
            {
                "edition": {"type": "string", "description": "Of the catalogue."},
                "item": _ITEM,
                "coming": {
                    "type": "array",
                    "items": _ITEM,
                    "description": "Versions that have been published and begin at their `effective_from`, the next first.",
                },
            },
        ),
        {
            "edition": "9b1f0c",
            "item": {
                "code": "XN-JYJ-001",
                "name": "教师资格证认定",
                "unit": "JYJ",
                "zone": "general",
                "regime": "licence",
                "status": "published",
                "version": 1,
                "online": True,
                "courier": True,
                "applicants": ["person"],
                "statutory_limit": {"amount": 30, "unit": "working_days"},
                "promised_limit": {"unit": "session"},
                "materials": [
                    {
                        "code": "degree",
                        "name": "学历证书",
                        "required": "always",
                        "kind": "original",
                        "source": "applicant",
                        "corrections": ["学历证书照片看不清证书编号。请把证书摊平，对准后重新拍摄。"],
                    }
                ],
                "form": {"type": "object", "required": [], "properties": {}},
                "variants": [{"code": "XN-JYJ-001-1", "name": "高级中学教师资格认定"}],
            },
            "coming": [],
        },
    ),
    errors=("item_unknown",),
)

GET_FORM: Final = Operation(
    id="getForm",
    method="GET",
    path="/api/items/{code}/form",
    summary="The application form of a variant: its schemas, its materials, and where it is for paper",
    who=("anyone",),
    parameters=(
        in_path("code", "XN-JYJ-001", "The item's code."),
        in_query("variant", {"type": "string"}, "XN-JYJ-001-1", "The variant's code; the item's first without it."),
    ),
    response=Body(
        record(
            "ItemForm",
            {
                "edition": {"type": "string", "description": "Of the catalogue."},
                "item": CODE,
                "variant": CODE,
                "schema": _ITEM["properties"]["form"],
                "applicants": {
                    "type": "object",
                    "description": "JSON Schemas by kind: person, company, and agent of who acts for a person.",
                    "additionalProperties": {"type": "object"},
                },
                "materials": {"type": "array", "items": _MATERIAL},
                "blank": _ON_PAPER,
                "sample": _ON_PAPER,
            },
        ),
        {
            "edition": "9b1f0c",
            "item": "XN-JYJ-001",
            "variant": "XN-JYJ-001-1",
            "schema": {"type": "object", "required": [], "properties": {}},
            "applicants": {"person": {"type": "object", "required": ["name"], "properties": {}}},
            "materials": [],
            "blank": {
                "page": "/items/XN-JYJ-001/form?variant=XN-JYJ-001-1",
                "pdf": "/items/XN-JYJ-001/form.pdf?variant=XN-JYJ-001-1",
            },
            "sample": {
                "page": "/items/XN-JYJ-001/form?variant=XN-JYJ-001-1&sample=1",
                "pdf": "/items/XN-JYJ-001/form.pdf?variant=XN-JYJ-001-1&sample=1",
            },
        },
    ),
    errors=("item_unknown", "item_suspended"),
)

VERIFY_CERTIFICATE: Final = Operation(
    id="verifyCertificate",
    method="GET",
    path="/api/certificates/{certificate}",
    summary="Whether a certificate is genuine and in force",
    who=("anyone",),
    parameters=(
        in_path("certificate", "XNJSZ2026CP6553X2RM", "The number on the certificate."),
        in_query(
            "k", {"type": "string", "maxLength": 40}, "2345-6789-ABCD-EFGH", "The secret printed with its QR code."
        ),
    ),
    response=Body(
        _VERIFIED,
        {
            "genuine": True,
            "in_force": True,
            "standing": "in_force",
            "sentence": "这份证照是真的，目前有效",
            "kind": "teacher_certificate",
            "name": "高级中学教师资格证书",
            "number": "XNJSZ2026CP6553X2RM",
            "unit": "教育局",
            "holder": "王*明",
            "issued_on": "2026-03-03",
            "valid_until": None,
        },
    ),
    errors=("certificate_unknown", "too_many_requests"),
)

OPERATIONS: Final = (LIST_ITEMS, SEARCH_ITEMS, GET_ITEM, GET_FORM, VERIFY_CERTIFICATE)
