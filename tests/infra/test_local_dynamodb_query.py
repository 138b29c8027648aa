"""Query and Scan: order, bounds, paging, filters, projections."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.dynamodb import DynamoDBError

from .local_dynamodb import Caller, database, table

NUMBERS = ["-20", "-3.5", "-1", "0", "0.5", "2", "10", "11", "100"]


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Caller]:
    with closing(database(tmp_path)) as dynamodb:
        caller = Caller(dynamodb)
        caller("CreateTable", **table())
        for text in reversed(NUMBERS):
            caller("PutItem", Item={"p": {"S": "a"}, "s": {"N": text}, "even": {"BOOL": len(text) % 2 == 0}})
        caller("PutItem", Item={"p": {"S": "b"}, "s": {"N": "1"}})
        yield caller


def query(call: Caller, condition: str = "p = :p", **request: Any) -> dict[str, Any]:
    values = {":p": {"S": "a"}, **request.pop("values", {})}
    return call("Query", KeyConditionExpression=condition, ExpressionAttributeValues=values, **request)


def sorts(answer: dict[str, Any]) -> list[str]:
    return [item["s"]["N"] for item in answer["Items"]]


def test_numbers_come_in_numeric_order_and_back(call: Caller) -> None:
    assert sorts(query(call)) == NUMBERS
    assert sorts(query(call, ScanIndexForward=False)) == NUMBERS[::-1]


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("s = :a", {":a": "10.0"}, ["10"]),
        ("s < :a", {":a": "0"}, ["-20", "-3.5", "-1"]),
        ("s <= :a", {":a": "0"}, ["-20", "-3.5", "-1", "0"]),
        ("s > :a", {":a": "10"}, ["11", "100"]),
        ("s >= :a", {":a": "10"}, ["10", "11", "100"]),
        ("s BETWEEN :a AND :b", {":a": "-3.5", ":b": "2"}, ["-3.5", "-1", "0", "0.5", "2"]),
    ],
)
def test_bounds_of_the_sort_key(call: Caller, condition: str, values: dict[str, str], expected: list[str]) -> None:
    bound = {name: {"N": text} for name, text in values.items()}
    assert sorts(query(call, f"p = :p AND {condition}", values=bound)) == expected
    assert sorts(query(call, f"({condition}) AND (p = :p)", values=bound)) == expected


@given(st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=12), st.text(min_size=1, max_size=2))
@settings(max_examples=60, deadline=None)
def test_begins_with_and_order_of_strings_follow_their_utf8_bytes(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], prefix: str
) -> None:
    with closing(database(tmp_path_factory.mktemp("strings"))) as dynamodb:
        call = Caller(dynamodb)
        call("CreateTable", **table(sort="S"))
        for text in texts:
            call("PutItem", Item={"p": {"S": "a"}, "s": {"S": text}})
        found = query(call, "p = :p AND begins_with(s, :x)", values={":x": {"S": prefix}})
        expected = sorted((text for text in texts if text.startswith(prefix)), key=str.encode)
        assert [item["s"]["S"] for item in found["Items"]] == expected


@pytest.mark.parametrize("prefix", ["/w==", "//8=", "AP8=", "AQ=="])
def test_begins_with_at_the_upper_end_of_bytes(tmp_path: Path, prefix: str) -> None:
    with closing(database(tmp_path)) as dynamodb:
        call = Caller(dynamodb)
        call("CreateTable", **table(sort="B"))
        stored = ["AA==", "AP8=", "AP8B", "AQ==", "/w==", "//8=", "//8B"]
        for text in stored:
            call("PutItem", Item={"p": {"S": "a"}, "s": {"B": text}})
        filtered = query(call, "p = :p", values={":x": {"B": prefix}}, FilterExpression="begins_with(c, :x)")
        assert filtered["Count"] == 0
        found = query(call, "p = :p AND begins_with(s, :x)", values={":x": {"B": prefix}})
        expected = {
            "/w==": ["/w==", "//8=", "//8B"],
            "//8=": ["//8=", "//8B"],
            "AP8=": ["AP8=", "AP8B"],
            "AQ==": ["AQ=="],
        }
        assert [item["s"]["B"] for item in found["Items"]] == expected[prefix]


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 4, 9])
def test_pages_join_without_gap_or_repetition(call: Caller, limit: int, forward: bool) -> None:  # noqa: FBT001
    found: list[str] = []
    start: dict[str, Any] = {}
    pages = 0
    while True:
        answer = query(call, Limit=limit, ScanIndexForward=forward, **start)
        assert len(answer["Items"]) <= limit
        found += sorts(answer)
        pages += 1
        if "LastEvaluatedKey" not in answer:
            break
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert found == (NUMBERS if forward else NUMBERS[::-1])
    # As in the service, a page that its limit ended names a next one, even if that turns out empty.
    assert pages == len(NUMBERS) // limit + 1


def test_a_page_ends_at_one_megabyte(call: Caller) -> None:
    for number in range(6):
        call("PutItem", Item={"p": {"S": "big"}, "s": {"N": str(number)}, "x": {"S": "x" * 300_000}})
    request = {"values": {":p": {"S": "big"}}}
    first = query(call, **request)
    assert sorts(first) == ["0", "1", "2"]
    rest = query(call, **request, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert sorts(rest) == ["3", "4", "5"]
    assert "LastEvaluatedKey" not in rest


def test_a_filter_comes_after_the_limit_and_count_counts_what_it_leaves(call: Caller) -> None:
    request = {"FilterExpression": "#e = :t", "ExpressionAttributeNames": {"#e": "even"}}
    answer = query(call, values={":t": {"BOOL": True}}, Limit=4, **request)
    assert (answer["Count"], answer["ScannedCount"]) == (2, 4)
    assert sorts(answer) == ["-3.5", "-1"]
    counted = query(call, values={":t": {"BOOL": True}}, Select="COUNT", **request)
    assert counted["Count"] == 4
    assert "Items" not in counted


def test_a_projection_keeps_the_shape_of_what_it_names(call: Caller) -> None:
    key = {"p": {"S": "c"}, "s": {"N": "1"}}
    inner = {"M": {"a": {"N": "1"}, "b": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]}}}
    call("PutItem", Item={**key, "m": inner})
    answer = call("GetItem", Key=key, ProjectionExpression="s, m.b[2], m.b[0], absent.x")
    assert answer["Item"] == {"s": {"N": "1"}, "m": {"M": {"b": {"L": [{"N": "0"}, {"N": "2"}]}}}}


def test_a_scan_pages_through_everything(call: Caller) -> None:
    found: list[str] = []
    answer: dict[str, Any] = {"LastEvaluatedKey": None}
    while "LastEvaluatedKey" in answer:
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]} if answer["LastEvaluatedKey"] else {}
        answer = call("Scan", Limit=3, **start)
        found += sorts(answer)
    assert sorted(found) == sorted([*NUMBERS, "1"])


@pytest.mark.parametrize(
    ("condition", "request_", "sentence"),
    [
        ("s = :p", {}, "missed key schema element: p"),
        ("p > :p", {}, "Query key condition not supported"),
        ("p = :p AND s = :p", {}, "parameter type does not match schema type"),
        ("p = :p AND even = :p", {}, "missed key schema element: s"),
        ("p = :p OR s = :p", {}, "Query key condition not supported"),
        ("p = :p", {"FilterExpression": "s > :p"}, "non-primary key attributes: Primary key attribute: s"),
        ("p = :p", {"Limit": 0}, "greater than or equal to 1"),
        ("p = :p", {"ExclusiveStartKey": {"p": {"S": "b"}, "s": {"N": "1"}}}, "outside query boundaries"),
    ],
)
def test_wrong_queries_are_refused(call: Caller, condition: str, request_: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DynamoDBError) as refused:
        query(call, condition, **request_)
    assert refused.value.code == "ValidationException"
    assert sentence in refused.value.message
