"""The functions of the template: Chalice's event functions brought to our settings, and one function for each concern
that owns routes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chalice.constants import LAMBDA_TRUST_POLICY
from chalice.utils import to_cfn_resource_name

from infra.functions import DEPLOYED_ENVIRONMENT, ENVIRONMENT, FUNCTIONS, LAYERS, RESERVABLE, SUBSCRIBERS, Function
from infra.package.chalice_output import CODE
from infra.package.errors import PackagingError

RUNTIME, ARCHITECTURE = "python3.13", "arm64"
HTTP_HANDLER = "app.app"
_ASYNCHRONOUS = frozenset({"Schedule", "EventBridgeRule"})
"""Triggers that Lambda queues by itself: only these have retries and a failure destination on the function."""


def logical_id(function: str) -> str:
    """`material_check` is `MaterialCheck`, as Chalice names it."""
    return str(to_cfn_resource_name(function))


def logs_id(function: str) -> str:
    return f"{logical_id(function)}Logs"


def http_functions(names: Iterable[str], project: Path) -> dict[str, Any]:
    """Function and role of each concern that owns routes."""
    resources: dict[str, Any] = {}
    for name in names:
        role = f"{logical_id(name)}Role"
        resources[role] = _role(role, _policy(project, name))
        function = {
            **_properties(name),
            "Handler": HTTP_HANDLER,
            "Role": {"Fn::GetAtt": [role, "Arn"]},
            "Environment": {"Variables": {**_environment(), "FUNCTION": name}},
        }
        if name in SUBSCRIBERS:
            function["EventInvokeConfig"] = _asynchronous(_settings(name))
        resources[logical_id(name)] = {"Type": "AWS::Serverless::Function", "Properties": function}
    return resources


def event_function(name: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Chalice's function with our settings, and its triggers with what Chalice cannot say."""
    properties = declared["Properties"]
    events = {key: _trigger(_settings(name), event) for key, event in properties["Events"].items()}
    function = {
        **_properties(name),
        "Handler": properties["Handler"],
        "Role": properties["Role"],
        "Environment": {"Variables": _environment()},
        "Events": events,
    }
    if any(event["Type"] in _ASYNCHRONOUS for event in events.values()):
        function["EventInvokeConfig"] = _asynchronous(_settings(name))
    return {"Type": declared["Type"], "Properties": function}


def log_groups(names: Iterable[str]) -> dict[str, Any]:
    """Declared, so that they have a retention and every role can name its own."""
    group = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": {"Ref": "LogRetentionDays"}}}
    return {logs_id(name): group for name in names}


def _settings(name: str) -> Function:
    if name not in FUNCTIONS:
        raise PackagingError(f"{name} has no line in infra/functions.py")
    return FUNCTIONS[name]


def _properties(name: str) -> dict[str, Any]:
    settings = _settings(name)
    properties: dict[str, Any] = {
        "Runtime": RUNTIME,
        "Architectures": [ARCHITECTURE],
        "CodeUri": CODE,
        "MemorySize": settings.memory,
        "Timeout": settings.timeout,
        # Lambda of the China regions has no X-Ray.
        "Tracing": {"Fn::If": ["InChina", "PassThrough", {"Ref": "Tracing"}]},
        "LoggingConfig": {
            "LogGroup": {"Ref": logs_id(name)},
            "LogFormat": "JSON",
            "ApplicationLogLevel": "INFO",
            "SystemLogLevel": "WARN",
        },
    }
    if layers := [{"Ref": layer} for layer, found in LAYERS.items() if name in found.functions]:
        properties["Layers"] = layers
    if name in RESERVABLE:
        properties["ReservedConcurrentExecutions"] = {
            "Fn::If": [f"Reserve{logical_id(name)}", {"Ref": reserved(name)}, {"Ref": "AWS::NoValue"}]
        }
    return properties


def reserved(name: str) -> str:
    """The parameter that reserves concurrency for a function."""
    return f"{logical_id(name)}Concurrency"


def _environment() -> dict[str, Any]:
    return {**ENVIRONMENT, **DEPLOYED_ENVIRONMENT}


def _trigger(settings: Function, event: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(event["Properties"])
    if event["Type"] == "DynamoDB":
        stream = settings.stream
        properties |= {
            "BisectBatchOnFunctionError": stream.bisect,
            "MaximumRetryAttempts": stream.retries,
            "MaximumBatchingWindowInSeconds": stream.window,
            "DestinationConfig": _on_failure(stream.on_failure),
        }
    elif event["Type"] == "SQS":
        properties |= {
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "MaximumBatchingWindowInSeconds": settings.queue.window,
            "ScalingConfig": {"MaximumConcurrency": settings.queue.maximum_concurrency},
        }
    elif event["Type"] == "CloudWatchEvent":
        return {"Type": "EventBridgeRule", "Properties": properties}
    return {"Type": event["Type"], "Properties": properties}


def _asynchronous(settings: Function) -> dict[str, Any]:
    declared = settings.asynchronous
    return {"MaximumRetryAttempts": declared.retries, "DestinationConfig": _on_failure(declared.on_failure)}


def _on_failure(queue: str) -> dict[str, Any]:
    return {"OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": [queue, "Arn"]}}}


def _role(name: str, policy: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": LAMBDA_TRUST_POLICY,
            "Policies": [{"PolicyDocument": policy, "PolicyName": f"{name}Policy"}],
        },
    }


def _policy(project: Path, function: str) -> dict[str, Any]:
    path = project / ".chalice" / f"policy-{function}.json"
    if not path.exists():
        raise PackagingError(f"{function} owns routes in app.py but has no .chalice/{path.name}")
    policy: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return policy
