"""The workbook that was sent, with a comment on each wrong cell. openpyxl takes 0.6 s to import, so it is imported here."""

import io
from collections.abc import Iterable
from typing import Final

_YELLOW: Final = "FFFFE08A"
_AUTHOR: Final = "不求人"


def marked_workbook(body: bytes, comments: Iterable[tuple[str, str]]) -> bytes:
    """The first sheet's cells, named as `B2`, get the sentences as comments and a colour; several of one cell stand in one
    comment. `body` has been read as a workbook before."""
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    told: dict[str, list[str]] = {}
    for cell, sentence in comments:
        told.setdefault(cell, []).append(sentence)
    workbook = load_workbook(io.BytesIO(body))
    sheet = workbook.worksheets[0]
    for cell, sentences in told.items():
        sheet[cell].comment = Comment("\n".join(sentences), _AUTHOR, height=120, width=320)
        sheet[cell].fill = PatternFill("solid", fgColor=_YELLOW)
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()
