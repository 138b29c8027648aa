"""CSV and XLSX as companies really send them, and files that are made to hurt."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.table_files import MOST_BYTES, MOST_UNPACKED, TableFiles
from chalicelib.ports import TableUnreadableError

FILES = TableFiles()
ROWS = [["车牌号", "座位数"], ["鄂L12001", "49"]]
TEXT = "车牌号,座位数\r\n鄂L12001,49\r\n"


def code_of(body: bytes, name: str = "车辆.csv", most_rows: int = 10) -> str:
    with pytest.raises(TableUnreadableError) as refused:
        FILES.read(body, name, most_rows=most_rows)
    return refused.value.code


def workbook(*rows: list[object]) -> bytes:
    book, stored = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stored)
    return stored.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_that_excel_saves(encoding: str) -> None:
    assert FILES.read(TEXT.encode(encoding), "车辆.csv", most_rows=10) == ROWS


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_with_the_delimiter_of_its_heading(delimiter: str) -> None:
    assert FILES.read(TEXT.replace(",", delimiter).encode(), "a.CSV", most_rows=10) == ROWS


def test_a_workbook_gives_text_dates_and_numbers() -> None:
    body = workbook(["车牌号", "座位数", "检测日期", "证号"], ["鄂L12001", 49, date(2026, 3, 2), 421200000000000012])
    told = FILES.read(body, "车辆.xlsx", most_rows=10)
    assert told[1] == ["鄂L12001", "49", "2026-03-02", "4.21200E+17"], "digits that Excel lost must not look right"
    at = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a spreadsheet knows no zone
    timed = FILES.read(workbook(["a"], [at], [1.5], [None], [True]), "x.xlsx", most_rows=10)
    assert timed == [["a"], ["2026-03-02"], ["1.5"], [], ["true"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_read_again(kind: str) -> None:
    assert FILES.read(FILES.write(ROWS, kind), f"t.{kind}", most_rows=10) == ROWS


FORMULAS = ("=1+1", '=HYPERLINK("https://evil.example","点这里")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx=1")
PLAIN = ("-", "+", "-5", "+8.5", "'", "'quoted'", "a=b", "鄂L12001")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_spreadsheet_would_run_is_written_as_text_and_read_as_it_was(kind: str) -> None:
    rows = [["a", "b"], *([one, "z"] for one in (*FORMULAS, *PLAIN))]
    written = FILES.write(rows, kind)
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert FILES.read(written, f"t.{kind}", most_rows=99) == stripped
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(written)).active
        assert {cell.data_type for row in sheet.iter_rows(max_row=len(rows)) for cell in row} == {"s"}
        return
    cells = [row[0] for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))][1:]
    assert cells == [*(f"'{one}" for one in FORMULAS), *PLAIN]


def test_a_name_does_not_make_a_table() -> None:
    assert code_of(b"\xd0\xcf\x11\xe0 old Excel", "车辆.xls") == "table_type"
    assert code_of(b"%PDF-1.7", "车辆.pdf") == "table_type"
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert code_of(stored.getvalue(), "车辆.xlsx") == "table_type"


def test_too_much_is_refused_before_it_is_read() -> None:
    assert code_of(b"a" * (MOST_BYTES + 1)) == "table_too_large"
    assert code_of(b"a\n" * 12) == "table_too_many_rows"
    assert code_of(b"") == code_of(b"\n\n,,\n") == "table_empty"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (MOST_UNPACKED + 1))
    assert len(bomb.getvalue()) < MOST_BYTES
    assert code_of(bomb.getvalue(), "车辆.xlsx") == "table_too_large"


def test_entities_in_a_workbook_are_not_expanded() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["a"], ["b"]))) as good, zipfile.ZipFile(stored, "w") as archive:
        for part in good.infolist():
            archive.writestr(part, evil if part.filename == "xl/worksheets/sheet1.xml" else good.read(part))
    assert code_of(stored.getvalue(), "车辆.xlsx") == "table_broken"


def test_empty_rows_below_the_last_do_not_count_and_those_between_keep_the_lines() -> None:
    assert FILES.read(("a\n1\n\n2\n" + "\n" * 50).encode(), "a.csv", most_rows=3) == [["a"], ["1"], [], ["2"]]


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a"]), st.booleans())
def test_any_bytes_are_a_table_or_refused(body: bytes, name: str, zipped: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    try:
        told = FILES.read((b"PK\x03\x04" if zipped else b"") + body, name, most_rows=5)
    except TableUnreadableError:
        return
    assert told
