"""The resources template, and the few intrinsic functions that it and `app.py` use."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

RESOURCES = Path(__file__).resolve().parent.parent / "resources.yaml"


@dataclass(frozen=True)
class Template:
    resources: Mapping[str, Mapping[str, Any]]

    def of_type(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """Properties of every resource of a type, by logical id."""
        return {name: body.get("Properties", {}) for name, body in self.resources.items() if body["Type"] == kind}

    def truth(self) -> list[str]:
        """Logical ids of the tables that outlive the stack: what stands in them is derived from nothing."""
        tables = self.of_type("AWS::DynamoDB::Table")
        return [name for name in tables if self.resources[name].get("DeletionPolicy") == "Retain"]


def load(path: Path = RESOURCES) -> Template:
    return Template(resources=yaml.safe_load(path.read_text(encoding="utf-8"))["Resources"])


class UnresolvedError(Exception):
    """The template names something that is not there."""

    code = "unresolved_reference"


class Resolver:
    """Replaces `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Fn::Join` by values.

    `references` maps logical ids, parameters and pseudo parameters to what `Ref` answers; `attribute(id, name)`
    answers `Fn::GetAtt`.
    """

    def __init__(self, references: Mapping[str, str], attribute: Callable[[str, str], str]) -> None:
        self._references = references
        self._attribute = attribute

    def __call__(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function in {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join"}:
                return self._call(function, argument)
        return {name: self(item) for name, item in value.items()}

    def _call(self, function: str, argument: Any) -> str:
        if function == "Ref":
            return self._ref(argument)
        if function == "Fn::GetAtt":
            logical_id, _, name = (
                argument.partition(".") if isinstance(argument, str) else (argument[0], "", argument[1])
            )
            return self._attribute(logical_id, name)
        if function == "Fn::Join":
            return str(argument[0]).join(self(item) for item in argument[1])
        text, variables = argument if isinstance(argument, list) else (argument, {})
        return re.sub(r"\$\{([^}]+)\}", lambda match: self._substitute(match[1], variables), text)

    def _ref(self, name: str) -> str:
        if name not in self._references:
            raise UnresolvedError(f"{name} is neither a resource nor a parameter")
        return self._references[name]

    def _substitute(self, name: str, variables: Mapping[str, Any]) -> str:
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in variables:
            return str(self(variables[name]))
        logical_id, dot, attribute = name.partition(".")
        return self._attribute(logical_id, attribute) if dot else self._ref(name)
