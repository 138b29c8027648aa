"""The SMS templates of messages.json, which are billed by their length."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from chalicelib.texts import FOLDER, filled_in, text

NAMES: Final = frozenset({"item", "step", "to", "next", "unit", "bureau", "window", "carrier"})
"""Parameters that are cut with an ellipsis at their maximum; any other would be useless cut and is sent whole."""

_ELLIPSIS = "…"


Kind = Literal["legal", "code", "courtesy", "normal"]
"""`legal`: what the person must be told, never held back by a cap or budget. `code`: what the person asked for this minute.
`courtesy`: progress and thanks, which the person may switch off."""


@dataclass(frozen=True)
class Template:
    """`maxima` are UCS-2 units by parameter, with which the text needs at most `parts`. `supersedes` are templates that need
    not be sent any more once this one is planned for the same person and matter; `merge_seconds` how long this one waits
    for such a newer one. `template_ids` are the registrations at gateways, by provider, of this `version` of the text."""

    text: str
    maxima: Mapping[str, int]
    parts: int
    kind: Kind
    version: int
    template_ids: Mapping[str, str]
    merge_seconds: int = 0
    supersedes: tuple[str, ...] = ()


@cache
def templates() -> Mapping[str, Template]:
    """Every SMS template by its code."""
    entries = json.loads((FOLDER / "messages.json").read_text(encoding="utf-8"))["sms"]
    return {
        code: Template(**{**entry, "supersedes": tuple(entry.get("supersedes", ()))}) for code, entry in entries.items()
    }


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
    maxima = templates()[code].maxima
    return {
        name: _cut(value, maxima[name]) if name in NAMES else value for name, value in params.items() if name in maxima
    }


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
