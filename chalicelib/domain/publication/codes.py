"""How a city writes the codes of its items and variants: its own pattern, within what an address can hold."""

import re
from collections.abc import Mapping
from typing import Any, Final

USUAL: Final = "[A-Z0-9][A-Z0-9-]{0,39}"
"""The pattern of a city that names none (`code_pattern` in city.json)."""

_ADDRESSABLE: Final = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""Codes stand in paths, which the gateway decodes: only characters that are the same before and after."""


def code_pattern(city: Mapping[str, Any]) -> str:
    return str(city.get("code_pattern") or USUAL)


def is_code(code: str, city: Mapping[str, Any]) -> bool:
    return bool(_ADDRESSABLE.fullmatch(code) and re.fullmatch(code_pattern(city), code))
