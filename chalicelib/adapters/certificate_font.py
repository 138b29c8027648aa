"""Noto Serif SC cut down to the letters of one document, with TrueType outlines.

The font as published has CID-keyed PostScript outlines, which fpdf2 embeds with an encoding of its own that not every
reader of PDF understands (pypdf finds no text); with TrueType outlines the encoding is Identity-H, which all do.
The font (SIL Open Font License 1.1) comes with the package pylopdf-fonts-zh-cn and covers the 27,500 ideographs of
Unicode's first two blocks.

It is opened once in a process and each letter is drawn once: of a document's second and a half, opening it took a third.
"""

import atexit
import threading
from copy import deepcopy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from pylopdf_fonts_zh_cn import serif_path

from chalicelib.ports import UnprintableError

CURVE_ERROR: Final = 0.5
"""Largest distance of a quadratic curve from the cubic one, of 1,000 units to the em: invisible in print."""

_KEPT_LETTERS: Final = 4096
"""Of all documents; a letter takes some kilobytes."""

_ABSENT: Final = ".notdef"
_AS_THEY_ARE: Final = ("head", "hhea", "name", "OS/2", "post", "maxp")
_WINDOWS, _FULL_UNICODE, _FORMAT_OF_ALL_PLANES = 3, 10, 12
_READING = threading.Lock()
"""The font is read from its file as letters are asked for; the local cloud has many threads."""


def write_font(text: str, path: Path) -> None:
    """Writes a font file with the letters of the text, the same bytes for the same text.

    Raises UnprintableError.
    """
    with _READING:
        known = _letters_of_font()
        if missing := {char for char in text if ord(char) not in known}:
            raise UnprintableError(" ".join(f"U+{ord(char):04X}" for char in sorted(missing)))
        _cut_down({ord(char): known[ord(char)] for char in sorted(set(text))}).save(path)


@cache
def _source() -> TTFont:
    font = TTFont(serif_path(), lazy=True, recalcTimestamp=False)
    atexit.register(font.close)
    return font


@cache
def _letters_of_font() -> dict[int, str]:
    found: dict[int, str] = _source().getBestCmap()
    return found


@cache
def _glyphs_of_font() -> Any:
    return _source().getGlyphSet()


def _cut_down(letters: dict[int, str]) -> TTFont:
    """A TrueType font of these glyphs, by character."""
    font = TTFont(sfntVersion="\x00\x01\x00\x00", recalcTimestamp=False)
    order = [_ABSENT, *dict.fromkeys(letters.values())]
    font.setGlyphOrder(order)
    for tag in _AS_THEY_ARE:
        font[tag] = deepcopy(_source()[tag])
    font["cmap"] = _character_map(letters)
    glyf: Any = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {name: _quadratic(name) for name in order}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    glyf.compile(font)
    _fit_metrics(font, glyf)
    _as_truetype(font, len(order))
    return font


def _character_map(letters: dict[int, str]) -> Any:
    subtable = CmapSubtable.newSubtable(_FORMAT_OF_ALL_PLANES)
    subtable.platformID, subtable.platEncID, subtable.language = _WINDOWS, _FULL_UNICODE, 0
    subtable.cmap = letters
    found: Any = newTable("cmap")
    found.tableVersion, found.tables = 0, [subtable]
    return found


@lru_cache(_KEPT_LETTERS)
def _quadratic(name: str) -> Any:
    """The outline, after fontTools' own example otf2ttf."""
    pen = TTGlyphPen(None)
    _glyphs_of_font()[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
    return pen.glyph()


def _fit_metrics(font: TTFont, glyf: Any) -> None:
    """A glyph's left side bearing is where its outline begins."""
    widths: Any = _source()["hmtx"]
    metrics: Any = newTable("hmtx")
    metrics.metrics = {name: (widths[name][0], getattr(glyf[name], "xMin", 0)) for name in glyf.glyphOrder}
    font["hmtx"] = metrics


def _as_truetype(font: TTFont, glyphs: int) -> None:
    maxp: Any = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.numGlyphs = glyphs
    for limit in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
    ):
        setattr(maxp, limit, 0)
    maxp.maxZones = 1
    post: Any = font["post"]
    post.formatType = 3.0
