"""What the tests of the local DynamoDB share: a served endpoint, clients for it, one table."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb.server import serving

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def database(folder: Path, clock: Callable[[], datetime] = lambda: START) -> DynamoDB:
    return DynamoDB(folder / "dynamodb.sqlite", "123456789012", "us-east-1", clock)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with closing(database(folder)) as dynamodb, serving(dynamodb) as url:
        yield url


@contextmanager
def client(url: str, service: str = "dynamodb") -> Iterator[Any]:
    made = boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    with closing(made):
        yield made


def table(name: str = "things", sort: str = "N", stream: str = "") -> dict[str, Any]:
    """CreateTable for a table keyed by `p` (S) and, unless `sort` is empty, `s` of that type."""
    keys = [("p", "S", "HASH"), ("s", sort, "RANGE")][: 2 if sort else 1]
    definition: dict[str, Any] = {
        "TableName": name,
        "KeySchema": [{"AttributeName": key, "KeyType": role} for key, _, role in keys],
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": kind} for key, kind, _ in keys],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if stream:
        definition["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream}
    return definition


class Caller:
    """Calls a database in process, operation by operation, with the one table filled in."""

    def __init__(self, dynamodb: DynamoDB) -> None:
        self.dynamodb = dynamodb

    def __call__(self, operation: str, **body: Any) -> dict[str, Any]:
        return self.dynamodb.call(f"DynamoDB_20120810.{operation}", {"TableName": "things", **body})

    def batch(self, operation: str, **body: Any) -> dict[str, Any]:
        return self.dynamodb.call(f"DynamoDB_20120810.{operation}", body)

    def streams(self, operation: str, **body: Any) -> dict[str, Any]:
        return self.dynamodb.call(f"DynamoDBStreams_20120810.{operation}", body)
