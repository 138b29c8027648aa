"""Opens what was uploaded: PDF files by PDFium, everything else as a picture.

PDFium (through pypdfium2) and not pypdf: it draws the first page, which officers and leaders see as a preview, and it
opens what readers open; 3.9 MB in the layer.
"""

from dataclasses import dataclass

from chalicelib.adapters.images import open_picture
from chalicelib.adapters.pdf_bomb import is_bomb
from chalicelib.adapters.pdf_page import draw
from chalicelib.domain.verdict import Figures
from chalicelib.ports import Opened


@dataclass(frozen=True)
class FileInspector:
    seconds: int = 10
    """Of the processor, for the first page of a PDF: a scan in colour at 600 dpi takes half of one."""

    def open(self, body: bytes, content_type: str) -> Opened:
        if content_type != "application/pdf":
            return open_picture(body, content_type)
        return Opened(Figures("broken"), None) if is_bomb(body) else draw(body, self.seconds)
