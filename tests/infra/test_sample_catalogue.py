"""The sample items are what their tables say: nobody edits the made files by hand."""

from chalicelib.adapters.city_files import SAMPLE_CITY
from infra.sample_catalogue.__main__ import files
from infra.sample_catalogue.table import rows, subject_of, subjects

MADE = files()


def test_the_committed_files_are_those_the_tables_make() -> None:
    committed = {f"unit_items/{path.name}" for path in SAMPLE_CITY.glob("unit_items/*")} | {"unit_staff.json"}
    assert committed == MADE.keys()
    stale = [name for name, text in MADE.items() if (SAMPLE_CITY / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run `make sample-catalogue`"


def test_every_row_of_the_tables_is_used() -> None:
    assert {subject_of(row) for row in rows()} == set(subjects())
