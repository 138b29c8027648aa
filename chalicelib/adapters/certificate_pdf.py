"""Certificates as PDF: one page of A4, drawn with fpdf2; its one font is embedded as a subset.

Lengths are millimetres, type sizes points.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, WrapMode

from chalicelib.adapters.certificate_font import write_font
from chalicelib.adapters.pdf_drawing import FONT, INK, MUTED, Colour, begun, draw_line, draw_qr, draw_seal
from chalicelib.ports import Sheet

FRAME: Final[Colour] = (7, 63, 73)

ROW_HEIGHT: Final = 11.5
LABEL_WIDTH: Final = 48.0
VALUE_SIZE: Final = 16.0
LABEL_SIZE: Final = 14.0
ONE_LINE_SIZES: Final = (13.0, 11.0, 10.0)
WRAPPED_SIZES: Final = (10.0, 8.5, 7.0, 6.0)
"""What does not fit on a line is set in the largest of these with which all rows have room."""
LINE_SPACING: Final = 1.5 * 25.4 / 72
"""Millimetres from line to line, by the point of the letters' size."""
STATEMENT_SIZES: Final = (15.0, 13.0, 11.0, 9.0)
STATEMENT_GAP: Final = 3.0
AUTHORITY_SIZES: Final = (13.0, 11.0, 9.0, 7.0)
SPACED_TITLE: Final = 7
"""So many characters of a title leave room between them."""
HEADING_SIZES: Final = (15.0, 11.0, 8.0, 6.5)
TITLE_SIZES: Final = (34.0, 28.0, 22.0, 17.0)
QR_SIDE: Final = 34.0
SEAL_RADIUS: Final = 19.0


@dataclass(frozen=True)
class Layout:
    """Where things stand: tops of the head's three lines and of the rows, where the rows' room ends, the QR code's corner
    (as wide as the notes beside it, or above them), the middle of authority and seal, the footnote's top."""

    orientation: Literal["portrait", "landscape"]
    width: float
    height: float
    margin: float
    head: tuple[float, float, float]
    rows: float
    room_until: float
    qr: tuple[float, float]
    notes: tuple[float, float]
    authority: tuple[float, float]
    authority_width: float
    seal: tuple[float, float]
    footnote: float

    @property
    def value_width(self) -> float:
        return self.width - 2 * self.margin - LABEL_WIDTH


LAYOUTS: Final[Mapping[str, Layout]] = {
    "landscape": Layout(
        orientation="landscape",
        width=297.0,
        height=210.0,
        margin=40.0,
        head=(21.0, 36.0, 52.0),
        rows=64.0,
        room_until=145.0,
        qr=(40.0, 146.0),
        notes=(79.0, 155.0),
        authority=(197.0, 153.0),
        authority_width=60.0,
        seal=(246.0, 163.0),
        footnote=185.0,
    ),
    "portrait": Layout(
        orientation="portrait",
        width=210.0,
        height=297.0,
        margin=28.0,
        head=(28.0, 44.0, 62.0),
        rows=82.0,
        room_until=208.0,
        qr=(28.0, 222.0),
        notes=(28.0, 256.0),
        authority=(148.0, 226.0),
        authority_width=80.0,
        seal=(164.0, 236.0),
        footnote=276.0,
    ),
}


class PdfPrinter:
    def print(self, sheet: Sheet) -> bytes:
        with TemporaryDirectory() as folder:
            font = Path(folder) / "certificate.ttf"
            write_font(_letters(sheet), font)
            layout = LAYOUTS[sheet.layout]
            return _drawn(_document(sheet, font, layout), sheet, layout)


def _drawn(pdf: FPDF, sheet: Sheet, layout: Layout) -> bytes:
    _frame(pdf, layout)
    _head(pdf, sheet, layout)
    bottom = _rows(pdf, sheet, layout)
    _statement(pdf, sheet, layout, bottom)
    _verification(pdf, sheet, layout)
    _authority(pdf, sheet, layout)
    _seal(pdf, sheet, layout)
    draw_line(pdf, sheet.footnote, 0, layout.footnote, layout.width, size=8.5, colour=MUTED)
    return bytes(pdf.output())


def _document(sheet: Sheet, font: Path, layout: Layout) -> FPDF:
    pdf = begun(sheet.issued_on, f"{sheet.title} {sheet.number}", sheet.authority, font, orientation=layout.orientation)
    pdf.add_page()
    return pdf


def _letters(sheet: Sheet) -> str:
    """Every character that is printed, each once; the space is for the PDF library."""
    cells = [cell for row in sheet.rows for cell in row]
    texts = [sheet.heading, sheet.title, sheet.number, sheet.statement, *cells, sheet.authority, sheet.dated]
    texts += [*sheet.verify_note, sheet.seal_text, sheet.seal_mark, sheet.footnote, " "]
    return "".join(sorted(set("".join(texts))))


def _frame(pdf: FPDF, layout: Layout) -> None:
    pdf.set_draw_color(*FRAME)
    for inset, width in ((9.0, 1.2), (11.5, 0.3)):
        pdf.set_line_width(width)
        pdf.rect(inset, inset, layout.width - 2 * inset, layout.height - 2 * inset)


def _head(pdf: FPDF, sheet: Sheet, layout: Layout) -> None:
    heading, title, number = layout.head
    width = layout.width - 2 * layout.margin
    pdf.set_char_spacing(2)
    size = _largest(pdf, sheet.heading, width, HEADING_SIZES)
    draw_line(pdf, sheet.heading, layout.margin, heading, width, size=size, colour=FRAME)
    pdf.set_char_spacing(4 if len(sheet.title) <= SPACED_TITLE else 1)
    size = _largest(pdf, sheet.title, width, TITLE_SIZES)
    draw_line(pdf, sheet.title, layout.margin, title, width, size=size, colour=INK, stroke=0.25)
    pdf.set_char_spacing(0)
    draw_line(pdf, sheet.number, 0, number, layout.width, size=13, colour=MUTED)


def _rows(pdf: FPDF, sheet: Sheet, layout: Layout) -> float:
    """Draws labels and values, in smaller letters and closer together where there are many; returns where they end."""
    room = layout.room_until - layout.rows - STATEMENT_GAP - ROW_HEIGHT
    for small in WRAPPED_SIZES:
        heights = [max(_height(pdf, cell, width, small) for cell, width in _cells(row, layout)) for row in sheet.rows]
        if sum(heights) <= room:
            break
    share = min(1.0, room / sum(heights))
    top = layout.rows
    for row, height in zip(sheet.rows, heights, strict=True):
        (label, label_width), (value, value_width) = _cells(row, layout)
        _cell(pdf, label, (layout.margin, top), label_width, (LABEL_SIZE, small), colour=MUTED)
        _cell(pdf, value, (layout.margin + LABEL_WIDTH, top), value_width, (VALUE_SIZE, small), colour=INK)
        top += height * share
    return top


def _cells(row: tuple[str, str], layout: Layout) -> tuple[tuple[str, float], tuple[str, float]]:
    label, value = row
    return (label, LABEL_WIDTH - 4), (value, layout.value_width)


def _height(pdf: FPDF, text: str, width: float, small: float) -> float:
    return max(ROW_HEIGHT, _lines(pdf, text, width, small) * small * LINE_SPACING + ROW_HEIGHT / 3)


def _lines(pdf: FPDF, text: str, width: float, small: float) -> int:
    """How many lines the text takes: one if it fits in `small` letters, else as many of these as it needs."""
    if _width(pdf, text, max(small, WRAPPED_SIZES[0])) <= width:
        return 1
    pdf.set_font(FONT, size=small)
    found: Any = pdf.multi_cell(
        width, small * LINE_SPACING, text, wrapmode=WrapMode.CHAR, dry_run=True, output=MethodReturnValue.LINES
    )
    return len(found)


def _cell(
    pdf: FPDF, text: str, at: tuple[float, float], width: float, sizes: tuple[float, float], *, colour: Colour
) -> None:
    """`sizes` are the largest and that of what takes several lines."""
    (left, top), (most, small) = at, sizes
    if _lines(pdf, text, width, small) == 1:
        size = _largest(pdf, text, width, (most, *(one for one in (*ONE_LINE_SIZES, small) if one < most)))
        draw_line(pdf, text, left, top, width, size=size, colour=colour, align=Align.L)
        return
    pdf.set_font(FONT, size=small)
    pdf.set_text_color(*colour)
    # Its first line stands level with a line of one row's height.
    pdf.set_xy(left, top + (ROW_HEIGHT - small * LINE_SPACING) / 2)
    pdf.multi_cell(width, small * LINE_SPACING, text, align=Align.L, wrapmode=WrapMode.CHAR)


def _largest(pdf: FPDF, text: str, width: float, sizes: tuple[float, ...]) -> float:
    """The largest size in which the text fits on one line, or the smallest of all."""
    return next((size for size in sizes if _width(pdf, text, size) <= width), sizes[-1])


def _width(pdf: FPDF, text: str, size: float) -> float:
    pdf.set_font(FONT, size=size)
    return pdf.get_string_width(text)


def _statement(pdf: FPDF, sheet: Sheet, layout: Layout, top: float) -> None:
    width = layout.width - 2 * layout.margin
    size = _largest(pdf, sheet.statement, width, STATEMENT_SIZES)
    draw_line(pdf, sheet.statement, layout.margin, top + STATEMENT_GAP, width, size=size, colour=INK, align=Align.L)


def _verification(pdf: FPDF, sheet: Sheet, layout: Layout) -> None:
    draw_qr(pdf, sheet.verify_url, *layout.qr, QR_SIDE)
    left, top = layout.notes
    for number, note in enumerate(sheet.verify_note):
        draw_line(pdf, note, left, top + 6 * number, 95, size=9.5, colour=MUTED, align=Align.L)


def _authority(pdf: FPDF, sheet: Sheet, layout: Layout) -> None:
    (middle, top), width = layout.authority, layout.authority_width
    left = middle - width / 2
    size = _largest(pdf, sheet.authority, width, AUTHORITY_SIZES)
    draw_line(pdf, sheet.authority, left, top, width, size=size, colour=INK)
    draw_line(pdf, sheet.dated, left, top + 9, width, size=13, colour=INK)


def _seal(pdf: FPDF, sheet: Sheet, layout: Layout) -> None:
    """The city's own image, or a drawn sample."""
    if not sheet.seal_image:
        draw_seal(pdf, layout.seal, SEAL_RADIUS, sheet.seal_text, sheet.seal_mark)
        return
    x, y = layout.seal
    with io.BytesIO(sheet.seal_image) as image:
        pdf.image(image, x - SEAL_RADIUS, y - SEAL_RADIUS, 2 * SEAL_RADIUS, 2 * SEAL_RADIUS)
