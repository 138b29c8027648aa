"""CSV by the standard library, XLSX by openpyxl (MIT), which parses with defusedxml where that is installed.

openpyxl takes 0.6 s to import and is needed only for a file of that kind, so it is imported there. A workbook is a zip:
what it would unpack to is looked at before anything is unpacked.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from chalicelib.adapters.marked_workbook import marked_workbook
from chalicelib.ports import TableUnreadableError

MOST_BYTES: Final = 1024 * 1024
MOST_UNPACKED: Final = 24 * 1024 * 1024
MOST_PARTS: Final = 400
MOST_COLUMNS: Final = 60
MOST_EMPTY_ROWS: Final = 1000
"""Rows that are formatted but empty, as templates have below the last entry."""

_KEPT_DIGITS: Final = 10**15
"""Spreadsheets keep 15 digits of a number and turn the rest into zeros."""

_FORMULA: Final = re.compile(r"[=+\-@\t\r](?!$)(?![\d.]+$)", re.ASCII)
_QUOTE: Final = "'"
"""What a spreadsheet would take for a formula, a sign alone and a plain number apart, and the mark that makes it text."""

_TEXT: Final = "@"
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class TableFiles:
    def read(self, body: bytes, name: str, *, most_rows: int) -> Sequence[Sequence[str]]:
        if len(body) > MOST_BYTES:
            raise TableUnreadableError("table_too_large")
        kind = name.rpartition(".")[2].lower()
        if body.startswith(b"PK\x03\x04"):
            rows = _xlsx_rows(body)
        elif kind in ("csv", "txt"):
            rows = _csv_rows(body)
        else:
            raise TableUnreadableError("table_type")
        return _bounded(rows, most_rows)

    def write(self, rows: Sequence[Sequence[str]], kind: str) -> bytes:
        return _xlsx(rows) if kind == "xlsx" else _csv(rows)

    def mark(self, body: bytes, comments: Iterable[tuple[str, str]]) -> bytes:
        return marked_workbook(body, comments)


def _bounded(rows: Iterator[list[str]], most_rows: int) -> list[list[str]]:
    """At most `most_rows` below the heading; empty ones at the end are not counted."""
    kept: list[list[str]] = []
    empty = 0
    for row in rows:
        if not any(row):
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                break
            continue
        kept += [[]] * empty if kept else []
        empty = 0
        kept.append(row[:MOST_COLUMNS])
        if len(kept) > most_rows + 1:
            raise TableUnreadableError("table_too_many_rows")
    if not kept:
        raise TableUnreadableError("table_empty")
    return kept


def _csv_rows(body: bytes) -> Iterator[list[str]]:
    text = _decoded(body)
    if "\0" in text:
        raise TableUnreadableError("table_broken")
    heading = text.partition("\n")[0]
    delimiter = max(",\t;", key=heading.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield _trimmed([_unquoted(cell.strip()).strip() for cell in row])
    except csv.Error:
        raise TableUnreadableError("table_broken") from None


def _quoted(cell: str) -> str:
    """The cell as text that no spreadsheet runs; `_unquoted` takes the mark away again."""
    return _QUOTE + cell if _FORMULA.match(cell) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith(_QUOTE) and _FORMULA.match(cell, 1) else cell


def _decoded(body: bytes) -> str:
    """By the mark at its beginning; else UTF-8, and GB 18030 as Excel in China saves it."""
    encodings = [encoding for bom, encoding in _BOMS.items() if body.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeError:
            continue
    raise TableUnreadableError("table_encoding")


def _xlsx_rows(body: bytes) -> Iterator[list[str]]:
    _check_zip(body)
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        for row in rows:
            yield _trimmed([_text_of(cell) for cell in row])
    except TableUnreadableError:
        raise
    except Exception:  # noqa: BLE001 - a stranger's file breaks the library in more ways than it documents
        raise TableUnreadableError("table_broken") from None


def _check_zip(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise TableUnreadableError("table_broken") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TableUnreadableError("table_too_large")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise TableUnreadableError("table_type")


def _trimmed(row: list[str]) -> list[str]:
    """The row without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def _text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(cell)
    return str(cell).strip()


def _number(value: float) -> str:
    if abs(value) >= _KEPT_DIGITS:
        return f"{value:.5E}"
    return str(int(value)) if float(value).is_integer() else repr(value)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_quoted(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Cells are formatted as text, so that long numbers typed below the sample keep all their digits."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(list(row))
    for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
        cell.data_type = "s"  # openpyxl would make a formula of what begins with an equals sign
    for number in range(1, len(rows[0]) + 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.number_format, column.width = _TEXT, 24
        sheet.cell(1, number).font = Font(bold=True)
        for line in range(1, len(rows) + 200):
            sheet.cell(line, number).number_format = _TEXT
    sheet.freeze_panes = "A2"
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()
