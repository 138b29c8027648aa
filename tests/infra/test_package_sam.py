"""The SAM translator, which CloudFormation runs on the template, accepts what is deployed."""

import copy
import re
from typing import Any

import pytest

from infra.artefacts import with_artefacts
from tests.infra import packaged


class NoManagedPolicies:
    """The translator looks up AWS's managed policies by name; every role here is our own."""

    def load(self) -> dict[str, str]:
        return {}


@pytest.fixture(scope="module", params=["us-east-1", "cn-north-1"])
def translated(request: pytest.FixtureRequest) -> Any:
    from samtranslator.translator.transform import transform  # half a second, which no other test needs

    deployed = with_artefacts(packaged.template(), "artefacts", lambda name: f"digest/{name}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", request.param)
        return transform(copy.deepcopy(deployed), {}, NoManagedPolicies())


def of_type(translated: Any, kind: str) -> dict[str, dict[str, Any]]:
    return {key: body["Properties"] for key, body in translated["Resources"].items() if body["Type"] == kind}


def test_every_function_gets_code_from_the_artefacts(translated: Any) -> None:
    made = of_type(translated, "AWS::Lambda::Function")
    assert sorted(made) == sorted(packaged.functions())
    assert {properties["Code"]["S3Key"] for properties in made.values()} == {"digest/app.zip"}


def test_no_role_is_made_that_we_did_not_write(translated: Any) -> None:
    assert set(of_type(translated, "AWS::IAM::Role")) == set(packaged.resources("AWS::IAM::Role"))


def test_mappings_carry_what_chalice_cannot_say(translated: Any) -> None:
    mappings = of_type(translated, "AWS::Lambda::EventSourceMapping").values()
    by_function = {found["FunctionName"]["Ref"]: found for found in mappings}
    assert by_function["Project"]["StartingPosition"] == "TRIM_HORIZON"
    assert by_function["Project"]["BisectBatchOnFunctionError"] is True
    assert by_function["Project"]["DestinationConfig"]["OnFailure"]["Destination"]
    assert by_function["Work"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert by_function["Work"]["ScalingConfig"] == {"MaximumConcurrency": 5}


def test_events_of_the_bucket_reach_material_check_through_a_rule(translated: Any) -> None:
    rules = [rule for rule in of_type(translated, "AWS::Events::Rule").values() if "EventPattern" in rule]
    [rule] = [rule for rule in rules if rule["EventPattern"]["source"] == ["aws.s3"]]
    assert rule["EventPattern"]["detail"]["bucket"]["name"] == [{"Ref": "Papers"}]
    assert rule["Targets"][0]["Arn"] == {"Fn::GetAtt": ["MaterialCheck", "Arn"]}


def test_a_stack_has_room_for_every_resource(translated: Any) -> None:
    """CloudFormation takes 500 of a stack, counted after the translation."""
    assert len(translated["Resources"]) <= 400


def test_no_partition_and_no_domain_of_aws_is_written_out(translated: Any) -> None:
    """So that the China partition has its own; services are called by one name in both."""
    principals = {f"{service}.amazonaws.com" for service in ("apigateway", "events", "lambda", "logs", "sns")}
    named = [text for text in packaged.texts(translated) if re.search(r"arn:aws|amazonaws\.com", text)]
    assert [text for text in named if text not in principals] == []
