"""Alarms of the stage: everything that a person must look at publishes to the topic `Alarms`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from infra.package.functions import logical_id, logs_id

HOUR_MS = 3_600_000
TOPIC = "Alarms"
ALARM_WORD = "ALARM"
"""What the code logs where a person must look: a stream record that is no INSERT, a parcel that nobody tracks."""

# Per stack, so that two stages in one account do not ring each other's bell.
_OWN = {"Ref": "AWS::StackName"}


@dataclass(frozen=True)
class Said:
    """`phrase` stands in the log lines of these functions, and nowhere else in them."""

    phrase: str
    functions: tuple[str, ...]
    description: str


SAID = MappingProxyType(
    {
        "SmsBudget": Said("ALARM SMS budget", ("send",), "the day's SMS near or reach their budget"),
        "LogChanged": Said(
            "is not an INSERT",
            ("project", "notify"),
            "somebody has changed or deleted in the case log, which no role may",
        ),
        "RedCards": Said("ALARM red card", ("project",), "a red card is unanswered though the supervisors were told"),
    }
)
"""What the code says that has an alarm of its own, by logical id; all that says ALARM rings CodeCalls."""

MUST_RUN = MappingProxyType({"sweep": 600, "send": 600, "nightly": 86_400})
"""Seconds after which a schedule's function that has not run rings."""


def alarms(functions: Iterable[str], stream_readers: Iterable[str], queues: Iterable[str]) -> dict[str, Any]:
    """`queues` are logical ids of the queues of dead letters."""
    resources: dict[str, Any] = {}
    for name in functions:
        resources |= _of_function(name)
    for name in stream_readers:
        resources[f"{logical_id(name)}Late"] = _alarm(
            f"{name} is an hour behind the case log",
            "AWS/Lambda",
            "IteratorAge",
            _dimension(name),
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
    resources["ServerErrors"] = _alarm("the site answers 5xx", "AWS/ApiGateway", "5xx", {"ApiId": {"Ref": "HttpApi"}})
    resources["CodeCalls"] = _alarm("the code itself calls for a person: see the logs", _OWN, ALARM_WORD, {})
    return resources | _said()


def _of_function(name: str) -> dict[str, Any]:
    made: dict[str, Any] = {f"{logical_id(name)}Calls": _filter(name, ALARM_WORD, ALARM_WORD)}
    for metric in ("Errors", "Throttles"):
        description = f"{name} has {metric.lower()}"
        made[f"{logical_id(name)}{metric}"] = _alarm(description, "AWS/Lambda", metric, _dimension(name))
    if name in MUST_RUN:
        seconds = MUST_RUN[name]
        silent = _alarm(f"{name} has not run for {seconds} seconds", "AWS/Lambda", "Invocations", _dimension(name))
        # No data is just what is feared.
        silent["Properties"] |= {
            "Period": seconds,
            "Threshold": 1,
            "ComparisonOperator": "LessThanThreshold",
            "TreatMissingData": "breaching",
        }
        made[f"{logical_id(name)}Silent"] = silent
    return made


def _said() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, said in SAID.items():
        for name in said.functions:
            made[f"{logical_id(name)}{key}Said"] = _filter(name, said.phrase, key)
        made[key] = _alarm(said.description, _OWN, key, {})
    return made


def _dimension(name: str) -> dict[str, Any]:
    return {"FunctionName": {"Ref": logical_id(name)}}


def _filter(name: str, phrase: str, metric: str) -> dict[str, Any]:
    transformation = {"MetricName": metric, "MetricNamespace": _OWN, "MetricValue": "1"}
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Properties": {
            "LogGroupName": {"Ref": logs_id(name)},
            "FilterPattern": f'"{phrase}"',
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
            "AlarmActions": [{"Ref": TOPIC}],
        },
    }
