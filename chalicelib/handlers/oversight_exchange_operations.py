"""The operations of the exchange: who is sent records, and the records of a day."""

from typing import Final

from chalicelib.domain.exchange import KINDS
from chalicelib.handlers.operation import CODE, Body, Operation, Parameter, in_path, in_query, record
from chalicelib.handlers.oversight_statistics_operations import DAY, IN_UNIT

_RECEIVER: Final = in_path("receiver", "province", "One of `listReceivers`.")
_DAY_IN_PATH: Final = Parameter("path", "day", DAY, "2026-03-02", "The day on which it was recorded.")
_KIND: Final = {"type": "string", "enum": list(KINDS)}
_ERRORS: Final = ("forbidden", "receiver_unknown", "day_unknown", "unit_unknown")

LIST_RECEIVERS: Final = Operation(
    id="listReceivers",
    method="GET",
    path="/api/exchange",
    summary="Who is sent process records, and what each calls the ten kinds and their fields; for supervisors",
    who=("staff",),
    response=Body(
        record(
            "ReceiverList",
            {
                "receivers": {
                    "type": "array",
                    "items": record(
                        "Receiver",
                        {
                            "receiver": CODE,
                            "name": {"type": "string"},
                            "standard": {"type": "string", "description": "What the receiver has published."},
                            "records": {
                                "type": "array",
                                "items": record(
                                    "RecordColumns",
                                    {
                                        "kind": _KIND,
                                        "code": {"type": "string"},
                                        "name": {"type": "string"},
                                        "columns": {"type": "array", "items": {"type": "string"}},
                                    },
                                ),
                            },
                        },
                    ),
                }
            },
        ),
        {
            "receivers": [
                {
                    "receiver": "province",
                    "name": "省网上办事大厅（示例）",
                    "standard": "参照广东省2013年网上办事大厅数据规范的十类过程记录",
                    "records": [{"kind": "conclusion", "code": "BJ", "name": "办结", "columns": ["BJBH", "BJJG"]}],
                }
            ]
        },
    ),
    errors=("forbidden",),
)

LIST_EXCHANGE_RECORDS: Final = Operation(
    id="listExchangeRecords",
    method="GET",
    path="/api/exchange/{receiver}/{day}",
    summary="The process records of a day in a receiver's fields and codes, a page of cases at a time; for supervisors",
    who=("staff",),
    parameters=(
        _RECEIVER,
        _DAY_IN_PATH,
        IN_UNIT,
        in_query("after", {"type": "string"}, "", "`beyond` of the page before."),
    ),
    response=Body(
        record(
            "ExchangeRecords",
            {
                "receiver": CODE,
                "day": DAY,
                "complete": {
                    "type": "boolean",
                    "description": "A night has gone through the whole day; before that some cases are lacking.",
                },
                "records": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "title": "ExchangeRecord",
                        "required": ["record"],
                        "description": "`record` is the receiver's code of the kind; the others are its own fields.",
                        "properties": {"record": {"type": "string"}},
                        "additionalProperties": {"type": ["string", "integer"]},
                    },
                },
                "beyond": {
                    "type": "string",
                    "description": "`after` of the next page, empty on the last.",
                },
            },
        ),
        {
            "receiver": "province",
            "day": "2026-03-02",
            "complete": True,
            "records": [{"record": "BJ", "BJBH": "CP6553X2RM", "XH": 1, "SJBBH": 1, "BJJG": "0"}],
            "beyond": "",
        },
    ),
    errors=_ERRORS,
)

EXPORT_EXCHANGE_RECORDS: Final = Operation(
    id="exportExchangeRecords",
    method="GET",
    path="/api/exchange/{receiver}/{day}/{record}",
    summary="A unit's records of one kind and day as CSV, the receiver's columns first; for supervisors",
    who=("staff",),
    parameters=(
        _RECEIVER,
        _DAY_IN_PATH,
        Parameter("path", "record", _KIND, KINDS[0], "Which of the ten."),
        Parameter("query", "unit", {"type": "string", "minLength": 1, "maxLength": 64}, "RSJ", "The unit."),
    ),
    response=Body({"type": "string"}, "BJBH,SXBM,XH,SJBBH\r\n"),
    media="text/csv",
    errors=_ERRORS,
)

OPERATIONS: Final = (LIST_RECEIVERS, LIST_EXCHANGE_RECORDS, EXPORT_EXCHANGE_RECORDS)
