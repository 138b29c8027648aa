from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class DynamoDBError(Exception):
    """A refusal with the service's own `code` and sentence; `item` is the standing item where the caller asked for it."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, code: str, message: str, *, item: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.item = item

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{self.code}", "message": self.message}
        if self.item is not None:
            answer["Item"] = self.item
        return answer


def invalid(message: str) -> DynamoDBError:
    return DynamoDBError("ValidationException", message)


def not_found(message: str) -> DynamoDBError:
    return DynamoDBError("ResourceNotFoundException", f"Requested resource not found: {message}")


def choice(body: Mapping[str, Any], parameter: str, default: str, *others: str) -> str:
    """An enumerated parameter; ValidationException when it is none of these."""
    value = body.get(parameter, default)
    if value not in {default, *others}:
        raise invalid(
            f"1 validation error detected: Value '{value}' at '{parameter[0].lower()}{parameter[1:]}' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{', '.join((default, *others))}]"
        )
    return str(value)
