"""Creates the template's own resources in the local cloud, under names made of stage and logical id."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from infra.local.cloud import ACCOUNT, CREDENTIALS, Cloud, arn
from infra.local.dynamodb_access import TABLES, DynamoDBCall
from infra.local.template import Resolver, Template

STAGE = "local"


References = dict[str, str]
Attributes = dict[tuple[str, str], Callable[[], str]]


def resolver(template: Template, cloud: Cloud, dynamodb: DynamoDBCall, site_origin: str) -> Resolver:
    """Answers every reference of the template; streams are asked for when they are named, so tables come first."""
    named, attributes = names(template, cloud, dynamodb)
    references = {
        "Stage": STAGE,
        "SiteOrigin": site_origin,
        "AWS::Region": CREDENTIALS.region,
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::AccountId": ACCOUNT,
        "AWS::Partition": "aws",
    }
    return Resolver({**references, **named}, lambda logical_id, name: attributes[logical_id, name]())


def names(
    template: Template, cloud: Cloud, dynamodb: DynamoDBCall, *, prefix: str = STAGE
) -> tuple[References, Attributes]:
    """What `Ref` and `Fn::GetAtt` answer for the resources that the local cloud has."""
    references: References = {}
    attributes: Attributes = {}
    for logical_id in template.of_type("AWS::DynamoDB::Table"):
        name = table_name(logical_id, prefix)
        references[logical_id] = name
        attributes[logical_id, "Arn"] = partial(arn, "dynamodb", f"table/{name}")
        attributes[logical_id, "StreamArn"] = partial(_stream_arn, dynamodb, name)
    for logical_id in template.of_type("AWS::SQS::Queue"):
        name = queue_name(logical_id, prefix)
        references[logical_id] = cloud.queue_url(name)
        attributes[logical_id, "Arn"] = partial(arn, "sqs", name)
        attributes[logical_id, "QueueName"] = partial(str, name)
    for logical_id in template.of_type("AWS::S3::Bucket"):
        name = bucket_name(logical_id, prefix)
        references[logical_id] = name
        attributes[logical_id, "Arn"] = partial(str, f"arn:aws:s3:::{name}")
    for logical_id in template.of_type("AWS::SNS::Topic"):
        references[logical_id] = arn("sns", f"{prefix}-{logical_id}")
    for logical_id in template.of_type("AWS::KMS::Key"):
        name = key_id(logical_id, prefix)
        references[logical_id] = name
        attributes[logical_id, "Arn"] = partial(arn, "kms", f"key/{name}")
    return references, attributes


def table_name(logical_id: str, prefix: str = STAGE) -> str:
    return f"{prefix}-{logical_id}"


def queue_name(logical_id: str, prefix: str = STAGE) -> str:
    return f"{prefix}-{logical_id}"


def bucket_name(logical_id: str, prefix: str = STAGE) -> str:
    return f"{prefix}-{logical_id.lower()}"


def key_id(logical_id: str, prefix: str = STAGE) -> str:
    return f"{prefix}-{logical_id.lower()}"


def create(template: Template, resolve: Resolver, cloud: Cloud, dynamodb: DynamoDBCall, *, prefix: str = STAGE) -> None:
    """Create what is missing; tables and their data are kept, the other resources take the template's settings."""
    existing = set(dynamodb(f"{TABLES}.ListTables", {})["TableNames"])
    for logical_id, properties in template.of_type("AWS::DynamoDB::Table").items():
        name = table_name(logical_id, prefix)
        if name not in existing:
            _create_table(dynamodb, name, resolve(properties))
        # What the drill restores; of the other tables a history would be written for nobody.
        if logical_id in template.truth() or logical_id == "Views":
            specification = {"PointInTimeRecoveryEnabled": True}
            asked = {"TableName": name, "PointInTimeRecoverySpecification": specification}
            dynamodb(f"{TABLES}.UpdateContinuousBackups", asked)
    for logical_id, properties in template.of_type("AWS::SQS::Queue").items():
        cloud.queues.create(queue_name(logical_id, prefix), _queue_attributes(resolve(properties)))
    for logical_id, properties in template.of_type("AWS::S3::Bucket").items():
        cloud.objects.create_bucket(bucket_name(logical_id, prefix), resolve(properties))
    for logical_id, properties in template.of_type("AWS::KMS::Key").items():
        cloud.keys.ensure(key_id(logical_id, prefix), properties["KeySpec"])


def _create_table(dynamodb: DynamoDBCall, name: str, properties: Mapping[str, Any]) -> None:
    table = {key: properties[key] for key in ("AttributeDefinitions", "KeySchema", "BillingMode")}
    if "StreamSpecification" in properties:
        table["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    dynamodb(f"{TABLES}.CreateTable", {"TableName": name, **table})
    if "TimeToLiveSpecification" in properties:
        specification = properties["TimeToLiveSpecification"]
        dynamodb(f"{TABLES}.UpdateTimeToLive", {"TableName": name, "TimeToLiveSpecification": specification})


def _queue_attributes(properties: Mapping[str, Any]) -> dict[str, Any]:
    attributes: dict[str, Any] = {key: str(properties[key]) for key in ("VisibilityTimeout",) if key in properties}
    if "RedrivePolicy" in properties:
        attributes["RedrivePolicy"] = dict(properties["RedrivePolicy"])
    return attributes


def _stream_arn(dynamodb: DynamoDBCall, name: str) -> str:
    return str(dynamodb(f"{TABLES}.DescribeTable", {"TableName": name})["Table"]["LatestStreamArn"])
