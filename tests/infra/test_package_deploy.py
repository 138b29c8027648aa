"""What can be known of a deployment without an account: secrets, artefacts, preview, the stage's variables."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.artefacts import artefact_bucket, upload, with_artefacts
from infra.deploy import (
    FROM_ENVIRONMENT,
    UNKNOWN_ORIGIN,
    check_given,
    keep_secrets,
    keep_sms_log,
    origin_of,
    parameters,
    reads_sms_log,
    write_sms_log,
)
from infra.functions import ENVIRONMENT
from infra.package.template import attribute_output
from infra.stack import DeployError, check_credentials, preview, stage_environment
from tests.infra import packaged


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.session.Session()


def test_secrets_are_made_encrypted_and_then_kept(session: Any) -> None:
    ssm = session.client("ssm")
    made = keep_secrets(ssm, "prod")
    assert made == [
        "/prod/link-keys",
        "/prod/pseudonym-key",
        "/prod/certificate-key",
        "/prod/sms-gateway",
        "/prod/sms-receipt-keys",
        "/prod/courier-secrets",
    ]
    first = ssm.get_parameters(Names=made, WithDecryption=True)["Parameters"]
    assert {found["Type"] for found in first} == {"SecureString"}
    assert all(json.loads(found["Value"]) for found in first)
    assert keep_secrets(ssm, "prod") == []
    again = ssm.get_parameters(Names=made, WithDecryption=True)["Parameters"]
    assert {found["Name"]: found["Value"] for found in again} == {found["Name"]: found["Value"] for found in first}
    assert keep_secrets(ssm, "test") == [name.replace("/prod/", "/test/") for name in made]


def test_every_secret_that_a_role_may_read_is_made(session: Any) -> None:
    made = {name.rpartition("/")[2] for name in keep_secrets(session.client("ssm"), "prod")}
    resources = [text for text in packaged.texts(packaged.template()) if "parameter/${Stage}/" in text]
    assert {text.rpartition("/")[2] for text in resources} <= made


def test_artefacts_go_to_a_private_bucket_once(session: Any, tmp_path: Path) -> None:
    s3 = session.client("s3")
    name = artefact_bucket(s3, "buqiuren-artefacts", "us-east-1")
    assert artefact_bucket(s3, name, "us-east-1") == name
    blocked = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert list(blocked.values()) == [True] * 4
    file = tmp_path / "app.zip"
    file.write_bytes(b"code")
    key = upload(s3, name, file)
    sent_at = s3.head_object(Bucket=name, Key=key)["LastModified"]
    assert upload(s3, name, file) == key
    assert s3.head_object(Bucket=name, Key=key)["LastModified"] == sent_at
    file.write_bytes(b"other code")
    assert upload(s3, name, file) != key


def test_another_owners_bucket_is_not_written_to(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = session.client("s3")

    def forbidden(**_: Any) -> None:
        raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 403}, "Error": {}}, "HeadBucket")  # type: ignore[typeddict-item]

    monkeypatch.setattr(s3, "head_bucket", forbidden)
    with pytest.raises(ClientError):
        artefact_bucket(s3, "taken", "us-east-1")
    assert s3.list_buckets()["Buckets"] == []


def test_the_deployed_template_names_objects_and_each_file_is_asked_for_once() -> None:
    asked: list[str] = []

    def key_of(name: str) -> str:
        asked.append(name)
        return f"digest/{name}"

    deployed = with_artefacts(packaged.template(), "artefacts", key_of)
    assert sorted(asked) == sorted({*asked})
    assert "app.zip" in asked
    uris = {text for text in packaged.texts(deployed) if text.endswith(".zip")}
    assert uris == {f"s3://artefacts/digest/{name}" for name in asked}
    assert "app.zip" in set(packaged.texts(packaged.template()))


def test_snss_delivery_log_is_made_once_and_written_in_full(session: Any) -> None:
    logs, sns = session.client("logs"), session.client("sns")
    for _ in range(2):
        keep_sms_log(logs, "123456789012", "us-east-1")
    group = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber"
    made = logs.describe_log_groups(logGroupNamePrefix="sns/")["logGroups"]
    assert [found["logGroupName"] for found in made] == [group, f"{group}/Failure"]
    write_sms_log(sns, "arn:aws:iam::123456789012:role/sms")
    assert sns.get_sms_attributes()["attributes"]["DeliveryStatusSuccessSamplingRate"] == "100"


def test_where_sns_sends_from_elsewhere_its_log_is_not_read() -> None:
    assert reads_sms_log({"SmsRegion": ""})
    assert not reads_sms_log({"SmsRegion": "ap-southeast-1"})
    assert not reads_sms_log({"SmsSender": "aliyun"})


@pytest.mark.parametrize(
    ("region", "given", "told"),
    [
        ("cn-north-1", {}, "SMS_SENDER=aliyun"),
        (
            "cn-northwest-1",
            {"SmsSender": "aliyun", "CertificateArn": "a", "EdgeCertificateArn": "b"},
            "CERTIFICATE_ARN only",
        ),
        ("us-east-1", {"EdgeCertificateArn": "b"}, "CERTIFICATE_ARN .this region. too"),
        ("us-east-1", {"CertificateArn": "a", "SiteOrigin": UNKNOWN_ORIGIN}, "SITE_ORIGIN"),
    ],
)
def test_what_cannot_be_had_together_or_there_is_refused(region: str, given: dict[str, str], told: str) -> None:
    with pytest.raises(DeployError, match=told):
        check_given(region, {"SiteOrigin": "https://site.test", **given})


def test_what_can_be_had_is_not_refused() -> None:
    domain = {"SiteOrigin": "https://site.test", "CertificateArn": "a"}
    check_given("cn-north-1", {**domain, "SmsSender": "aliyun"})
    check_given("us-east-1", {**domain, "EdgeCertificateArn": "b"})
    check_given("us-east-1", {"SiteOrigin": UNKNOWN_ORIGIN})


def test_the_preview_puts_what_replaces_a_resource_first() -> None:
    changes = [
        _change("Add", "Site", "AWS::Lambda::Function"),
        _change("Modify", "Views", "AWS::DynamoDB::Table", Replacement="True"),
        _change("Modify", "Work", "AWS::Lambda::Function", Replacement="False"),
    ]
    assert [line.split()[:2] for line in preview(changes).splitlines()] == [
        ["REPLACE", "Views"],
        ["ADD", "Site"],
        ["MODIFY", "Work"],
    ]


def _change(action: str, logical: str, kind: str, **more: str) -> dict[str, Any]:
    return {"ResourceChange": {"Action": action, "LogicalResourceId": logical, "ResourceType": kind, **more}}


@pytest.mark.parametrize(("region", "suffix"), [("us-east-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")])
def test_a_command_gets_the_stages_own_variables(region: str, suffix: str) -> None:
    physical = {key: f"buqiuren-prod-{key}-1A2B" for key in packaged.template()["Resources"]}
    given = parameters("prod", "https://site.test", {})
    stream = "arn:aws:dynamodb:us-east-1:123456789012:table/buqiuren-prod-CaseLog-1A2B/stream/2026"
    variables = stage_environment(physical, given, {attribute_output("CaseLog", "StreamArn"): stream}, region)
    assert set(variables) == {*ENVIRONMENT, "AWS_DEFAULT_REGION"}
    assert variables["TABLE_CATALOGUE"] == "buqiuren-prod-Catalogue-1A2B"
    assert variables["STREAM_CASE_LOG"] == stream
    assert variables["PAPERS_ORIGIN"] == f"https://buqiuren-prod-Papers-1A2B.s3.{region}.{suffix}"
    assert variables["PARAMETER_PREFIX"] == "/prod"


@pytest.mark.parametrize("lacks", ["resource", "output"])
def test_a_stack_of_another_version_is_told_from_this_one(lacks: str) -> None:
    """After a rollback: what the older template had not, this checkout's commands cannot reach."""
    physical = {key: key for key in packaged.template()["Resources"]}
    told = {attribute_output("CaseLog", "StreamArn"): "arn"}
    if lacks == "resource":
        del physical["Tallies"]
    else:
        told.clear()
    with pytest.raises(DeployError, match="Tallies" if lacks == "resource" else "no output") as refused:
        stage_environment(physical, parameters("prod", "https://site.test", {}), told, "us-east-1")
    assert "check out what is deployed" in str(refused.value)


def test_every_attribute_in_the_functions_variables_is_an_output_of_the_stack() -> None:
    attributes = [tuple(value["Fn::GetAtt"]) for value in ENVIRONMENT.values() if "Fn::GetAtt" in value]
    assert ("CaseLog", "StreamArn") in attributes
    for attribute in attributes:
        told = packaged.template()["Outputs"][attribute_output(*attribute)]
        assert told["Value"] == {"Fn::GetAtt": list(attribute)}


def test_parameters_left_out_keep_what_the_stack_has_or_the_templates_defaults() -> None:
    declared = packaged.template()["Parameters"]
    given = parameters("prod", "https://site.test", {"SMS_REGION": "ap-southeast-1", "CERTIFICATE_ARN": ""})
    assert given == {"Stage": "prod", "SiteOrigin": "https://site.test", "SmsRegion": "ap-southeast-1"}
    assert all("Default" in body for name, body in declared.items() if name not in given)
    kept = {"SiteOrigin": "https://old.test", "CertificateArn": "arn:old", "SmsRegion": "us-west-2"}
    again = parameters("prod", "https://site.test", {"SMS_REGION": "ap-southeast-1"}, kept)
    assert again == {**given, "CertificateArn": "arn:old"}


def test_every_parameter_that_the_environment_names_is_the_templates() -> None:
    assert set(FROM_ENVIRONMENT) <= set(packaged.template()["Parameters"])


def test_without_credentials_or_region_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "DEFAULT_REGION", "REGION"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    for name in ("CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(f"AWS_{name}", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(DeployError, match="AWS_REGION"):
        check_credentials(boto3.session.Session())
    with pytest.raises(DeployError, match="AWS_PROFILE"):
        check_credentials(boto3.session.Session(region_name="us-east-1"))


def test_an_address_for_which_messages_have_no_room_is_refused_before_anything_is_deployed() -> None:
    assert origin_of("", "", "ap-southeast-1", 59) == UNKNOWN_ORIGIN
    assert origin_of("", "https://known.test", "cn-north-1", 59) == "https://known.test"
    assert origin_of("https://given.test", "https://known.test", "cn-north-1", 59) == "https://given.test"
    with pytest.raises(DeployError, match="set SITE_ORIGIN"):
        origin_of("", "", "cn-northwest-1", 59)
