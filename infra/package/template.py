"""The template of a stage: Chalice's output rewritten, and beside it what `infra/resources.yaml` declares."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from infra.functions import ENVIRONMENT, LAYERS, RESERVABLE
from infra.package.alarms import alarms
from infra.package.chalice_output import sam_template
from infra.package.cloudfront import EDGE, cloudfront
from infra.package.dashboard import dashboard
from infra.package.errors import PackagingError
from infra.package.functions import (
    ARCHITECTURE,
    RUNTIME,
    event_function,
    http_functions,
    log_groups,
    logical_id,
    reserved,
)
from infra.package.http_api import API, http_api
from infra.package.routes import declared_routes
from infra.package.sms_log import sms_delivery_log

PROJECT = Path(__file__).resolve().parents[2]
_DROPPED = ("RestAPI", "APIHandler", "APIHandlerInvokePermission", "ApiHandlerRole")
_FUNCTION = "AWS::Serverless::Function"


def build_template(project: Path = PROJECT) -> dict[str, Any]:
    """One CloudFormation (SAM) template of everything; code and layer are named as files beside it.

    Raises PackagingError.
    """
    sam, app = sam_template(project)
    routes = declared_routes(app)
    http = sorted({route.function for route in routes})
    events = [source.name for source in app.event_sources]
    declared = yaml.safe_load((project / "infra" / "resources.yaml").read_text(encoding="utf-8"))
    functions = sorted([*http, *events])
    readers = [name for name in events if _triggers(sam, name, "DynamoDB")]
    dead_letters = _dead_letters(declared["Resources"])
    rings = alarms(functions, readers, dead_letters)
    return {
        "AWSTemplateFormatVersion": declared["AWSTemplateFormatVersion"],
        "Transform": sam["Transform"],
        "Description": declared["Description"],
        "Parameters": declared["Parameters"] | _concurrency_parameters(functions),
        "Conditions": declared["Conditions"] | _concurrency_conditions(functions),
        "Resources": _merged(
            declared["Resources"],
            _event_resources(sam["Resources"], events),
            http_functions(http, project),
            log_groups(functions),
            _layers(functions),
            http_api(routes),
            sms_delivery_log(),
            cloudfront(),
            rings,
            {"Dashboard": dashboard(functions, readers, dead_letters, _of_type(rings, "AWS::CloudWatch::Alarm"))},
        ),
        "Outputs": _outputs(),
    }


def _event_resources(sam: Mapping[str, Any], events: Iterable[str]) -> dict[str, Any]:
    kept = {key: body for key, body in sam.items() if key not in _DROPPED}
    for name in events:
        kept[logical_id(name)] = event_function(name, kept[logical_id(name)])
    return kept


def _triggers(sam: Mapping[str, Any], name: str, kind: str) -> bool:
    events = sam["Resources"][logical_id(name)]["Properties"]["Events"]
    return any(event["Type"] == kind for event in events.values())


def _dead_letters(resources: Mapping[str, Any]) -> list[str]:
    return [key for key in _of_type(resources, "AWS::SQS::Queue") if key.endswith("DeadLetters")]


def _of_type(resources: Mapping[str, Any], kind: str) -> list[str]:
    return [key for key, body in resources.items() if body["Type"] == kind]


def layer_zip(layer: str) -> str:
    return f"{layer}.zip"


def _layers(functions: Iterable[str]) -> dict[str, Any]:
    return {name: _layer(name) for name, layer in LAYERS.items() if not layer.functions.isdisjoint(functions)}


def _layer(name: str) -> dict[str, Any]:
    properties = {
        "ContentUri": layer_zip(name),
        "CompatibleRuntimes": [RUNTIME],
        "CompatibleArchitectures": [ARCHITECTURE],
        "RetentionPolicy": "Delete",
    }
    return {"Type": "AWS::Serverless::LayerVersion", "Properties": properties}


def _concurrency_parameters(functions: Iterable[str]) -> dict[str, Any]:
    return {
        reserved(name): {
            "Type": "Number",
            "Default": -1,
            "Description": f"Concurrency reserved for {name}; -1 reserves none",
        }
        for name in RESERVABLE
        if name in functions
    }


def _concurrency_conditions(functions: Iterable[str]) -> dict[str, Any]:
    return {
        f"Reserve{logical_id(name)}": {"Fn::Not": [{"Fn::Equals": [{"Ref": reserved(name)}, -1]}]}
        for name in RESERVABLE
        if name in functions
    }


def _outputs() -> dict[str, Any]:
    return _attributes() | {
        "ApiEndpoint": {"Description": "The API's own address", "Value": {"Fn::GetAtt": [API, "ApiEndpoint"]}},
        "SmsLogRole": {
            "Description": "With which SNS writes its delivery log",
            "Condition": "ReadsSmsLog",
            "Value": {"Fn::GetAtt": ["SmsLogRole", "Arn"]},
        },
        "SiteOrigin": {"Description": "Where people reach the site", "Value": {"Ref": "SiteOrigin"}},
        "EdgeTarget": {
            "Description": "What the site's DNS name must point to, with CloudFront in front",
            "Condition": "HasEdge",
            "Value": {"Fn::GetAtt": [EDGE, "DomainName"]},
        },
        "DomainTarget": {
            "Description": "What the site's DNS name must point to, without CloudFront in front",
            "Condition": "HasDomain",
            "Value": {"Fn::GetAtt": ["Domain", "RegionalDomainName"]},
        },
    }


def _attributes() -> dict[str, Any]:
    """What the functions' environment takes from attributes, which a command finds nowhere else."""
    asked = [value["Fn::GetAtt"] for value in ENVIRONMENT.values() if "Fn::GetAtt" in value]
    return {
        attribute_output(*attribute): {
            "Description": f"{attribute[1]} of {attribute[0]}, for commands",
            "Value": {"Fn::GetAtt": attribute},
        }
        for attribute in asked
    }


def attribute_output(resource: str, attribute: str) -> str:
    """The output that holds an attribute of a resource."""
    return f"{resource}{attribute}"


def _merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        if twice := merged.keys() & part.keys():
            raise PackagingError(f"two resources are named {', '.join(sorted(twice))}")
        merged |= part
    return merged


def function_names(template: Mapping[str, Any]) -> list[str]:
    """Logical ids of the functions."""
    return _of_type(template["Resources"], _FUNCTION)
