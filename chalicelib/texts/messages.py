"""The SMS templates of messages.json, which are billed by their length."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any, Final, Literal

from chalicelib.texts import FOLDER, filled_in, text

NAMES: Final = frozenset({"item", "step", "to", "next", "unit", "bureau", "window", "carrier"})
"""Parameters that are cut with an ellipsis at the end of their room; any other would be useless cut and is sent whole."""

_ELLIPSIS = "…"


Kind = Literal["legal", "code", "courtesy", "normal"]
"""`legal`: what the person must be told, never held back by a cap or budget. `code`: what the person asked for this minute.
`courtesy`: progress and thanks, which the person may switch off."""


@dataclass(frozen=True)
class Template:
    """`rooms` are the UCS-2 units that were chosen for some of its parameters; how long the others get follows from the
    city's data and formats (message_lengths), and with all at their longest it needs at most `parts`. `supersedes` are templates that need
    not be sent any more once this one is planned for the same person and matter; `merge_seconds` how long this one waits
    for such a newer one. `template_ids` are the registrations at gateways, by provider, of this `version` of the text."""

    text: str
    parts: int
    kind: Kind
    version: int
    template_ids: Mapping[str, str]
    rooms: Mapping[str, int]
    merge_seconds: int = 0
    supersedes: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        return fields_of(self.text)


@cache
def templates() -> Mapping[str, Template]:
    """Every SMS template by its code; rooms that all share stand once at the head of the file."""
    stored = json.loads((FOLDER / "messages.json").read_text(encoding="utf-8"))
    return {code: _template(entry, stored["rooms"]) for code, entry in stored["sms"].items()}


def _template(entry: Mapping[str, Any], shared: Mapping[str, int]) -> Template:
    rooms = {name: most for name, most in shared.items() if name in fields_of(entry["text"])}
    made = {"rooms": rooms | entry.get("rooms", {}), "supersedes": tuple(entry.get("supersedes", ()))}
    return Template(**{**entry, **made})


@cache
def fields_of(text: str) -> frozenset[str]:
    """The parameters that a text names. Raises ValueError for a text with stray braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@cache
def superseded_templates() -> frozenset[str]:
    """Those that some newer template may make needless."""
    return frozenset(code for template in templates().values() for code in template.supersedes)


def fill(code: str, params: Mapping[str, str], own: Mapping[str, str]) -> str:
    """The text of a template, long names cut; `own` are a city's texts for some of the codes.

    Raises KeyError for an unknown template, MissingParameterError.
    """
    known = told_in(code, params)
    return filled_in(code, own[code], known) if code in own else text(f"sms.{code}.text", **known)


def told_in(code: str, params: Mapping[str, str]) -> Mapping[str, str]:
    """Those of `params` that the template has, long names cut. Raises KeyError for an unknown template."""
    template = templates()[code]
    known = {name: value for name, value in params.items() if name in template.fields}
    return {name: _cut(value, template.rooms[name]) if name in NAMES else value for name, value in known.items()}


def registered_id(code: str, provider: str) -> str:
    """What a gateway calls the template: the registration's id, else the code itself. Raises KeyError."""
    return templates()[code].template_ids.get(provider, code)


def _cut(value: str, most: int) -> str:
    if _units(value) <= most:
        return value
    while _units(value) > most - 1:
        value = value[:-1]
    return value + _ELLIPSIS


def _units(value: str) -> int:
    return len(value.encode("utf-16-be")) // 2
