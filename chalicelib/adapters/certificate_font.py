"""Noto Serif SC cut down to the letters of one document, with TrueType outlines.

The font as published has CID-keyed PostScript outlines, which fpdf2 embeds with an encoding of its own that not every
reader of PDF understands (pypdf finds no text); with TrueType outlines the encoding is Identity-H, which all do.
The font (SIL Open Font License 1.1) comes with the package pylopdf-fonts-zh-cn and covers the 27,500 ideographs of
Unicode's first two blocks.

It is opened once in a process and each letter is drawn and packed once: of a document's second and a half, opening it took a
third, and of a warm certificate's processor time packing its letters anew took a half.
"""

import atexit
import threading
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pylopdf_fonts_zh_cn import serif_path

from chalicelib.ports import UnprintableError

CURVE_ERROR: Final = 0.5
"""Largest distance of a quadratic curve from the cubic one, of 1,000 units to the em: invisible in print."""

_KEPT_LETTERS: Final = 4096
"""Of all documents; a letter takes some kilobytes."""

_BEARINGS_ARE_EDGES: Final = 0x2
"""Of head's flags: each left side bearing is where its outline begins."""

_FULL_NAME: Final = 4
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


class CutFont(TTFont):  # type: ignore[misc]  # fontTools says no types here
    """A file of `write_font` in the place of the font that fpdf2 has `read` from it: to be cut down to what was drawn and
    saved, which would make the same of it once more."""

    def __init__(self, path: Path, read: TTFont) -> None:
        super().__init__()
        super().setGlyphOrder(read.getGlyphOrder())
        self._path = path
        read.close()

    def setGlyphOrder(self, glyphOrder: list[str]) -> None:  # noqa: N802, N803 - fontTools' own
        """A letter stays where it is in the file, whatever was drawn of the others."""

    def save(self, file: Any, reorderTables: bool | None = True) -> None:  # noqa: ARG002, FBT001, FBT002, N803
        file.write(self._path.read_bytes())


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


@cache
def _table_of_font(tag: str) -> Any:
    """As it is in the font, but that of its names only the full one is left, by which the PDF knows it."""
    table: Any = _source()[tag]
    if tag == "name":
        table.names = [one for one in table.names if one.nameID == _FULL_NAME]
    return table


def _cut_down(letters: dict[int, str]) -> TTFont:
    """A TrueType font of these glyphs, by character."""
    font = TTFont(sfntVersion="\x00\x01\x00\x00", recalcTimestamp=False, recalcBBoxes=False)
    order = [_ABSENT, *dict.fromkeys(letters.values())]
    font.setGlyphOrder(order)
    for tag in _AS_THEY_ARE:
        font[tag] = copy(_table_of_font(tag))
    font["cmap"] = _character_map(letters)
    drawn = {name: _drawn(name) for name in order}
    glyf: Any = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {name: Glyph(one.data) for name, one in drawn.items()}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    font["hmtx"] = _metrics(drawn)
    _fit(font, list(drawn.values()))
    return font


def _character_map(letters: dict[int, str]) -> Any:
    subtable = CmapSubtable.newSubtable(_FORMAT_OF_ALL_PLANES)
    subtable.platformID, subtable.platEncID, subtable.language = _WINDOWS, _FULL_UNICODE, 0
    subtable.cmap = letters
    found: Any = newTable("cmap")
    found.tableVersion, found.tables = 0, [subtable]
    return found


@dataclass(frozen=True)
class _Drawn:
    """A letter's outline as the font file holds it, with what the file's tables say of all letters together."""

    data: bytes
    box: tuple[int, int, int, int]
    points: int
    contours: int


@lru_cache(_KEPT_LETTERS)
def _drawn(name: str) -> _Drawn:
    """The outline, after fontTools' own example otf2ttf."""
    pen = TTGlyphPen(None)
    _glyphs_of_font()[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
    glyph: Any = pen.glyph()
    data = glyph.compile(None)
    if not glyph.numberOfContours:
        return _Drawn(data, (0, 0, 0, 0), 0, 0)
    return _Drawn(data, (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax), *glyph.getMaxpValues())


def _metrics(drawn: Mapping[str, _Drawn]) -> Any:
    """A glyph's left side bearing is where its outline begins."""
    widths: Any = _source()["hmtx"]
    metrics: Any = newTable("hmtx")
    metrics.metrics = {name: (widths[name][0], one.box[0]) for name, one in drawn.items()}
    return metrics


def _fit(font: TTFont, drawn: Sequence[_Drawn]) -> None:
    """What fontTools would compute anew from every outline, unpacked for it."""
    head: Any = font["head"]
    boxes = [one.box for one in drawn if one.contours]
    head.xMin, head.yMin = (min((box[side] for box in boxes), default=0) for side in (0, 1))
    head.xMax, head.yMax = (max((box[side] for box in boxes), default=0) for side in (2, 3))
    head.flags |= _BEARINGS_ARE_EDGES
    maxp: Any = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.numGlyphs = len(drawn)
    maxp.maxPoints = max(one.points for one in drawn)
    maxp.maxContours = max(one.contours for one in drawn)
    for limit in (
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentElements",
        "maxComponentDepth",
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
