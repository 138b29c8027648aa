"""Condition expressions on a stored item, and what the endpoint answers to what is no request at all."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from infra.local.dynamodb import DynamoDBError

from .local_dynamodb import Caller, database, served, table

KEY = {"p": {"S": "a"}, "s": {"N": "1"}}
ITEM = {
    **KEY,
    "ten": {"N": "10.0"},
    "two": {"N": "2"},
    "word": {"S": "approve"},
    "photo": {"B": "YWJj"},
    "tags": {"SS": ["red", "green"]},
    "listed": {"L": [{"S": "x"}, {"N": "1"}]},
    "nested": {"M": {"deep": {"L": [{"BOOL": True}]}}},
    "nothing": {"NULL": True},
}
VALUES = {
    ":ten": {"N": "10"},
    ":word": {"S": "approve"},
    ":app": {"S": "app"},
    ":tags": {"SS": ["green", "red"]},
    ":red": {"S": "red"},
    ":true": {"BOOL": True},
    ":null": {"NULL": True},
    ":kind": {"S": "SS"},
    ":map": {"M": {}},
    ":ab": {"B": "YWI="},
    ":no": {"S": "QQ"},
}


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Caller]:
    with closing(database(tmp_path)) as dynamodb:
        caller = Caller(dynamodb)
        caller("CreateTable", **table())
        caller("PutItem", Item=ITEM)
        yield caller


def delete(call: Caller, condition: str) -> dict[str, Any]:
    used = {name: value for name, value in VALUES.items() if name in condition}
    return call(
        "DeleteItem",
        Key=KEY,
        ConditionExpression=condition,
        **({"ExpressionAttributeValues": used} if used else {}),
    )


@pytest.mark.parametrize(
    "condition",
    [
        "ten = :ten",
        "ten > two",
        "two < ten and word = :word",
        "tags = :tags",
        "contains(tags, :red)",
        "attribute_type(tags, :kind)",
        "begins_with(word, :app)",
        "begins_with(photo, :ab)",
        "contains(word, :app)",
        "contains(listed, :ten) OR size(tags) = two",
        "nested.deep[0] = :true",
        "nothing = :null",
        "gone <> :ten",
        "gone <> missed",
        "word <> :ten",
        "NOT gone = :ten",
        "NOT (ten < two OR word = :app)",
        "word IN (:app, :word)",
        "ten BETWEEN two AND :ten",
        "NOT ten = :ten OR ten = :ten AND word = :word",
    ],
)
def test_conditions_that_hold(call: Caller, condition: str) -> None:
    delete(call, condition)
    assert "Item" not in call("GetItem", Key=KEY)


@pytest.mark.parametrize(
    "condition",
    [
        "ten <> :ten",
        "ten < two",
        "gone = :null",
        "gone < :ten",
        "gone = missed",
        "word < :ten",
        "tags < word",
        "contains(tags, :app)",
        "begins_with(tags, :app)",
        "attribute_not_exists(word)",
        "attribute_exists(nested.deep[1])",
        "attribute_exists(word.deep)",
        "size(two) < :ten",
        "ten = :ten AND (word = :app OR gone = :ten)",
        "word = :word AND ten = :ten AND NOT tags = :tags",
    ],
)
def test_conditions_that_fail(call: Caller, condition: str) -> None:
    with pytest.raises(DynamoDBError) as refused:
        delete(call, condition)
    assert refused.value.code == "ConditionalCheckFailedException"
    assert "Item" in call("GetItem", Key=KEY)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("ten < :map", "operator or function: <, operand type: M"),
        ("ten BETWEEN :ten AND :map", "operator or function: BETWEEN, operand type: M"),
        ("begins_with(word, :ten)", "operator or function: begins_with, operand type: N"),
        ("attribute_type(word, :no)", "Invalid attribute type name"),
        ("word", "Syntax error"),
        ("word = ", "Syntax error"),
        ("(word = ten", "Syntax error"),
        ("word = ten)", "Syntax error"),
        ("word = 'x'", "Syntax error"),
        ("unknown_function(word)", "Syntax error"),
        ("attribute_exists(:ten)", "Syntax error"),
        ("word == ten", "Syntax error"),
    ],
)
def test_conditions_that_are_refused(call: Caller, condition: str, sentence: str) -> None:
    with pytest.raises(DynamoDBError) as refused:
        delete(call, condition)
    assert refused.value.code == "ValidationException"
    assert sentence in refused.value.message


def post(url: str, data: bytes | None, target: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url, data=data, headers={"X-Amz-Target": target})  # noqa: S310  # loopback
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310
    with refused.value as answer:
        return answer.code, json.load(answer)


@pytest.mark.parametrize(
    ("data", "target", "code"),
    [
        (b"{", "DynamoDB_20120810.ListTables", "SerializationException"),
        (b"[]", "DynamoDB_20120810.ListTables", "SerializationException"),
        (b"\xff", "DynamoDB_20120810.ListTables", "SerializationException"),
        (b"{}", "DynamoDB_20120810.Nothing", "UnknownOperationException"),
        (b"{}", "DynamoDB_20120810.GetItem", "ValidationException"),
        (None, "", "UnknownOperationException"),
    ],
)
def test_what_is_no_request_gets_a_400_with_its_type(
    tmp_path: Path, data: bytes | None, target: str, code: str
) -> None:
    with served(tmp_path) as url:
        status, answer = post(url, data, target)
    assert status == 400
    assert answer["__type"] == f"com.amazonaws.dynamodb.v20120810#{code}"


def test_a_string_that_is_no_unicode_is_refused(call: Caller) -> None:
    with pytest.raises(DynamoDBError) as refused:
        call("PutItem", Item={**KEY, "word": {"S": "\ud800"}})
    assert refused.value.code == "SerializationException"
