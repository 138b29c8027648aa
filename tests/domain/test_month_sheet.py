"""What figures come to: shares and averages, groups that add up, months and days as they are written."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ledger import Holder
from chalicelib.domain.tally import THOUSANDTHS, TIME, Tallies, Window, added, together
from chalicelib.domain.tally.periods import (
    UnknownDayError,
    UnknownMonthError,
    day_from,
    days_of,
    month_after,
    month_before,
    month_from,
    months_until,
)
from chalicelib.domain.tally.sheet import by_unit, by_zone, columns, held, held_by_unit, measures, total

NAMES = ("received", "accepted", "ended_granted", "ended_withdrawn", "instant", "ratings_1", f"{TIME}post:A:chief")
figures = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 50))
tallies = st.dictionaries(
    st.builds(Window, st.sampled_from("ABC"), st.sampled_from(["", "1号", "2号"])),
    figures.map(lambda one: added([one])),
)


def test_shares_are_of_what_was_decided_and_averages_of_what_was_promised_in_days() -> None:
    found = measures(
        {
            "received": 10,
            "ended_granted": 6,
            "ended_refused": 2,
            "ended_lapsed": 1,
            "instant": 4,
            "on_time": 7,
            "measured": 4,
            "elapsed_days": 10,
            "promised_days": 40,
            "ratings_5": 3,
            "ratings_2": 1,
            "ratings_1": 1,
        }
    )
    assert (found.decided, found.ended_otherwise) == (8, 1)
    assert (found.instant_share, found.on_time_share) == (Fraction(1, 2), Fraction(7, 8))
    assert (found.elapsed, found.promised) == (Fraction(5, 2), 10)
    assert (found.ratings, found.bad_ratings) == (5, 2)


def test_of_nothing_there_is_no_share_and_no_average() -> None:
    nothing = measures({"received": 3})
    assert [nothing.instant_share, nothing.on_time_share, nothing.elapsed, nothing.promised] == [None] * 4
    assert dict(columns(nothing))["elapsed"] == ""
    assert dict(columns(measures({"ended_granted": 3, "instant": 1})))["instant_share"] == "0.33"


@given(tallies)
def test_zones_units_and_windows_add_up_to_the_same(found: Tallies) -> None:
    zones = {"A": "x", "B": "y"}
    assert total(found) == added(by_unit(found).values()) == added(by_zone(found, zones).values())
    assert set(by_zone(found, zones)) <= {"x", "y", ""}


@given(st.lists(tallies, max_size=5))
def test_a_month_is_its_days_in_any_order(days: list[Tallies]) -> None:
    assert together(days) == together(reversed(days))
    assert total(together(days)) == added(total(day) for day in days)


def test_time_is_told_by_the_longest_holder_first_and_by_unit_as_one() -> None:
    figures = {
        "ended_granted": 2,
        f"{TIME}post:A:chief": 3 * THOUSANDTHS,
        f"{TIME}window:A:officer": 2 * THOUSANDTHS,
        f"{TIME}applicant::": 4 * THOUSANDTHS,
    }
    first, *_ = held(figures)
    assert (first.holder, first.days, first.a_case) == (Holder("applicant"), 4, 2)
    assert [(one.holder, one.days) for one in held_by_unit(figures)] == [
        (Holder("post", "A"), 5),
        (Holder("applicant"), 4),
    ]


def test_months_follow_each_other_over_the_year() -> None:
    assert (month_before("2026-01"), month_after("2025-12")) == ("2025-12", "2026-01")
    assert days_of("2024-02")[-1] == date(2024, 2, 29)
    assert months_until("2026-02", 12)[0] == "2025-03"
    assert len(months_until("2026-02", 12)) == 12


@pytest.mark.parametrize(
    "wrong", ["", "2026", "2026-13", "2026-00", "0000-01", "26-01", "2026-1", "２０２６-01", "9999-12"]
)
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownMonthError):
        month_from(wrong)


@pytest.mark.parametrize("wrong", ["", "2026-02-30", "20260301", "2026-W01-1", "2026-3-1", "9999-12-31", "0001-01-01"])
def test_what_is_no_day_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownDayError):
        day_from(wrong)
