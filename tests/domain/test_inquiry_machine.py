"""Random acts by random people at random times on a consultation, complaint or bad rating: what must hold, said from its log."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.domain import facts as f
from chalicelib.domain.card import card_of
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.inquiry import Inquiry, fold_inquiry
from chalicelib.domain.inquiry.clocks import INQUIRY_CLOCKS
from chalicelib.domain.inquiry.transitions import INQUIRY_TRANSITIONS
from chalicelib.domain.refused import RefusedError
from chalicelib.usecases.inquiry_acts import ACTS, possible_acts
from tests.effort import share
from tests.fakes.views import FakeViews
from tests.inquiries import ASKER, CONCERNED, ITSELF, PEOPLE, PHONE, SECRET, STRANGER, Desk
from tests.law.projecting import without_due

pytestmark = pytest.mark.thorough

HOUR, DAY = 1, 24
STEP = st.tuples(
    st.sampled_from([*ACTS, *["onward"] * 8, *["card"] * 4, "reopen", "reopen", "again", "look", "sweep"]),
    st.sampled_from(PEOPLE),
    st.sampled_from([0, 0, HOUR, 5 * HOUR, DAY, 2 * DAY, 9 * DAY, 30 * DAY]),
    st.sampled_from(["founded", "founded", "unfounded", ""]),
    st.sampled_from(["settled", "unsettled", "unreached", ""]),
)


FAR: list[Any] = [
    ("sweep", ASKER, 30 * DAY, "", ""),
    ("card", ASKER, 0, "unfounded", ""),
    ("card", ASKER, 0, "founded", ""),
    *[("onward", ASKER, 0, "founded", "settled")] * 4,
    ("reopen", ASKER, 0, "", ""),
]
"""One history of each kind that leaves nothing out, however few are drawn."""


@pytest.mark.parametrize("kind", ["q", "x", "r"])
def test_what_must_hold_of_every_history(kind: str) -> None:
    @settings(max_examples=share(600), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example(FAR)
    @given(st.lists(STEP, min_size=4, max_size=25))
    def run(steps: list[Any]) -> None:
        desk, views = Desk(kind), FakeViews()
        desk.open()
        play(desk, views, steps)
        holds(desk, views)
        reached.update(event.kind for event in desk.file.inquiry.events)

    reached = set[str]()
    run()
    last = {"q": "answer_withdrawn", "x": "complaint_reopened", "r": "inquiry_called_back"}
    assert {last[kind], "card_given", "card_answered", "card_followed_up"} <= reached, "the histories do not go far"


def play(desk: Desk, views: FakeViews, steps: list[Any]) -> None:
    keys = (f"command-{number:08d}" for number in count(1))
    done: list[tuple[Any, str, str, dict[str, str]]] = []
    for act, person, hours, finding, result in steps:
        desk.later(hours=hours)
        said = {"finding": finding, "result": result}
        if act == "look":
            desk.project(views)
        elif act == "sweep":
            desk.project(views)
            desk.sweep(views)
        elif act == "again" and done:
            again, before = done[-1], desk.file.inquiry.seq
            assert desk.act(again[0], again[1], again[2], again[3]).repeated
            assert desk.file.inquiry.seq == before
        elif act != "again":
            try:
                key = next(keys)
                person, act = onward(desk, person, act)  # noqa: PLW2901 - whoever may go on goes on
                if act == "reopen":
                    desk.reopen(person if hours else ASKER, key)
                elif act == "card":
                    on_a_card(desk, finding, result, key)
                else:
                    desk.act(person, act, key, said)
                    done.append((person, act, key, said))
            except RefusedError:
                continue


def onward(desk: Desk, person: Any, act: str) -> tuple[Any, str]:
    """For the step "onward" somebody who may act, with what they may do; else what was drawn."""
    if act != "onward":
        return person, act
    can = [(who, acts[0]) for who in PEOPLE if (acts := possible_acts(desk.file, who, desk.now))]
    return can[-1] if can else (person, "take")


def on_a_card(desk: Desk, finding: str, result: str, key: str) -> None:
    """Something by somebody who may, else by somebody, with the last card."""
    cards = desk.file.inquiry.cards
    then = {"founded": "feedback", "unfounded": "objection"}.get(finding, "withdraw" if result else "follow_up")
    for person in (*PEOPLE, None):
        if cards and person:
            try:
                desk.card(person, cards[-1].fact.card, then, key)
            except RefusedError:
                continue
        return


def holds(desk: Desk, views: FakeViews) -> None:
    commits = read_chain(desk.world.log.read(desk.matter))
    facts = [(commit, fact) for commit in commits for fact in commit.facts]
    each_round(desk, commits)
    who_may(facts)
    nothing_personal(desk, views)
    limits(desk, commits)
    desk.project(views)
    desk.sweep(views)
    desk.project(views)
    fresh = FakeViews()
    desk.project(fresh)
    assert without_due(fresh) == without_due(views), "a rebuild has other rows"


def each_round(desk: Desk, commits: tuple[Commit, ...]) -> None:
    """Nothing is closed unanswered, nor called done before what is founded was put right; one reopening."""
    answered = rectified = False
    finding, reopened = "", 0
    for fact in (fact for commit in commits for fact in commit.facts):
        match fact:
            case f.ComplaintReopened():
                answered, rectified, finding, reopened = False, False, "", reopened + 1
            case f.RatingVerified():
                finding = fact.finding
            case f.InquiryAnswered():
                assert not answered, "answered once in a round"
                answered, finding = True, fact.finding or finding
                assert desk.kind != "r" or rectified or finding == "unfounded"
            case f.InquiryRectified():
                rectified = True
            case f.InquiryCalledBack():
                assert answered
                assert rectified or finding == "unfounded"
    assert reopened <= 1
    state = fold_inquiry(desk.matter, commits)
    assert state == desk.file.inquiry
    if state.status == "called_back":
        assert state.result in ("settled", "unsettled", "unreached"), "closed is not settled"


def who_may(facts: list[tuple[Commit, f.Fact]]) -> None:
    for commit, fact in facts:
        by = commit.actor["id"]
        assert by != STRANGER.id
        assert by != ITSELF.id, "nobody handles what they asked themselves"
        opening = facts[0][1]
        if isinstance(opening, f.ComplaintFiled):
            assert CONCERNED.id not in (by, commit.actor.get("for"))
        if isinstance(fact, f.ComplaintReopened):
            assert by == facts[0][0].actor["id"]


def nothing_personal(desk: Desk, views: FakeViews) -> None:
    told = b"".join(desk.world.log.read(desk.matter)).decode() + str(views.rows)
    assert SECRET not in told
    assert PHONE.removeprefix("+86") not in told


def limits(desk: Desk, commits: tuple[Commit, ...]) -> None:
    """One card for each run of a clock, never before its time, and only while the clock runs; withdrawn only after an
    objection; followed up level by level while no feedback has come."""
    state = Inquiry(desk.matter)
    statuses = {clock.name: clock.statuses for clock in INQUIRY_CLOCKS}
    for number, commit in enumerate(commits):
        for fact in commit.facts:
            match fact:
                case f.CardGiven():
                    assert card_of(state.cards, fact.card) is None
                    assert state.status in statuses[fact.rule]
                    start = state.ordered_at if fact.rule == "complaint_fix" else state.since
                    assert start < fact.effective_at <= commit.recorded_at
                case f.CardFollowedUp():
                    card = card_of(state.cards, fact.card)
                    assert card
                    assert card.open
                    assert fact.level == card.followed_up + 1
                case f.CardWithdrawn():
                    card = card_of(state.cards, fact.card)
                    assert card
                    assert "objection" in [kind for kind, _ in card.answers]
        state = fold_inquiry(desk.matter, commits[: number + 1])


def test_whatever_stands_in_no_row_is_refused() -> None:
    for kind in ("q", "x", "r"):
        known = {row.command for row in INQUIRY_TRANSITIONS if row.kind == kind}
        for name in ACTS:
            desk = Desk(kind)
            desk.open()
            made = ACTS[name].command("command-00000001", PEOPLE[2], {})
            if type(made) not in known:
                with pytest.raises(RefusedError, match="inquiry_not_so_now"):
                    desk.act(PEOPLE[2], name, "command-00000001")
