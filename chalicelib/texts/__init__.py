"""Every Chinese sentence a person reads, by code: `labels.json`, `errors.json` and their later neighbours."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOLDER = Path(__file__).parent


class TextError(Exception):
    """A sentence could not be made; `code` says why, `text_code` says which."""

    code = "text"

    def __init__(self, text_code: str, problem: str) -> None:
        super().__init__(f"{text_code}: {problem}")
        self.text_code = text_code


class UnknownTextError(TextError):
    code = "text_unknown"


class MissingParameterError(TextError):
    code = "text_parameter_missing"


class ErrorText(NamedTuple):
    """What a person is told about an error: what is wrong, and what to do next."""

    title: str
    detail: str

    @property
    def sentence(self) -> str:
        return text("told", title=self.title, detail=self.detail)


def text(code: str, /, **params: object) -> str:
    """The text of a code with its `{parameters}` filled in; parameters it does not name are ignored.

    A nested entry is reached by dots: `not_found.title`. Several names as one parameter are joined.
    Raises UnknownTextError for a code in no file, MissingParameterError for a parameter not given.
    """
    try:
        template = _texts()[code]
    except KeyError:
        raise UnknownTextError(code, "in none of the files of texts/") from None
    return filled_in(code, template, params)


def filled_in(code: str, template: str, params: Mapping[str, object]) -> str:
    """A template that need not be of texts/, filled in as theirs are. Raises MissingParameterError, naming the code."""
    try:
        return template.format_map({name: _said(value) for name, value in params.items()})
    except KeyError as missing:
        raise MissingParameterError(code, f"parameter {missing} not given") from None


def joined(parts: Iterable[str], by: Literal["names", "clauses", "sentences", "parts"] = "names") -> str:
    """The parts in one line, as names, clauses, sentences or parts of a note stand beside each other."""
    return text(f"joined.{by}").join(parts)


def error_text(code: str, /, **params: object) -> ErrorText:
    """Title and detail of an error code of `errors.json`; raises as `text` does."""
    return ErrorText(text(f"{code}.title", **params), text(f"{code}.detail", **params))


def money(fen: int) -> str:
    """Fen as yuan: 120000 → 1,200元, 50 → 0.50元, 0 → 不收费."""
    if not fen:
        return text("money_free")
    yuan, rest = divmod(fen, 100)
    return text("money", amount=f"{yuan:,}.{rest:02}" if rest else f"{yuan:,}")


def moment_words(moment: str) -> str:
    """A version's local date or minute: 2026-12-01 → 2026年12月1日, 2026-12-01T09:00 → 2026年12月1日 09:00."""
    day, _, clock = moment.partition("T")
    year, month, number = (int(part) for part in day.split("-"))
    told = text("date_other_year", year=year, month=month, day=number)
    return f"{told} {clock}" if clock else told


def _said(value: object) -> object:
    return joined(value) if isinstance(value, tuple) else value


@cache
def _texts() -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.json")):
        for code, template in _leaves(json.loads(path.read_text(encoding="utf-8"))):
            if code in texts:
                raise TextError(code, f"stands in {path.name} and in another file")
            texts[code] = template
    return texts


def _leaves(entries: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Strings are texts; numbers and lists are data for the file's own reader."""
    for key, value in entries.items():
        if isinstance(value, str):
            yield prefix + key, value
        elif isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
