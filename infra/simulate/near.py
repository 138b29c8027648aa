"""DynamoDB's answers without the way over a socket: what a client would send is answered in its own process, from the city's
one database file. Everything else of a request stays: it is built, signed, and its answer parsed by botocore."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from botocore.awsrequest import AWSResponse

from infra.local.cloud import ACCOUNT, CREDENTIALS
from infra.local.dynamodb import DynamoDB, DynamoDBError

DATABASE: Final = "dynamodb.sqlite"
_TARGET: Final = "X-Amz-Target"


class _Raw:
    """The body as urllib3 would give it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


class Near:
    """In the place of a client's connections."""

    def __init__(self, dynamodb: DynamoDB) -> None:
        self._dynamodb = dynamodb

    def send(self, request: Any) -> AWSResponse:
        target = request.headers[_TARGET]
        status, body = _called(self._dynamodb, target.decode() if isinstance(target, bytes) else target, request.body)
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return AWSResponse(request.url, status, {"Content-Type": "application/x-amz-json-1.0"}, _Raw(content))


def answer_near(client: Any, data_dir: Path, clock: Callable[[], datetime]) -> None:
    """SQLite's own locks keep the processes that share the file apart."""
    dynamodb = DynamoDB(data_dir / DATABASE, ACCOUNT, CREDENTIALS.region, clock)
    client._endpoint.http_session = Near(dynamodb)  # noqa: SLF001 - a client's connections have no public name


def _called(dynamodb: DynamoDB, target: str, body: bytes) -> tuple[int, Mapping[str, Any]]:
    try:
        return 200, dynamodb.call(target, json.loads(body))
    except DynamoDBError as error:
        return error.status, error.body()
