"""Whether policies allow a call: IAM's rules as far as this project's roles and bucket use them.

Source: IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements". What no policy here uses is refused, not
passed over: an element that is not understood would be a wrong answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Statement = Mapping[str, Any]

_ELEMENTS = frozenset({"Sid", "Effect", "Action", "Resource", "Condition", "Principal"})


class UnsupportedPolicyError(Exception):
    """A statement has an element, principal or condition operator that is not judged here."""

    code = "unsupported_policy"


@dataclass(frozen=True)
class Call:
    """`action` is "service:Operation", `resource` an ARN or "*" where the service has none, `context` condition keys with
    their values."""

    action: str
    resource: str
    context: frozenset[tuple[str, str]] = frozenset()


def allowed(statements: Iterable[Statement], call: Call) -> bool:
    """One statement allows it and none denies it. Raises UnsupportedPolicyError."""
    effects = {statement["Effect"] for statement in statements if applies(statement, call)}
    return effects == {"Allow"}


def applies(statement: Statement, call: Call) -> bool:
    """Raises UnsupportedPolicyError."""
    if odd := statement.keys() - _ELEMENTS:
        raise UnsupportedPolicyError(f"elements {', '.join(sorted(odd))} are not judged")
    if statement.get("Principal", "*") != "*":
        raise UnsupportedPolicyError(f"principal {statement['Principal']} is not judged")
    return (
        any(_pattern(action.lower()).fullmatch(call.action.lower()) for action in listed(statement["Action"]))
        and any(_pattern(resource).fullmatch(call.resource) for resource in listed(statement["Resource"]))
        and all(
            _holds(operator, key, listed(values), dict(call.context))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator: str, key: str, values: list[str], context: Mapping[str, str]) -> bool:
    """A key that the call does not have fails its condition."""
    if operator == "StringEquals":
        return context.get(key) in values
    if operator == "Bool":
        return context.get(key, "").lower() in {str(value).lower() for value in values}
    raise UnsupportedPolicyError(f"condition operator {operator} is not judged")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """`*` stands for any characters, `?` for one; nothing else is special."""
    wildcards = {"*": ".*", "?": "."}
    return re.compile("".join(wildcards.get(letter) or re.escape(letter) for letter in text), re.DOTALL)


def listed(value: Any) -> list[Any]:
    """IAM lets one write a single value without its list."""
    return list(value) if isinstance(value, list | tuple) else [value]
