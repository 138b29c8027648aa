"""Tables that people fill in with a spreadsheet program and send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class TableUnreadableError(ValueError):
    """The file is no table that can be read; `code`: table_type, table_too_large, table_broken, table_encoding,
    table_empty, table_too_many_rows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Tables(Protocol):
    """Reads and writes CSV and XLSX; whatever strangers put into a file, reading answers or raises TableUnreadableError."""

    def read(self, body: bytes, name: str, *, most_rows: int) -> Sequence[Sequence[str]]:
        """The first sheet's rows as text, the heading first, without empty rows at the end; dates as ISO 8601. A number
        too long for a spreadsheet to have kept comes with an exponent, so that no check takes it for right.

        Raises TableUnreadableError.
        """

    def write(self, rows: Sequence[Sequence[str]], kind: str) -> bytes:
        """A file of kind csv or xlsx, every cell as text."""

    def mark(self, body: bytes, comments: Iterable[tuple[str, str]]) -> bytes:
        """The workbook, which has been read before, with the sentences as comments on its first sheet's cells (`B2`)."""
