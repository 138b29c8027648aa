"""Certificates as PDF: one A4 page in landscape, drawn with fpdf2; its one font is embedded as a subset.

Lengths are millimetres, type sizes points.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, WrapMode

from chalicelib.adapters.certificate_font import write_font
from chalicelib.adapters.pdf_drawing import FONT, INK, MUTED, Colour, begun, draw_line, draw_qr, draw_seal
from chalicelib.ports import Sheet

FRAME: Final[Colour] = (7, 63, 73)

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
MARGIN: Final = 40.0
LABEL_WIDTH: Final = 48.0
VALUE_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN - LABEL_WIDTH
ROW_HEIGHT: Final = 11.5
VALUE_SIZES: Final = (16.0, 13.0, 11.0, 9.0)
SPACED_TITLE: Final = 7
"""So many characters of a title leave room between them."""

QR_SIDE: Final = 34.0
AUTHORITY_AT: Final = (197.0, 153.0)
SEAL_AT: Final = (246.0, 163.0)
SEAL_RADIUS: Final = 19.0


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
    draw_seal(pdf, SEAL_AT, SEAL_RADIUS, sheet.seal_text, sheet.seal_mark)
    draw_line(pdf, sheet.footnote, 0, 185, PAGE_WIDTH, size=8.5, colour=MUTED)
    return bytes(pdf.output())


def _document(sheet: Sheet, font: Path) -> FPDF:
    pdf = begun(sheet.issued_on, f"{sheet.title} {sheet.number}", sheet.authority, font, orientation="landscape")
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
    draw_line(pdf, sheet.heading, 0, 21, PAGE_WIDTH, size=15, colour=FRAME)
    pdf.set_char_spacing(4 if len(sheet.title) <= SPACED_TITLE else 1)
    draw_line(pdf, sheet.title, MARGIN, 36, PAGE_WIDTH - 2 * MARGIN, size=34, colour=INK, stroke=0.25)
    pdf.set_char_spacing(0)
    draw_line(pdf, sheet.number, 0, 52, PAGE_WIDTH, size=13, colour=MUTED)


def _rows(pdf: FPDF, sheet: Sheet) -> float:
    """Draws labels and values; returns where they end."""
    top = 64.0
    for label, value in sheet.rows:
        draw_line(pdf, label, MARGIN, top, LABEL_WIDTH, size=14, colour=MUTED, align=Align.L)
        top += _value(pdf, value, MARGIN + LABEL_WIDTH, top)
    return top


def _value(pdf: FPDF, value: str, left: float, top: float) -> float:
    """Draws a value in the largest size in which it fits on one line, else on several in the smallest."""
    pdf.set_text_color(*INK)
    size = next((size for size in VALUE_SIZES if _width(pdf, value, size) <= VALUE_WIDTH), VALUE_SIZES[-1])
    if size > VALUE_SIZES[-1] or _width(pdf, value, size) <= VALUE_WIDTH:
        draw_line(pdf, value, left, top, VALUE_WIDTH, size=size, colour=INK, align=Align.L)
        return ROW_HEIGHT
    pdf.set_font(FONT, size=size)
    pdf.set_xy(left, top + ROW_HEIGHT / 4)
    pdf.multi_cell(VALUE_WIDTH, ROW_HEIGHT / 2, value, align=Align.L, wrapmode=WrapMode.CHAR)
    return max(ROW_HEIGHT, pdf.get_y() - top + ROW_HEIGHT / 4)


def _width(pdf: FPDF, text: str, size: float) -> float:
    pdf.set_font(FONT, size=size)
    return pdf.get_string_width(text)


def _statement(pdf: FPDF, sheet: Sheet, top: float) -> None:
    draw_line(pdf, sheet.statement, MARGIN, top + 3, PAGE_WIDTH - 2 * MARGIN, size=15, colour=INK, align=Align.L)


def _verification(pdf: FPDF, sheet: Sheet) -> None:
    top = 146.0
    draw_qr(pdf, sheet.verify_url, MARGIN, top, QR_SIDE)
    for number, note in enumerate(sheet.verify_note):
        draw_line(pdf, note, MARGIN + QR_SIDE + 5, top + 9 + 6 * number, 95, size=9.5, colour=MUTED, align=Align.L)


def _authority(pdf: FPDF, sheet: Sheet) -> None:
    middle, top = AUTHORITY_AT
    width = 2 * (SEAL_AT[0] - SEAL_RADIUS - middle)
    draw_line(pdf, sheet.authority, middle - width / 2, top, width, size=13, colour=INK)
    draw_line(pdf, sheet.dated, middle - width / 2, top + 9, width, size=13, colour=INK)
