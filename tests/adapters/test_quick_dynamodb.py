"""DynamoDB's own first try against botocore's: the same requests, answers, refusals, and as many attempts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ClientError, ConnectionClosedError
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.attributes import BinaryAttribute, BinarySetAttribute
from pynamodb.models import Model

from chalicelib.adapters import tables
from chalicelib.adapters.aws_session import new_client, new_session
from chalicelib.adapters.quick_dynamodb import PLAIN
from chalicelib.adapters.quick_signature import Scope, signed_post
from tests.infra.local_dynamodb import served, table

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ONE: Mapping[str, Any] = {"p": {"S": "案件"}, "s": {"N": "1"}, "told": {"M": {"a": {"L": [{"NULL": True}]}}}}
KEY = {"p": ONE["p"], "s": ONE["s"]}
OTHER: Mapping[str, Any] = {"p": ONE["p"], "s": {"N": "2"}, "names": {"SS": ["x", "y"]}}
IN = {"TableName": "things"}
SET = {"UpdateExpression": "SET told = :t", "ExpressionAttributeValues": {":t": {"S": "new"}}}
ABSENT = {"ConditionExpression": "attribute_not_exists(p)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}

CALLS: list[tuple[str, Mapping[str, Any]]] = [
    ("PutItem", {**IN, "Item": ONE, **ABSENT}),
    ("PutItem", {**IN, "Item": ONE, **ABSENT}),
    ("PutItem", {**IN, "Item": ONE, "ConditionExpression": "attribute_not_exists(p)"}),
    ("BatchWriteItem", {"RequestItems": {"things": [{"PutRequest": {"Item": OTHER}}]}}),
    ("GetItem", {**IN, "Key": KEY, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}),
    ("GetItem", {**IN, "Key": {"p": {"S": "nobody"}, "s": {"N": "1"}}}),
    ("GetItem", {"TableName": "nowhere", "Key": KEY}),
    ("BatchGetItem", {"RequestItems": {"things": {"Keys": [KEY]}}}),
    (
        "Query",
        {**IN, "KeyConditionExpression": "p = :p", "ExpressionAttributeValues": {":p": ONE["p"]}, "Limit": 1},
    ),
    ("UpdateItem", {**IN, "Key": KEY, **SET, "ReturnValues": "ALL_NEW"}),
    ("UpdateItem", {**IN, "Key": KEY, "UpdateExpression": "SET"}),
    ("DeleteItem", {**IN, "Key": KEY, "ReturnValues": "ALL_OLD"}),
    ("DescribeTable", IN),
]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path) as address:
        yield address


def made(new: Callable[[Any], Any], url: str) -> Any:
    session = new_session()
    session.set_credentials("AKID", "secret", "token")
    with patch.dict("os.environ", {"AWS_ENDPOINT_URL_DYNAMODB": url, "AWS_DEFAULT_REGION": "us-east-1"}):
        return new(session)


def ours(url: str) -> Any:
    return made(lambda session: new_client(session, "dynamodb"), url)


def botocores(url: str) -> Any:
    return made(lambda session: session.create_client("dynamodb"), url)


def told(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
    try:
        answer = client._make_api_call(operation, arguments)
    except ClientError as error:
        answer = {**error.response, "raised": type(error).__name__, "said": str(error)}
    answer.pop("ResponseMetadata")
    return answer


def test_every_operation_and_refusal_is_answered_as_botocore_answers_it(tmp_path: Path) -> None:
    def answers(client_of: Callable[[str], Any], folder: str) -> list[Any]:
        (tmp_path / folder).mkdir()
        with served(tmp_path / folder) as url, closing(client_of(url)) as client:
            client.create_table(**table())
            return [told(client, operation, arguments) for operation, arguments in CALLS]

    found = answers(ours, "ours")
    assert found[1]["Item"] == ONE
    assert [one.get("raised", "") for one in found[:3]] == ["", *["ConditionalCheckFailedException"] * 2]
    expected = answers(botocores, "botocores")
    for one in (found, expected):
        one[-1]["Table"].pop("TableId", None)
    assert found == expected
    assert {operation for operation, _ in CALLS} >= PLAIN


def test_a_request_is_the_one_that_botocore_sends(url: str) -> None:
    def sent(client: Any) -> tuple[str, dict[str, str], bytes]:
        seen: list[Any] = []

        def send(request: Any) -> AWSResponse:
            seen.append(request)
            return AWSResponse(request.url, 200, {}, Raw(b"{}"))

        client._endpoint.http_session.send = send
        with at_noon():
            client.get_item(**IN, Key=KEY)
        (request,) = seen
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        apart = {"amz-sdk-invocation-id", "amz-sdk-request", "User-Agent", "Authorization"}
        return request.url, {name: value for name, value in headers.items() if name not in apart}, request.body

    assert sent(ours(url)) == sent(botocores(url))


values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@given(
    st.sampled_from(["https://dynamodb.cn-north-1.amazonaws.com.cn/", "http://127.0.0.1:4566/", "https://[::1]:443/"]),
    st.fixed_dictionaries({"X-Amz-Target": values, "Content-Type": values, "User-Agent": values}),
    st.binary(max_size=200),
    st.builds(ReadOnlyCredentials, st.just("AKID"), st.sampled_from(["secret", "another"]), st.none() | values),
)
def test_a_posts_signature_is_botocores(
    url: str, headers: dict[str, str], body: bytes, keys: ReadOnlyCredentials
) -> None:
    request = AWSRequest(method="POST", url=url, data=body, headers=headers)
    with at_noon():
        SigV4Auth(keys, "dynamodb", "cn-north-1").add_auth(request)
        found = signed_post(url, headers, body, keys, Scope("cn-north-1", "dynamodb"))
    assert found == {**dict(request.headers.items()), "Content-Length": str(len(body))}


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("status", [0, 500, 400])
def test_what_may_pass_is_tried_again_and_three_times_in_all(url: str, failing: int, status: int) -> None:
    client = ours(url)
    client.create_table(**table())
    passing, tries = client._endpoint.http_session.send, []

    def send(request: Any) -> AWSResponse:
        tries.append(request.body)
        if len(tries) > failing:
            return passing(request)
        if not status:
            raise ConnectionClosedError(endpoint_url=request.url)
        return AWSResponse(request.url, status, {}, Raw(b'{"__type":"x#ThrottlingException","message":"slower"}'))

    client._endpoint.http_session.send = send
    with patch("botocore.endpoint.time.sleep"):
        client.put_item(**IN, Item=ONE)
    assert tries == [tries[0]] * (failing + 1)

    tries.clear()
    failing = 9
    with patch("botocore.endpoint.time.sleep"), pytest.raises((ClientError, ConnectionClosedError)):
        client.put_item(**IN, Item=ONE)
    assert len(tries) == 3


def test_credentials_are_asked_for_with_each_call(url: str) -> None:
    client = ours(url)
    client.create_table(**table())
    passing, seen = client._endpoint.http_session.send, []

    def send(request: Any) -> AWSResponse:
        seen.append(request.headers["Authorization"])
        answer: AWSResponse = passing(request)
        return answer

    client._endpoint.http_session.send = send
    renewed = ReadOnlyCredentials("RENEWED", "secret", None)
    with patch.object(Credentials, "get_frozen_credentials", lambda _: renewed):
        client.get_item(**IN, Key=KEY)
    assert "Credential=RENEWED/" in seen[0]


def test_no_table_holds_what_json_cannot_say() -> None:
    models = [one for one in vars(tables).values() if isinstance(one, type) and issubclass(one, Model)]
    kinds = {type(attribute) for model in models for attribute in getattr(model, "get_attributes", dict)().values()}
    assert len(kinds) > 3
    assert not kinds & {BinaryAttribute, BinarySetAttribute}


class Raw:
    """A body as urllib3 gives it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_options: Any) -> Iterator[bytes]:
        yield self._body


@contextmanager
def at_noon() -> Iterator[None]:
    with (
        patch("botocore.auth.get_current_datetime", lambda: NOON),
        patch("chalicelib.adapters.quick_signature.get_current_datetime", lambda: NOON),
    ):
        yield
