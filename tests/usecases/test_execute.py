"""One command, one put: repeated commands, lost answers, lost races, and what time has brought."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.commit import BrokenChainError, read_chain
from chalicelib.domain.decide import RefusedError, step_digest
from chalicelib.domain.facts import DeemedAccepted, Granted
from chalicelib.ports import SeqTakenError
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.execute import open_case
from tests import cases
from tests.fakes.log import FakeLog
from tests.sample import TUESDAY, World, calendar


class AnswerLostLog(FakeLog):
    """The put succeeds, its answer is lost, and the client's own retry meets the item that it has put."""

    def append(self, matter: str, seq: int, body: bytes) -> None:
        super().append(matter, seq, body)
        raise SeqTakenError(matter)


class RacedLog(FakeLog):
    """Runs `rival` once, just before the next put: somebody else is faster."""

    rival = None

    def append(self, matter: str, seq: int, body: bytes) -> None:
        rival, self.rival = self.rival, None
        if rival:
            rival()
        super().append(matter, seq, body)


def test_a_walk_in_is_one_commit_with_all_its_facts() -> None:
    world, of = World(), cases.instant()
    done = open_case("c-W", cases.walk_in("n1", of), of, log=world.log, calendar=calendar(), now=TUESDAY)
    assert done is not None
    assert [fact.TYPE for fact in done.commit.facts] == [
        "received",
        "originals_checked",
        "accepted",
        "step_decided",
        "granted",
    ]
    assert (done.case.status, done.case.outcome, done.case.seq) == ("concluded", "granted", 1)


def test_a_posted_form_posted_again_is_answered_from_its_commit() -> None:
    world, of = World(), cases.instant()
    walk_in = cases.walk_in("n1", of)
    first = open_case("c-W", walk_in, of, log=world.log, calendar=calendar(), now=TUESDAY)
    again = open_case("c-W", walk_in, of, log=world.log, calendar=calendar(), now=TUESDAY + timedelta(minutes=1))
    assert first is not None
    assert again is not None
    assert again.repeated
    assert again.commit == first.commit
    assert len(world.log.bodies) == 1


def test_a_reference_that_another_case_has_is_not_taken_over() -> None:
    world, of = World(), cases.instant()
    open_case("c-W", cases.walk_in("n1", of), of, log=world.log, calendar=calendar(), now=TUESDAY)
    assert open_case("c-W", cases.walk_in("n2", of), of, log=world.log, calendar=calendar(), now=TUESDAY) is None


def test_a_lost_answer_to_a_successful_put_is_success() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    lossy = AnswerLostLog()
    lossy.bodies = world.log.bodies
    world.log = lossy
    done = cases.run(world, cases.accept("a1", of), TUESDAY)
    assert done.case.status == "in_review"
    assert len(world.log.bodies) == 2


def test_a_lost_race_is_answered_with_the_other_persons_decision() -> None:
    of = cases.joint()
    raced = RacedLog()
    world = World(log=raced)
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    first = cases.decide("d1", of, "handle")
    slow = cases.decide("d2", of, "handle", "refuse")
    raced.rival = lambda: cases.run(world, first, TUESDAY)
    with pytest.raises(RefusedError) as refusal:
        cases.run(world, slow, TUESDAY)
    assert refusal.value.code == "step_already_decided"
    assert refusal.value.about["outcome"] == "pass"
    assert refusal.value.about["by"] == "s-handle"


def test_sixteen_people_on_one_step_make_one_decision_and_hear_the_truth() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    start = threading.Barrier(16)

    def attempt(number: int) -> str:
        command = cases.decide(f"d{number}", of, "handle")
        start.wait()
        try:
            cases.run(world, command, TUESDAY)
        except RefusedError as refusal:
            return f"{refusal.code}:{refusal.about['by']}"
        return "decided"

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(attempt, range(16)))
    assert answers == ["decided"] + ["step_already_decided:s-handle"] * 15
    assert len(world.log.bodies) == 3


def test_the_joint_review_joins_once_and_ends_with_the_director() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    opened = [tuple(cases.run(world, cases.decide("h", of, "handle"), TUESDAY).case.opened)]
    (branches,) = opened
    assert len(branches) == 3
    for number, step in enumerate(branches):
        opened.append(tuple(cases.run(world, cases.decide(f"b{number}", of, step), TUESDAY).case.opened))
    assert [len(steps) for steps in opened] == [3, 2, 1, 1]
    assert opened[-1] == ("review",)
    cases.run(world, cases.decide("r", of, "review"), TUESDAY)
    done = cases.run(world, cases.decide("x", of, "approve"), TUESDAY)
    assert isinstance(done.commit.facts[-1], Granted)
    assert len(world.log.bodies) == 8


def test_a_branch_that_refuses_cannot_be_granted_over() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    branches = tuple(cases.run(world, cases.decide("h", of, "handle"), TUESDAY).case.opened)
    for number, step in enumerate(branches):
        cases.run(world, cases.decide(f"b{number}", of, step, "refuse" if number == 1 else "pass"), TUESDAY)
    cases.run(world, cases.decide("r", of, "review"), TUESDAY)
    with pytest.raises(RefusedError, match="join_vetoed"):
        cases.run(world, cases.decide("x", of, "approve"), TUESDAY)
    assert cases.run(world, cases.decide("y", of, "approve", "refuse"), TUESDAY).case.outcome == "refused"


def test_a_return_undoes_what_stood_on_the_step_and_nothing_beside_it() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    branches = tuple(cases.run(world, cases.decide("h", of, "handle"), TUESDAY).case.opened)
    for number, step in enumerate(branches):
        cases.run(world, cases.decide(f"b{number}", of, step), TUESDAY)
    back = cases.run(world, cases.decide("r", of, "review", "return", branches[1]), TUESDAY)
    assert tuple(back.case.opened) == (branches[1],)
    assert back.case.passed() == {"handle", branches[0], branches[2]}


def test_a_decision_on_a_dossier_that_changed_is_refused() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    case = cases.run(world, cases.accept("a1", of), TUESDAY).case
    shown = step_digest(case, of, "handle")
    command = cases.decide("d1", of, "handle")
    stale = c.DecideStep("d1", command.actor, "handle", "pass", "", cases.NOTE, "0" * 32, "link")
    with pytest.raises(RefusedError, match="dossier_changed"):
        cases.run(world, stale, TUESDAY)
    right = c.DecideStep("d2", command.actor, "handle", "pass", "", cases.NOTE, shown, "link")
    assert cases.run(world, right, TUESDAY).case.passed() == {"handle"}


def test_one_person_does_not_decide_two_steps_of_a_case() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    (step, *_) = tuple(cases.run(world, cases.decide("h", of, "handle"), TUESDAY).case.opened)
    where = of.flow.step(step)
    same = cases.staff("s-handle", f"{where.unit}:{where.post}")
    command = c.DecideStep("d", same, step, "pass", "", cases.NOTE, "", "page")
    with pytest.raises(RefusedError, match="duties_separated"):
        cases.run(world, command, TUESDAY)


def test_an_application_left_lying_is_deemed_accepted_before_the_next_command() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    wednesday_week = TUESDAY + timedelta(days=8)
    done = cases.run(world, c.Withdraw("w", cases.APPLICANT), wednesday_week)
    deemed = read_chain(world.log.read("c-TEST"))[1]
    assert isinstance(deemed.facts[0], DeemedAccepted)
    assert deemed.command == "deemed:c-TEST:2026-03-10T16:00:00.000000Z"
    assert done.case.accepted_at == done.case.application.effective_at
    assert done.case.status == "withdrawn"


def test_recorded_at_never_runs_backwards() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    done = cases.run(world, cases.accept("a1", of), TUESDAY - timedelta(hours=1))
    first, second = read_chain(world.log.read("c-TEST"))
    assert second.recorded_at == first.recorded_at
    assert done.case.recorded_at == first.recorded_at


def test_an_unknown_case_is_unknown() -> None:
    with pytest.raises(UnknownCaseError):
        cases.run(World(), cases.accept("a1", cases.joint()), TUESDAY)


def test_a_changed_commit_is_noticed() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a1", of), TUESDAY)
    world.log.bodies["c-TEST", 1] = world.log.bodies["c-TEST", 1].replace(b'"online"', b'"window"')
    with pytest.raises(BrokenChainError):
        cases.run(world, cases.correction("k", of), TUESDAY)
