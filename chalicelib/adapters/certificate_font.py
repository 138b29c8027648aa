"""Noto Serif SC cut down to the letters of one document, with TrueType outlines.

The font as published has CID-keyed PostScript outlines, which fpdf2 embeds with an encoding of its own that not every
reader of PDF understands (pypdf finds no text); with TrueType outlines the encoding is Identity-H, which all do.
The font (SIL Open Font License 1.1) comes with the package pylopdf-fonts-zh-cn and covers the 27,500 ideographs of
Unicode's first two blocks.
"""

from pathlib import Path
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from pylopdf_fonts_zh_cn import serif_path

from chalicelib.ports import UnprintableError

CURVE_ERROR: Final = 0.5
"""Largest distance of a quadratic curve from the cubic one, of 1,000 units to the em: invisible in print."""

_KEPT_TABLES: Final = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "CFF ")


def write_font(text: str, path: Path) -> None:
    """Writes a font file with the letters of the text, the same bytes for the same text.

    Raises UnprintableError.
    """
    with TTFont(serif_path(), lazy=True, recalcTimestamp=False) as font:
        known = font.getBestCmap()
        if missing := {char for char in text if ord(char) not in known}:
            raise UnprintableError(" ".join(f"U+{ord(char):04X}" for char in sorted(missing)))
        _cut_down(font, text)
        _to_quadratic(font)
        font.save(path)


def _cut_down(font: TTFont, text: str) -> None:
    for tag in set(font.keys()) - {"GlyphOrder", *_KEPT_TABLES}:
        del font[tag]
    options = Options(hinting=False, notdef_outline=True, layout_features=[], recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)


def _to_quadratic(font: TTFont) -> None:
    """Replaces the outlines, after fontTools' own example otf2ttf."""
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyf: Any = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {name: _quadratic(drawn, name) for name in order}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    glyf.compile(font)
    _fit_metrics(font, glyf)
    _as_truetype(font, len(order))


def _quadratic(drawn: Any, name: str) -> Any:
    pen = TTGlyphPen(drawn)
    drawn[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
    return pen.glyph()


def _fit_metrics(font: TTFont, glyf: Any) -> None:
    """A glyph's left side bearing is where its outline begins."""
    metrics: Any = font["hmtx"]
    for name, (width, _) in metrics.metrics.items():
        metrics.metrics[name] = (width, getattr(glyf[name], "xMin", 0))


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
    font.sfntVersion = "\x00\x01\x00\x00"
