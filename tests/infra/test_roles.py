"""Each function's role against the calls that the tests have recorded for it: nothing missing, nothing unused.

The local cloud judges every call by these roles while any test or `make run` goes on, so a call that is missing from a role
fails at once; the recorded table says that what a role allows is really called. After a change: `make record-calls`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import wiring
from infra.functions import FUNCTIONS, SUBSCRIBERS
from infra.iam import Call, Statement, allowed, applies, listed
from infra.local import template
from infra.local.cloud import arn
from infra.local.roles import Roles, acting, in_force
from infra.package.functions import logical_id
from infra.recorded_calls import read_table
from tests.infra import packaged
from tests.infra.local_cloud import new_app, running

STREAM = f"{arn('dynamodb', 'table/local-CaseLog')}/stream/LABEL"
OVERTAKEN = "looks at what stands there when a put was overtaken or its answer lost"
GATEWAY = "only where a domestic gateway sends (SMS_SENDER=aliyun)"

UNPLAYED: dict[tuple[str, str, str], str] = {
    **{
        (function, "ssm:GetParameter", "/sms-gateway"): GATEWAY
        for function in ("signin", "approval", "notify", "work", "send")
    },
    **{
        (function, "dynamodb:GetItem", f"/local-{table}"): OVERTAKEN
        for function, table in (
            ("oversight", "ComplaintDossiers"),
            ("admin", "CaseLog"),
            ("admin", "Dossiers"),
            ("certify", "CaseLog"),
            ("sweep", "CaseLog"),
        )
    },
    ("submission", "dynamodb:GetItem", "/local-Uploads"): "reads an uploaded table of a batch that comes by the API",
    ("work", "ssm:GetParameter", "/link-keys"): "tells leaders of steps, where a reader failed and is done again",
    ("work", "sqs:SendMessage", ":local-CertifyQueue"): "asks for a certificate, where the reader failed to",
    ("nightly", "dynamodb:DeleteItem", "/local-Tallies"): "a tally of which nothing is left",
}
"""What no recorded test calls, by (function, action, end of the resource), and when it is called all the same. The source
of each function is read for its calls besides, in test_package_policies.py."""


def resolved(value: Any) -> Any:
    """With the local cloud's names."""

    def attribute(resource: str, name: str) -> str:
        if name == "StreamArn":
            return STREAM
        kind = packaged.template()["Resources"][resource]["Type"]
        return {
            "AWS::DynamoDB::Table": arn("dynamodb", f"table/local-{resource}"),
            "AWS::SQS::Queue": arn("sqs", f"local-{resource}"),
            "AWS::KMS::Key": arn("kms", f"key/local-{resource.lower()}"),
            "AWS::S3::Bucket": f"arn:aws:s3:::local-{resource.lower()}",
            "AWS::Logs::LogGroup": arn("logs", f"log-group:local-{resource}:*"),
        }[kind]

    pseudo = {"Partition": "aws", "Region": "us-east-1", "AccountId": arn("sqs", "").split(":")[4]}
    references = {"Stage": "local"} | {f"AWS::{name}": text for name, text in pseudo.items()}
    return template.Resolver(references, attribute)(value)


@cache
def role(function: str) -> list[Statement]:
    """The statements of a function's role in the template that is deployed."""
    name = packaged.functions()[logical_id(function)]["Role"]["Fn::GetAtt"][0]
    policies = packaged.template()["Resources"][name]["Properties"]["Policies"]
    return [statement for policy in policies for statement in resolved(policy["PolicyDocument"]["Statement"])]


def lambdas_own(function: str) -> Iterator[Call]:
    """What Lambda calls in a function's name: to log, to trace, to read its trigger, to keep what failed."""
    group = arn("logs", f"log-group:local-{logical_id(function)}Logs:log-stream:2026")
    yield from (Call(f"logs:{action}", group) for action in ("CreateLogStream", "PutLogEvents"))
    yield from (Call(f"xray:{action}", "*") for action in ("PutTraceSegments", "PutTelemetryRecords"))
    failed = set()
    for trigger in packaged.triggers(function) if function in packaged.event_functions() else []:
        if trigger["Type"] == "DynamoDB":
            reads = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
            yield from (Call(f"dynamodb:{action}", STREAM) for action in reads)
            failed.add("StreamDeadLetters")
        elif trigger["Type"] == "SQS":
            queue = arn("sqs", f"local-{trigger['Properties']['Queue']['Fn::GetAtt'][0]}")
            yield from (Call(f"sqs:{action}", queue) for action in ("ReceiveMessage", "DeleteMessage"))
            yield Call("sqs:GetQueueAttributes", queue)
        else:
            failed.add("EventDeadLetters")
    if function in SUBSCRIBERS:
        failed.add("EventDeadLetters")
    yield from (Call("sqs:SendMessage", arn("sqs", f"local-{queue}")) for queue in failed)


def permissions(function: str) -> Iterator[Statement]:
    """Every allowed action on every resource, each as a statement of its own."""
    for statement in role(function):
        if statement["Effect"] == "Allow":
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    yield {**statement, "Action": action, "Resource": resource}


def called(permission: Statement, calls: Iterable[Call]) -> bool:
    return any(applies(permission, call) for call in calls)


def unplayed(function: str, permission: Statement) -> str:
    """Why no test was seen to use it; empty where nothing is said."""
    for (whose, action, end), reason in UNPLAYED.items():
        if (whose, action) == (function, permission["Action"]) and permission["Resource"].endswith(end):
            return reason
    return ""


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_role_allows_all_that_was_called(function: str) -> None:
    calls = [*read_table()[function], *lambdas_own(function)]
    assert [call for call in calls if not allowed(role(function), call)] == []


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_role_allows_nothing_that_is_not_called(function: str) -> None:
    calls = [*read_table()[function], *lambdas_own(function)]
    unused = [
        (one["Action"], one["Resource"])
        for one in permissions(function)
        if not called(one, calls) and not unplayed(function, one)
    ]
    assert unused == []


def test_what_is_said_not_to_be_played_is_allowed_and_was_not_played() -> None:
    for function, action, end in UNPLAYED:
        found = [one for one in permissions(function) if one["Action"] == action and one["Resource"].endswith(end)]
        assert len(found) == 1, (function, action, end)
        assert not called(found[0], read_table()[function]), (function, action, end)


def test_the_counts() -> None:
    counts: Counter[str] = Counter()
    for function in FUNCTIONS:
        for one in permissions(function):
            by_lambda, by_tests = called(one, lambdas_own(function)), called(one, read_table()[function])
            counts["Lambda's own" if by_lambda else "recorded" if by_tests else "said to be rare"] += 1
    calls = sum(map(len, read_table().values()))
    print(f"\n{len(FUNCTIONS)} roles, {counts.total()} permissions, {calls} recorded calls: {dict(counts)}")  # noqa: T201
    assert set(read_table()) == set(FUNCTIONS)
    assert counts["recorded"] > 200


def test_the_local_cloud_refuses_what_a_role_does_not_allow(tmp_path: Any) -> None:
    tables = {
        "reader": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": arn("dynamodb", "table/local-Views")}]
    }
    with running(tmp_path, new_app()), in_force(Roles(tables)):
        wiring.forget()
        asked = {"TableName": "local-Views", "Key": {"queue": {"S": "q"}, "sort": {"S": "s"}}}
        dynamodb = wiring.client("dynamodb")
        with acting("reader"):
            assert "Item" not in dynamodb.get_item(**asked)
            with pytest.raises(ClientError, match=r"reader is not authorized to perform: dynamodb:DeleteItem"):
                dynamodb.delete_item(**asked)
            with pytest.raises(ClientError, match="AccessDenied"):
                wiring.client("s3").generate_presigned_post("local-papers", "incoming/1")
            with pytest.raises(ClientError, match="AuthorizationError"):
                wiring.client("sns").publish(PhoneNumber="+8619900000001", Message="m")
        # Nobody at work: a test or an operator.
        assert dynamodb.delete_item(**asked)
    wiring.forget()
