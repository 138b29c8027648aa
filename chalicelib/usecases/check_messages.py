"""The texts of a city's SMS: its own (messages.json) say what the texts that they replace must say, and every text, its own
or ours, fits its parts with all that this city may have to say in it."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

from chalicelib.texts import text
from chalicelib.texts.messages import templates
from chalicelib.usecases.message_lengths import most_parts

NEVER_LEFT_OUT: Final = frozenset({"centre", "code", "link", "reference"})
"""Who writes, and what nobody could go on without; the rest of a text's parameters may be left out."""


def check_messages(own: Any) -> list[str]:
    """Sentences, one for each fault; none for a city without texts of its own."""
    if not isinstance(own, Mapping):
        return [text("city_flaw.not_an_object", file="messages", place="/")]
    return [sentence for code, said in own.items() for sentence in _faults(code, said)]


def check_budget(own: Mapping[str, str], longest: Mapping[str, int]) -> list[str]:
    """Of a city whose texts are sound, one sentence for each that takes more parts than it may; `longest` are the lengths
    of message_lengths."""
    texts = {code: own.get(code, template.text) for code, template in templates().items()}
    over = [
        code for code, said in texts.items() if most_parts(said, templates()[code], longest) > templates()[code].parts
    ]
    flaws = {code: "too_long" if code in own else "data_too_long" for code in over}
    return [text(f"message_flaw.{flaw}", code=code, parts=templates()[code].parts) for code, flaw in flaws.items()]


def _faults(code: str, said: Any) -> Iterator[str]:
    template = templates().get(code)
    if template is None:
        yield text("city_flaw.unknown", file="messages", place=f"/{code}", value=code)
        return
    named = _named(said)
    if named is None:
        yield text("city_flaw.missing", file="messages", place=f"/{code}")
        return
    for name in sorted(named - template.fields):
        yield text("message_flaw.unknown_parameter", code=code, name=name)
    lacking = sorted((template.fields & NEVER_LEFT_OUT) - named)
    yield from (text("message_flaw.left_out", code=code, name=name) for name in lacking)


def _named(said: Any) -> set[str] | None:
    """The parameters that a text names, as plain {name}; None for what is no such text."""
    if not isinstance(said, str) or not said:
        return None
    try:
        found = [field for field in Formatter().parse(said) if field[1] is not None]
    except ValueError:
        return None
    return {str(name) for _, name, _, _ in found} if all(not (form or turn) for _, _, form, turn in found) else None
