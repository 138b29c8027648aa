"""Certificates as PDF: one A4 page in landscape, drawn with fpdf2; its one font is embedded as a subset.

Lengths are millimetres, type sizes points.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import Align, TextMode, WrapMode, XPos, YPos

from chalicelib.adapters.certificate_font import write_font
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Sheet

Colour = tuple[int, int, int]

INK: Final[Colour] = (20, 38, 43)
MUTED: Final[Colour] = (76, 96, 103)
FRAME: Final[Colour] = (7, 63, 73)
SEAL: Final[Colour] = (190, 30, 30)

FONT: Final = "song"
PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
MARGIN: Final = 40.0
LABEL_WIDTH: Final = 48.0
VALUE_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN - LABEL_WIDTH
ROW_HEIGHT: Final = 11.5
VALUE_SIZES: Final = (16.0, 13.0, 11.0, 9.0)
QR_SIDE: Final = 34.0
AUTHORITY_AT: Final = (197.0, 153.0)
SEAL_AT: Final = (246.0, 163.0)
SEAL_RADIUS: Final = 19.0
SEAL_ARC: Final = 270.0
"""Degrees of the ring that its text may fill; open below, as on real seals."""
SEAL_STEP: Final = 26.0
"""Degrees between the letters of a short name."""


class PdfPrinter:
    def print(self, sheet: Sheet) -> bytes:
        with TemporaryDirectory() as folder:
            font = Path(folder) / "certificate.ttf"
            write_font(_letters(sheet), font)
            return _drawn(_document(sheet, font), sheet)


def _drawn(pdf: FPDF, sheet: Sheet) -> bytes:
    _frame(pdf)
    _head(pdf, sheet)
    bottom = _rows(pdf, sheet)
    _statement(pdf, sheet, bottom)
    _verification(pdf, sheet)
    _authority(pdf, sheet)
    _seal(pdf, sheet)
    _line(pdf, sheet.footnote, 0, 185, PAGE_WIDTH, size=8.5, colour=MUTED)
    return bytes(pdf.output())


def _document(sheet: Sheet, font: Path) -> FPDF:
    """The date is the sheet's own, so that the same sheet gives the same bytes at any time."""
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(datetime.fromisoformat(sheet.issued_on).replace(tzinfo=SHANGHAI))
    pdf.set_title(f"{sheet.title} {sheet.number}")
    pdf.set_author(sheet.authority)
    pdf.set_lang("zh-CN")
    pdf.add_font(FONT, fname=font)
    pdf.add_page()
    return pdf


def _letters(sheet: Sheet) -> str:
    """Every character that is printed, each once; the space is for the PDF library."""
    cells = [cell for row in sheet.rows for cell in row]
    texts = [sheet.heading, sheet.title, sheet.number, sheet.statement, *cells, sheet.authority, sheet.dated]
    texts += [*sheet.verify_note, sheet.seal_text, sheet.seal_mark, sheet.footnote, " "]
    return "".join(sorted(set("".join(texts))))


def _frame(pdf: FPDF) -> None:
    pdf.set_draw_color(*FRAME)
    for inset, width in ((9.0, 1.2), (11.5, 0.3)):
        pdf.set_line_width(width)
        pdf.rect(inset, inset, PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset)


def _head(pdf: FPDF, sheet: Sheet) -> None:
    pdf.set_char_spacing(2)
    _line(pdf, sheet.heading, 0, 21, PAGE_WIDTH, size=15, colour=FRAME)
    pdf.set_char_spacing(4 if len(sheet.title) <= len("食品经营许可证") else 1)
    _line(pdf, sheet.title, MARGIN, 36, PAGE_WIDTH - 2 * MARGIN, size=34, colour=INK, stroke=0.25)
    pdf.set_char_spacing(0)
    _line(pdf, sheet.number, 0, 52, PAGE_WIDTH, size=13, colour=MUTED)


def _rows(pdf: FPDF, sheet: Sheet) -> float:
    """Draws labels and values; returns where they end."""
    top = 64.0
    for label, value in sheet.rows:
        _line(pdf, label, MARGIN, top, LABEL_WIDTH, size=14, colour=MUTED, align=Align.L)
        top += _value(pdf, value, MARGIN + LABEL_WIDTH, top)
    return top


def _value(pdf: FPDF, value: str, left: float, top: float) -> float:
    """Draws a value in the largest size in which it fits on one line, else on several in the smallest."""
    pdf.set_text_color(*INK)
    size = next((size for size in VALUE_SIZES if _width(pdf, value, size) <= VALUE_WIDTH), VALUE_SIZES[-1])
    if size > VALUE_SIZES[-1] or _width(pdf, value, size) <= VALUE_WIDTH:
        _line(pdf, value, left, top, VALUE_WIDTH, size=size, colour=INK, align=Align.L)
        return ROW_HEIGHT
    pdf.set_font(FONT, size=size)
    pdf.set_xy(left, top + ROW_HEIGHT / 4)
    pdf.multi_cell(VALUE_WIDTH, ROW_HEIGHT / 2, value, align=Align.L, wrapmode=WrapMode.CHAR)
    return max(ROW_HEIGHT, pdf.get_y() - top + ROW_HEIGHT / 4)


def _width(pdf: FPDF, text: str, size: float) -> float:
    pdf.set_font(FONT, size=size)
    return pdf.get_string_width(text)


def _statement(pdf: FPDF, sheet: Sheet, top: float) -> None:
    _line(pdf, sheet.statement, MARGIN, top + 3, PAGE_WIDTH - 2 * MARGIN, size=15, colour=INK, align=Align.L)


def _verification(pdf: FPDF, sheet: Sheet) -> None:
    top = 146.0
    _qr(pdf, sheet.verify_url, MARGIN, top)
    for number, note in enumerate(sheet.verify_note):
        _line(pdf, note, MARGIN + QR_SIDE + 5, top + 9 + 6 * number, 95, size=9.5, colour=MUTED, align=Align.L)


def _qr(pdf: FPDF, content: str, left: float, top: float) -> None:
    """Runs of dark modules as rectangles; they overlap a little, so that no viewer shows seams."""
    rows = [bytes(row) for row in segno.make(content, error="m").matrix]
    module = QR_SIDE / len(rows)
    pdf.set_fill_color(*INK)
    for line, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            pdf.rect(left + start * module, top + line * module, (end - start) * module, module * 1.04, style="F")
            start = end


def _authority(pdf: FPDF, sheet: Sheet) -> None:
    middle, top = AUTHORITY_AT
    width = 2 * (SEAL_AT[0] - SEAL_RADIUS - middle)
    _line(pdf, sheet.authority, middle - width / 2, top, width, size=13, colour=INK)
    _line(pdf, sheet.dated, middle - width / 2, top + 9, width, size=13, colour=INK)


def _seal(pdf: FPDF, sheet: Sheet) -> None:
    x, y = SEAL_AT
    with pdf.local_context(fill_opacity=0.75, stroke_opacity=0.75):
        pdf.set_draw_color(*SEAL)
        pdf.set_line_width(1.1)
        pdf.circle(x, y, SEAL_RADIUS)
        step = min(SEAL_STEP, SEAL_ARC / len(sheet.seal_text))
        turn = step * (len(sheet.seal_text) - 1) / 2
        for char in sheet.seal_text:
            with pdf.rotation(turn, x, y):
                _line(pdf, char, x - 5, y - SEAL_RADIUS - 1.8, 10, size=12, colour=SEAL)
            turn -= step
        _line(pdf, sheet.seal_mark, x - SEAL_RADIUS, y - 5, 2 * SEAL_RADIUS, size=22, colour=SEAL, stroke=0.2)


def _line(
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
        pdf.cell(width, ROW_HEIGHT, text, align=align, new_x=XPos.LEFT, new_y=YPos.TOP)
