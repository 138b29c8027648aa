"""Lambda's Invoke as far as an operator needs it: an event left for a function that events call.

Source: AWS Lambda API reference, "Invoke" (InvocationType Event: 202, retries and failure destination are Lambda's).
"""

import json
import re
from collections.abc import Callable
from typing import Any

from infra.functions import FUNCTIONS
from infra.local.wsgi import Request, Response

_INVOKE = re.compile(r"/2015-03-31/functions/(?:arn:aws:lambda:[^:/]*:\d*:function:)?(\w+)(?::\$LATEST)?/invocations")


def handle(request: Request, accept: Callable[[str, dict[str, Any]], None]) -> Response:
    """`accept(function, event)` keeps what is to be delivered."""
    asked = _INVOKE.fullmatch(request.path)
    if asked is None or asked[1] not in FUNCTIONS:
        return _refusal(404, "ResourceNotFoundException", f"Function not found: {request.path}")
    if request.headers.get("x-amz-invocation-type") != "Event":
        return _refusal(400, "InvalidParameterValueException", "the local cloud takes InvocationType Event only")
    try:
        event = json.loads(request.body)
    except ValueError:
        return _refusal(400, "InvalidRequestContentException", "Could not parse request body into json")
    accept(asked[1], event)
    return Response(202)


def _refusal(status: int, code: str, message: str) -> Response:
    headers = [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)]
    return Response(status, json.dumps({"Type": "User", "message": message}).encode(), headers)
