"""A deployed template as CloudFormation reads it: parameters checked, translated by SAM, conditions decided, references resolved.

What CloudFormation would refuse is refused here; a function or an attribute that this does not know is refused too.
"""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.errors import CloudError
from infra.local.template import Resolver, UnresolvedError

_NO_VALUE = "AWS::NoValue"
MOST_RESOURCES = 500
_FUNCTIONS = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::Select", "Fn::Split"})


class _NoManagedPolicies:
    """SAM looks up AWS's managed policies by name; every role here is the template's own."""

    def load(self) -> dict[str, str]:
        return {}


def translated(template: Mapping[str, Any]) -> dict[str, Any]:
    """By the SAM translator, which CloudFormation runs on it. Raises CloudError."""
    from samtranslator.translator.transform import transform

    made: dict[str, Any] = transform(copy.deepcopy(dict(template)), {}, _NoManagedPolicies())
    if len(made["Resources"]) > MOST_RESOURCES:
        raise refused(f"Template format error: {len(made['Resources'])} resources, more than {MOST_RESOURCES}")
    return made


def refused(message: str) -> CloudError:
    return CloudError("ValidationError", message)


def parameter_values(declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> dict[str, str]:
    """Given or default. Raises CloudError for one that there is not, that is missing, or that its declaration forbids."""
    if unknown := given.keys() - declared.keys():
        raise refused(f"Parameters: [{', '.join(sorted(unknown))}] do not exist in the template")
    values = {}
    for name, body in declared.items():
        if name not in given and "Default" not in body:
            raise refused(f"Parameters: [{name}] must have values")
        values[name] = str(given.get(name, body.get("Default")))
        _check(name, values[name], body)
    return values


def _check(name: str, value: str, body: Mapping[str, Any]) -> None:
    fits = re.fullmatch(body.get("AllowedPattern", ".*"), value, re.DOTALL)
    allowed = [str(one) for one in body.get("AllowedValues", [value])]
    long = len(value) > int(body.get("MaxLength", len(value)))
    small = body["Type"] == "Number" and float(value) < float(body.get("MinValue", "-inf"))
    if not fits or value not in allowed or long or small:
        raise refused(f"Parameter {name} failed to satisfy its constraints: {value}")


class StackResolver(Resolver):
    """Beside references also the functions that decide and take apart; `conditions` are decided by `references` alone."""

    def __init__(
        self,
        conditions: Mapping[str, Any],
        references: Mapping[str, str],
        attribute: Callable[[str, str], str],
    ) -> None:
        super().__init__(references, attribute)
        self._conditions = conditions

    def __call__(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self(item) for item in value if not self._is_nothing(item)]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function in _FUNCTIONS:
                return self._decided(function, argument)
        if odd := [name for name in value if name.startswith("Fn::")]:
            raise refused(f"Template error: {odd[0]} is not known here")
        return {name: self(item) for name, item in value.items() if not self._is_nothing(item)}

    def _decided(self, function: str, argument: Any) -> Any:
        if function == "Fn::If":
            return self(argument[1] if self.holds({"Condition": argument[0]}) else argument[2])
        if function == "Fn::Select":
            return self(argument[1])[int(argument[0])]
        if function == "Fn::Split":
            return str(self(argument[1])).split(argument[0])
        return self._call(function, argument)

    def holds(self, condition: Mapping[str, Any]) -> bool:
        """Decides a condition of the template. Raises CloudError."""
        [(function, argument)] = condition.items()
        match function:
            case "Condition":
                if argument not in self._conditions:
                    raise refused(f"Template error: unresolved condition dependency {argument}")
                return self.holds(self._conditions[argument])
            case "Fn::Equals":
                first, second = (str(self(one)) for one in argument)
                return first == second
            case "Fn::Not":
                return not self.holds(argument[0])
            case "Fn::And":
                return all(self.holds(one) for one in argument)
            case "Fn::Or":
                return any(self.holds(one) for one in argument)
            case _:
                raise refused(f"Template error: {function} decides nothing")

    def _is_nothing(self, value: Any) -> bool:
        if value == {"Ref": _NO_VALUE}:
            return True
        if isinstance(value, Mapping) and set(value) == {"Fn::If"}:
            name, first, second = value["Fn::If"]
            return self._is_nothing(first if self.holds({"Condition": name}) else second)
        return False


def wanted(template: Mapping[str, Any], resolve: StackResolver) -> dict[str, Mapping[str, Any]]:
    """The resources whose condition holds."""
    return {
        name: body
        for name, body in template["Resources"].items()
        if "Condition" not in body or resolve.holds({"Condition": body["Condition"]})
    }


def resolved(resolve: StackResolver, value: Any) -> Any:
    """Raises CloudError where something is referred to that there is not."""
    try:
        return resolve(value)
    except (UnresolvedError, KeyError) as error:
        raise refused(f"Template error: unresolved resource dependencies {error}") from error
