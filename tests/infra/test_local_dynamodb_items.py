"""Writes and reads through real clients: conditions, updates, keys, batches, capacity."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local.dynamodb import DynamoDBError

from .local_dynamodb import Caller, client, database, served, table

KB = 1024
KEY = {"p": {"S": "a"}, "s": {"N": "1"}}


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Caller]:
    with closing(database(tmp_path)) as dynamodb:
        caller = Caller(dynamodb)
        caller("CreateTable", **table())
        yield caller


def refusal(call: Caller, operation: str, **body: Any) -> DynamoDBError:
    with pytest.raises(DynamoDBError) as refused:
        call(operation, **body)
    return refused.value


def updated(call: Caller, expression: str, **values: Any) -> dict[str, Any]:
    bound = {"ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}} if values else {}
    return call("UpdateItem", Key=KEY, UpdateExpression=expression, **bound, ReturnValues="ALL_NEW")["Attributes"]


def test_a_failed_condition_has_the_services_shape_and_returns_the_item_when_asked(tmp_path: Path) -> None:
    with served(tmp_path) as url, client(url) as dynamodb:
        dynamodb.create_table(**table())
        dynamodb.put_item(TableName="things", Item={**KEY, "data": {"B": b"\x00\xff"}})
        request = {"TableName": "things", "Item": KEY, "ConditionExpression": "attribute_not_exists(p)"}
        with pytest.raises(ClientError) as refused:
            dynamodb.put_item(**request)
        assert refused.value.response["Error"] == {
            "Code": "ConditionalCheckFailedException",
            "Message": "The conditional request failed",
        }
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 0
        assert "Item" not in refused.value.response
        with pytest.raises(ClientError) as refused:
            dynamodb.put_item(**request, ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert refused.value.response["Item"] == {**KEY, "data": {"B": b"\x00\xff"}}


def test_unknown_tables_operations_and_parameters_are_refused(tmp_path: Path) -> None:
    with served(tmp_path) as url, client(url) as dynamodb:
        dynamodb.create_table(**table())
        with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
            dynamodb.get_item(TableName="others", Key=KEY)
        with pytest.raises(dynamodb.exceptions.ResourceInUseException):
            dynamodb.create_table(**table())
        with pytest.raises(ClientError, match="UnknownOperationException"):
            dynamodb.transact_write_items(TransactItems=[{"Delete": {"TableName": "things", "Key": KEY}}])
        with pytest.raises(ClientError, match="does not serve IndexName"):
            dynamodb.query(
                TableName="things",
                IndexName="other",
                KeyConditionExpression="p = :p",
                ExpressionAttributeValues={":p": {"S": "a"}},
            )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"AttributeDefinitions": [{"AttributeName": "x", "AttributeType": "S"}]},
            "not defined in AttributeDefinitions",
        ),
        ({"KeySchema": [{"AttributeName": "p", "KeyType": "RANGE"}]}, "KeySchema"),
        ({"KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}]}, "does not exactly match"),
    ],
)
def test_a_table_whose_keys_do_not_fit_is_refused(call: Caller, change: dict[str, Any], sentence: str) -> None:
    error = refusal(call, "CreateTable", **{**table("new"), **change})
    assert error.code == "ValidationException"
    assert sentence in error.message


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"p": {"S": "a"}}, "Missing the key s in the item"),
        ({"p": {"S": "a"}, "s": {"S": "1"}}, "Type mismatch for key s expected: N actual: S"),
        ({"p": {"S": ""}, "s": {"N": "1"}}, "empty string value. Key: p"),
        ({"p": {"S": "a" * 2049}, "s": {"N": "1"}}, "2048 bytes"),
        ({**KEY, "data": {"S": "x" * 400 * KB}}, "Item size has exceeded the maximum allowed size"),
    ],
)
def test_items_that_the_service_cannot_hold_are_refused(call: Caller, item: dict[str, Any], sentence: str) -> None:
    error = refusal(call, "PutItem", Item=item)
    assert error.code == "ValidationException"
    assert sentence in error.message


@pytest.mark.parametrize("key", [{"p": {"S": "a"}}, {**KEY, "x": {"S": "b"}}, {"p": {"S": "a"}, "s": {"S": "1"}}])
def test_a_key_must_be_exactly_the_schemas(call: Caller, key: dict[str, Any]) -> None:
    for operation in ("GetItem", "DeleteItem", "UpdateItem"):
        assert refusal(call, operation, Key=key).message == "The provided key element does not match the schema"


def test_nested_updates_read_the_item_as_it_was(call: Caller) -> None:
    call("PutItem", Item={**KEY, "n": {"N": "1"}, "l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]}, "m": {"M": {}}})
    new = updated(
        call,
        "SET n = n + :two, was = n, m.x = if_not_exists(m.x, :two), l[9] = :two, e = list_append(l, l) REMOVE l[0], l[1]",
        two={"N": "2"},
    )
    assert new["n"] == {"N": "3"}
    assert new["was"] == {"N": "1"}
    assert new["m"] == {"M": {"x": {"N": "2"}}}
    assert new["l"] == {"L": [{"N": "2"}, {"N": "2"}]}
    assert [element["N"] for element in new["e"]["L"]] == ["0", "1", "2", "0", "1", "2"]


def test_sets_grow_shrink_and_vanish(call: Caller) -> None:
    assert updated(call, "ADD tags :t", t={"SS": ["b", "a"]})["tags"] == {"SS": ["a", "b"]}
    assert updated(call, "ADD tags :t", t={"SS": ["c", "a"]})["tags"] == {"SS": ["a", "b", "c"]}
    assert updated(call, "DELETE tags :t", t={"SS": ["a", "x"]})["tags"] == {"SS": ["b", "c"]}
    assert "tags" not in updated(call, "DELETE tags :t", t={"SS": ["b", "c"]})


@pytest.mark.parametrize(
    ("returned", "attributes"),
    [
        ("ALL_OLD", {**KEY, "a": {"N": "1"}, "m": {"M": {"x": {"N": "1"}, "y": {"N": "1"}}}}),
        ("ALL_NEW", {**KEY, "b": {"N": "2"}, "m": {"M": {"x": {"N": "2"}, "y": {"N": "1"}}}}),
        ("UPDATED_OLD", {"a": {"N": "1"}, "m": {"M": {"x": {"N": "1"}}}}),
        ("UPDATED_NEW", {"b": {"N": "2"}, "m": {"M": {"x": {"N": "2"}}}}),
        ("NONE", None),
    ],
)
def test_an_update_returns_what_is_asked_for(call: Caller, returned: str, attributes: dict[str, Any] | None) -> None:
    call("PutItem", Item={**KEY, "a": {"N": "1"}, "m": {"M": {"x": {"N": "1"}, "y": {"N": "1"}}}})
    update = {
        "UpdateExpression": "SET m.x = :two, b = :two REMOVE a",
        "ExpressionAttributeValues": {":two": {"N": "2"}},
    }
    assert call("UpdateItem", Key=KEY, **update, ReturnValues=returned).get("Attributes") == attributes


def test_an_update_makes_a_missing_item_unless_it_only_removes(call: Caller) -> None:
    for removing in ({"UpdateExpression": "REMOVE a"}, {"UpdateExpression": "REMOVE a", "ReturnValues": "ALL_NEW"}):
        assert call("UpdateItem", Key=KEY, **removing) == {}
    assert "Item" not in call("GetItem", Key=KEY)
    call("UpdateItem", Key=KEY)
    assert call("GetItem", Key=KEY)["Item"] == KEY


def test_sums_are_exact_to_38_digits(call: Caller) -> None:
    assert updated(call, "ADD n :n", n={"N": "0.1"})["n"] == {"N": "0.1"}
    assert updated(call, "ADD n :n", n={"N": "0.2"})["n"] == {"N": "0.3"}
    error = refusal(
        call, "UpdateItem", Key=KEY, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": {"N": "1e38"}}
    )
    assert "38 significant digits" in error.message


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("SET s = :v", "Cannot update attribute s. This attribute is part of the key"),
        ("SET a = b, c = :v", "refers to an attribute that does not exist"),
        ("SET m.x = :v", "document path provided in the update expression is invalid"),
        ("SET a = :v, a.b = :v", "Two document paths overlap"),
        ("SET status = :v", "reserved keyword: status"),
        ("SET a = :v SET b = :v", "Syntax error"),
        ("SET a = :w", "attribute value: :w"),
        ("SET #x = :v", "attribute name: #x"),
        ("SET a = b - :v", "operator or function: -, operand type: S"),
        ("ADD a :v", "operator or function: ADD, operand type: S"),
        ("SET a :v", "Syntax error"),
        ("", "The expression can not be empty"),
    ],
)
def test_wrong_updates_are_refused(call: Caller, expression: str, sentence: str) -> None:
    error = refusal(
        call, "UpdateItem", Key=KEY, UpdateExpression=expression, ExpressionAttributeValues={":v": {"S": "x"}}
    )
    assert error.code == "ValidationException"
    assert sentence in error.message
    assert call("Scan")["Count"] == 0


def test_names_and_values_that_no_expression_uses_are_refused(call: Caller) -> None:
    unused = {"ExpressionAttributeNames": {"#a": "a"}, "ExpressionAttributeValues": {":a": {"S": "a"}}}
    for name, value in unused.items():
        error = refusal(call, "PutItem", Item=KEY, ConditionExpression="attribute_not_exists(p)", **{name: value})
        assert f"Value provided in {name} unused in expressions" in error.message


def test_batches_have_the_services_limits(call: Caller) -> None:
    def puts(count: int) -> list[dict[str, Any]]:
        return [{"PutRequest": {"Item": {"p": {"S": "a"}, "s": {"N": str(number)}}}} for number in range(count)]

    assert "Too many items" in refusal_of_batch(call, "BatchWriteItem", puts(26)).message
    assert "duplicates" in refusal_of_batch(call, "BatchWriteItem", puts(1) * 2).message
    assert call("Scan")["Count"] == 0
    call.batch("BatchWriteItem", RequestItems={"things": puts(25)})
    keys = [{"p": {"S": "a"}, "s": {"N": str(number)}} for number in range(101)]
    assert "Too many items" in refusal_of_batch(call, "BatchGetItem", {"Keys": keys}).message
    answer = call.batch("BatchGetItem", RequestItems={"things": {"Keys": keys[:100]}}, ReturnConsumedCapacity="TOTAL")
    assert len(answer["Responses"]["things"]) == 25
    assert answer["ConsumedCapacity"] == [{"TableName": "things", "CapacityUnits": 50.0}]


def refusal_of_batch(call: Caller, operation: str, requests: Any) -> DynamoDBError:
    with pytest.raises(DynamoDBError) as refused:
        call.batch(operation, RequestItems={"things": requests})
    return refused.value


def sized(bytes_: int, number: int = 1) -> dict[str, Any]:
    """An item of exactly so many bytes: p=a is 2, s=1 is 3, the filler's name 1."""
    return {"p": {"S": "a"}, "s": {"N": str(number)}, "x": {"S": "x" * (bytes_ - 6)}}


def units(answer: dict[str, Any]) -> float:
    return answer["ConsumedCapacity"]["CapacityUnits"]


@pytest.mark.parametrize(("size", "write", "strong"), [(KB, 1, 1), (KB + 1, 2, 1), (4 * KB, 4, 1), (4 * KB + 1, 5, 2)])
def test_capacity_of_one_item(call: Caller, size: int, write: int, strong: int) -> None:
    total = {"ReturnConsumedCapacity": "TOTAL"}
    assert units(call("PutItem", Item=sized(size), **total)) == write
    assert units(call("GetItem", Key=KEY, ConsistentRead=True, **total)) == strong
    assert units(call("GetItem", Key=KEY, **total)) == strong / 2
    assert units(call("PutItem", Item=sized(10), **total)) == write  # the larger of before and after
    assert units(call("DeleteItem", Key=KEY, **total)) == 1
    assert units(call("DeleteItem", Key=KEY, **total)) == 1
    assert units(call("GetItem", Key=KEY, ConsistentRead=True, **total)) == 1


def test_a_query_rounds_the_sum_of_its_items_once(call: Caller) -> None:
    for number in range(1, 10):
        call("PutItem", Item=sized(1000, number))
    request = {
        "KeyConditionExpression": "p = :p",
        "ExpressionAttributeValues": {":p": {"S": "a"}},
        "ReturnConsumedCapacity": "TOTAL",
    }
    assert units(call("Query", **request)) == 1.5
    assert units(call("Query", **request, ConsistentRead=True)) == 3
    assert units(call("Query", **{**request, "ExpressionAttributeValues": {":p": {"S": "none"}}})) == 0.5
