"""Certificates and documents, and their printing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.domain.document.letter import Letter
    from chalicelib.domain.paper_form import PaperForm


@dataclass(frozen=True)
class Sheet:
    """A certificate as it is printed: ready sentences and values, in the order in which they are read.

    `layout` is one of certificate_kind.LAYOUTS; `rows` are (label, value); `verify_url` is what the QR code holds;
    `seal_image` is the seal as PNG; where it is empty, one is drawn: `seal_text` runs round it, `seal_mark` says across it
    that it is a sample; `issued_on` is a local ISO date, the document's own date.
    """

    layout: str
    heading: str
    title: str
    number: str
    statement: str
    rows: Sequence[tuple[str, str]]
    authority: str
    dated: str
    issued_on: str
    verify_url: str
    verify_note: Sequence[str]
    seal_image: bytes
    seal_text: str
    seal_mark: str
    footnote: str


class UnprintableError(ValueError):
    """The font has no glyph for a character, and a certificate with a gap in it would be wrong."""

    code = "glyph_missing"


class Printer(Protocol):
    """Draws certificates."""

    def print(self, sheet: Sheet) -> bytes:
        """One PDF page with embedded fonts, the same bytes for the same sheet.

        Raises UnprintableError.
        """


class UnsignableError(RuntimeError):
    """There is no certificate for the signing key, or it does not hold at the time; the text says what to do."""

    code = "signature_unavailable"


class Signer(Protocol):
    """Signs PDFs electronically."""

    def sign(self, pdf: bytes, *, at: datetime, reason: str) -> bytes:
        """The PDF with a signature that holds for all of it and forbids any change (PAdES); it claims the aware time `at`.

        The bytes differ each time. Raises UnsignableError.
        """


class DocumentPrinter(Protocol):
    """Draws documents of cases."""

    def print(self, letter: Letter) -> bytes:
        """PDF pages of A4 with embedded fonts, the same bytes for the same letter.

        Raises UnprintableError.
        """


class FormPrinter(Protocol):
    """Draws application forms."""

    def print(self, form: PaperForm) -> bytes:
        """PDF pages of A4 with embedded fonts, the same bytes for the same form.

        Raises UnprintableError.
        """


class PagePictures(Protocol):
    """Draws the pages of a PDF as pictures, for phones on which no viewer of PDF is at hand."""

    def sizes(self, pdf: bytes) -> Sequence[tuple[int, int]]:
        """Width and height of each page's picture in pixels."""

    def picture(self, pdf: bytes, page: int) -> bytes:
        """A PNG of the page, counted from 1 and no more than there are."""


class Certificates(Protocol):
    """Certificates as drawn, by digest: `certificates/<sha256>.pdf`."""

    def keep(self, sha256: str, pdf: bytes, number: str) -> None:
        """Stores the file to be shown as `<number>.pdf`; idempotent."""

    def read(self, sha256: str) -> bytes:
        """The file as it was kept."""

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        """A URL that shows the file for so many seconds."""
