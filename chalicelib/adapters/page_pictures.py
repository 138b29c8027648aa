"""The pages of a PDF as pictures, rendered by PDFium."""

import io
from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Final

import pypdfium2

WIDTH: Final = 1080
"""Pixels: three to each of a phone's."""

KEPT: Final = 32
"""Pictures in a process, with their PDFs about 4 MB; a quarter of a second of processor time each."""

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
        return _picture(pdf, page)


@lru_cache(maxsize=KEPT)
def _picture(pdf: bytes, page: int) -> bytes:
    """Kept in the process by the very PDF, so that who may not have that, or whose data are erased, meets no old picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        drawn = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    file = io.BytesIO()
    drawn.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()
