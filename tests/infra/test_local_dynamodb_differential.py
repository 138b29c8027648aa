"""The same random requests, one after another, give the same answers here and in moto, whose parser is its own."""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from infra.local.dynamodb import DynamoDBError
from tests.effort import share

from .local_dynamodb import Caller, database, table

Request = dict[str, Any]
Answer = tuple[str, Any]

# moto answers with consumed capacity unasked.
ANSWERED_OTHERWISE = {"ResponseMetadata", "ConsumedCapacity"}

partitions = itertools.count()


class Pair:
    """One table here and one in moto."""

    def __init__(self, call: Caller, moto: Any) -> None:
        self.call, self.moto = call, moto
        call("CreateTable", **table())
        moto.create_table(**table())

    def answers(self, operation: str, request: Request) -> tuple[Answer, Answer]:
        return self._here(operation, request), self._there(operation, request)

    def _here(self, operation: str, request: Request) -> Answer:
        try:
            return "", comparable(self.call(operation, **request))
        except DynamoDBError as error:
            return error.code, comparable(error.item)

    def _there(self, operation: str, request: Request) -> Answer:
        method = {"PutItem": "put_item", "UpdateItem": "update_item", "DeleteItem": "delete_item", "Query": "query"}
        try:
            answer = getattr(self.moto, method[operation])(TableName="things", **request)
        except ClientError as error:
            return error.response["Error"]["Code"], comparable(error.response.get("Item"))
        return "", comparable(answer)


def comparable(answer: Any) -> Any:
    """Without what moto does otherwise on purpose, and with sets in one order."""
    if isinstance(answer, dict):
        kept = {name: comparable(part) for name, part in answer.items() if name not in ANSWERED_OTHERWISE}
        return {name: sorted(part) if name in {"SS", "NS"} else part for name, part in kept.items()}
    return [comparable(part) for part in answer] if isinstance(answer, list) else answer


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with (
        closing(database(tmp_path_factory.mktemp("differential"))) as dynamodb,
        mock_aws(),
        closing(boto3.client("dynamodb", region_name="us-east-1")) as moto,
    ):
        yield Pair(Caller(dynamodb), moto)


numbers = st.integers(-3, 12).map(lambda number: {"N": str(number)})
strings = st.sampled_from(["", "a", "ab", "b", "编"]).map(lambda text: {"S": text})
sets = st.sets(st.sampled_from(["a", "b", "c"]), min_size=1).map(lambda members: {"SS": sorted(members)})
# No 0 and no 1 beside the truth values: moto takes false for 0 and true for 1, the service tells their types apart.
beyond_truth = st.integers(2, 12).map(lambda number: {"N": str(number)})
scalars = st.one_of(beyond_truth, strings, st.booleans().map(lambda truth: {"BOOL": truth}))
# Each name keeps one type. Otherwise moto goes astray: it cannot order values of two types (TypeError), takes a missing
# attribute for a null, accepts `SET a.x` in a number, and keeps the first half of an update whose second half fails.
attributes = st.fixed_dictionaries(
    {},
    optional={
        "a": numbers,
        "b": numbers,
        "text": strings,
        "tags": sets,
        "l": st.lists(scalars, max_size=3).map(lambda elements: {"L": elements}),
        "m": st.dictionaries(st.sampled_from(["x", "y"]), scalars).map(lambda inner: {"M": inner}),
    },
)
sort_keys = st.integers(-1, 3).map(lambda number: {"N": str(number)})

CONDITIONS = [
    "attribute_exists(a)",
    "attribute_not_exists(p)",
    "attribute_type(m.x, :kind)",
    "a = :number",
    "a <> :number",
    "#a < :number",
    "a >= :number AND NOT tags = :set",
    "a BETWEEN :number AND :large OR attribute_not_exists(b)",
    "a IN (:number, :large)",
    "contains(tags, :letter)",
    "begins_with(#text, :letter) AND contains(#text, :letter)",
    "attribute_exists(#text) AND size(#text) > :number",
    "m.x = :scalar",
    "l[1] = :scalar",
    "(a = b OR m.y <> :scalar) AND attribute_exists(p)",
    "a > b",
]
# An update that only removes comes with a SET: on a missing item moto would create it, the service does not.
UPDATES = [
    "SET a = :number",
    "SET #a = :number, b = if_not_exists(b, :large)",
    "SET a = b",
    "SET a = a + :number",
    "SET b = :number - a",
    "SET l = list_append(l, :list)",
    "SET l = list_append(if_not_exists(l, :list), :list), #text = :letter",
    "SET b = if_not_exists(a, :number) + :large",
    "SET m.x = :scalar",
    "SET l[0] = :scalar",
    "SET l[9] = :scalar, m.z = :scalar",
    "SET b = :large REMOVE a, l",
    "SET b = :large REMOVE m.x, l[0]",
    "ADD a :number, tags :set",
    "SET b = :large DELETE tags :set",
    "SET b = :large REMOVE #text ADD a :number DELETE tags :set",
]
NAMES = {"#a": "a", "#text": "text"}
FIXED = {":kind": {"S": "N"}, ":large": {"N": "9"}, ":letter": {"S": "a"}, ":list": {"L": [{"N": "7"}]}}


@st.composite
def bound(draw: st.DrawFn, **expressions: str) -> Request:
    """The expressions with just the names and values that they use."""
    text = " ".join(expressions.values())
    known = {**FIXED, ":scalar": draw(scalars), ":number": draw(numbers), ":set": draw(sets)}
    used = {token: known[token] for token in re.findall(r":\w+", text)}
    request: Request = dict(expressions)
    if used:
        request["ExpressionAttributeValues"] = used
    names = {token: NAMES[token] for token in re.findall(r"#\w+", text)}
    if names:
        request["ExpressionAttributeNames"] = names
    return request


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, Request]:
    operation = draw(st.sampled_from(["PutItem", "UpdateItem", "UpdateItem", "DeleteItem"]))
    expressions = {}
    if draw(st.booleans()):
        expressions["ConditionExpression"] = draw(st.sampled_from(CONDITIONS))
    returned = ["NONE", "ALL_OLD"]
    if operation == "UpdateItem":
        expressions["UpdateExpression"] = draw(st.sampled_from(UPDATES))
        returned += ["ALL_NEW"]
    request = draw(bound(**expressions))
    request["ReturnValues"] = draw(st.sampled_from(returned))
    if "ConditionExpression" in expressions:
        request["ReturnValuesOnConditionCheckFailure"] = draw(st.sampled_from(["NONE", "ALL_OLD"]))
    key = {"s": draw(sort_keys)}
    if operation == "PutItem":
        request["Item"] = {**draw(attributes), **key}
    else:
        request["Key"] = key
    return operation, request


def in_partition(request: Request, partition: dict[str, str]) -> Request:
    part = "Item" if "Item" in request else "Key"
    return {**request, part: {"p": partition, **request[part]}}


@pytest.mark.thorough
@settings(max_examples=share(600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(requests(), min_size=1, max_size=8))
def test_writes_answer_as_in_moto_and_leave_the_same_items(pair: Pair, steps: list[tuple[str, Request]]) -> None:
    partition = {"S": f"partition-{next(partitions)}"}
    for operation, request in steps:
        here, there = pair.answers(operation, in_partition(request, partition))
        assert here == there, json.dumps([operation, request])
    everything = {"KeyConditionExpression": "p = :p", "ExpressionAttributeValues": {":p": partition}}
    here, there = pair.answers("Query", everything)
    assert here == there


RANGES = ["", " AND s = :a", " AND s < :a", " AND s <= :a", " AND s > :a", " AND s >= :a", " AND s BETWEEN :a AND :b"]


@pytest.mark.thorough
@settings(max_examples=share(300), deadline=None)
@given(
    items=st.dictionaries(st.integers(-3, 30), attributes, max_size=12),
    condition=st.sampled_from(RANGES),
    low=st.integers(-4, 31),
    span=st.integers(0, 10),
    filtered=st.sampled_from(["", "attribute_exists(a)", "#text > :f", "NOT contains(tags, :f)"]),
    forward=st.booleans(),
)
def test_queries_answer_as_in_moto(pair: Pair, **drawn: Any) -> None:
    partition = {"S": f"partition-{next(partitions)}"}
    for sort, item in drawn["items"].items():
        stored = {**item, "p": partition, "s": {"N": str(sort)}}
        here, there = pair.answers("PutItem", {"Item": stored})
        assert here == there
    known = {":a": {"N": str(drawn["low"])}, ":b": {"N": str(drawn["low"] + drawn["span"])}, ":f": {"S": "a"}}
    text = f"{drawn['condition']} {drawn['filtered']}"
    request: Request = {
        "KeyConditionExpression": "p = :p" + drawn["condition"],
        "ExpressionAttributeValues": {":p": partition} | {name: bound for name, bound in known.items() if name in text},
        "ScanIndexForward": drawn["forward"],
    }
    if drawn["filtered"]:
        request["FilterExpression"] = drawn["filtered"]
    if "#text" in drawn["filtered"]:
        request["ExpressionAttributeNames"] = {"#text": "text"}
    here, there = pair.answers("Query", request)
    assert here == there, json.dumps(request)
