"""The couriers' webhook as a carrier's engineer reads it; chalicelib/adapters/push_sources.py reads what comes."""

from typing import Final

from chalicelib.domain.parcel import ParcelState
from chalicelib.handlers.operation import STAMP, Body, Operation, in_path, in_query, record

_STATES: Final = tuple(state.value for state in ParcelState if state is not ParcelState.TRANSFERRED)
"""`transferred` is known from kuaidi100 only."""

_PARCEL_UPDATED: Final = record(
    "ParcelUpdated",
    {
        "type": {"type": "string", "const": "parcel.updated"},
        "timestamp": STAMP,
        "data": record(
            "",
            {
                "waybill": {"type": "string", "minLength": 8, "maxLength": 40},
                "state": {"type": "string", "enum": list(_STATES)},
                "occurred_at": STAMP,
                "location": {"type": "string"},
                "signed_by": {"type": "string"},
                "remark": {"type": "string"},
            },
            optional=("location", "signed_by", "remark"),
        ),
    },
)

_DIAGNOSIS: Final = record(
    "PushDiagnosis",
    {
        "test": {"const": True},
        "accepted": {"type": "boolean"},
        "problem": {"type": ["object", "null"], "description": "`code` and `detail` of what a live push would hear."},
        "our_time": STAMP,
        "body_bytes": {"type": "integer"},
        "body_sha256": {"type": "string"},
    },
)
_REFUSED: Final = {
    "test": True,
    "accepted": False,
    "problem": {"code": "push_malformed", "detail": "the body is no JSON"},
    "our_time": "2026-03-05T02:20:00.000000Z",
    "body_bytes": 2,
    "body_sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
}

COURIER_PUSH: Final = Operation(
    id="courierPush",
    method="POST",
    path="/webhooks/courier/{carrier}",
    summary="A courier reports where a parcel is",
    who=("courier",),
    parameters=(
        in_path(
            "carrier",
            "standard",
            "The source: `standard` (standardwebhooks.com, this JSON body, headers webhook-id, webhook-timestamp, "
            "webhook-signature) or `kuaidi100` (its own form with `param` and `sign`).",
        ),
        in_query(
            "test", {"type": "string"}, "1", "Sent with a test secret's signature: answers a diagnosis, does nothing."
        ),
    ),
    request=Body(
        _PARCEL_UPDATED,
        {
            "type": "parcel.updated",
            "timestamp": "2026-03-05T10:20:00+08:00",
            "data": {"waybill": "1234567890123", "state": "delivered", "occurred_at": "2026-03-05T10:18:42+08:00"},
        },
    ),
    response=Body(
        {"type": "object", "title": "PushAnswer", "description": "As the source expects it."}, {"status": "accepted"}
    ),
    errors=("not_found", "push_unsigned", "push_forged", "push_stale", "push_malformed", "push_too_large"),
    told=Body(_DIAGNOSIS, _REFUSED),
)

_SF_ANSWER: Final = {
    "type": "object",
    "title": "SfAnswer",
    "description": "return_code 0000; 1000 asks for the push again.",
}

SF_PUSH: Final = Operation(
    id="sfPush",
    method="POST",
    path="/webhooks/courier/sf/{secret}",
    summary="顺丰 (RoutePushService) reports where parcels are; a delivery counts once a query of ours confirms it",
    who=("courier",),
    parameters=(
        in_path(
            "secret", "f3b1c0a94d5e4c7f8a6b", "The secret of this subscription; a test secret answers a diagnosis."
        ),
    ),
    request=Body(
        record(
            "SfRoutes",
            {
                "Body": {
                    "type": "object",
                    "properties": {"WaybillRoute": {"type": "array", "items": {"type": "object"}}},
                }
            },
        ),
        {
            "Body": {
                "WaybillRoute": [
                    {
                        "mailno": "SF1234567890123",
                        "acceptTime": "2026-03-05 10:18:42",
                        "acceptAddress": "温泉营业点",
                        "remark": "已签收",
                        "opCode": "80",
                    }
                ]
            }
        },
    ),
    response=Body(_SF_ANSWER, {"return_code": "0000", "return_msg": "成功"}),
    errors=("not_found", "push_forged", "push_malformed", "push_too_large"),
    told=Body({"anyOf": [_SF_ANSWER, _DIAGNOSIS]}, {"return_code": "1000", "return_msg": "the body is no JSON"}),
)

OPERATIONS: Final = (COURIER_PUSH, SF_PUSH)
