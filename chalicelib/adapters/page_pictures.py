"""The pages of a PDF as pictures, rendered by PDFium."""

import io
from collections.abc import Sequence
from math import ceil
from typing import Final

import pypdfium2

WIDTH: Final = 1080
"""Pixels: three to each of a phone's."""

COLOURS: Final = 32
"""Enough for black text, a red seal and their edges; a page is then about 60 KB."""


class PdfiumPictures:
    def sizes(self, pdf: bytes) -> Sequence[tuple[int, int]]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            papers = (document.get_page_size(page) for page in range(len(document)))
            return [(WIDTH, ceil(height * WIDTH / width)) for width, height in papers]
        finally:
            document.close()

    def picture(self, pdf: bytes, page: int) -> bytes:
        document = pypdfium2.PdfDocument(pdf)
        try:
            sheet = document[page - 1]
            drawn = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
        finally:
            document.close()
        file = io.BytesIO()
        drawn.quantize(COLOURS).save(file, "PNG", optimize=True)
        return file.getvalue()
