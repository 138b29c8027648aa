"""What every PDF of ours is drawn with: one embedded font, lines of text, QR codes, the sample seal.

Lengths are millimetres, type sizes points.
"""

from datetime import datetime
from math import radians
from pathlib import Path
from typing import Any, Final, Literal

from fpdf import FPDF
from fpdf.enums import Align, TextMode, XPos, YPos

from chalicelib.adapters.certificate_font import CutFont
from chalicelib.domain.times import SHANGHAI

Colour = tuple[int, int, int]

INK: Final[Colour] = (20, 38, 43)
MUTED: Final[Colour] = (76, 96, 103)
SEAL: Final[Colour] = (190, 30, 30)

FONT: Final = "song"
LINE_HEIGHT: Final = 11.5
SEAL_ARC: Final = 270.0
"""Degrees of the ring that its text may fill; open below, as on real seals."""
SEAL_STEP: Final = 26.0
"""Degrees between the letters of a short name."""
SEAL_SIZE: Final = 12.0
SEAL_INSET: Final = 6.0
"""How far inside the ring's line its letters' feet stand: a long name's are smaller, so that they do not touch."""
MILLIMETRES_A_POINT: Final = 25.4 / 72


def begun(
    issued_on: str, title: str, author: str, font: Path, *, orientation: Literal["portrait", "landscape"]
) -> FPDF:
    """A4 without a page yet. Its date is the local ISO date `issued_on`, so that the same content gives the same bytes at
    any time."""
    pdf = FPDF(orientation=orientation, unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(datetime.fromisoformat(issued_on).replace(tzinfo=SHANGHAI))
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_lang("zh-CN")
    pdf.add_font(FONT, fname=font)
    added: Any = pdf.fonts[FONT]
    added.ttfont = CutFont(font, added.ttfont)
    return pdf


def draw_qr(pdf: FPDF, content: str, left: float, top: float, side: float) -> None:
    """Runs of dark modules as rectangles; they overlap a little, so that no viewer shows seams.

    Written as PDF has it (ISO 32000-1, 8.5.2): a call of fpdf2 for each of the three hundred takes a tenth of a page's time.
    """
    import segno  # the page of a blank form has no code, and its tables take 50 ms to make

    rows = [bytes(row) for row in segno.make(content, error="m").matrix]
    module, points = side / len(rows), pdf.k
    drawn: list[str] = []
    for line, row in enumerate(rows):
        upper = pdf.h - top - line * module
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            box = (left + start * module, upper, (end - start) * module, -1.04 * module)
            drawn.append(" ".join(f"{measure * points:.2f}" for measure in box) + " re f")
            start = end
    pdf.set_fill_color(*INK)
    pdf._out("\n".join(drawn))  # noqa: SLF001 - see above


def draw_seal(pdf: FPDF, middle: tuple[float, float], radius: float, ring: str, mark: str) -> None:
    """`ring` runs round the seal, `mark` stands across it."""
    x, y = middle
    with pdf.local_context(fill_opacity=0.75, stroke_opacity=0.75):
        pdf.set_draw_color(*SEAL)
        pdf.set_line_width(1.1)
        pdf.circle(x, y, radius)
        step = min(SEAL_STEP, SEAL_ARC / len(ring))
        turn = step * (len(ring) - 1) / 2
        size = min(SEAL_SIZE, radians(step) * (radius - SEAL_INSET) / MILLIMETRES_A_POINT)
        for char in ring:
            with pdf.rotation(turn, x, y):
                draw_line(pdf, char, x - 5, y - radius - 1.8, 10, size=size, colour=SEAL)
            turn -= step
        draw_line(pdf, mark, x - radius, y - 5, 2 * radius, size=22, colour=SEAL, stroke=0.2)


def draw_line(
    pdf: FPDF,
    text: str,
    left: float,
    top: float,
    width: float,
    *,
    size: float,
    colour: Colour,
    align: Align = Align.C,
    stroke: float = 0,
) -> None:
    """One line of text in a box of one row's height; `stroke` thickens the letters, for the font has one weight."""
    pdf.set_font(FONT, size=size)
    pdf.set_text_color(*colour)
    pdf.set_xy(left, top)
    with pdf.local_context(text_mode=TextMode.FILL_STROKE if stroke else TextMode.FILL):
        pdf.set_draw_color(*colour)
        pdf.set_line_width(stroke)
        pdf.cell(width, LINE_HEIGHT, text, align=align, new_x=XPos.LEFT, new_y=YPos.TOP)
