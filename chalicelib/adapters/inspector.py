"""Opens what was uploaded: PDF files by PDFium, everything else as a picture.

PDFium (through pypdfium2) and not pypdf: it draws the first page, which officers and leaders see as a preview, and it
opens what readers open; 3.9 MB in the layer.
"""

import threading
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_constants

from chalicelib.adapters.images import light, on_white, open_picture, preview
from chalicelib.adapters.pdf_bomb import is_bomb
from chalicelib.domain.verdict import Figures
from chalicelib.ports import Opened

_EDGE: Final = 1600
_LOCKED: Final = frozenset({pdfium_constants.FPDF_ERR_PASSWORD, pdfium_constants.FPDF_ERR_SECURITY})
_PDFIUM = threading.Lock()
"""PDFium knows one thread only; the local cloud has many."""


class FileInspector:
    def open(self, body: bytes, content_type: str) -> Opened:
        if content_type != "application/pdf":
            return open_picture(body, content_type)
        if is_bomb(body):
            return Opened(Figures("broken"), None)
        with _PDFIUM:
            return _open_pdf(body)


def _open_pdf(body: bytes) -> Opened:
    try:
        with pdfium.PdfDocument(body) as document:
            pages = len(document)
            return _first_page(document, pages) if pages else Opened(Figures("sound"), None)
    except pdfium.PdfiumError as error:
        return Opened(Figures("encrypted" if error.err_code in _LOCKED else "broken"), None)
    except Exception:  # noqa: BLE001 - a forged file may break more than the document
        return Opened(Figures("broken"), None)


def _first_page(document: pdfium.PdfDocument, pages: int) -> Opened:
    page = document[0]
    scale = _EDGE / max(page.get_size())
    drawn = on_white(page.render(scale=scale, no_smoothtext=False).to_pil())
    return Opened(Figures("sound", pages, light(drawn)), preview(drawn))
