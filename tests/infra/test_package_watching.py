"""What watches a deployed stage and what keeps its data: each alarm, the dashboard, retention, protection."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.package.alarms import ALARM_WORD, MUST_RUN, SAID
from infra.package.call_graph import ROOT, modules_loaded, starts
from infra.package.functions import logical_id
from infra.package.template import function_names
from tests.infra import packaged

ALL = [*packaged.http_functions(), *packaged.event_functions()]
DERIVED = {"Views", "Tallies", "Uploads", "Drafts", "Guards"}
"""Tables that go with the stack: rebuilt from the log, or gone by themselves in days."""


def alarms() -> dict[str, dict[str, Any]]:
    return packaged.resources("AWS::CloudWatch::Alarm")


def watched(metric: str, namespace: str = "AWS/Lambda") -> dict[str, dict[str, Any]]:
    """Alarms on a metric by the logical id of what they watch."""
    found = [one for one in alarms().values() if (one["Namespace"], one["MetricName"]) == (namespace, metric)]
    return {_of(alarm): alarm for alarm in found}


def _of(alarm: dict[str, Any]) -> str:
    [dimension] = alarm["Dimensions"]
    value = dimension["Value"]
    return str(value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0])


def test_every_alarm_tells_the_one_topic_and_says_what_is_wrong() -> None:
    [topic] = packaged.resources("AWS::SNS::Topic")
    for key, alarm in alarms().items():
        assert alarm["AlarmActions"] == [{"Ref": topic}], key
        assert len(alarm["AlarmDescription"]) > 10
    [subscription] = packaged.resources("AWS::SNS::Subscription").values()
    assert subscription["TopicArn"] == {"Ref": topic}


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_errors_and_throttles_of_every_function_ring(metric: str) -> None:
    assert set(watched(metric)) == set(function_names(packaged.template()))


def test_readers_that_fall_an_hour_behind_ring() -> None:
    late = watched("IteratorAge")
    assert set(late) == {"Project", "Notify"}
    assert {(alarm["Threshold"], alarm["Statistic"]) for alarm in late.values()} == {(3_600_000, "Maximum")}


def test_every_queue_of_dead_letters_rings() -> None:
    waiting = watched("ApproximateNumberOfMessagesVisible", "AWS/SQS")
    assert set(waiting) == {key for key in packaged.resources("AWS::SQS::Queue") if key.endswith("DeadLetters")}
    assert {alarm["Threshold"] for alarm in waiting.values()} == {0}


def test_answers_of_5xx_ring() -> None:
    assert set(watched("5xx", "AWS/ApiGateway")) == {"HttpApi"}


def test_a_schedule_that_does_not_run_rings_by_its_silence() -> None:
    silent = watched("Invocations")
    assert set(silent) == {logical_id(name) for name in MUST_RUN}
    scheduled = {name for name in packaged.event_functions() if packaged.triggers(name)[0]["Type"] == "Schedule"}
    assert scheduled == set(MUST_RUN)
    for alarm in silent.values():
        assert alarm["TreatMissingData"] == "breaching"
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
        assert alarm["Period"] % 60 == 0
        assert alarm["Period"] <= 86_400


@pytest.mark.parametrize("key", SAID)
def test_what_the_code_says_has_its_alarm_and_the_code_says_it(key: str) -> None:
    said = SAID[key]
    assert alarms()[key]["MetricName"] == key
    filters = [found for found in packaged.resources("AWS::Logs::MetricFilter").values() if _metric(found) == key]
    assert {found["LogGroupName"]["Ref"] for found in filters} == {f"{logical_id(name)}Logs" for name in said.functions}
    for found in filters:
        assert found["FilterPattern"] == f'"{said.phrase}"'
    saying = {name for name in ALL if any(said.phrase in text for text in _log_lines(name))}
    assert set(said.functions) <= saying


def test_all_that_says_alarm_rings() -> None:
    filters = [
        found for found in packaged.resources("AWS::Logs::MetricFilter").values() if _metric(found) == ALARM_WORD
    ]
    assert {found["LogGroupName"]["Ref"] for found in filters} == {f"{logical_id(name)}Logs" for name in ALL}
    assert alarms()["CodeCalls"]["MetricName"] == ALARM_WORD


def _metric(found: dict[str, Any]) -> str:
    [transformation] = found["MetricTransformations"]
    assert transformation["MetricNamespace"] == {"Ref": "AWS::StackName"} == alarms()["CodeCalls"]["Namespace"]
    return str(transformation["MetricName"])


def _log_lines(function: str) -> list[str]:
    """What a function can log as an error, from the sources that it loads."""
    found: list[str] = []
    for module in modules_loaded(starts(function, packaged.routes())):
        path = ROOT / Path(*module.split(".")).with_suffix(".py")
        if path.exists():
            found += re.findall(r'LOG\.(?:error|exception)\("([^"]*)"', path.read_text(encoding="utf-8"))
    return found


def test_the_dashboard_shows_every_alarm_and_every_function() -> None:
    [dashboard] = packaged.resources("AWS::CloudWatch::Dashboard").values()
    text = dashboard["DashboardBody"]["Fn::Sub"]
    body = json.loads(text)
    [shown] = [widget["properties"]["alarms"] for widget in body["widgets"] if widget["type"] == "alarm"]
    assert shown == [f"${{{key}.Arn}}" for key in alarms()]
    for name in function_names(packaged.template()):
        assert f"${{{name}}}" in text
    places = [(widget["x"], widget["y"]) for widget in body["widgets"]]
    assert len(set(places)) == len(places)
    assert len(body["widgets"]) < 500


def test_every_log_group_forgets() -> None:
    groups = packaged.resources("AWS::Logs::LogGroup")
    assert len(groups) == len(ALL) + 1
    assert all(group == {"RetentionInDays": {"Ref": "LogRetentionDays"}} for group in groups.values())


def test_every_table_can_be_restored_and_the_truth_can_be_lost_by_no_slip() -> None:
    tables = {key: body for key, body in packaged.template()["Resources"].items() if "DynamoDB" in body["Type"]}
    assert set(tables) > DERIVED
    for key, body in tables.items():
        properties = body["Properties"]
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, key
        assert properties["SSESpecification"] == {"SSEEnabled": True}, key
        kept = "Delete" if key in DERIVED else "Retain"
        assert body["DeletionPolicy"] == body["UpdateReplacePolicy"] == kept, key
        assert properties.get("DeletionProtectionEnabled", False) is (key not in DERIVED), key


def test_the_bucket_the_key_and_the_queues_outlive_the_stack() -> None:
    lasting = {"AWS::S3::Bucket", "AWS::KMS::Key", "AWS::KMS::Alias", "AWS::SQS::Queue"}
    for key, body in packaged.template()["Resources"].items():
        if body["Type"] in lasting:
            assert body["DeletionPolicy"] == body["UpdateReplacePolicy"] == "Retain", key


def test_cloudfront_stands_only_where_it_is_asked_for_and_never_in_china() -> None:
    conditions = packaged.template()["Conditions"]
    assert {"Fn::Not": [{"Condition": "InChina"}]} in conditions["HasEdge"]["Fn::And"]
    assert {"Condition": "HasDomain"} in conditions["HasEdge"]["Fn::And"]
    assert conditions["InChina"] == {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws-cn"]}
    for key, body in packaged.template()["Resources"].items():
        if "CloudFront" in body["Type"]:
            assert body["Condition"] == "HasEdge", key
    assert packaged.template()["Resources"]["WebAcl"]["Condition"] == "MakesWebAcl"


def test_cloudfront_keeps_nothing_that_was_not_said_and_limits_an_address() -> None:
    [distribution] = packaged.resources("AWS::CloudFront::Distribution").values()
    config = distribution["DistributionConfig"]
    [origin] = config["Origins"]
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origin["OriginCustomHeaders"] == [{"HeaderName": "X-Origin-Key", "HeaderValue": {"Ref": "OriginKey"}}]
    assert packaged.template()["Parameters"]["OriginKey"]["NoEcho"] is True
    [cache] = packaged.resources("AWS::CloudFront::CachePolicy").values()
    keyed = cache["CachePolicyConfig"]
    assert (keyed["MinTTL"], keyed["DefaultTTL"]) == (0, 0)
    by = keyed["ParametersInCacheKeyAndForwardedToOrigin"]
    assert by["CookiesConfig"] == {"CookieBehavior": "all"}
    assert by["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert by["HeadersConfig"]["Headers"] == ["Authorization"]
    [acl] = packaged.resources("AWS::WAFv2::WebACL").values()
    [rule] = acl["Rules"]
    assert rule["Action"] == {"Block": {}}
    assert rule["Statement"]["RateBasedStatement"]["Limit"] == {"Ref": "RequestsPerAddress"}
