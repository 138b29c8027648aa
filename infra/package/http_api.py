"""The HTTP API: one path of app.py is one route, and nothing else is routed but to the function that says so in people's words.

Payload format 1.0 is what Chalice reads. Routes are the API's own OpenAPI body: as resources they would, with all else,
pass CloudFormation's 500 a stack. A path takes any method, and the function refuses the others: an API has 300 routes
unless AWS grants more ("Quotas for configuring and running an HTTP API").
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.handlers.edge import DEFAULT_FUNCTION, DEFAULT_ROUTE
from infra.functions import DEFAULT_THROTTLE, THROTTLES, Throttle
from infra.package.errors import PackagingError
from infra.package.functions import logical_id
from infra.package.routes import Route

API, STAGE, ACCESS_LOGS = "HttpApi", "HttpStage", "AccessLogs"
HOST = {"Fn::Select": [1, {"Fn::Split": ["://", {"Ref": "SiteOrigin"}]}]}
MOST_ROUTES = 300
ANY = "x-amazon-apigateway-any-method"

# The route, never the path: a signed link's path is a secret.
ACCESS_LOG_FORMAT = json.dumps(
    {
        "at": "$context.requestTime",
        "request": "$context.requestId",
        "route": "$context.routeKey",
        "method": "$context.httpMethod",
        "status": "$context.status",
        "bytes": "$context.responseLength",
        "latency": "$context.responseLatency",
        "integration_latency": "$context.integrationLatency",
        "integration_error": "$context.integrationErrorMessage",
        "error": "$context.error.message",
    }
)


def http_api(routes: Sequence[Route]) -> dict[str, Any]:
    """Raises PackagingError."""
    owners = functions_by_path(routes)
    resources = _api(owners)
    for function in sorted(set(owners.values())):
        resources |= _permission(function)
    resources[STAGE] = _stage(owners)
    return resources | _domain()


def functions_by_path(routes: Iterable[Route]) -> dict[str, str]:
    """Raises PackagingError for a path that two functions share, and for more paths than an API takes."""
    owners: dict[str, str] = {}
    for route in routes:
        if owners.setdefault(route.path, route.function) != route.function:
            raise PackagingError(
                f"{route.path} belongs to {owners[route.path]} and to {route.function}: give one its own"
            )
    if len(owners) >= MOST_ROUTES:
        raise PackagingError(f"{len(owners)} paths, and an HTTP API has {MOST_ROUTES} routes, its default one included")
    return owners


def route_key(path: str) -> str:
    return f"ANY {path}"


def _api(owners: Mapping[str, str]) -> dict[str, Any]:
    paths = {path: _path(path, function) for path, function in owners.items()}
    paths[DEFAULT_ROUTE] = {ANY: {**_operation(DEFAULT_FUNCTION), "isDefaultRoute": True}}
    body = {
        "openapi": "3.0.1",
        "info": {"title": {"Ref": "AWS::StackName"}, "version": "1"},
        "paths": paths,
        # With a domain of its own the default address must not be a way round what stands in front of it.
        "x-amazon-apigateway-endpoint-configuration": {
            "disableExecuteApiEndpoint": {"Fn::If": ["HasDomain", True, False]}
        },
    }
    return {
        API: {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": body, "FailOnWarnings": True}},
        ACCESS_LOGS: {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"RetentionInDays": {"Ref": "LogRetentionDays"}},
        },
    }


def _path(path: str, function: str) -> dict[str, Any]:
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    return {ANY: _operation(function) | ({"parameters": named} if named else {})}


def _operation(function: str) -> dict[str, Any]:
    uri = (
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        f"${{{logical_id(function)}.Arn}}/invocations"
    )
    integration = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "payloadFormatVersion": "1.0",
        "uri": {"Fn::Sub": uri},
    }
    return {"x-amazon-apigateway-integration": integration, "responses": {}}


def _permission(function: str) -> dict[str, Any]:
    return {
        f"{logical_id(function)}Permission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "FunctionName": {"Ref": logical_id(function)},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {
                    "Fn::Sub": f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{API}}}/*"
                },
            },
        },
    }


def _stage(owners: Mapping[str, str]) -> dict[str, Any]:
    limits = {route_key(path): _limits(THROTTLES[name]) for path, name in owners.items() if name in THROTTLES}
    return {
        "Type": "AWS::ApiGatewayV2::Stage",
        "Properties": {
            "ApiId": {"Ref": API},
            "StageName": "$default",
            "AutoDeploy": True,
            "DefaultRouteSettings": _limits(DEFAULT_THROTTLE),
            "RouteSettings": limits,
            "AccessLogSettings": {
                "DestinationArn": {"Fn::GetAtt": [ACCESS_LOGS, "Arn"]},
                "Format": ACCESS_LOG_FORMAT,
            },
        },
    }


def _limits(throttle: Throttle) -> dict[str, int]:
    return {"ThrottlingRateLimit": throttle.rate, "ThrottlingBurstLimit": throttle.burst}


def _domain() -> dict[str, Any]:
    return {
        "Domain": {
            "Type": "AWS::ApiGatewayV2::DomainName",
            "Condition": "HasDomain",
            "Properties": {
                "DomainName": HOST,
                "DomainNameConfigurations": [
                    {
                        "CertificateArn": {"Ref": "CertificateArn"},
                        "EndpointType": "REGIONAL",
                        "SecurityPolicy": "TLS_1_2",
                    }
                ],
            },
        },
        "DomainMapping": {
            "Type": "AWS::ApiGatewayV2::ApiMapping",
            "Condition": "HasDomain",
            "Properties": {"ApiId": {"Ref": API}, "DomainName": {"Ref": "Domain"}, "Stage": {"Ref": STAGE}},
        },
    }
