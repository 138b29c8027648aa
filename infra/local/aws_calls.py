"""What a call of a client is in IAM's terms: the actions that its service asks the role for, on which resources.

Source: Service Authorization Reference, "Actions, resources, and condition keys" of each service. The last part of an
object's key differs from call to call and is written KEY: no policy here names it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from infra.iam import Call
from infra.local.cloud import arn

TLS = frozenset({("aws:SecureTransport", "true")})
"""Deployed functions speak TLS; the local cloud's plain HTTP stands for it."""


class UnknownCallError(Exception):
    """No line here says which permission an operation needs: add one."""

    code = "unknown_call"


def calls_of(service: str, operation: str, params: Mapping[str, Any]) -> list[Call]:
    """`service` is botocore's name of it. Raises UnknownCallError."""
    if service == "dynamodb":
        tables = params["RequestItems"] if "RequestItems" in params else [params["TableName"]]
        return [Call(f"dynamodb:{operation}", arn("dynamodb", f"table/{table}")) for table in tables]
    if (service, operation) not in _CALLS:
        raise UnknownCallError(f"{service} {operation}")
    return [_CALLS[service, operation](params)]


def call_of_post(policy: Mapping[str, Any]) -> Call:
    """What a browser will do with a signed POST policy: the signer's role is asked for it."""
    given = {
        key: value
        for condition in policy["conditions"]
        if isinstance(condition, dict)
        for key, value in condition.items()
    }
    return Call("s3:PutObject", _object(given["bucket"], given["key"]), TLS)


def _object(bucket: str, key: str) -> str:
    return f"arn:aws:s3:::{bucket}/{key.partition('/')[0]}/KEY"


def _of_stream(operation: str) -> Callable[[Mapping[str, Any]], Call]:
    def call(params: Mapping[str, Any]) -> Call:
        stream = params.get("StreamArn") or params["ShardIterator"].rpartition("|")[0]
        return Call(f"dynamodb:{operation}", stream)

    return call


def _read(params: Mapping[str, Any]) -> Call:
    action = "s3:GetObjectVersion" if params.get("VersionId") else "s3:GetObject"
    return Call(action, _object(params["Bucket"], params["Key"]), TLS)


def _signature(params: Mapping[str, Any]) -> Call:
    algorithm = frozenset({("kms:SigningAlgorithm", params["SigningAlgorithm"])})
    return Call("kms:Sign", arn("kms", f"key/{params['KeyId']}"), algorithm)


def _message(params: Mapping[str, Any]) -> Call:
    """A telephone number is no resource, so IAM is asked for "*"."""
    return Call("sns:Publish", "*" if "PhoneNumber" in params else params["TopicArn"])


_CALLS: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Call]] = {
    **{
        ("dynamodbstreams", operation): _of_stream(operation)
        for operation in ("DescribeStream", "GetRecords", "GetShardIterator")
    },
    ("s3", "GetObject"): _read,
    ("s3", "PutObject"): lambda given: Call("s3:PutObject", _object(given["Bucket"], given["Key"]), TLS),
    ("sqs", "SendMessage"): lambda given: Call("sqs:SendMessage", arn("sqs", given["QueueUrl"].rpartition("/")[2])),
    ("sns", "Publish"): _message,
    ("ssm", "GetParameter"): lambda given: Call("ssm:GetParameter", arn("ssm", f"parameter{given['Name']}")),
    ("kms", "Sign"): _signature,
    ("logs", "FilterLogEvents"): lambda given: Call(
        "logs:FilterLogEvents", arn("logs", f"log-group:{given['logGroupName']}")
    ),
}
