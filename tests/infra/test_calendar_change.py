"""Before a year's file takes effect, and after, a command lists the due dates that it moves."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.reference import case_matter, derive, shown
from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.execute import open_case
from infra import calendar_change
from infra.calendar_change import report, years_before_and_after
from infra.publish import publish_city
from tests import cases
from tests.adapters.stage import running
from tests.sample import edition

YEARS: list[dict[str, Any]] = list(edition().data["calendar"])
YEAR = next(year for year in YEARS if year["year"] == 2026)
CHANGE = {"notice": "changed", "published_on": "2026-03-01", "off_days": ["2026-03-12"], "make_up_days": []}
CHANGED = {**YEAR, "changes": [CHANGE]}
EARLY, LATE = derive("calendar change", 0), derive("calendar change", 1)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two cases received online: one is due on 9 March, before the changed day, the other on 17 March, after it."""
    with running(tmp_path_factory.mktemp("cloud")):
        wiring.forget()
        publish_city()
        for reference, day in ((EARLY, 2), (LATE, 10)):
            of = cases.joint()
            receive = cases.c.Receive(f"r-{reference}", cases.APPLICANT, cases.application(of))
            now = datetime(2026, 3, day, 10, tzinfo=SHANGHAI)
            open_case(case_matter(reference), receive, of, log=wiring.log(), calendar=wiring.calendar(), now=now)
        yield
    wiring.forget()


@pytest.mark.usefixtures("city")
def test_a_changed_year_lists_the_due_dates_that_move(capsys: pytest.CaptureFixture[str]) -> None:
    moves = report(CHANGED)
    assert [move.case.matter for move in moves] == [case_matter(LATE)]
    listed = f"  {shown(LATE)}  XN-GHJ-001  2026-03-17 23:59 -> 2026-03-18 23:59\ndue dates that move: 1\n"
    assert capsys.readouterr().out == listed


@pytest.mark.usefixtures("city")
def test_the_year_in_force_moves_nothing_that_it_has_not_moved_itself() -> None:
    """The year's own notice left out, its holidays would be working days; none lies on these cases' way."""
    assert report(YEAR) == []


def test_an_unknown_year_is_added_and_a_changed_one_takes_the_old_ones_place() -> None:
    before, after = years_before_and_after(YEARS, {**YEAR, "year": 2099})
    assert (before, after) == (YEARS, [*YEARS, {**YEAR, "year": 2099}])
    before, after = years_before_and_after(YEARS, CHANGED)
    assert (YEAR in before, CHANGED in before, YEAR in after, CHANGED in after) == (True, False, False, True)


def test_a_file_that_is_in_force_is_compared_with_the_year_before_its_newest_notice() -> None:
    in_force = [CHANGED if year is YEAR else year for year in YEARS]
    before, after = years_before_and_after(in_force, CHANGED)
    assert {**YEAR, "changes": []} in before
    assert CHANGED in after
    before, after = years_before_and_after(YEARS, YEAR)
    assert (YEAR in before, len(before), len(after)) == (False, len(YEARS) - 1, len(YEARS))


@pytest.mark.parametrize("text", ["", "{}", '{"year": 2026, "notice": "n", "published_on": "soon"}'])
def test_a_file_that_is_no_year_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "2026.json"
    if text:
        path.write_text(json.dumps(json.loads(text)), encoding="utf-8")
    monkeypatch.setenv("FILE", str(path))
    assert calendar_change.main() == 1
    assert "FILE must name a year's file" in capsys.readouterr().err
