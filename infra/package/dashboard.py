"""One page an operator looks at first: is it up, is it behind, does anybody wait."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from infra.package.alarms import ALARM_WORD, SAID
from infra.package.functions import logical_id
from infra.package.http_api import API

_WIDTH, _HEIGHT = 12, 6
Series = Sequence[Any]
"""A line of a graph as CloudWatch's dashboard body has it: namespace, metric, dimensions, settings."""


def dashboard(functions: Sequence[str], readers: Iterable[str], queues: Iterable[str], alarms: Sequence[str]) -> Any:
    graphs: list[tuple[str, Sequence[Series], str]] = [
        ("Requests and answers", [_api("Count"), _api("4xx"), _api("5xx")], "Sum"),
        ("Latency of the API, ms", [_api("Latency", stat=stat) for stat in ("p50", "p95", "p99")], "p95"),
        ("Invocations", [_lambda(name, "Invocations") for name in functions], "Sum"),
        ("Duration, ms", [_lambda(name, "Duration") for name in functions], "p95"),
        ("Errors", [_lambda(name, "Errors") for name in functions], "Sum"),
        ("Throttles", [_lambda(name, "Throttles") for name in functions], "Sum"),
        ("Behind the case log, ms", [_lambda(name, "IteratorAge") for name in readers], "Maximum"),
        ("Failed for good", [_queue(name) for name in queues], "Maximum"),
        ("The code calls", [["${AWS::StackName}", metric] for metric in (ALARM_WORD, *SAID)], "Sum"),
    ]
    widgets = [_alarms(alarms), *(_graph(number, *graph) for number, graph in enumerate(graphs))]
    body = {"start": "-P1D", "widgets": widgets}
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {
            "DashboardName": {"Ref": "AWS::StackName"},
            "DashboardBody": {"Fn::Sub": json.dumps(body, separators=(",", ":"))},
        },
    }


def _alarms(names: Sequence[str]) -> dict[str, Any]:
    properties = {"title": "Alarms", "alarms": [f"${{{name}.Arn}}" for name in names]}
    return {"type": "alarm", "x": 0, "y": 0, "width": 2 * _WIDTH, "height": _HEIGHT, "properties": properties}


def _graph(number: int, title: str, metrics: Sequence[Series], stat: str) -> dict[str, Any]:
    return {
        "type": "metric",
        "x": number % 2 * _WIDTH,
        "y": (number // 2 + 1) * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": "${AWS::Region}",
            "stat": stat,
            "period": 300,
            "view": "timeSeries",
            "metrics": metrics,
        },
    }


def _api(metric: str, *, stat: str = "Sum") -> Series:
    return ["AWS/ApiGateway", metric, "ApiId", f"${{{API}}}", {"stat": stat}]


def _lambda(name: str, metric: str) -> Series:
    return ["AWS/Lambda", metric, "FunctionName", f"${{{logical_id(name)}}}", {"label": name}]


def _queue(name: str) -> Series:
    return ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", f"${{{name}.QueueName}}", {"label": name}]
