"""The month's plan: a function of its seed, in the report's proportions, each step of a case after the one before."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import Calendar
from infra.simulate.plan import EVENING, HOURS, MIX, Plan, Slot, apportioned, plan
from tests.effort import share
from tests.sample import edition

CALENDAR = Calendar.from_data(edition().data["calendar"], edition().data["service_hours"])
INSTANT = {"window", "online", "evening", "corrected"}


def planned(cases: int = 300, seed: int = 1) -> Plan:
    return plan(cases=cases, season="ordinary", seed=seed, calendar=CALENDAR)


def test_the_whole_month_is_the_reports() -> None:
    kinds = Counter(case.kind for case in planned(MIX["cases"]).cases)
    assert sum(kinds.values()) == 5008
    assert sum(count for kind, count in kinds.items() if kind in INSTANT) == 4911


def test_the_same_seed_plans_the_same_month_and_another_one_another() -> None:
    assert planned() == planned()
    assert planned().errands != planned(seed=2).errands


@settings(max_examples=share(60), deadline=None)
@given(
    st.integers(0, 20_000),
    st.dictionaries(st.sampled_from("abcdefghij"), st.floats(0.01, 100), min_size=1, max_size=12),
)
def test_shares_add_up_and_none_is_a_whole_case_off(total: int, shares: dict[str, float]) -> None:
    counts = apportioned(total, shares)
    assert sum(counts.values()) == total
    whole = sum(shares.values())
    exact = {name: total * share / whole for name, share in shares.items()}
    assert all(abs(counts[name] - exact[name]) < 1 for name in shares)
    rounded_up = [exact[name] % 1 for name in shares if counts[name] > exact[name]]
    rounded_down = [exact[name] % 1 for name in shares if counts[name] < exact[name]]
    assert min(rounded_up, default=1.0) >= max(rounded_down, default=0.0) - 1e-9


def test_every_step_has_its_slot_and_comes_after_the_one_before() -> None:
    made = planned(2000)
    order = {slot: number for number, (_, slot) in enumerate(made.opens)}
    steps: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for slot, errands in made.errands.items():
        for errand in errands:
            steps[errand.case].append((order[slot], errand.step))
    assert set(steps) == {case.number for case in made.cases}
    for case in made.cases:
        begun = min(steps[case.number], key=lambda one: one[0])
        assert begun[1] in ("receive", "decline", "apply")
        if case.kind == "withdrawn":
            assert {step for _, step in steps[case.number]} == {"apply", "withdraw"}


def test_slots_are_working_days_in_order() -> None:
    made = planned()
    instants = [opens for opens, _ in made.opens]
    assert instants == sorted(instants)
    assert all(CALENDAR.is_working_day(opens.date()) for opens in instants)
    assert [slot.hour for _, slot in made.opens[: len(HOURS) + 1]] == [*HOURS, EVENING]
    assert made.opens[0][1] == Slot(0, HOURS[0])


@pytest.mark.parametrize("season", MIX["seasons"])
def test_a_peak_begins_as_its_season_says(season: str) -> None:
    made = plan(cases=50, season=season, seed=1, calendar=CALENDAR)
    assert made.opens[0][0].strftime("%Y-%m") == MIX["seasons"][season]["month"]
