"""The HTTP API: one integration and one permission for each function, one route for each of app.py's, nothing else.

Payload format 1.0 is what Chalice reads. What is not routed goes to one function, which says so in people's words.
"""

import json
from collections.abc import Sequence
from typing import Any

from chalicelib.handlers.edge import DEFAULT_FUNCTION, DEFAULT_ROUTE
from infra.functions import DEFAULT_THROTTLE, THROTTLES, Throttle
from infra.package.functions import logical_id
from infra.package.routes import Route

API, STAGE, ACCESS_LOGS = "HttpApi", "HttpStage", "AccessLogs"

# The route, never the path: a signed link's path is a secret.
ACCESS_LOG_FORMAT = json.dumps(
    {
        "at": "$context.requestTime",
        "request": "$context.requestId",
        "route": "$context.routeKey",
        "status": "$context.status",
        "bytes": "$context.responseLength",
        "latency": "$context.responseLatency",
        "integration_latency": "$context.integrationLatency",
        "integration_error": "$context.integrationErrorMessage",
        "error": "$context.error.message",
    }
)


def http_api(routes: Sequence[Route]) -> dict[str, Any]:
    resources = _api()
    for function in sorted({route.function for route in routes}):
        resources |= _integration(function)
    ids = {route.key: route_id(route) for route in routes}
    resources |= {ids[route.key]: _route(route.key, route.function) for route in routes}
    resources["RouteDefault"] = _route(DEFAULT_ROUTE, DEFAULT_FUNCTION)
    throttled = [route for route in routes if route.function in THROTTLES]
    resources[STAGE] = _stage(throttled, [ids[route.key] for route in throttled])
    return resources | _domain()


def route_id(route: Route) -> str:
    return f"Route{route.method.capitalize()}{logical_id(route.view)}"


def integration_id(function: str) -> str:
    return f"{logical_id(function)}Integration"


def _api() -> dict[str, Any]:
    return {
        API: {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": {"Ref": "AWS::StackName"},
                "ProtocolType": "HTTP",
                # With a domain of its own the default address must not be a way round what stands in front of it.
                "DisableExecuteApiEndpoint": {"Fn::If": ["HasDomain", True, False]},
            },
        },
        ACCESS_LOGS: {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"RetentionInDays": {"Ref": "LogRetentionDays"}},
        },
    }


def _integration(function: str) -> dict[str, Any]:
    arn = {"Fn::GetAtt": [logical_id(function), "Arn"]}
    return {
        integration_id(function): {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": API},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": arn,
                "PayloadFormatVersion": "1.0",
            },
        },
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


def _route(key: str, function: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGatewayV2::Route",
        "Properties": {
            "ApiId": {"Ref": API},
            "RouteKey": key,
            "Target": {"Fn::Sub": f"integrations/${{{integration_id(function)}}}"},
        },
    }


def _stage(throttled: Sequence[Route], route_ids: Sequence[str]) -> dict[str, Any]:
    stage: dict[str, Any] = {
        "Type": "AWS::ApiGatewayV2::Stage",
        "Properties": {
            "ApiId": {"Ref": API},
            "StageName": "$default",
            "AutoDeploy": True,
            "DefaultRouteSettings": _limits(DEFAULT_THROTTLE),
            "RouteSettings": {route.key: _limits(THROTTLES[route.function]) for route in throttled},
            "AccessLogSettings": {
                "DestinationArn": {"Fn::GetAtt": [ACCESS_LOGS, "Arn"]},
                "Format": ACCESS_LOG_FORMAT,
            },
        },
    }
    if route_ids:
        # The settings of a route are refused before the route is there.
        stage["DependsOn"] = list(route_ids)
    return stage


def _limits(throttle: Throttle) -> dict[str, int]:
    return {"ThrottlingRateLimit": throttle.rate, "ThrottlingBurstLimit": throttle.burst}


def _domain() -> dict[str, Any]:
    host = {"Fn::Select": [1, {"Fn::Split": ["://", {"Ref": "SiteOrigin"}]}]}
    return {
        "Domain": {
            "Type": "AWS::ApiGatewayV2::DomainName",
            "Condition": "HasDomain",
            "Properties": {
                "DomainName": host,
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
