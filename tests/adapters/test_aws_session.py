"""What our session leaves out changes nothing: requests, signatures, answers and addresses against botocore's own."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from botocore.endpoint_provider import EndpointProvider
from botocore.parsers import JSONParser
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters import aws_session
from chalicelib.adapters.quick_signature import QuickSigV4Auth

SERVICES = ("dynamodb", "dynamodbstreams", "sqs", "sns", "ssm", "kms", "logs")
CALLS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "dynamodb": ("put_item", {"TableName": "case_log", "Item": {"matter": {"S": "案件"}, "seq": {"N": "1"}}}),
    "dynamodbstreams": ("list_streams", {}),
    "sqs": ("send_message", {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/work", "MessageBody": "{}"}),
    "sns": ("publish", {"PhoneNumber": "+8619900001111", "Message": "您的业务 已受理"}),
    "ssm": ("get_parameter", {"Name": "/a b/c"}),
    "kms": ("sign", {"KeyId": "k", "Message": b"\x00\xff", "SigningAlgorithm": "RSASSA_PSS_SHA_256"}),
    "logs": ("filter_log_events", {"logGroupName": "sns"}),
    "s3": ("get_object", {"Bucket": "papers", "Key": "a b/中文"}),
}
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)

values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
names = st.text("abcXYZ-0123456789", min_size=1, max_size=12).map("x-amz-{}".format)
headers = st.lists(
    st.tuples(names | st.sampled_from(["User-Agent", "Content-Type", "X-Amz-Date", "Expect"]), values), max_size=8
)
urls = st.sampled_from(
    [
        "https://dynamodb.cn-north-1.amazonaws.com.cn",
        "https://sqs.us-east-1.amazonaws.com/",
        "http://127.0.0.1:4566/",
        "http://[::1]:80/",
        "https://x.amazonaws.com:443/1/work?b=2&a=%20",
    ]
)
credentials = st.builds(
    ReadOnlyCredentials, st.just("AKID"), st.sampled_from(["secret", "another"]), st.none() | values
)


class StoppedError(Exception):
    """Raised where the request would have left."""


@contextmanager
def clock_at(now: datetime) -> Iterator[None]:
    with patch("botocore.auth.get_current_datetime", lambda: now):
        yield


def signed(signer: SigV4Auth, request: AWSRequest, now: datetime) -> list[Any]:
    with clock_at(now):
        signer.add_auth(request)
    return list(request.headers.items())


@given(urls, headers, st.binary(max_size=200) | st.text(max_size=20), credentials, st.integers(0, 3))
def test_signatures_are_botocores_again_after_a_retry_and_on_another_day(
    url: str, given_headers: list[tuple[str, str]], body: bytes | str, keys: ReadOnlyCredentials, days: int
) -> None:
    def request() -> AWSRequest:
        made = AWSRequest(method="POST", url=url, data=body, headers=dict(given_headers))
        for name, value in given_headers:
            made.headers[name] = value
        return made

    theirs, ours = request(), request()
    their_signer, our_signer = (one(keys, "dynamodb", "cn-north-1") for one in (SigV4Auth, QuickSigV4Auth))
    for now in (NOON, NOON + timedelta(days=days, seconds=1)):
        assert signed(our_signer, ours, now) == signed(their_signer, theirs, now)


def attribute_values() -> st.SearchStrategy[dict[str, Any]]:
    text, blob = st.text(max_size=5), st.binary(max_size=5).map(lambda raw: base64.b64encode(raw).decode())
    scalars = {
        "S": text,
        "N": st.integers().map(str),
        "BOOL": st.booleans(),
        "NULL": st.just(value=True),
        "B": blob,
        "SS": st.lists(text, max_size=3),
        "NS": st.lists(st.integers().map(str), max_size=3),
        "BS": st.lists(blob, max_size=3),
    }
    plain = st.one_of([st.fixed_dictionaries({kind: value}) for kind, value in scalars.items()])
    return st.recursive(
        plain,
        lambda inner: (
            st.fixed_dictionaries({"L": st.lists(inner, max_size=3)})
            | st.fixed_dictionaries({"M": st.dictionaries(text, inner, max_size=3)})
        ),
        max_leaves=6,
    )


@given(st.lists(st.dictionaries(st.text(max_size=5), attribute_values(), max_size=4), max_size=3), st.integers(0, 9))
def test_items_are_parsed_as_botocore_parses_them(items: list[dict[str, Any]], count: int) -> None:
    shape = _service("dynamodb").operation_model("Query").output_shape
    body = json.dumps({"Items": items, "Count": count, "Unknown": 1}).encode()
    response = {"status_code": 200, "headers": {"x-amzn-requestid": "r"}, "body": body, "context": {}}
    assert aws_session.PlainValuesFactory().create_parser("json").parse(response, shape) == JSONParser().parse(
        response, shape
    )


@cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize("token", [None, "session-token"])
def test_each_services_request_is_the_one_that_botocore_sends(service: str, token: str | None) -> None:
    def sent(new_session: Callable[[], Any]) -> tuple[str, dict[str, Any], Any]:
        session = new_session()
        session.set_credentials("AKID", "secret", token)
        client = session.create_client(service, region_name="eu-west-1")
        seen: list[Any] = []

        def stop(request: Any, **_event: Any) -> None:
            seen.append(request)
            raise StoppedError

        client.meta.events.register("before-send", stop)
        operation, arguments = CALLS[service]
        with clock_at(NOON), pytest.raises(StoppedError):
            getattr(client, operation)(**arguments)
        apart = {"amz-sdk-invocation-id", "User-Agent"}
        return seen[0].url, {name: value for name, value in seen[0].headers.items() if name not in apart}, seen[0].body

    assert sent(aws_session.new_session) == sent(botocore.session.get_session)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_of_one_address_has_the_one_that_its_rules_give(service: str) -> None:
    session = botocore.session.get_session()
    table, loader = session._get_internal_component("endpoint_resolver"), session.get_component("data_loader")
    rules = EndpointProvider(
        loader.load_service_model(service, aws_session.RULES), loader.load_data("partitions"), None
    )
    prefix = _service(service).endpoint_prefix
    regions = [
        region for part in ("aws", "aws-cn") for region in session.get_available_regions(service, partition_name=part)
    ]
    assert len(regions) > 20
    for region in regions:
        assert (
            f"https://{table.construct_endpoint(prefix, region)['hostname']}"
            == rules.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False).url
        )
