"""The bare floor of a cold start: the runtime, and a function that does nothing."""

from collections.abc import Mapping
from typing import Any


def handler(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    return {"statusCode": 204, "headers": {}, "body": ""}
