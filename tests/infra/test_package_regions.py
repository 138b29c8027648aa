"""What CloudFormation would make of the template in each partition and with each front: conditions decided, references filled."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.local.stack_template import StackResolver, parameter_values, resolved, translated, wanted
from tests.infra import packaged

DOMAIN = {"SiteOrigin": "https://centre.test", "CertificateArn": "arn:regional", "OriginKey": "k"}
FRONT = {**DOMAIN, "EdgeCertificateArn": "arn:in-us-east-1"}


def made(region: str, **given: str) -> dict[str, Any]:
    """Resolved properties of the resources that a stack would have."""
    partition, suffix = ("aws-cn", "amazonaws.com.cn") if region.startswith("cn-") else ("aws", "amazonaws.com")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", region)
        template = translated({**packaged.template(), "Resources": _with_code()})
    values = parameter_values(template["Parameters"], {"Stage": "prod", "SiteOrigin": "https://centre.test", **given})
    pseudo = {
        "Partition": partition,
        "Region": region,
        "URLSuffix": suffix,
        "AccountId": "1",
        "StackName": "centre-prod",
    }
    references = (
        values | {f"AWS::{name}": value for name, value in pseudo.items()} | {key: key for key in template["Resources"]}
    )

    def attribute(name: str, asked: str) -> str:
        return f"arn:{partition}:service:{region}:1:{name}" if asked.endswith("Arn") else f"{name}.{asked}"

    resolve = StackResolver(template["Conditions"], references, attribute)
    kept: Mapping[str, Mapping[str, Any]] = wanted(template, resolve)
    return {name: resolved(resolve, body.get("Properties", {})) for name, body in kept.items()}


def _with_code() -> dict[str, Any]:
    from infra.artefacts import with_artefacts

    found: dict[str, Any] = with_artefacts(packaged.template(), "artefacts", lambda name: f"digest/{name}")["Resources"]
    return found


def test_in_china_everything_is_of_its_partition_and_what_is_not_offered_is_left_out() -> None:
    stack = made("cn-north-1", SmsSender="aliyun", **FRONT)
    arns = {text for text in packaged.texts(stack) if text.startswith("arn:") and "certificate" not in text}
    assert {text.split(":")[1] for text in arns - set(FRONT.values())} == {"aws-cn"}
    assert not {"Edge", "EdgeCache", "EdgeForwards", "WebAcl", "SmsLogRole", "SmsSentLines"} & set(stack)
    assert stack["Domain"]["DomainName"] == "centre.test"
    assert stack["Site"]["TracingConfig"] == {"Mode": "PassThrough"}
    variables = stack["Site"]["Environment"]["Variables"]
    assert variables["PAPERS_ORIGIN"] == "https://Papers.s3.cn-north-1.amazonaws.com.cn"
    assert variables["ORIGIN_KEYS"] == ""
    assert variables["SMS_SENDER"] == "aliyun"


def test_without_anything_given_the_api_serves_by_its_own_address() -> None:
    stack = made("eu-west-1")
    assert not {"Edge", "WebAcl", "Domain", "DomainMapping", "AlarmEmailSubscription"} & set(stack)
    body = stack["HttpApi"]["Body"]
    assert body["x-amazon-apigateway-endpoint-configuration"] == {"disableExecuteApiEndpoint": False}
    assert stack["Site"]["TracingConfig"] == {"Mode": "Active"}
    assert stack["SmsSentLines"]["LogGroupName"] == "sns/eu-west-1/1/DirectPublishToPhoneNumber"
    assert "ReservedConcurrentExecutions" not in stack["Approval"]


def test_with_cloudfront_in_front_nothing_else_answers_without_its_key() -> None:
    stack = made("us-east-1", **FRONT, AlarmEmail="operator@centre.test")
    front = stack["Edge"]["DistributionConfig"]
    assert front["Aliases"] == ["centre.test"]
    assert front["WebACLId"].endswith(":WebAcl")
    assert front["Origins"][0]["DomainName"] == "Domain.RegionalDomainName"
    assert front["Origins"][0]["OriginCustomHeaders"][0]["HeaderValue"] == "k"
    body = stack["HttpApi"]["Body"]
    assert body["x-amazon-apigateway-endpoint-configuration"] == {"disableExecuteApiEndpoint": True}
    assert stack["Site"]["Environment"]["Variables"]["ORIGIN_KEYS"].split() == ["k"]
    assert stack["AlarmEmailSubscription"]["Endpoint"] == "operator@centre.test"


def test_a_web_acl_is_made_where_it_can_be_and_named_elsewhere() -> None:
    elsewhere = made("ap-southeast-1", **FRONT)
    assert "WebAcl" not in elsewhere
    assert "WebACLId" not in elsewhere["Edge"]["DistributionConfig"]
    named = made("ap-southeast-1", **FRONT, WebAclArn="arn:of-an-acl")
    assert named["Edge"]["DistributionConfig"]["WebACLId"] == "arn:of-an-acl"


def test_what_is_reserved_is_reserved() -> None:
    assert str(made("us-east-1", ApprovalConcurrency="20")["Approval"]["ReservedConcurrentExecutions"]) == "20"
