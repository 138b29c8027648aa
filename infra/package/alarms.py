"""Alarms of the stage: everything that a person must look at publishes to the topic `Alarms`."""

from collections.abc import Iterable, Mapping
from typing import Any

from infra.package.functions import logical_id, logs_id

HOUR_MS = 3_600_000
ALARM_WORD = "ALARM"
"""What the code logs where a person must look: a stream record that is no INSERT, a parcel that nobody tracks."""

# Per stack, so that two stages in one account do not ring each other's bell.
_OWN = {"Ref": "AWS::StackName"}


def alarms(functions: Iterable[str], stream_readers: Iterable[str], queues: Iterable[str]) -> dict[str, Any]:
    """`queues` are logical ids of the queues of dead letters."""
    resources: dict[str, Any] = {}
    for name in functions:
        function = {"FunctionName": {"Ref": logical_id(name)}}
        for metric in ("Errors", "Throttles"):
            description = f"{name} has {metric.lower()}"
            resources[f"{logical_id(name)}{metric}"] = _alarm(description, "AWS/Lambda", metric, function)
        resources[f"{logical_id(name)}Calls"] = _filter(name)
    for name in stream_readers:
        resources[f"{logical_id(name)}Late"] = _alarm(
            f"{name} is an hour behind the case log",
            "AWS/Lambda",
            "IteratorAge",
            {"FunctionName": {"Ref": logical_id(name)}},
            above=HOUR_MS,
            statistic="Maximum",
        )
    for queue in queues:
        resources[f"{queue}Waiting"] = _alarm(
            f"{queue} holds what failed for good",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}},
            statistic="Maximum",
        )
    resources["CodeCalls"] = _alarm("the code itself calls for a person: see the logs", _OWN, ALARM_WORD, {})
    return resources


def _filter(name: str) -> dict[str, Any]:
    transformation = {"MetricName": ALARM_WORD, "MetricNamespace": _OWN, "MetricValue": "1"}
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Properties": {
            "LogGroupName": {"Ref": logs_id(name)},
            "FilterPattern": f'"{ALARM_WORD}"',
            "MetricTransformations": [transformation],
        },
    }


def _alarm(
    description: str,
    namespace: Any,
    metric: str,
    dimensions: Mapping[str, Any],
    *,
    above: int = 0,
    statistic: str = "Sum",
) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": description,
            "Namespace": namespace,
            "MetricName": metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            "Statistic": statistic,
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": above,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "Alarms"}],
        },
    }
