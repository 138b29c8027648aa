"""SNS, SQS, SSM and KMS as botocore sees them, and the template they are made from."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from infra.functions import ENVIRONMENT
from infra.local import template
from infra.local.eventbridge import matches
from infra.local.server import LocalCloud
from infra.local.sns import sms_parts
from infra.local.template import Resolver, UnresolvedError
from tests.infra.local_cloud import client, new_app, running

# design.md, "Tables"; composite keys as one attribute each.
KEYS = {
    "CaseLog": ["matter", "seq"],
    "Dossiers": ["matter", "part"],
    "ComplaintDossiers": ["matter", "part"],
    "Views": ["queue", "sort"],
    "Notices": ["recipient", "message"],
    "Uploads": ["id"],
    "Drafts": ["id"],
    "Catalogue": ["pointer"],
    "Parties": ["party", "kind"],
    "Waybills": ["waybill", "entry"],
    "Tallies": ["period", "place"],
    "Guards": ["key"],
}
EXPIRING = {"Uploads", "Drafts", "Guards", "Waybills", "Dossiers"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running(tmp_path_factory.mktemp("services"), new_app()) as started:
        yield started


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"]


def test_the_tables_have_the_designs_keys_and_protections() -> None:
    tables = template.load().of_type("AWS::DynamoDB::Table")
    assert {name: [key["AttributeName"] for key in body["KeySchema"]] for name, body in tables.items()} == KEYS
    for name, body in tables.items():
        assert body["BillingMode"] == "PAY_PER_REQUEST"
        assert body["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert body["SSESpecification"] == {"SSEEnabled": True}
        assert ("TimeToLiveSpecification" in body) == (name in EXPIRING)
        assert ("StreamSpecification" in body) == (name == "CaseLog")
    assert tables["CaseLog"]["AttributeDefinitions"][1] == {"AttributeName": "seq", "AttributeType": "N"}


def test_truth_outlives_the_stack() -> None:
    retained = {name for name, body in template.load().resources.items() if body.get("DeletionPolicy") == "Retain"}
    assert {"CaseLog", "Dossiers", "ComplaintDossiers", "Notices", "Catalogue", "Parties", "Papers"} <= retained


def test_every_function_finds_its_environment(cloud: LocalCloud) -> None:
    assert cloud.url == os.environ["SITE_ORIGIN"]
    assert set(ENVIRONMENT) <= set(os.environ)
    assert (os.environ["STAGE"], os.environ["PARAMETER_PREFIX"]) == ("local", "/local")
    for name in ENVIRONMENT:
        if name.startswith("TABLE_"):
            client("dynamodb").describe_table(TableName=os.environ[name])
    client("s3").head_bucket(Bucket=os.environ["BUCKET_PAPERS"])


def test_the_environment_comes_back_when_the_cloud_stops(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    app = new_app()
    before = dict(os.environ)
    with running(tmp_path, app):
        assert "AWS_PROFILE" not in os.environ
    assert {name: os.environ.get(name) for name in before} == before


def test_a_text_message_lands_in_the_outbox(cloud: LocalCloud) -> None:
    attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    text = "受理：您的业务于3月2日已受理 & <b>"
    sent = client("sns").publish(PhoneNumber="+8619900000002", Message=text, MessageAttributes=attributes)
    assert sent["MessageId"]
    [kept] = cloud.cloud.outbox.messages("+8619900000002")
    assert (kept["to"], kept["text"], kept["parts"]) == ("+8619900000002", text, 1)
    assert refused(client("sns").publish, PhoneNumber="somebody", Message="x") == "InvalidParameter"
    assert refused(client("sns").publish, PhoneNumber="+8619900000002", Message="长" * 1601) == "InvalidParameter"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("中" * 70, 1),
        ("中" * 71, 2),
        ("中" * 134, 2),
        ("中" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_messages_are_counted_in_the_parts_they_cost(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


def test_a_queue_keeps_a_message_until_it_is_deleted(cloud: LocalCloud) -> None:
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName="local-CertifyQueue")["QueueUrl"]
    attribute = {"kind": {"DataType": "String", "StringValue": "x"}}
    sqs.send_message(QueueUrl=url, MessageBody="one", MessageAttributes=attribute)
    [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"]
    assert (message["Body"], message["MessageAttributes"]) == ("one", attribute)
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    [again] = sqs.receive_message(QueueUrl=url)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    assert cloud.cloud.queues.unfinished("local-CertifyQueue") == 0
    entries = [{"Id": str(n), "MessageBody": "x"} for n in range(11)]
    assert (
        refused(sqs.send_message_batch, QueueUrl=url, Entries=entries)
        == "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"
    )
    assert refused(sqs.get_queue_url, QueueName="none") == "AWS.SimpleQueueService.NonExistentQueue"


def test_a_delayed_message_comes_when_its_time_has_come(cloud: LocalCloud) -> None:
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName="local-WorkQueue")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=600)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    assert cloud.cloud.queues.counts("local-WorkQueue")["ApproximateNumberOfMessagesDelayed"] == "1"


def test_parameters_have_values_and_versions(cloud: LocalCloud) -> None:
    ssm = client("ssm")
    key = ssm.get_parameter(Name="/local/pseudonym-key", WithDecryption=True)["Parameter"]
    assert len(json.loads(key["Value"])["key"]) == 64
    assert refused(ssm.get_parameter, Name="/local/none") == "ParameterNotFound"
    assert refused(ssm.put_parameter, Name="/local/pseudonym-key", Value="x") == "ParameterAlreadyExists"
    ssm.put_parameter(Name="/other/a", Value="1", Type="SecureString")
    assert ssm.put_parameter(Name="/other/a", Value="2", Overwrite=True)["Version"] == 2
    assert [found["Value"] for found in ssm.get_parameters_by_path(Path="/other")["Parameters"]] == ["2"]
    assert ssm.get_parameters(Names=["/other/a", "/other/b"])["InvalidParameters"] == ["/other/b"]
    assert cloud.cloud.parameters.value("/other/a") == "2"


@pytest.mark.parametrize(
    ("spec", "algorithm"),
    [("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"), ("RSA_2048", "RSASSA_PSS_SHA_256"), ("ECC_NIST_P256", "ECDSA_SHA_256")],
)
def test_a_signature_verifies_with_the_published_key(cloud: LocalCloud, spec: str, algorithm: str) -> None:
    assert cloud.url
    kms = client("kms")
    key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    signature = kms.sign(KeyId=key, Message=b"decision", SigningAlgorithm=algorithm)["Signature"]
    public: Any = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    schemes = {
        "RSASSA_PKCS1_V1_5_SHA_256": (padding.PKCS1v15(), hashes.SHA256()),
        "RSASSA_PSS_SHA_256": (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
        "ECDSA_SHA_256": (ec.ECDSA(hashes.SHA256()),),
    }
    public.verify(signature, b"decision", *schemes[algorithm])
    arguments = {"KeyId": key, "Signature": signature, "SigningAlgorithm": algorithm}
    assert kms.verify(Message=b"decision", **arguments)["SignatureValid"] is True
    assert refused(kms.verify, Message=b"other", **arguments) == "KMSInvalidSignatureException"


def test_intrinsics_resolve_and_unknown_names_are_errors() -> None:
    resolve = Resolver({"A": "a", "AWS::Region": "r"}, lambda logical_id, name: f"{logical_id}/{name}")
    value = {
        "list": [{"Ref": "A"}, {"Fn::GetAtt": ["B", "Arn"]}, {"Fn::GetAtt": "B.Arn"}],
        "sub": {"Fn::Sub": "${A}-${B.Arn}-${AWS::Region}-${!literal}"},
        "map": {"Fn::Sub": ["${X}", {"X": {"Ref": "A"}}]},
        "join": {"Fn::Join": ["/", ["x", {"Ref": "A"}]]},
        "plain": 3,
    }
    assert resolve(value) == {
        "list": ["a", "B/Arn", "B/Arn"],
        "sub": "a-B/Arn-r-${literal}",
        "map": "a",
        "join": "x/a",
        "plain": 3,
    }
    with pytest.raises(UnresolvedError, match="Nobody"):
        resolve({"Ref": "Nobody"})


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ({"source": ["aws.s3"]}, True),
        ({"source": ["aws.ec2", "aws.s3"], "detail": {"object": {"key": [{"prefix": "incoming/"}]}}}, True),
        ({"detail": {"object": {"key": [{"suffix": ".png"}]}}}, False),
        ({"detail": {"object": {"size": [{"anything-but": [0]}]}}}, True),
        ({"detail": {"deleted": [{"exists": False}]}}, True),
        ({"detail": {"object": ["x"]}}, False),
    ],
)
def test_event_patterns_fit_as_eventbridge_fits_them(pattern: dict[str, Any], fits: bool) -> None:  # noqa: FBT001
    event = {"source": "aws.s3", "detail": {"object": {"key": "incoming/a.jpg", "size": 3}}}
    assert matches(pattern, event) is fits
