"""What each function may do: exactly what its code calls, and never more than the design's table allows."""

from collections import defaultdict

import pytest

from infra.functions import SUBSCRIBERS
from infra.package.aws_data import SERVICES
from infra.package.call_graph import starts
from infra.package.functions import logical_id
from infra.package.policies import Permission, permissions, table
from tests.infra import packaged
from tests.infra.port_usage import clients_built, permissions_used

ALL = [*packaged.http_functions(), *packaged.event_functions()]
DECIDERS = {"Submission", "Window", "Oversight", "Approval", "Work", "Certify", "Sweep", "Admin"}
"""Who may put into the log; the admin reassigns the steps of staff who move."""

_PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Stage}/"


def granted(function: str) -> list[Permission]:
    return [found for found in permissions(packaged.template()) if found.function == logical_id(function)]


def test_the_table_of_permissions() -> None:
    print("\n" + table(packaged.template()))  # noqa: T201 - `pytest -s` shows it, `make package` keeps it
    assert {line.split()[0] for line in table(packaged.template()).splitlines()} == set(packaged.functions())


@pytest.mark.parametrize("function", ALL)
def test_a_function_may_do_exactly_what_its_code_calls(function: str) -> None:
    """When this fails: bring .chalice/policy-<function>.json in line with the code, or the code with the design."""
    used = permissions_used(starts(function, packaged.routes()))
    allowed = {(found.action, source_name(found.resource)) for found in granted(function) if found.effect == "Allow"}
    assert allowed - for_the_trigger(function) == used


def source_name(resource: str) -> str:
    """As port_usage names it: logical id, first part of an object's key, name of a secret."""
    if resource.startswith("${Papers.Arn}/"):
        return resource.split("/")[1]
    return resource.removeprefix(_PARAMETER).removesuffix(".Arn")


def for_the_trigger(function: str) -> set[tuple[str, str]]:
    """What Lambda itself needs in the function's name: to log, to trace, to read the trigger, to tell of failures."""
    needed = {
        ("logs:CreateLogStream", f"{logical_id(function)}Logs"),
        ("logs:PutLogEvents", f"{logical_id(function)}Logs"),
        ("xray:PutTraceSegments", "*"),
        ("xray:PutTelemetryRecords", "*"),
    }
    if function in SUBSCRIBERS:
        needed.add(("sqs:SendMessage", "EventDeadLetters"))
    for trigger in packaged.triggers(function) if function in packaged.event_functions() else []:
        if trigger["Type"] == "DynamoDB":
            needed |= {
                ("dynamodb:DescribeStream", "CaseLog.StreamArn"),
                ("dynamodb:GetRecords", "CaseLog.StreamArn"),
                ("dynamodb:GetShardIterator", "CaseLog.StreamArn"),
                ("dynamodb:ListStreams", "${CaseLog.Arn}/stream/*"),
                ("sqs:SendMessage", "StreamDeadLetters"),
            }
        elif trigger["Type"] == "SQS":
            queue = trigger["Properties"]["Queue"]["Fn::GetAtt"][0]
            needed |= {(f"sqs:{action}", queue) for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}
        else:
            needed.add(("sqs:SendMessage", "EventDeadLetters"))
    return needed


def test_everything_is_a_resource_of_this_stage_but_the_explained_exceptions() -> None:
    for found in permissions(packaged.template()):
        assert "*" not in found.action
        if found.resource == "*":
            # Telephone numbers and traces have no ARN.
            assert found.action in {"sns:Publish", "xray:PutTraceSegments", "xray:PutTelemetryRecords"}
        elif found.action == "logs:FilterLogEvents":
            # SNS names its log groups itself, in the region that sends.
            assert found.resource == "arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:sns/*"
        elif found.effect == "Allow":
            named = found.resource.removeprefix("${").partition(".")[0].partition("}")[0]
            assert named in packaged.template()["Resources"] or found.resource.startswith(_PARAMETER)
            assert found.resource.count("*") == found.resource.endswith("/*")


def test_who_may_publish_to_telephones_may_not_publish_to_topics() -> None:
    publishing = {found.function for found in permissions(packaged.template()) if found.action == "sns:Publish"}
    for function in publishing:
        effects = {
            found.resource: found.effect
            for found in permissions(packaged.template())
            if found.function == function and found.action == "sns:Publish"
        }
        assert effects == {"*": "Allow", "arn:${AWS::Partition}:sns:*:*:*": "Deny"}


def test_no_role_changes_or_deletes_in_the_case_log() -> None:
    actions = {found.action for found in on("CaseLog")}
    assert actions <= {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}


def test_only_those_who_decide_write_the_case_log() -> None:
    writers = {found.function for found in on("CaseLog") if found.action == "dynamodb:PutItem"}
    assert writers <= DECIDERS
    assert {"Window", "Submission", "Approval"} <= writers


def test_only_oversight_reads_complaints() -> None:
    assert {found.function for found in on("ComplaintDossiers")} <= {"Oversight"}


def test_the_webhook_knows_its_secrets_and_the_queue_and_nothing_else() -> None:
    known = {(found.action, source_name(found.resource)) for found in granted("courier")} - for_the_trigger("courier")
    assert known == {("ssm:GetParameter", "courier-secrets"), ("sqs:SendMessage", "WorkQueue")}


def test_what_takes_receipts_knows_its_keys_the_pseudonyms_and_the_queue_and_nothing_else() -> None:
    """No telephone number reaches the queue: what SNS tells by number goes there under its pseudonym."""
    known = {(found.action, source_name(found.resource)) for found in granted("receipts")} - for_the_trigger("receipts")
    keys = {("ssm:GetParameter", key) for key in ("sms-receipt-keys", "pseudonym-key")}
    assert known == {*keys, ("sqs:SendMessage", "WorkQueue")}


def test_no_request_can_walk_a_whole_table() -> None:
    assert not [found for found in permissions(packaged.template()) if found.action == "dynamodb:Scan"]


def on(logical: str) -> list[Permission]:
    return [found for found in permissions(packaged.template()) if found.resource == f"{logical}.Arn"]


def test_each_function_has_a_role_of_its_own() -> None:
    roles = defaultdict(list)
    for key, properties in packaged.functions().items():
        roles[properties["Role"]["Fn::GetAtt"][0]].append(key)
    assert all(len(users) == 1 for users in roles.values())
    assert set(roles) | {"SmsLogRole"} == set(packaged.resources("AWS::IAM::Role"))


def test_botocore_keeps_the_services_for_which_clients_are_built() -> None:
    assert clients_built() | {"dynamodb", "xray"} == SERVICES
