"""Sixteen real clients at once lose nothing and let exactly one win."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.effort import share

from .local_dynamodb import client, served, table

WRITERS = 16
INCREMENTS = 25
REREAD = share(80)
"""Increments of a writer that reads before each: most must be made anew, so that each costs ten."""

KEY = {"p": {"S": "one"}, "s": {"N": "1"}}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path) as address, client(address) as dynamodb:
        dynamodb.create_table(**table())
        yield address


def at_once(url: str, work: Callable[[Any, int], Any]) -> list[Any]:
    def run(writer: int) -> Any:
        with client(url) as dynamodb:
            return work(dynamodb, writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


def standing(url: str) -> dict[str, Any]:
    with client(url) as dynamodb:
        return dynamodb.get_item(TableName="things", Key=KEY, ConsistentRead=True)["Item"]


def test_every_increment_is_kept(url: str) -> None:
    def increment(dynamodb: Any, _writer: int) -> None:
        for _ in range(INCREMENTS):
            dynamodb.update_item(
                TableName="things",
                Key=KEY,
                UpdateExpression="ADD hits :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    at_once(url, increment)
    assert standing(url)["hits"] == {"N": str(WRITERS * INCREMENTS)}


@pytest.mark.thorough
def test_every_optimistic_put_is_kept(url: str) -> None:
    def put_next(dynamodb: Any) -> bool:
        item = dynamodb.get_item(TableName="things", Key=KEY, ConsistentRead=True)["Item"]
        try:
            dynamodb.put_item(
                TableName="things",
                Item={**KEY, "hits": {"N": str(int(item["hits"]["N"]) + 1)}},
                ConditionExpression="hits = :seen",
                ExpressionAttributeValues={":seen": item["hits"]},
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def increment(dynamodb: Any, _writer: int) -> int:
        lost = 0
        kept = 0
        while kept < REREAD:
            if put_next(dynamodb):
                kept += 1
            else:
                lost += 1
        return lost

    with client(url) as dynamodb:
        dynamodb.put_item(TableName="things", Item={**KEY, "hits": {"N": "0"}})
    lost = at_once(url, increment)
    assert standing(url)["hits"] == {"N": str(WRITERS * REREAD)}
    assert sum(lost) > 0  # else the writers never met


def test_one_conditional_put_of_a_key_wins_and_the_others_see_it(url: str) -> None:
    def claim(dynamodb: Any, writer: int) -> str:
        try:
            dynamodb.put_item(
                TableName="things",
                Item={**KEY, "winner": {"N": str(writer)}},
                ConditionExpression="attribute_not_exists(p)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except dynamodb.exceptions.ConditionalCheckFailedException as error:
            return error.response["Item"]["winner"]["N"]
        return str(writer)

    assert set(at_once(url, claim)) == {standing(url)["winner"]["N"]}
