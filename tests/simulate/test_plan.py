"""The month's plan: a function of its seed, in the report's proportions, each step of a case after the one before."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import Calendar
from infra.simulate.__main__ import Asked
from infra.simulate.offices import ON_THE_SPOT, TooFewOfficesError, offices, people_of
from infra.simulate.plan import EVENING, HOURS, MIX, Office, Plan, Slot, apportioned, plan
from tests.effort import share
from tests.sample import edition

CALENDAR = Calendar.from_data(edition().data["calendar"], edition().data["service_hours"])
INSTANT = {"window", "online", "evening", "corrected"}


NEAR = 0.03
OFFICES = offices(edition().data, 3)


def planned(cases: int = 300, seed: int = 1, season: str = "ordinary", at: Sequence[Office] = OFFICES[:1]) -> Plan:
    return plan(cases=cases, season=season, seed=seed, calendar=CALENDAR, offices=at)


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
        assert begun[1] in ("receive", "decline", "apply", "ask")
        done = [step for _, step in sorted(steps[case.number], key=lambda one: one[0])]
        if case.kind == "withdrawn":
            assert set(done) - {"ask", "answer"} == {"apply", "withdraw"}
        if "rate" in done:
            assert done[-1] == "rate"


def test_slots_are_working_days_in_order() -> None:
    made = planned()
    instants = [opens for opens, _ in made.opens]
    assert instants == sorted(instants)
    assert all(CALENDAR.is_working_day(opens.date()) for opens in instants)
    assert [slot.hour for _, slot in made.opens[: len(HOURS) + 1]] == [*HOURS, EVENING]
    assert made.opens[0][1] == Slot(0, HOURS[0])


@pytest.mark.parametrize("season", MIX["seasons"])
def test_a_peak_begins_as_its_season_says(season: str) -> None:
    made = planned(50, season=season)
    assert made.opens[0][0].strftime("%Y-%m") == MIX["seasons"][season]["month"]


def test_each_bureau_is_a_unit_of_its_own_with_as_many_cases_and_its_own_items() -> None:
    made = planned(3000, at=OFFICES)
    assert OFFICES[0].unit == MIX["unit"]
    assert Counter(case.unit for case in made.cases) == dict.fromkeys((office.unit for office in OFFICES), 1000)
    owners = {code: item["unit"] for code, item in edition().data["items"].items()}
    assert all(owners[case.item] == case.unit for case in made.cases)


def test_the_report_s_bureau_comes_first_and_the_busiest_of_the_others_next() -> None:
    def item(unit: str, flow: str, **changed: Any) -> dict[str, Any]:
        made = {"unit": unit, "status": "published", "flow": {"use": flow}, "result": {"kind": "k"}, "courier": True}
        made |= {"online": True, "fees": [], "delegation": [], "quota": None}
        return made | {"materials": [{"required": "always", "source": "applicant"}]} | changed

    units = {MIX["unit"]: 1, "FEW": 2, "MANY": 3}
    items = {
        f"{unit}-{flow}-{number}": item(unit, flow)
        for unit, count in units.items()
        for flow in (ON_THE_SPOT, "surveyed", "reviewed")
        for number in range(count)
    }
    items |= {"ONE": item("ONE", ON_THE_SPOT), "FEE": item("FEW", ON_THE_SPOT, fees=[{"name": "工本费"}])}
    found = offices({"items": items}, 3)
    assert [office.unit for office in found] == [MIX["unit"], "MANY", "FEW"]
    assert "FEE" not in found[2].items["window"]


def test_a_city_is_not_asked_for_more_bureaux_than_it_has() -> None:
    with pytest.raises(TooFewOfficesError, match="100 are asked for"):
        offices(edition().data, 100)


def test_a_surveyor_is_lent_where_a_unit_has_one_officer() -> None:
    staff = [
        {"id": "a-1", "posts": [{"unit": "A", "post": "officer"}]},
        {"id": "a-2", "posts": [{"unit": "A", "post": "chief"}]},
        {"id": "a-3", "posts": [{"unit": "A", "post": "director"}]},
        {"id": "z-1", "posts": [{"unit": "Z", "post": "officer"}]},
    ]
    people = people_of("A", staff, "Z")
    assert (people.officers, people.surveyors) == (["a-1"], ("a-1", "z-1"))
    assert people.leaders == {"chief": "a-2", "director": "a-3"}


@pytest.mark.parametrize("season", MIX["seasons"])
def test_arrivals_follow_the_season_s_days_and_hours(season: str) -> None:
    made = planned(6000, season=season)
    days = {slot.day: opens.date() for opens, slot in made.opens}
    arrivals = made.arrivals()
    assert arrivals.total() == len(made.cases)
    hours, weekdays, worked = Counter[str](), Counter[int](), Counter[int]()
    for slot, count in arrivals.items():
        hours[slot.hour] += count
        weekdays[days[slot.day].weekday()] += count
    del hours[EVENING]
    last = max(slot.day for slot in arrivals)
    worked.update(day.weekday() for number, day in days.items() if number <= last)
    whole = sum(MIX["hours"].values())
    assert all(abs(hours[hour] / hours.total() - share / whole) < NEAR for hour, share in MIX["hours"].items())
    a_day = {day: weekdays[day] / worked[day] for day in range(5)}
    assert all(abs(a_day[day] / a_day[1] - MIX["weekdays"][day]) < NEAR * 5 for day in range(5))


def test_a_peak_is_as_many_times_an_ordinary_month_as_its_load() -> None:
    ordinary, peak = (Asked({"SEASON": season}).cases for season in ("ordinary", "peak"))
    assert peak == ordinary * MIX["seasons"]["peak"]["load"]
    assert Asked({"SEASON": "peak", "SCALE": "2"}).cases == 2 * peak


@pytest.mark.parametrize("asked", [{"SEASON": "summer"}, {"SCALE": "0"}, {"SCALE": "1.5"}, {"CASES": "many"}])
def test_what_cannot_be_asked_for_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"SEASON|SCALE|invalid"):
        Asked(asked)


def test_only_who_applied_online_asks_and_rates() -> None:
    made = planned(3000)
    kinds = {case.number: case.kind for case in made.cases}
    asked = [kinds[one.case] for errands in made.errands.values() for one in errands if one.step in ("ask", "rate")]
    assert asked
    assert not {"window", "declined"} & set(asked)
