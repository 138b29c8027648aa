"""Green, yellow, red: 90 % of the limit used, one working day left where it is five or more, past it."""

from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain.catalogue import Limit
from chalicelib.domain.lights import Countdown, Listed, countdown
from chalicelib.domain.times import SHANGHAI, end_of, stamp
from tests.sample import calendar, edition

MONDAY = date(2026, 3, 2)
RULES = edition().data["rules"]["lights"]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


def seen_of(amount: int, now: datetime, still: str = "", **thresholds: int) -> Countdown:
    """A limit of so many working days from that Monday."""
    due_at = stamp(end_of(calendar().add_working_days(MONDAY, amount).on))
    return countdown(Listed(due_at, Limit(amount, "working_days"), still), calendar(), now, {**RULES, **thresholds})


@pytest.mark.parametrize(
    ("amount", "day", "light", "days_left"),
    [
        (5, date(2026, 3, 2), "green", 5),
        (5, date(2026, 3, 5), "green", 2),
        (5, date(2026, 3, 6), "yellow", 1),
        (5, date(2026, 3, 9), "yellow", 0),
        (5, date(2026, 3, 10), "red", -1),
        (3, date(2026, 3, 4), "green", 1),
        (3, date(2026, 3, 5), "yellow", 0),
        (20, date(2026, 3, 25), "green", 3),
        (20, date(2026, 3, 26), "yellow", 2),
    ],
)
def test_the_light_of_a_limit_in_working_days(amount: int, day: date, light: str, days_left: int) -> None:
    seen = seen_of(amount, at(day))
    assert (seen.light, seen.days_left) == (light, days_left)


def test_the_last_day_is_not_over_until_midnight() -> None:
    last = seen_of(5, at(date(2026, 3, 9)) + timedelta(hours=13, minutes=59))
    assert (last.light, last.on) == ("yellow", date(2026, 3, 9))
    assert seen_of(5, at(date(2026, 3, 10)) - timedelta(hours=10)).light == "red"


def test_a_session_is_green_until_it_is_over() -> None:
    noon = at(MONDAY) + timedelta(hours=2)
    session = Listed(stamp(noon), Limit(0, "session"))
    assert countdown(session, calendar(), at(MONDAY), RULES).light == "green"
    over = countdown(session, calendar(), noon, RULES)
    assert (over.light, over.days_left) == ("red", 0)


@pytest.mark.parametrize(("thresholds", "light"), [({}, "green"), ({"yellow_at_percent": 40}, "yellow")])
def test_the_city_says_how_much_is_nearly_used(thresholds: dict[str, int], light: str) -> None:
    seen = seen_of(5, at(date(2026, 3, 4)), **thresholds)
    assert (seen.light, seen.days_left) == (light, 3)


def test_the_city_says_for_which_limits_the_last_day_warns() -> None:
    friday = at(date(2026, 3, 6))
    assert seen_of(5, friday, last_day_from=6).light == "green"


def test_a_row_is_paused_through_the_day_until_which_its_clock_stands_still() -> None:
    lights = [seen_of(10, at(date(2026, 3, day)), "2026-03-10").light for day in (9, 10, 11, 17)]
    assert lights == ["paused", "paused", "green", "red"]
