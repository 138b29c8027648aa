"""How long the local DynamoDB takes for one page of 20 items, in a small and in a large table (budget: within twice)."""

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from infra.bench.figure import Figure
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb.server import serving

SMALL, LARGE = 1_000, 100_000
PAGE = 20
ROUNDS = 400
BUDGET = 2.0
ROW = {"text": {"S": "x" * 500}}


def figures() -> Iterator[Figure]:
    """Medians of one page."""
    for name, partitions in (("spread", Spread), ("one_partition", Single)):
        with tempfile.TemporaryDirectory() as folder:
            times = {count: _measured(Path(folder) / f"{count}.sqlite", partitions(count)) for count in (SMALL, LARGE)}
        for index, where in enumerate(("http", "inside")):
            small, large = times[SMALL][index], times[LARGE][index]
            yield Figure(f"local_query.{name}.{where}", small, "ms")
            yield Figure(f"local_query.{name}.{where}.at_100k_to_1k", large / small, "x", BUDGET)


class Spread:
    """Items over many partitions of one page each; pages are whole partitions."""

    def __init__(self, count: int) -> None:
        self._partitions = count // PAGE

    def keys(self) -> Iterator[tuple[str, int]]:
        # Round-robin, as cases grow side by side: a partition's items do not lie together in the file.
        return ((f"unit-{number}", seq) for seq in range(PAGE) for number in range(self._partitions))

    def page(self, round_: int) -> tuple[str, int]:
        return f"unit-{round_ * 7919 % self._partitions}", 0


class Single:
    """All items in one partition; pages start anywhere in it."""

    def __init__(self, count: int) -> None:
        self._count = count

    def keys(self) -> Iterator[tuple[str, int]]:
        return (("unit", seq) for seq in range(self._count))

    def page(self, round_: int) -> tuple[str, int]:
        return "unit", round_ * 7919 % (self._count - PAGE)


def _measured(file: Path, rows: Spread | Single) -> tuple[float, float]:
    """Median milliseconds of a page through boto3 and HTTP, and of the call inside the server."""
    with closing(DynamoDB(file, "123456789012", "us-east-1", lambda: datetime.now(UTC))) as dynamodb:
        _fill(dynamodb, rows)
        inside = _median(rows, lambda request: dynamodb.call("DynamoDB_20120810.Query", request))
        with serving(dynamodb) as url, closing(_client(url)) as client:
            outside = _median(rows, lambda request: client.query(**request))
    return outside, inside


def _fill(dynamodb: DynamoDB, rows: Spread | Single) -> None:
    keys = [("queue", "S", "HASH"), ("sort", "N", "RANGE")]
    dynamodb.call(
        "DynamoDB_20120810.CreateTable",
        {
            "TableName": "views",
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": name, "KeyType": role} for name, _, role in keys],
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind, _ in keys],
        },
    )
    remaining = rows.keys()
    while batch := list(itertools.islice(remaining, 25)):
        puts = [
            {"PutRequest": {"Item": {"queue": {"S": queue}, "sort": {"N": str(sort)}, **ROW}}} for queue, sort in batch
        ]
        dynamodb.call("DynamoDB_20120810.BatchWriteItem", {"RequestItems": {"views": puts}})


def _median(rows: Spread | Single, query: Callable[[dict[str, Any]], dict[str, Any]]) -> float:
    times = []
    for round_ in range(ROUNDS):
        queue, first = rows.page(round_)
        request = {
            "TableName": "views",
            "KeyConditionExpression": "queue = :queue AND sort >= :first",
            "ExpressionAttributeValues": {":queue": {"S": queue}, ":first": {"N": str(first)}},
            "Limit": PAGE,
        }
        start = time.perf_counter()
        answer = query(request)
        times.append((time.perf_counter() - start) * 1000)
        if answer["Count"] != PAGE:
            raise RuntimeError(f"a page of {answer['Count']}")
    return statistics.median(times)


def _client(url: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  # the endpoint checks none
    )
