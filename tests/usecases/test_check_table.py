"""Tables of subjects: columns by title, rows as forms, results by key."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.usecases.check_table import (
    TableColumnsError,
    check_rows,
    columns_of,
    merged,
    result_columns,
    sample_row,
    typed_rows,
)
from tests.sample import edition

VEHICLES = edition().definition("XN-JTJ-001", "XN-JTJ-001-1")
TODAY = date(2026, 3, 3)
COLUMNS = columns_of(VEHICLES)
GOOD = {
    "plate": "鄂L12001",
    "vehicle_type": "大型普通客车",
    "seats": "49",
    "route": "咸安—通山",
    "driver_name": "李师傅",
    "driver_certificate": "4212000000000000123",
    "licence_number": "鄂交运管许可咸字000001号",
}


def table(*rows: dict[str, str], heading: list[str] | None = None) -> list[list[str]]:
    return [heading or list(COLUMNS.values()), *([row.get(name, "") for name in COLUMNS] for row in rows)]


def checked(*rows: dict[str, str]) -> list[Any]:
    wanted = VEHICLES.data["form"]["required"]
    typed = typed_rows(table(*rows), COLUMNS, wanted, sample_row(COLUMNS, VEHICLES))
    return check_rows(typed, VEHICLES, today=TODAY)


def test_a_right_row_has_clean_answers_and_the_line_of_the_spreadsheet() -> None:
    (row,) = checked({**GOOD, "plate": "鄂l·12001"})
    assert (row.line, row.key, row.errors) == (2, "鄂L12001", {})
    assert (row.answers["plate"], row.answers["seats"]) == ("鄂L12001", 49)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("plate", "L12001", "plate_format"),
        ("plate", "", "required"),
        ("seats", "四十九", "not_a_number"),
        ("seats", "0", {"code": "below_minimum", "limit": 1}),
        ("driver_certificate", "4.21200E+18", "pattern"),
        ("inspection_on", "去年", "not_a_date"),
        ("inspection_result", "还行", "not_a_choice"),
    ],
)
def test_a_wrong_cell_is_told_by_its_column(field: str, value: str, code: Any) -> None:
    first, second = checked(GOOD, {**GOOD, "plate": "鄂L12002", field: value})
    assert first.errors == {}
    assert (second.line, second.errors) == (3, {field: code})


def test_of_two_rows_with_one_plate_the_second_is_wrong_and_names_the_first() -> None:
    rows = checked(GOOD, {**GOOD, "plate": "鄂L-12001"})
    assert rows[0].errors == {}
    assert rows[1].errors == {"plate": {"code": "row_repeated", "line": 2}}


def test_the_samples_own_row_is_no_subject() -> None:
    sample = dict(zip(COLUMNS, sample_row(COLUMNS, VEHICLES), strict=True))
    assert [row.key for row in checked(sample, GOOD)] == ["鄂L12001"]


def test_a_missing_column_is_named_and_a_strange_one_is_left_out() -> None:
    heading = [title for title in COLUMNS.values() if title != "车牌号"]
    with pytest.raises(TableColumnsError) as missing:
        typed_rows([heading, ["x"] * 9], COLUMNS, VEHICLES.data["form"]["required"], sample_row(COLUMNS, VEHICLES))
    assert missing.value.about == {"columns": ("车牌号",)}
    odd = table(GOOD, heading=[*COLUMNS.values()])
    odd = [[*odd[0], "备注"], [*odd[1], "老客户"]]
    (row,) = typed_rows(odd, COLUMNS, ["plate"], sample_row(COLUMNS, VEHICLES))
    assert set(row.values) == set(COLUMNS)


def test_a_title_is_known_with_stars_blanks_and_full_width() -> None:
    heading = [f" {title} * " for title in COLUMNS.values()]
    (row,) = typed_rows(table(GOOD, heading=heading), COLUMNS, ["plate"], sample_row(COLUMNS, VEHICLES))
    assert row.values["plate"] == "鄂L12001"


def test_results_come_to_their_rows_and_strays_are_kept_apart() -> None:
    columns = result_columns(VEHICLES)
    cells = [
        list(columns.values()),
        ["鄂L 12001", "合格", "2026-03-02", "JC1"],
        ["鄂L99999", "合格", "2026-03-02", "JC2"],
    ]
    results = typed_rows(cells, columns, columns, sample_row(columns, VEHICLES))
    rows = typed_rows(table(GOOD), COLUMNS, ["plate"], sample_row(COLUMNS, VEHICLES))
    (row,), strays = merged(rows, results, "plate")
    assert (row.values["inspection_number"], row.values["plate"]) == ("JC1", "鄂L12001")
    assert [stray.values["plate"] for stray in strays] == ["鄂L99999"]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=14), max_size=8))
def test_whatever_the_cells_say_every_row_is_judged(rows: list[list[str]]) -> None:
    cells = [list(COLUMNS.values()), *rows]
    typed = typed_rows(cells, COLUMNS, ["plate"], sample_row(COLUMNS, VEHICLES))
    judged = check_rows(typed, VEHICLES, today=TODAY)
    assert [row.line for row in judged] == [row.line for row in typed]
    assert all(row.errors or row.answers.keys() >= set(VEHICLES.data["form"]["required"]) for row in judged)
