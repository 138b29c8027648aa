"""Breaking Chinese text into lines: between any two characters, but no line begins with closing punctuation or ends with
opening punctuation, and words and numbers of ASCII letters stay whole while they fit on a line."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

_PIECES: Final = re.compile(r"[!-~]+| +|.", re.DOTALL)
_CLOSING: Final = frozenset({"Pe", "Pf", "Po"})
_OPENING: Final = frozenset({"Ps", "Pi"})

Width = Callable[[str], float]


def broken(text: str, width: Width, room: float, first_room: float) -> list[str]:
    """The lines of a text; the first one has `first_room`, the others `room`, both in the unit of `width`."""
    lines, line = list[str](), ""
    for piece in _unbreakable(text, width, room):
        fits = first_room if not lines else room
        if line and width(line + piece.rstrip()) > fits:
            lines.append(line)
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line]


def _unbreakable(text: str, width: Width, room: float) -> Iterator[str]:
    """What a line may break between: runs of characters, cut anywhere where one is wider than a line."""
    run = ""
    for piece in _pieces(text, width, room):
        if run and not (_closes(piece[0]) or _opens(run[-1])):
            yield from _whole_or_cut(run, width, room)
            run = ""
        run += piece
    yield from _whole_or_cut(run, width, room)


def _whole_or_cut(run: str, width: Width, room: float) -> Iterator[str]:
    yield from run if width(run) > room else [run]


def _pieces(text: str, width: Width, room: float) -> Iterator[str]:
    """Single characters, and words that fit on a line."""
    for found in _PIECES.finditer(text):
        piece = found[0]
        if width(piece) > room:
            yield from piece
        else:
            yield piece


def _closes(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) in _CLOSING


def _opens(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) in _OPENING
