"""The first page of a PDF, drawn by PDFium in a process of its own: `python -m chalicelib.adapters.pdf_page SECONDS`.

What a page draws may take for ever (a form that names a form ten times, and so on) and PDFium cannot be interrupted; a
forged file may also bring it down. The process has so many seconds of the processor, no more memory than that, and no
credentials.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import astuple
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_constants

from chalicelib.adapters.images import light, on_white, preview
from chalicelib.domain.verdict import Figures, Light
from chalicelib.ports import Opened

_EDGE: Final = 1600
_LOCKED: Final = frozenset({pdfium_constants.FPDF_ERR_PASSWORD, pdfium_constants.FPDF_ERR_SECURITY})
_MOST_MEMORY: Final = 1024 * 1024 * 1024
_MOST_WAITED: Final = 45
"""Seconds on the clock, for a process that waits for its turn; the function that asks has 60."""


def draw(body: bytes, seconds: int) -> Opened:
    """What takes longer than so many seconds of the processor, or brings the process down, is broken.

    Raises RuntimeError where the process does not run at all: that says nothing of the file.
    """
    command = [sys.executable, "-m", __name__, str(seconds)]
    # Lambda finds Python's own libraries by LD_LIBRARY_PATH and the layers by the path of this process.
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    environment = {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ran = subprocess.run(  # noqa: S603 - this very module
            command, input=body, capture_output=True, env=environment, timeout=_MOST_WAITED, check=False
        )
    except subprocess.TimeoutExpired:
        return Opened(Figures("broken"), None)
    if ran.returncode > 0:
        raise RuntimeError(f"a PDF could not be tried: {ran.stderr.decode(errors='replace')}")
    return _told(ran.stdout) if ran.returncode == 0 else Opened(Figures("broken"), None)


def _told(answer: bytes) -> Opened:
    figures, _, drawn = answer.partition(b"\n")
    condition, pages, seen = json.loads(figures)
    return Opened(Figures(condition, pages, Light(*seen) if seen else None), drawn or None)


def open_pdf(body: bytes) -> Opened:
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


def main() -> None:
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    opened = open_pdf(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(astuple(opened.figures)).encode() + b"\n" + (opened.preview or b""))


if __name__ == "__main__":
    main()
