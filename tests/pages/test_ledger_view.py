"""The ledger's bar: the days beside the names add up to the total, whatever happened, and the widths fill the bar."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.ledger import ledger, moments
from chalicelib.domain.times import stamp
from chalicelib.pages.ledger_view import ledger_bar
from chalicelib.usecases.case_file import read_case
from tests import cases
from tests.law_world import law_world
from tests.sample import TUESDAY, calendar, edition
from tests.sending import MATTER
from tests.telling import History

NOTE = cases.NOTE


def bar(kept: History) -> Any:
    file = read_case(MATTER, log=kept.world.log, catalogue=kept.world.catalogue)
    held = ledger(moments(MATTER, file.commits, file.definition), file.definition, stamp(kept.now))
    return ledger_bar(held, edition(), calendar())


def replayed(hours: list[int]) -> History:
    """Correction that is opened at once, acceptance, expert review, decision of three branches; so many hours before each command."""
    world, of = law_world()
    kept = History(of, world=world)
    kept.received()
    officer = cases.officer(of)
    notice = c.OpenDocuments("v", cases.APPLICANT, ("correction_notice-2",))
    commands: list[c.Command] = [
        cases.correction("k", of),
        c.SupplyCorrection("s", cases.APPLICANT, cases.FORM, cases.PAPERS, skipped=of.flow.skipped_by(cases.ANSWERS)),
        cases.accept("a", of),
        c.OpenProcedure("o", officer, "expert_review", "", "2027-12-31", NOTE),
        c.CloseProcedure("q", officer, "expert_review-6", NOTE),
        *(cases.decide(f"d-{step}", of, step) for step in ("handle", "fire-opinion", "defence-opinion")),
        cases.decide("d-housing", of, "housing-opinion"),
    ]
    for gap, command in zip(hours, commands, strict=True):
        kept.now += timedelta(hours=gap)
        kept.then(command, *([notice] if command is commands[0] else []))
    return kept


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9), st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_the_days_add_up_to_the_total_and_the_widths_to_the_bar(hours: list[int], later: int) -> None:
    kept = replayed(hours)
    kept.now += timedelta(hours=later)
    shown = bar(kept)
    if shown is None:
        assert calendar().service_days(TUESDAY, kept.now) <= 0.05
        return
    days = [Decimal(part["days"]) for part in shown["parts"]]
    assert f"一共用了{sum(days).normalize():f}个工作日" in shown["total"]
    assert all(days)
    assert abs(sum(float(part["width"]) for part in shown["parts"]) - 100) < 0.1
    assert all(part["days"] in part["text"] for part in shown["parts"])


def test_the_sentence_of_the_law() -> None:
    kept = replayed([0, 48, 24, 0, 120, 24, 0, 0, 0])
    texts = [part["text"] for part in bar(kept)["parts"]]
    assert texts == ["申请人2天", "规划局2天", "专家评审3天（不计入期限）"]


def test_branches_that_did_not_end_last_stand_beside_the_sum() -> None:
    kept = replayed([0, 0, 24, 0, 0, 0, 24, 0, 24])
    shown = bar(kept)
    assert [part["text"] for part in shown["parts"]] == ["规划局1天", "住建委2天"]
    assert shown["beside"] == "同时进行、没有另加进去的：人防办1天、消防支队1天"
    assert len({part["shade"] for part in shown["parts"]}) == 2


def test_nothing_is_drawn_before_time_has_passed() -> None:
    assert bar(replayed([0] * 9)) is None
