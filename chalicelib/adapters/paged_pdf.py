"""A PDF whose pages say how many they are."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fpdf import FPDF

from chalicelib.adapters.certificate_font import write_font
from chalicelib.adapters.pdf_drawing import FONT


def paged(letters: str, draw: Callable[[Path, int], FPDF]) -> bytes:
    """What `draw(font, pages)` draws with a font of these letters; the first drawing only counts the pages where they are
    more than one."""
    with TemporaryDirectory() as folder:
        font = Path(folder) / "letters.ttf"
        write_font(letters, font)
        pdf = draw(font, 1)
        if pdf.page > 1:
            pages = pdf.page
            _close(pdf)
            pdf = draw(font, pages)
        return bytes(pdf.output())


def _close(pdf: FPDF) -> None:
    """A document that is never put out leaves its font file open."""
    font: Any = pdf.fonts[FONT]
    font.close()
