"""Supervision's rows in words: how long, who, and late evenings by person and day."""

from datetime import datetime

import pytest

from chalicelib.domain.patterns import EVENING
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.row import Row
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.pages.oversight_view import Lists
from tests.sample import JOINT, calendar, edition

MATTER = case_matter(derive("view", 0))
NAMES = {"GHJ:chief": ["石光明"], "s-ghj-3": ["熊维国"]}


def lists(now: datetime) -> Lists:
    return Lists(edition(), NAMES, calendar(), now)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


def red(**changes: str) -> Row:
    row = {"matter": MATTER, "item": JOINT, "rule": "promised", "red_since": stamp(at(6)), "unit": "GHJ"}
    return {**row, "post": "chief", "held_by": "", "since": stamp(at(2, 10)), "phase": "in_review", **changes}


@pytest.mark.parametrize(
    ("now", "over", "held"),
    [(at(6, 9), "今天超期", "在手4个工作日"), (at(9, 9), "超期1个工作日", "在手5个工作日")],
)
def test_a_red_case_says_how_long_and_who(now: datetime, over: str, held: str) -> None:
    """Past its last day, Thursday; a weekend adds nothing."""
    told = lists(now).red(red())
    assert (told["over"], told["held"], told["holder"], told["person"]) == (over, held, "规划局科长", "石光明")
    assert told["waits"] == ""


def test_who_waits_for_somebody_and_who_has_it_alone_are_named() -> None:
    told = lists(at(6, 9)).red(red(phase="supplementing", held_by="s-ghj-3"))
    assert (told["waits"], told["person"]) == ("在等申请人补材料", "熊维国")


def test_late_evenings_stand_by_person_and_day_many_first() -> None:
    def finding(staff: str, day: str) -> Row:
        row = {"matter": MATTER, "item": JOINT, "unit": "GHJ", "at": stamp(at(2, 21)), "staff": staff, "day": day}
        return dict(row)

    few = [finding("s-other", "2026-03-05")]
    many = [finding("s-ghj-3", "2026-03-02") for _ in range(3)]
    headings = [heading for heading, _ in lists(at(6)).groups(EVENING, [*few, *many])]
    assert headings == ["熊维国　3月2日　3件", "　3月5日　1件"]
