"""The SMS gateway's webhook as its engineer reads it; chalicelib/adapters/sms_receipts.py reads what comes."""

from typing import Final

from chalicelib.handlers.operation import Body, Operation, in_path, in_query, record

_TIME: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", "description": "In China."}

_REPORT: Final = record(
    "SmsReport",
    {
        "phone_number": {"type": "string"},
        "send_time": _TIME,
        "report_time": _TIME,
        "success": {"type": "boolean"},
        "err_code": {"type": "string"},
        "err_msg": {"type": "string"},
        "sms_size": {"type": "string"},
        "biz_id": {"type": "string", "description": "The gateway's id, as SendSms answered it."},
        "out_id": {"type": "string", "description": "The id that we gave the message; without it nobody waits."},
    },
    optional=("phone_number", "send_time", "err_msg", "sms_size", "out_id"),
)

SMS_RECEIPT: Final = Operation(
    id="smsReceipt",
    method="POST",
    path="/webhooks/sms/{provider}",
    summary="An SMS gateway reports which messages arrived",
    who=("gateway",),
    parameters=(
        in_path("provider", "aliyun", "The gateway."),
        in_query("key", {"type": "string"}, "k7Jt0pXcQm", "The key in the address that the gateway was given."),
    ),
    request=Body(
        {"type": "array", "items": _REPORT},
        [
            {
                "phone_number": "19900000000",
                "send_time": "2026-03-05 10:18:40",
                "report_time": "2026-03-05 10:18:42",
                "success": True,
                "err_code": "DELIVERED",
                "err_msg": "DELIVERED",
                "sms_size": "1",
                "biz_id": "932702304080415357^0",
                "out_id": "c-CP6553X2RM#p-6z4q/00000002#accepted",
            }
        ],
    ),
    response=Body(
        {"type": "object", "title": "ReceiptsAnswer", "description": "As the gateway expects it."},
        {"code": 0, "msg": "成功"},
    ),
    errors=("not_found", "receipt_key_wrong", "receipts_malformed", "receipts_too_large"),
)

OPERATIONS: Final = (SMS_RECEIPT,)
