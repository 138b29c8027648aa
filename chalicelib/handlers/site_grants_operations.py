"""The operation of site_grants_api."""

from typing import Final

from chalicelib.handlers.operation import CODE, STAMP, Body, Operation, Schema, in_query, record

_TEXT: Final[Schema] = {"type": "string"}

LIST_GRANTS: Final = Operation(
    id="listGrants",
    method="GET",
    path="/api/grants",
    summary="The licences that were granted, newest first; companies are named, persons are not",
    who=("anyone",),
    parameters=(in_query("before", _TEXT, "", "`beyond` of the page before."),),
    response=Body(
        record(
            "Grants",
            {
                "grants": {
                    "type": "array",
                    "items": record(
                        "Grant",
                        {
                            "item": CODE,
                            "variant": CODE,
                            "unit": CODE,
                            "granted_at": STAMP,
                            "certificate": {**_TEXT, "description": "Its number; empty until it is made."},
                            "name": _TEXT,
                            "variant_name": _TEXT,
                            "unit_name": _TEXT,
                            "company": {**_TEXT, "description": "Empty for a person."},
                            "standing": {**_TEXT, "description": "By which act it is out of force; empty for none."},
                        },
                    ),
                },
                "beyond": {**_TEXT, "description": "`before` of the next page; empty on the last."},
            },
        ),
        {
            "grants": [
                {
                    "item": "XN-YJJ-001",
                    "variant": "XN-YJJ-001-1",
                    "unit": "YJJ",
                    "granted_at": "2026-03-03T01:30:00.000000Z",
                    "certificate": "XNSPJY2026CP6553X2RM",
                    "name": "食品经营许可",
                    "variant_name": "新办",
                    "unit_name": "示例市市场监督管理局",
                    "company": "示例餐饮有限公司",
                    "standing": "",
                }
            ],
            "beyond": "",
        },
    ),
)

OPERATIONS: Final = (LIST_GRANTS,)
