"""When an SMS may go out: whatever the minute, nothing at night but codes and what the law wants told before the morning."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.case import Case
from chalicelib.domain.commit import read_chain
from chalicelib.domain.fold import fold
from chalicelib.domain.sending_time import SmsRules, limit_ended, may_go_at, next_morning
from tests import cases
from tests.sample import SHANGHAI, TUESDAY, World, calendar, edition
from tests.sending import MATTER

RULES = SmsRules.of(edition().data["rules"])
KINDS = ("legal", "code", "courtesy", "normal")
minutes = st.integers(0, 3 * 24 * 60 - 1).map(
    lambda minute: TUESDAY.replace(hour=0, minute=0) + timedelta(minutes=minute)
)


def on_tuesday(hour: int, minute: int = 0) -> datetime:
    return TUESDAY.replace(hour=hour, minute=minute)


@given(minutes, st.sampled_from(KINDS), st.sampled_from(["", "2026-03-03", "2026-03-04", "2026-03-05"]))
@example(on_tuesday(21), "normal", "")
@example(on_tuesday(8), "normal", "")
def test_it_goes_at_its_time_or_in_the_morning_after_the_night(at: datetime, kind: str, limit_on: str) -> None:
    by_day = time(8) <= at.time() < time(21)
    goes_at = may_go_at(kind, limit_on, at, RULES)
    assert goes_at == at or (not by_day and goes_at.astimezone(SHANGHAI).time() == time(8))
    assert timedelta() <= goes_at - at <= timedelta(hours=11)
    if by_day or kind == "code":
        assert goes_at == at
    elif kind != "legal" or not limit_on:
        assert goes_at > at
    else:
        assert goes_at.date().isoformat() <= limit_on or goes_at == at


@pytest.mark.parametrize(
    ("hour", "limit_on", "goes"),
    [
        (22, "2026-03-03", "at once"),  # until midnight it is still in time
        (22, "2026-03-04", "in the morning"),
        (22, "", "in the morning"),
        (3, "2026-03-03", "in the morning"),  # which is still the limit's day
        (3, "2026-03-02", "at once"),  # late already, and no later than need be
    ],
)
def test_a_legal_notice_goes_at_night_where_its_limit_would_be_past_in_the_morning(
    hour: int, limit_on: str, goes: str
) -> None:
    at = on_tuesday(hour)
    assert (may_go_at("legal", limit_on, at, RULES) == at) == (goes == "at once")
    assert may_go_at("normal", limit_on, at, RULES) > at


def test_a_city_chooses_its_quiet_hours() -> None:
    noon = SmsRules.of({"sms": {"quiet": ["12:00", "14:00"]}})
    assert may_go_at("normal", "", on_tuesday(12, 30), noon) == on_tuesday(14)
    assert may_go_at("normal", "", on_tuesday(23), noon) == on_tuesday(23)
    silent = SmsRules.of({})
    assert (silent.quiet_from, silent.quiet_until) == (RULES.quiet_from, RULES.quiet_until), "where a city says nothing"


def test_the_limit_that_a_step_meets_is_the_one_that_it_ends() -> None:
    """A correction notice meets the five days of Art. 32."""
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY, MATTER)
    cases.run(world, cases.correction("k", of), TUESDAY, MATTER)
    chain = read_chain(world.log.read(MATTER))
    received, correcting = (fold(MATTER, chain[:seq], of) for seq in (1, 2))
    assert limit_ended(received, correcting, of, calendar()) == "2026-03-10"
    assert limit_ended(Case(matter=MATTER), received, of, calendar()) == ""


def test_the_morning_after_is_a_working_days() -> None:
    friday, tuesday = datetime(2026, 4, 3, 10, tzinfo=SHANGHAI), datetime(2026, 4, 7, 8, 30, tzinfo=SHANGHAI)
    assert next_morning(calendar(), friday) == tuesday
