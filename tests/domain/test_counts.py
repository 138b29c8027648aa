"""What a case adds to the statistics: counted here a second time, from the facts and by hand."""

from collections import Counter
from datetime import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.commit import read_chain
from chalicelib.domain.inquiry import Inquiry, evolve_inquiry
from chalicelib.domain.tally import THOUSANDTHS, TIME, Figures, added
from chalicelib.domain.tally.counts import case_counts, inquiry_counts
from chalicelib.domain.times import instant, local_date
from tests import cases
from tests.effort import share
from tests.inquiries import opened
from tests.law.any_command import BUILDERS
from tests.law.story import RECIPES, Story, accepted, in_state, received
from tests.sample import calendar

DAY = "2026-03-03"
ENDINGS = {
    f.Granted: "granted",
    f.Refused: "refused",
    f.Declined: "declined",
    f.Withdrawn: "withdrawn",
    f.Lapsed: "lapsed",
    f.Voided: "void",
    f.Forwarded: "forwarded",
    f.Terminated: "terminated",
}


def counted(story: Story) -> dict[tuple[str, str], Figures]:
    journal = story.journal
    found = case_counts(journal.states, journal.commits, journal.definition, calendar())
    return {(place.day.isoformat(), place.unit): figures for place, figures in found.items()}


def whole(story: Story) -> Figures:
    return added(counted(story).values())


def by_facts(story: Story) -> Counter[str]:
    """Numbers of facts by the day of their record: what the counts must come to, told without folding anything."""
    told: Counter[str] = Counter()
    for commit in story.journal.commits:
        day = local_date(commit.recorded_at).isoformat()
        for fact in commit.facts:
            match fact:
                case f.Received():
                    told[f"{day} received"] += 1
                case f.Accepted() | f.DeemedAccepted():
                    told[f"{day} accepted"] += 1
                case f.CorrectionRequested():
                    told[f"{day} corrections"] += 1
                case f.CardGiven():
                    told[f"{day} card_{fact.colour}"] += 1
                case f.CardWithdrawn():
                    told[f"{day} card_withdrawn"] += 1
            if type(fact) in ENDINGS:
                told[f"{day} ended_{ENDINGS[type(fact)]}"] += 1
    return told


NAMES = ("received", "accepted", "corrections", "card_yellow", "card_red", "card_withdrawn")


def by_counts(story: Story) -> Counter[str]:
    told: Counter[str] = Counter()
    for (day, _), figures in counted(story).items():
        for name, number in figures.items():
            if name in NAMES or name.startswith("ended_"):
                told[f"{day} {name}"] += number
    return told


@pytest.mark.parametrize("state", [*RECIPES])
def test_every_way_to_end_is_counted_as_its_facts_say(state: str) -> None:
    story = in_state(state)
    assert by_counts(story) == by_facts(story)


steps = st.lists(st.tuples(st.sampled_from(sorted(BUILDERS, key=lambda kind: kind.__name__)), st.integers(0, 4)))


@pytest.mark.thorough
@settings(max_examples=share(400), deadline=None)
@given(st.sampled_from(["permit", "joint", "veto", "joint-service"]), steps)
def test_whatever_happens_the_counts_are_the_facts(item: str, way: list[tuple[type, int]]) -> None:
    story = received(item)
    for kind, days in way:
        if days:
            story.working_days_later(days)
        try:
            story.does(kind)
        except Exception:  # noqa: BLE001, S112 - what is not possible now is no part of the way
            continue
    assert by_counts(story) == by_facts(story)
    assert sum(whole(story).get(f"ended_{outcome}", 0) for outcome in ENDINGS.values()) == bool(story.case.outcome)
    if story.case.outcome in ("granted", "refused"):
        spent = sum(number for name, number in whole(story).items() if name.startswith(TIME))
        states = story.journal.states
        decided = next(case for case in states if case.outcome)
        since = instant(states[1].received_at)
        days_served = calendar().service_days(since, instant(decided.concluded_at))
        assert spent == round(days_served * THOUSANDTHS)


def test_a_case_decided_in_its_sitting_is_instant() -> None:
    of = cases.instant()
    story = Story(of)
    story.journal.do(cases.walk_in("walk-in", of), story.now)
    [figures] = counted(story).values()
    assert {name: figures.get(name, 0) for name in ("received", "accepted", "ended_granted", "instant", "on_time")} == {
        "received": 1,
        "accepted": 1,
        "ended_granted": 1,
        "instant": 1,
        "on_time": 1,
    }
    assert "received_online" not in figures
    assert "measured" not in figures, "a session is no promise in working days"


def test_the_same_item_decided_after_its_session_is_neither_instant_nor_on_time() -> None:
    of = cases.instant()
    story = received(of)
    story.goes_on(DAY, time(15, 30))
    story.journal.do(c.Accept("accept", cases.officer(of), "grant", cases.NOTE), story.now)
    figures = whole(story)
    assert figures["ended_granted"] == figures["received_online"] == 1
    assert figures.get("instant", 0) == figures.get("on_time", 0) == 0


def test_elapsed_days_are_those_that_the_promise_counts() -> None:
    """Accepted on Tuesday, handled on Thursday, reviewed and approved on Friday: the third working day."""
    story = accepted("permit")
    story.goes_on("2026-03-05").decides("handle").goes_on("2026-03-06").decides("review", "approve")
    figures = whole(story)
    promised = story.journal.definition.promised.amount
    assert (figures["elapsed_days"], figures["promised_days"], figures["measured"]) == (3, promised, 1)
    assert figures["on_time"] == 1
    assert set(counted(story)) == {("2026-03-03", "GHJ"), ("2026-03-06", "GHJ")}, "a day that adds nothing has no row"


def test_days_in_a_special_procedure_are_not_counted_against_the_promise() -> None:
    story = accepted("permit")
    story.does(c.OpenProcedure, planned_end_on="2026-03-10")
    story.goes_on("2026-03-10")
    story.does(c.CloseProcedure)
    story.decides("handle", "review", "approve")
    figures = whole(story)
    assert (figures["measured"], figures.get("elapsed_days", 0)) == (1, 0), (
        "it stood still from the fourth to the tenth"
    )
    held = {name: number for name, number in figures.items() if name.startswith(f"{TIME}third_party")}
    assert sum(held.values()) == 5 * THOUSANDTHS


def test_a_promise_overrun_is_late_and_its_red_card_counts_on_the_day_it_was_given() -> None:
    story = accepted("permit").decides("handle", "review")
    story.working_days_later(story.journal.definition.promised.amount + 2)
    story.decides("approve")
    figures = whole(story)
    assert figures.get("on_time", 0) == 0
    assert figures["card_red"] >= 1
    assert by_counts(story) == by_facts(story)


def test_deemed_acceptance_counts_on_the_day_it_was_found() -> None:
    story = received("permit")
    story.working_days_later(7)
    found = counted(story)
    assert "accepted" not in found["2026-03-03", "GHJ"], "a day that is over changes no more"
    assert found[story.today.isoformat(), "GHJ"]["deemed"] == 1


def test_another_units_card_is_that_units() -> None:
    story = accepted("joint").decides("handle")
    story.working_days_later(6)
    cards = {
        unit: sum(n for name, n in figures.items() if name.startswith("card"))
        for (_, unit), figures in counted(story).items()
    }
    assert {"XFJ", "RFB", "ZJW"} <= {unit for unit, number in cards.items() if number}


def test_shares_of_branches_side_by_side_are_charged_once() -> None:
    story = accepted("joint").decides("handle").goes_on("2026-03-05").decides("fire-opinion", "defence-opinion")
    story.goes_on("2026-03-06").decides("housing-opinion", "review", "approve")
    figures = whole(story)
    assert {name: number for name, number in figures.items() if name.startswith(TIME)} == {
        f"{TIME}post:ZJW:chief": 3 * THOUSANDTHS
    }


@pytest.mark.parametrize(("kind", "name"), [("q", "consultations"), ("x", "complaints"), ("r", "ratings_1")])
def test_inquiries_are_counted_once_at_the_unit_that_got_them(kind: str, name: str) -> None:
    desk = opened(kind)
    commits = read_chain(desk.world.log.read(desk.matter))
    states = [Inquiry(desk.matter)]
    for commit in commits:
        states.append(evolve_inquiry(states[-1], commit))
    [(place, figures)] = inquiry_counts(states, commits).items()
    assert (place.unit, figures[name]) == ("JYJ", 1)


def test_sums_do_not_depend_on_the_order_of_their_parts() -> None:
    parts: list[Figures] = [{"a": 1, "b": 2}, {"b": -2}, {"c": 3, "a": 4}]
    assert added(parts) == added(reversed(parts)) == {"a": 5, "c": 3}
    assert Fraction(sum(added(parts).values())) == 8
