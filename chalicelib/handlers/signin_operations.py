"""Signing in: a citizen's code from an SMS, or the PIN of staff or leader, becomes a bearer token."""

from typing import Final

from chalicelib.handlers.operation import Body, Operation, Schema, record

_UNIX: Final[Schema] = {"type": "integer", "description": "Unix seconds."}
_TOKEN: Final[Schema] = {"type": "string", "maxLength": 64}


def _one_way(needed: tuple[str, ...], others: tuple[str, ...]) -> Schema:
    """Nothing of the other way stands beside it: half of each is neither."""
    return {"required": list(needed), "not": {"anyOf": [{"required": [name]} for name in others]}}


_CREDENTIALS: Final[Schema] = {
    "type": "object",
    "title": "Credentials",
    "description": "A citizen sends `sign_in` and `code`, staff send `staff` and `pin`. A leader sends these with `kind`, "
    "and where the answer is device_new, `sign_in` from it with the `code` of the SMS.",
    "oneOf": [_one_way(("sign_in", "code"), ("staff", "pin")), _one_way(("staff", "pin"), ("sign_in", "code"))],
    "additionalProperties": False,
    "properties": {
        "sign_in": {**_TOKEN, "description": "From requestLoginCode, or from the problem device_new."},
        "code": {"type": "string", "maxLength": 12, "description": "The six digits of the SMS."},
        "last_four": {
            "type": "string",
            "maxLength": 12,
            "description": "Last four of the identity number used here before: asked for (last_four_needed) on a device "
            "that is new to an account with cases.",
        },
        "device": {**_TOKEN, "description": "What an earlier login of this device returned."},
        "staff": {"type": "string", "minLength": 1, "maxLength": 64, "description": "Number or name."},
        "pin": {"type": "string", "maxLength": 12},
        "kind": {
            "type": "string",
            "enum": ["staff", "leader"],
            "description": "With `staff` and `pin`. staff, the default: a desk's session, without a leader's posts. "
            "leader: all posts, for half an hour.",
        },
    },
}

REQUEST_LOGIN_CODE: Final = Operation(
    id="requestLoginCode",
    method="POST",
    path="/api/login-codes",
    summary="Send a sign-in code by SMS; the answer is the same whether the number is known or not",
    who=("anyone",),
    request=Body(
        record("Telephone", {"phone": {"type": "string", "maxLength": 40}}, closed=True), {"phone": "19900000000"}
    ),
    response=Body(
        record("PendingSignIn", {"sign_in": {"type": "string"}, "code_expires_at": _UNIX}),
        {"sign_in": "9q4mzkx1b7d2f8h3j5n6p0r1st", "code_expires_at": 1772501700},
    ),
    status=202,
    errors=("too_many_requests", "sms_failed"),
)

LOGIN: Final = Operation(
    id="login",
    method="POST",
    path="/api/sessions",
    summary="Exchange the code for a citizen's bearer token of 30 days, or a PIN for a staff member's of 12 hours or a "
    "leader's of 30 minutes",
    who=("anyone",),
    request=Body(_CREDENTIALS, {"sign_in": "9q4mzkx1b7d2f8h3j5n6p0r1st", "code": "271828"}),
    response=Body(
        record(
            "Session",
            {
                "token": {"type": "string"},
                "device": {
                    "type": "string",
                    "description": "To be kept by a citizen's or leader's device, sent with later logins.",
                },
                "expires_at": _UNIX,
            },
            optional=("device",),
        ),
        {"token": "f3k9d0s8a7q6w5e4r3t2y1u0i9o8p7l6", "device": "z1x2c3v4b5n6m7", "expires_at": 1775093700},
    ),
    status=201,
    errors=(
        "sign_in_unknown",
        "code_wrong",
        "code_dead",
        "last_four_needed",
        "last_four_wrong",
        "last_four_locked",
        "staff_name_shared",
        "pin_wrong",
        "pin_locked",
        "leader_signs_in_elsewhere",
        "device_new",
        "too_many_requests",
        "sms_failed",
    ),
)

OPERATIONS: Final = (REQUEST_LOGIN_CODE, LOGIN)
