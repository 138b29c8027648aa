"""Documents as PDF: A4 pages drawn with fpdf2, as certificates are; lengths are millimetres, type sizes points."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align

from chalicelib.adapters.paged_pdf import paged
from chalicelib.adapters.pdf_drawing import FONT, INK, LINE_HEIGHT, MUTED, Colour, begun, draw_line, draw_qr, draw_seal
from chalicelib.domain.document.letter import Letter, Row, Section
from chalicelib.texts.line_breaks import broken

RULE: Final[Colour] = (170, 182, 186)
HEAD: Final[Colour] = (7, 63, 73)

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT = 28.0, 184.0
TEXT_WIDTH: Final = RIGHT - LEFT
TOP: Final = 19.0
BOTTOM: Final = 272.0
FOOTER_AT: Final = 279.0
SIZE: Final = 12.5
SMALL: Final = 8.5
STEP: Final = 7.8
GAP: Final = 2.5
INDENT: Final = 2
"""Characters by which a paragraph begins further in."""
LABEL_WIDTH: Final = 52.0
CELL_SIZE: Final = 11.0
CELL_STEP: Final = 6.4
CELL_PADDING: Final = 1.6
QR_SIDE: Final = 25.0
NOTE_STEP: Final = 4.6
AUTHORITY_WIDTH: Final = 62.0
SEAL_RADIUS: Final = 16.5
END_HEIGHT: Final = 46.0
"""Of the block of authority, date and seal, and of the QR code beside it."""


class DocumentPdfPrinter:
    def print(self, letter: Letter) -> bytes:
        return paged(_letters(letter), lambda font, pages: _drawn(letter, font, pages=pages))


@dataclass
class _Sheet:
    """Where on which page the next line goes."""

    pdf: FPDF
    letter: Letter
    pages: int
    y: float = TOP

    def room(self, height: float) -> None:
        """Begins a new page unless there is so much room on this one."""
        if self.y + height > BOTTOM:
            self.turn()

    def turn(self) -> None:
        self.pdf.add_page()
        self.y = TOP
        footer = self.letter.page.format(page=self.pdf.page, pages=self.pages)
        _text(self.pdf, self.letter.number, LEFT, FOOTER_AT, TEXT_WIDTH, size=SMALL, colour=MUTED)
        _text(self.pdf, footer, LEFT, FOOTER_AT, TEXT_WIDTH, size=SMALL, colour=MUTED, align=Align.R)


def _drawn(letter: Letter, font: Path, *, pages: int) -> FPDF:
    """`pages` is how many it says that there are: the first drawing counts them."""
    pdf = begun(letter.issued_on, f"{letter.title} {letter.number}", letter.authority, font, orientation="portrait")
    sheet = _Sheet(pdf, letter, pages)
    sheet.turn()
    _head(sheet)
    for section in letter.sections:
        _section(sheet, section)
    _signatures(sheet)
    _end(sheet)
    return pdf


def _letters(letter: Letter) -> str:
    """Every character that is printed, each once; the space is for the PDF library."""
    texts = [letter.heading, letter.title, letter.number, letter.addressee, letter.authority, letter.dated]
    texts += [*letter.signatures, *letter.verify_note, letter.seal_mark, letter.footnote, letter.page, "0123456789 "]
    for section in letter.sections:
        texts += [section.heading, *section.paragraphs, *(cell for row in section.rows for cell in row)]
    return "".join(sorted(set("".join(texts)) - {"\n"}))


def _head(sheet: _Sheet) -> None:
    pdf, letter = sheet.pdf, sheet.letter
    pdf.set_char_spacing(1.5)
    draw_line(pdf, letter.heading, 0, sheet.y, PAGE_WIDTH, size=15, colour=HEAD)
    pdf.set_char_spacing(3)
    draw_line(pdf, letter.title, 0, sheet.y + 13, PAGE_WIDTH, size=23, colour=INK, stroke=0.2)
    pdf.set_char_spacing(0)
    draw_line(pdf, letter.number, 0, sheet.y + 26, PAGE_WIDTH, size=11.5, colour=MUTED)
    _rule(pdf, sheet.y + 39, HEAD, 0.5)
    sheet.y += 45
    _text(pdf, letter.addressee, LEFT, sheet.y, TEXT_WIDTH)
    sheet.y += STEP - 1.5


def _section(sheet: _Sheet, section: Section) -> None:
    if section.heading:
        sheet.room(3 * STEP)
        sheet.y += 2
        draw_line(
            sheet.pdf, section.heading, LEFT, sheet.y - 2, TEXT_WIDTH, size=SIZE, colour=HEAD, align=Align.L, stroke=0.2
        )
        sheet.y += STEP
    elif section.paragraphs:
        sheet.y += GAP
    for paragraph in section.paragraphs:
        _paragraph(sheet, paragraph)
    if section.rows:
        _table(sheet, section.rows)


def _paragraph(sheet: _Sheet, text: str) -> None:
    indent = INDENT * SIZE * 25.4 / 72
    for number, line in enumerate(_broken(sheet.pdf, text, SIZE, TEXT_WIDTH, TEXT_WIDTH - indent)):
        sheet.room(STEP)
        left = LEFT if number else LEFT + indent
        _text(sheet.pdf, line, left, sheet.y, RIGHT - left)
        sheet.y += STEP


def _table(sheet: _Sheet, rows: Iterable[Row]) -> None:
    sheet.y += 2
    _rule(sheet.pdf, sheet.y, RULE, 0.2)
    for row in rows:
        _row(sheet, row)
    sheet.y += 4


def _row(sheet: _Sheet, row: Row) -> None:
    """A row stays on one page where a page can hold it."""
    columns = ((LEFT, LABEL_WIDTH - 4, MUTED), (LEFT + LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH, INK))
    cells = [list(_lines(sheet.pdf, text, width)) for text, (_, width, _) in zip(row, columns, strict=True)]
    height = CELL_STEP * max(map(len, cells))
    if height < BOTTOM - TOP:
        sheet.room(height + 2 * CELL_PADDING)
    for number in range(max(map(len, cells))):
        sheet.room(CELL_STEP + CELL_PADDING)
        for lines, (left, width, colour) in zip(cells, columns, strict=True):
            if number < len(lines):
                top = sheet.y + CELL_PADDING
                _text(sheet.pdf, lines[number], left, top, width, size=CELL_SIZE, colour=colour, height=CELL_STEP)
        sheet.y += CELL_STEP
    sheet.y += 2 * CELL_PADDING
    _rule(sheet.pdf, sheet.y, RULE, 0.2)


def _lines(pdf: FPDF, text: str, width: float) -> Iterator[str]:
    for paragraph in text.splitlines() or [""]:
        yield from _broken(pdf, paragraph, CELL_SIZE, width, width)


def _signatures(sheet: _Sheet) -> None:
    """Two to a row, each with a line to write on."""
    half = TEXT_WIDTH / 2
    for number, label in enumerate(sheet.letter.signatures):
        if number % 2 == 0:
            sheet.room(2 * STEP)
            sheet.y += 1.6 * STEP
        left = LEFT + half * (number % 2)
        _text(sheet.pdf, label, left, sheet.y - STEP, 26, size=CELL_SIZE)
        sheet.pdf.set_draw_color(*MUTED)
        sheet.pdf.line(left + 26, sheet.y - 1, left + half - 8, sheet.y - 1)
    if sheet.letter.signatures:
        sheet.y += STEP


def _end(sheet: _Sheet) -> None:
    """Authority, date and seal below the text; the QR code at the foot of the page, with its notes below it."""
    sheet.room(END_HEIGHT)
    pdf, letter = sheet.pdf, sheet.letter
    top, left = sheet.y + 8, RIGHT - 2 * SEAL_RADIUS - AUTHORITY_WIDTH
    _text(pdf, letter.authority, left, top, AUTHORITY_WIDTH, align=Align.C)
    _text(pdf, letter.dated, left, top + STEP, AUTHORITY_WIDTH, align=Align.C)
    draw_seal(pdf, (RIGHT - SEAL_RADIUS, top + STEP), SEAL_RADIUS, letter.authority, letter.seal_mark)
    top = BOTTOM - END_HEIGHT + 2
    draw_qr(pdf, letter.verify_url, LEFT, top, QR_SIDE)
    for number, note in enumerate((*letter.verify_note, letter.footnote)):
        _text(pdf, note, LEFT, top + QR_SIDE + 1 + NOTE_STEP * number, TEXT_WIDTH, size=SMALL, colour=MUTED, height=5)


def _broken(pdf: FPDF, text: str, size: float, room: float, first_room: float) -> list[str]:
    pdf.set_font(FONT, size=size)
    return broken(text, pdf.get_string_width, room, first_room)


def _text(
    pdf: FPDF,
    text: str,
    left: float,
    top: float,
    width: float,
    *,
    size: float = SIZE,
    colour: Colour = INK,
    align: Align = Align.L,
    height: float = STEP,
) -> None:
    """One line in a box of this height."""
    draw_line(pdf, text, left, top - (LINE_HEIGHT - height) / 2, width, size=size, colour=colour, align=align)


def _rule(pdf: FPDF, y: float, colour: Colour, width: float) -> None:
    pdf.set_draw_color(*colour)
    pdf.set_line_width(width)
    pdf.line(LEFT, y, RIGHT, y)
