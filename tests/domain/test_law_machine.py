"""Random commands by random people at random times, holidays and year ends included: the ten invariants of a case hold."""

import itertools
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chalicelib.domain import commands as c
from chalicelib.domain.actor import ADMIN, SUPERVISOR, held
from chalicelib.domain.case import ENDED
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.powers import has_a_part
from chalicelib.domain.times import SHANGHAI, instant, stamp
from tests.effort import share
from tests.fakes.log import FakeLog
from tests.fakes.views import FakeViews
from tests.law import city
from tests.law.any_command import BUILDERS, Asking, any_command, whose_turn
from tests.law.invariants import AT_ANY_HOUR, OF_THE_HISTORY, OF_THE_LOG
from tests.law.journal import Journal
from tests.law.picks import MOST, Picks
from tests.law.projecting import hint, rebuilt, without_due
from tests.sample import calendar

STEPS = share(40_000)
ALL_KINDS = 20_000
"""Steps in which every kind of command is done; in fewer some may not come about."""
HISTORY = 60
EVES = ("01-18", "02-06", "04-03", "04-29", "06-08", "09-14", "09-29", "12-30")
"""Days before Spring Festival, the other holidays and the turn of the year."""
DAYS = [f"{year}-{eve}" for year in range(2013, 2028) for eve in EVES]
DAY = 60 * 24
GAPS = [
    timedelta(minutes=m) for m in (7, 0, 90, 400, DAY, DAY, 2 * DAY, 3 * DAY, 4 * DAY, 8 * DAY, 9, 200, 0, 40 * DAY)
]

seen: Counter[str] = Counter()


class CaseMachine(RuleBasedStateMachine):
    @initialize(
        item=st.sampled_from(sorted(city.ITEMS)),
        day=st.sampled_from(DAYS),
        choices=st.integers(0, MOST),
    )
    def applies(self, item: str, day: str, choices: int) -> None:
        self.now = datetime.fromisoformat(f"{day}T09:10").replace(tzinfo=SHANGHAI)
        self.numbers = itertools.count(1)
        self.checked = ""
        self.begin(item, Picks(choices))

    def begin(self, item: str, picks: Picks) -> None:
        self.journal = Journal(city.definition(item), calendar())
        self.done: list[tuple[c.Command, datetime]] = []
        self.log, self.views = FakeLog(), FakeViews()
        kind = c.ReceiveAtWindow if picks.one_in(4) else c.Receive
        while not self.journal.commits:
            self.tries(BUILDERS[kind](self.asking(picks)))
            kind = c.Receive

    def asking(self, picks: Picks) -> Asking:
        """What somebody sees, which others may have overtaken."""
        states = self.journal.states
        case = states[-2] if len(states) > 2 and picks.one_in(16) else states[-1]
        return Asking(
            f"command-{next(self.numbers)}",
            case,
            self.journal.definition,
            self.journal.calendar,
            stamp(self.now),
            picks,
        )

    def tries(self, command: c.Command) -> None:
        seen["steps"] += 1
        try:
            self.journal.do(command, self.now)
        except (RefusedError, UnknownStepError) as refused:
            seen[f"refused {refused.code}" if isinstance(refused, RefusedError) else "refused step_unknown"] += 1
        else:
            self.done.append((command, self.now))
            seen[f"done {type(command).__name__}"] += 1
            self.whoever_may_act_finds_the_case(command)

    def whoever_may_act_finds_the_case(self, command: c.Command) -> None:
        """Staff are asked first whether a case is theirs at all: that must let in everybody whom a row lets act. Supervisors
        and admins look at every case, a card is its unit's."""
        actor, case = command.actor, self.journal.states[-2 if len(self.journal.states) > 1 else -1]
        if actor.kind != "staff" or case.status == "none" or isinstance(command, c.AnswerCard):
            return
        of_every_case = held(actor, lambda _unit, code: code in (ADMIN, SUPERVISOR))
        assert of_every_case or has_a_part(actor, case, self.journal.definition), command

    @rule(choices=st.integers(0, MOST))
    def something_happens(self, choices: int) -> None:
        """One rule for all that can happen: of several, Hypothesis leaves some out of whole histories."""
        picks = Picks(choices, next(self.numbers))
        self.now += picks.pick(GAPS)
        happens = (self.whose_turn_it_is_goes_on, self.somebody_tries_something, self.the_sweep_comes)
        picks.pick((*happens[:2], *happens[:2], *happens))(picks)

    def whose_turn_it_is_goes_on(self, picks: Picks) -> None:
        self.tries(BUILDERS[picks.pick(whose_turn(self.journal.case))](self.asking(picks)))

    def somebody_tries_something(self, picks: Picks) -> None:
        """Sooner or later a case that is over makes room for the next."""
        if self.journal.case.status in ENDED and picks.one_in(3):
            self.check_history()
            self.begin(picks.pick(sorted(city.ITEMS)), picks)
        else:
            self.tries(any_command(self.asking(picks)))

    def the_sweep_comes(self, picks: Picks) -> None:
        """Late, not at all, or twice; now and then the views hear of what has happened."""
        seen["steps"] += 1
        self.now += timedelta(hours=picks.pick((0, 30, 400)))
        for _ in range(picks.pick((1, 0, 2))):
            self.journal.bring(self.now)
        if picks.one_in(3):
            self.project()

    @invariant()
    def the_law_holds(self) -> None:
        for check in AT_ANY_HOUR:
            check(self.journal, self.now)
        for check in OF_THE_LOG if self.journal.case.head != self.checked else ():
            check(self.journal, self.now)
        self.checked = self.journal.case.head

    def project(self) -> None:
        for commit in self.journal.commits[len(self.log.bodies) :]:
            self.log.append(commit.matter, commit.seq, commit.body)
        hint(self.journal.matter, self.views, self.ports())

    def ports(self) -> dict[str, Any]:
        return {"log": self.log, "catalogue": city.published(), "calendar": calendar()}

    def check_history(self) -> None:
        for check in OF_THE_HISTORY:
            check(self.journal, self.now)
        self.project()
        self.views_equal_a_rebuild()
        self.facts_are_the_same_without_any_sweep()

    def views_equal_a_rebuild(self) -> None:
        """8. Whatever the views saw on the way, they end in what a rebuild from the log says."""
        assert without_due(self.views) == without_due(rebuilt(self.journal.matter, self.ports()))

    def facts_are_the_same_without_any_sweep(self) -> None:
        """A sweep that is late, doubled or missing changes nothing but lateness."""
        again = Journal(self.journal.definition, self.journal.calendar)
        for command, at in self.done:
            again.do(command, at)
        again.bring(max(self.now, instant(self.journal.case.recorded_at)))
        told = [[(one.command, one.facts) for one in each.commits] for each in (self.journal, again)]
        assert told[1][: len(told[0])] == told[0]

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.check_history()


@pytest.mark.thorough
def test_the_invariants_hold_over_thousands_of_steps(capsys: pytest.CaptureFixture[str]) -> None:
    seen.clear()
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=STEPS // HISTORY * 21 // 20,
            stateful_step_count=HISTORY,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = {kind.__name__: seen[f"done {kind.__name__}"] for kind in BUILDERS}
    refused = {name: count for name, count in seen.items() if name.startswith("refused")}
    with capsys.disabled():
        print(  # noqa: T201 - the figure belongs into the test's record
            f"\nlaw machine: {seen['steps']:,} steps; {sum(done.values()):,} commands done of {len(done)} kinds, "
            f"{sum(refused.values()):,} refused for {len(refused)} reasons"
        )
    assert seen["steps"] >= STEPS
    undone = [kind for kind, count in done.items() if not count]
    assert len(undone) <= (0 if STEPS >= ALL_KINDS else len(done) // 5), undone
