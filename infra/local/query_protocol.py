"""AWS's query protocol: parameters in a form, answers in XML."""

import uuid
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape


def nested(form: Mapping[str, str]) -> dict[str, Any]:
    """`Tags.member.1.Key=a` of the query protocol as `{"Tags": [{"Key": "a"}]}`."""
    whole: dict[str, Any] = {}
    for name, value in form.items():
        head, _, rest = name.partition(".member.")
        if not rest:
            whole[head] = value
            continue
        number, _, inner = rest.partition(".")
        place = whole.setdefault(head, {})
        if inner:
            place.setdefault(int(number), {})[inner] = value
        else:
            place[int(number)] = value
    return {
        name: [value[number] for number in sorted(value)] if isinstance(value, dict) else value
        for name, value in whole.items()
    }


def answer(action: str, result: Mapping[str, Any]) -> str:
    """The XML of an action's result; lists are of members."""
    inner = "".join(_xml(name, value) for name, value in result.items())
    return (
        f"<{action}Response><{action}Result>{inner}</{action}Result>"
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{action}Response>"
    )


def _xml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"<{name}>{''.join(_xml('member', one) for one in value)}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_xml(key, one) for key, one in value.items())}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
