"""What supervision lists of one case: red while what made it red goes on, cards until the unit has answered."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.clocks import due
from chalicelib.domain.row import Row, Rows, unit_queue
from chalicelib.domain.rows.cards import CARDS_QUEUE, RED_QUEUE
from chalicelib.domain.rows.case import case_rows
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import bring_up_to_date
from tests import cases
from tests.sample import TUESDAY, World, calendar

OF = cases.joint()
SUPERVISOR = cases.staff("s-supervisor", "ZWZX:supervisor")


class History:
    """A joint-review permit in review since Tuesday."""

    def __init__(self) -> None:
        self.world = World()
        cases.opened(self.world, OF, TUESDAY)
        self.do(cases.accept("a", OF))

    def do(self, command: c.Command, now: datetime = TUESDAY) -> None:
        cases.run(self.world, command, now)

    def rows(self, now: datetime = TUESDAY) -> Rows:
        file = read_case("c-TEST", log=self.world.log, catalogue=self.world.catalogue)
        case = bring_up_to_date(file.case, OF, log=self.world.log, calendar=calendar(), now=now)
        assert case is not None
        return case_rows(case, OF, calendar())

    def queue(self, queue: str, now: datetime = TUESDAY) -> list[Row]:
        return [row for key, row in sorted(self.rows(now).items()) if key.queue == queue]


def by_hand(colour: str, step: str = "handle") -> c.GiveCard:
    return c.GiveCard(f"g-{colour}", SUPERVISOR, colour, step, cases.NOTE)  # type: ignore[arg-type]


def answer(card: str, kind: str) -> c.AnswerCard:
    return c.AnswerCard(f"b-{card}-{kind}", cases.officer(OF), card, kind, cases.NOTE)  # type: ignore[arg-type]


def test_a_card_waits_in_its_units_queue_until_the_feedback() -> None:
    history = History()
    history.do(by_hand("yellow"))
    (row,) = history.queue(unit_queue("GHJ"))
    assert (row["task"], row["colour"], row["unit"], row["post"], row["open"]) == (
        "card",
        "yellow",
        "GHJ",
        "officer",
        1,
    )
    history.do(answer("manual-3", "objection"))
    (row,) = history.queue(unit_queue("GHJ"))
    assert row["answer"] == "objection"
    history.do(answer("manual-3", "feedback"))
    assert history.queue(unit_queue("GHJ")) == []
    (row,) = history.queue(CARDS_QUEUE)
    assert (row["answer"], row["open"]) == ("feedback", 0)


def test_a_withdrawn_card_is_in_no_list() -> None:
    history = History()
    history.do(by_hand("red"))
    assert len(history.queue(RED_QUEUE)) == 1
    history.do(answer("manual-3", "objection"))
    history.do(c.WithdrawCard("w", SUPERVISOR, "manual-3", cases.NOTE))
    assert [history.queue(queue) for queue in (RED_QUEUE, CARDS_QUEUE, unit_queue("GHJ"))] == [[], [], []]


def test_a_red_card_by_hand_makes_red_until_the_feedback() -> None:
    history = History()
    history.do(by_hand("red"))
    (row,) = history.queue(RED_QUEUE)
    assert (row["rule"], row["unit"], row["step"]) == ("manual", "GHJ", "handle")
    history.do(answer("manual-3", "feedback"))
    assert history.queue(RED_QUEUE) == []


def test_past_its_limit_a_case_is_red_until_it_is_decided_and_names_who_holds_it_now() -> None:
    history, late = History(), TUESDAY + timedelta(days=60)
    (row,) = history.queue(RED_QUEUE, late)
    assert (row["unit"], row["post"], row["since"] < row["red_since"]) == ("GHJ", "officer", True)
    for card in [row["card"] for row in history.queue(CARDS_QUEUE, late)]:
        history.do(answer(str(card), "feedback"), late)
    assert len(history.queue(RED_QUEUE, late)) == 1, "feedback does not bring the limit back"
    for step in cases.steps(OF):
        history.do(cases.decide(f"d-{step.id}", OF, step.id), late)
        if step.id == "review":
            (row,) = history.queue(RED_QUEUE, late)
            assert row["post"] == "director"
    assert history.queue(RED_QUEUE, late) == []


@pytest.mark.parametrize(("colours", "warned"), [(["yellow"], "yellow"), (["yellow", "red"], "red"), ([], "")])
def test_a_worklist_row_shows_the_worst_card(colours: list[str], warned: str) -> None:
    history = History()
    for colour in colours:
        history.do(by_hand(colour))
    (row,) = history.queue("GHJ:officer")
    assert row["warned"] == warned


def test_a_row_knows_which_clock_it_shows_and_how_long_its_limit_is() -> None:
    """A joint review's statutory limit is shown by its own length, not by that of the promise."""
    history = History()
    (row,) = (row for row in history.rows().values() if row.get("task") == "decide")
    file = read_case("c-TEST", log=history.world.log, catalogue=history.world.catalogue)
    clock = due(file.case, OF, calendar())
    assert clock
    assert (row["clock"], row["due_at"]) == (clock.clock, clock.at)
    assert (row["limit_unit"], str(row["limit_amount"])) == (clock.explanation["unit"], clock.explanation["amount"])
