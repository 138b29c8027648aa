"""Application forms as PDF: A4 pages drawn with fpdf2; lengths are millimetres, type sizes points."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align

from chalicelib.adapters.paged_pdf import paged
from chalicelib.adapters.pdf_drawing import FONT, INK, LINE_HEIGHT, MUTED, SEAL, Colour, begun, draw_line, draw_qr
from chalicelib.domain.paper_form import Blank, PaperForm
from chalicelib.texts.line_breaks import broken

RULE: Final[Colour] = (120, 134, 139)
WASH: Final[Colour] = (238, 243, 243)

PAGE_WIDTH: Final = 210.0
LEFT, RIGHT = 18.0, 192.0
WIDTH: Final = RIGHT - LEFT
TOP, BOTTOM, FOOTER_AT = 16.0, 272.0, 282.0
LABEL: Final = 48.0
"""Of the column in which the names of the fields stand."""
SIZE, SMALL = 11.0, 8.5
STEP, SMALL_STEP = 5.8, 4.2
PADDING: Final = 1.8
WRITING: Final = 8.5
"""What a line of handwriting needs."""
QR_SIDE: Final = 22.0
BOX, TICKED = "□", "■"


class FormPdfPrinter:
    def print(self, form: PaperForm) -> bytes:
        return paged(_letters(form), lambda font, pages: _drawn(form, font, pages=pages))


@dataclass
class _Sheet:
    """Where on which page the next row goes."""

    pdf: FPDF
    form: PaperForm
    pages: int
    y: float = TOP

    def room(self, height: float) -> None:
        """Begins a new page unless there is so much room on this one."""
        if self.y + height > BOTTOM:
            self.turn()

    def turn(self) -> None:
        self.pdf.add_page()
        self.y = TOP
        page = self.form.page.format(page=self.pdf.page, pages=self.pages)
        self.write(self.form.footnote, LEFT, FOOTER_AT, WIDTH, size=SMALL, colour=MUTED)
        self.write(page, LEFT, FOOTER_AT, WIDTH, size=SMALL, colour=MUTED, align=Align.R)
        if self.form.mark:
            self.write(self.form.mark, LEFT, FOOTER_AT - 7, WIDTH, size=22, colour=SEAL, align=Align.C)

    def lines(self, words: str, width: float, size: float = SIZE) -> list[str]:
        self.pdf.set_font(FONT, size=size)
        return [line for part in words.splitlines() for line in broken(part, self.pdf.get_string_width, width, width)]

    def write(
        self,
        words: str,
        left: float,
        top: float,
        width: float,
        *,
        size: float = SIZE,
        colour: Colour = INK,
        align: Align = Align.L,
    ) -> None:
        """One line whose box begins at `top` and is a step high."""
        draw_line(self.pdf, words, left, top - (LINE_HEIGHT - STEP) / 2, width, size=size, colour=colour, align=align)

    def frame(self, left: float, width: float, height: float) -> None:
        self.pdf.set_draw_color(*RULE)
        self.pdf.set_line_width(0.25)
        self.pdf.rect(left, self.y, width, height)


def _drawn(form: PaperForm, font: Path, *, pages: int) -> FPDF:
    """`pages` is how many it says that there are: the first drawing counts them."""
    pdf = begun(form.dated, form.title + form.mark, form.about, font, orientation="portrait")
    sheet = _Sheet(pdf, form, pages)
    sheet.turn()
    _head(sheet)
    for part in form.parts:
        _heading(sheet, part.heading)
        for blank in part.blanks:
            _blank(sheet, blank)
    _papers(sheet)
    _declaration(sheet)
    return pdf


def _letters(form: PaperForm) -> str:
    """Every character that is printed, each once; the space is for the PDF library."""
    texts = [form.title, form.about, form.papers_heading, form.declaration, *form.signatures, form.mark, form.url_note]
    texts += [form.footnote, form.page, BOX, TICKED, "0123456789 ：　"]
    for part in form.parts:
        texts.append(part.heading)
        for blank in part.blanks:
            texts += [blank.label, blank.hint, blank.value, *blank.choices]
    for paper in form.papers:
        texts += [paper.name, paper.copies, paper.when]
    return "".join(sorted(set("".join(texts)) - {"\n", "\r"}))


def _head(sheet: _Sheet) -> None:
    """Title and unit, the QR code to the guide at the right."""
    form, room = sheet.form, WIDTH - QR_SIDE - 8
    top = sheet.y
    for line in sheet.lines(form.title, room, size=19):
        sheet.write(line, LEFT, sheet.y + 2, room, size=19)
        sheet.y += 9
    for line in sheet.lines(form.about, room):
        sheet.write(line, LEFT, sheet.y + 3, room, colour=MUTED)
        sheet.y += STEP
    draw_qr(sheet.pdf, form.url, RIGHT - QR_SIDE, top, QR_SIDE)
    note = top + QR_SIDE + 0.5
    for line in sheet.lines(form.url_note, QR_SIDE + 6, size=7):
        sheet.write(line, RIGHT - QR_SIDE - 3, note, QR_SIDE + 6, size=7, colour=MUTED, align=Align.C)
        note += 3.4
    sheet.y = max(sheet.y + 6, note + 3)


def _heading(sheet: _Sheet, words: str) -> None:
    """A bar across the form, never alone at the foot of a page."""
    height = STEP + 2 * PADDING
    sheet.room(height + 2 * WRITING)
    sheet.pdf.set_fill_color(*WASH)
    sheet.pdf.rect(LEFT, sheet.y, WIDTH, height, style="F")
    sheet.frame(LEFT, WIDTH, height)
    sheet.write(words, LEFT + 3, sheet.y + PADDING, WIDTH - 6)
    sheet.y += height


def _blank(sheet: _Sheet, blank: Blank) -> None:
    """The field's name, and beside it what it holds or the room to write it in; its hint below."""
    room = WIDTH - LABEL - 6
    names = sheet.lines(blank.label, LABEL - 6)
    held = _ticks(sheet, blank, room) if blank.choices else sheet.lines(blank.value, room)
    hints = sheet.lines(blank.hint, room, size=SMALL)
    writing = 0.0 if blank.choices else WRITING * blank.lines
    filled = max(writing, len(held) * STEP + 2 * PADDING)
    height = max(filled + len(hints) * SMALL_STEP, len(names) * STEP + 2 * PADDING)
    sheet.room(height)
    sheet.frame(LEFT, LABEL, height)
    sheet.frame(LEFT + LABEL, WIDTH - LABEL, height)
    for number, line in enumerate(names):
        sheet.write(line, LEFT + 3, sheet.y + PADDING + number * STEP, LABEL - 6)
    for number, line in enumerate(held):
        sheet.write(line, LEFT + LABEL + 3, sheet.y + PADDING + number * STEP, room)
    for number, line in enumerate(hints):
        top = sheet.y + filled + number * SMALL_STEP - 1.2
        sheet.write(line, LEFT + LABEL + 3, top, room, size=SMALL, colour=MUTED)
    sheet.y += height


def _ticks(sheet: _Sheet, blank: Blank, room: float) -> list[str]:
    """The choices with their boxes, so many to a line as fit whole."""
    lines = [""]
    for choice in blank.choices:
        boxed = f"{TICKED if choice == blank.value else BOX}{choice}"
        beside = f"{lines[-1]}　{boxed}" if lines[-1] else boxed
        if len(sheet.lines(beside, room)) == 1:
            lines[-1] = beside
        else:
            lines += sheet.lines(boxed, room)
    return [line for line in lines if line]


def _papers(sheet: _Sheet) -> None:
    if not sheet.form.papers:
        return
    _heading(sheet, sheet.form.papers_heading)
    room = WIDTH - 6
    for paper in sheet.form.papers:
        words = f"{BOX}{paper.name}　{paper.copies}" + (f"　{paper.when}" if paper.when else "")
        lines = sheet.lines(words, room)
        height = len(lines) * STEP + 2 * PADDING
        sheet.room(height)
        sheet.frame(LEFT, WIDTH, height)
        for number, line in enumerate(lines):
            sheet.write(line, LEFT + 3, sheet.y + PADDING + number * STEP, room)
        sheet.y += height


def _declaration(sheet: _Sheet) -> None:
    """What the applicant signs, on one page with the place for it."""
    lines, half = sheet.lines(sheet.form.declaration, WIDTH - 6), WIDTH / 2
    height = (len(lines) + 1) * STEP + 14 + 2 * PADDING
    sheet.room(height)
    sheet.frame(LEFT, WIDTH, height)
    for number, line in enumerate(lines):
        sheet.write(line, LEFT + 3, sheet.y + PADDING + number * STEP, WIDTH - 6)
    top = sheet.y + height - STEP - 2 * PADDING
    for number, label in enumerate(sheet.form.signatures):
        sheet.write(f"{label}：", LEFT + 3 + half * number, top, half - 6)
    sheet.y += height
