"""What each function's role may do, as the template says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.package.template import function_names


@dataclass(frozen=True)
class Permission:
    """One action of one statement; `resource` is its text with intrinsics written out (`CaseLog.Arn`)."""

    function: str
    effect: str
    action: str
    resource: str


def permissions(template: Mapping[str, Any]) -> list[Permission]:
    """Every permission of every function."""
    return [found for function in function_names(template) for found in _of_function(template["Resources"], function)]


def _of_function(resources: Mapping[str, Any], function: str) -> Iterator[Permission]:
    role = resources[function]["Properties"]["Role"]["Fn::GetAtt"][0]
    for policy in resources[role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            for action in _list(statement["Action"]):
                for resource in _list(statement["Resource"]):
                    yield Permission(function, statement["Effect"], action, resource_text(resource))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def resource_text(resource: Any) -> str:
    """`CaseLog.Arn` for GetAtt, the text itself for Sub, anything else as it stands."""
    if isinstance(resource, Mapping) and "Fn::GetAtt" in resource:
        return ".".join(resource["Fn::GetAtt"])
    if isinstance(resource, Mapping) and "Fn::Sub" in resource:
        return str(resource["Fn::Sub"])
    return str(resource)


def table(template: Mapping[str, Any]) -> str:
    """One line for each function and resource; logs and traces, which all have, are left out."""
    rows: dict[tuple[str, str], list[str]] = {}
    for found in permissions(template):
        service, _, action = found.action.partition(":")
        if service not in {"logs", "xray"}:
            words = rows.setdefault((found.function, f"{service} {_short(found.resource)}"), [])
            words.append(action if found.effect == "Allow" else f"NOT {action}")
    return "".join(
        f"{function:14} {resource:36} {' '.join(sorted(actions))}\n"
        for (function, resource), actions in sorted(rows.items())
    )


def _short(resource: str) -> str:
    text = resource.removesuffix(".Arn").replace("${Papers.Arn}", "Papers")
    return text.rpartition("parameter/${Stage}/")[2] if "parameter/" in text else text
