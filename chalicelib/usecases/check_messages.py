"""A city's own texts of SMS (messages.json): each says what the text that it replaces must say, and costs no more."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

from chalicelib.domain.sms import worst_case
from chalicelib.texts import text
from chalicelib.texts.messages import templates

NEVER_LEFT_OUT: Final = frozenset({"centre", "code", "link", "reference"})
"""Who writes, and what nobody could go on without; the rest of a text's parameters may be left out."""


def check_messages(own: Any) -> list[str]:
    """Sentences, one for each fault; none for a city without texts of its own."""
    if not isinstance(own, Mapping):
        return [text("city_flaw.not_an_object", file="messages", place="/")]
    return [sentence for code, said in own.items() for sentence in _faults(code, said)]


def _faults(code: str, said: Any) -> Iterator[str]:
    template = templates().get(code)
    if template is None:
        yield text("city_flaw.unknown", file="messages", place=f"/{code}", value=code)
        return
    named = _named(said)
    if named is None:
        yield text("city_flaw.missing", file="messages", place=f"/{code}")
        return
    for name in sorted(named - template.maxima.keys()):
        yield text("message_flaw.unknown_parameter", code=code, name=name)
    lacking = sorted((template.maxima.keys() & NEVER_LEFT_OUT) - named)
    yield from (text("message_flaw.left_out", code=code, name=name) for name in lacking)
    if named <= template.maxima.keys() and worst_case(said, template.maxima) > template.parts:
        yield text("message_flaw.too_long", code=code, parts=template.parts)


def _named(said: Any) -> set[str] | None:
    """The parameters that a text names, as plain {name}; None for what is no such text."""
    if not isinstance(said, str) or not said:
        return None
    try:
        found = [field for field in Formatter().parse(said) if field[1] is not None]
    except ValueError:
        return None
    return {str(name) for _, name, _, _ in found} if all(not (form or turn) for _, _, form, turn in found) else None
