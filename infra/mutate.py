"""Takes away one row of the law at a time and sees whether its tests notice: a rule that nobody would miss is not proved.

A row is one command in one phase, one command under one regime, one guard, one clock, one thing that time brings, or one
clock that one kind of interruption stops. Each is taken away in a forked child, which then runs the stories of the law.
`make mutate` takes all; SAMPLE=n takes n of them, chosen by SEED.
"""

import argparse
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from chalicelib.domain import clocks, guards, interruption, pauses, powers, time_rules, transitions
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.interruption import Interruption
from infra.progress import progress

TESTS = (
    *sorted(str(path) for path in Path("tests/domain").glob("test_law_*.py") if "machine" not in path.name),
    "tests/domain/test_undelivered.py",
)
SURVEY_STOPS = {"survey": {"stops_promise": True}}


@dataclass(frozen=True)
class Mutant:
    """`apply` takes the row away in this process; tests that name what it is `about` are likely to miss it."""

    name: str
    about: str
    apply: Callable[[], None]


def mutants() -> Iterator[Mutant]:
    return chain(_rows(), _of_every_row(), _clocks(), _time_rules(), _stops())


def _rows() -> Iterator[Mutant]:
    for place, row in enumerate(transitions.TRANSITIONS):
        name = row.command.__name__
        for phase in row.phases:
            phases = tuple(other for other in row.phases if other != phase)
            yield Mutant(f"{name} in {phase}", name, _changed(place, replace(row, phases=phases)))
        for regime in row.regimes:
            regimes = tuple(other for other in row.regimes if other != regime)
            yield Mutant(f"{name} under {regime}", name, _changed(place, replace(row, regimes=regimes)))
        if row.by is not powers.anybody:
            by_anybody = _changed(place, replace(row, by=powers.anybody))
            yield Mutant(f"{name} by {row.by.__qualname__}", name, by_anybody)
        for number, guard in enumerate(row.guards):
            guards = row.guards[:number] + row.guards[number + 1 :]
            yield Mutant(f"{name}: {guard.__qualname__}", name, _changed(place, replace(row, guards=guards)))


def _changed(place: int, row: transitions.Transition) -> Callable[[], None]:
    def apply() -> None:
        table = transitions.TRANSITIONS
        transitions.TRANSITIONS = (*table[:place], row, *table[place + 1 :])  # type: ignore[misc,assignment]

    return apply


def _of_every_row() -> Iterator[Mutant]:
    for guard in transitions.OF_EVERY_ROW:

        def apply(guard: guards.Guard = guard) -> None:
            transitions.OF_EVERY_ROW = tuple(other for other in transitions.OF_EVERY_ROW if other is not guard)  # type: ignore[misc]

        yield Mutant(f"every row: {guard.__qualname__}", "case", apply)


def _clocks() -> Iterator[Mutant]:
    for rule in clocks.CLOCKS:

        def apply(rule: clocks.ClockRule = rule) -> None:
            clocks.CLOCKS = tuple(other for other in clocks.CLOCKS if other is not rule)  # type: ignore[misc,assignment]

        yield Mutant(f"clock {rule.name}", rule.name, apply)


def _time_rules() -> Iterator[Mutant]:
    for rule in time_rules.TIME_RULES:

        def apply(rule: object = rule) -> None:
            time_rules.TIME_RULES = tuple(other for other in time_rules.TIME_RULES if other is not rule)  # type: ignore[misc,assignment]

        yield Mutant(f"time brings {rule.__name__.strip('_')}", "goes_on", apply)


def _stops() -> Iterator[Mutant]:
    for kind in interruption.PHASES:
        one = Interruption(kind, kind, "", "", "", UNSEALED)
        for clock in sorted(interruption.stops(one, _surveyed())):
            yield Mutant(f"{kind} stops {clock}", clock, _running_through(kind, clock))


def _running_through(kind: str, clock: str) -> Callable[[], None]:
    """The clock runs on through this kind of interruption."""
    as_written = interruption.stops

    def stops(interruption: Interruption, definition: Definition) -> frozenset[str]:
        stopped = as_written(interruption, definition)
        return stopped - {clock} if interruption.kind == kind else stopped

    def apply() -> None:
        pauses.stops = stops  # type: ignore[attr-defined]

    return apply


def _surveyed() -> Definition:
    """A definition under which a survey stops what it can."""
    made = object.__new__(Definition)
    object.__setattr__(made, "data", SURVEY_STOPS)
    return made


class Survey:
    """A pytest plugin: after the one collection, the tests run as they are and then once for each mutant in a child."""

    def __init__(self, chosen: Sequence[Mutant]) -> None:
        self._chosen = chosen
        self.survivors: list[str] = []
        self.sound = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.sound = not _fails(session.items, lambda: None)
        if self.sound:
            chosen = progress("rows taken away", self._chosen)
            self.survivors = [one.name for one in chosen if not _fails(_ordered(session, one.about), one.apply)]
        return True


def _ordered(session: pytest.Session, about: str) -> list[pytest.Item]:
    """The tests that name it first: most mutants are caught by one of them."""
    return sorted(
        session.items, key=lambda item: about not in item.nodeid + _source(item.location[0], item.location[2])
    )


@cache
def _source(file: str, test: str) -> str:
    """The test's own lines."""
    name = test.partition("[")[0]
    found = re.search(rf"^def {name}\(.*?(?=^\S|\Z)", Path(file).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def _fails(tests: Sequence[pytest.Item], apply: Callable[[], None]) -> bool:
    """Whether a test fails in a child process in which this was done first."""
    child = os.fork()
    if child == 0:
        apply()
        os._exit(_failure(tests))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _failure(tests: Sequence[pytest.Item]) -> int:
    """1 at the first test that fails, else 0."""
    for item in tests:
        if any(report.failed for report in runtestprotocol(item, log=False)):
            return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=int(os.environ.get("SAMPLE", "0")), help="so many rows; 0: all")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    asked = parser.parse_args()
    rows = list(mutants())
    chosen = random.Random(asked.seed).sample(rows, asked.sample) if asked.sample else rows  # noqa: S311 - a seeded choice
    began = time.monotonic()
    survey = Survey(chosen)
    with redirect_stdout(StringIO()):
        pytest.main(["-q", "-p", "no:cacheprovider", *TESTS], plugins=[survey])
    if not survey.sound:
        print("the tests fail as they are")
        return 1
    caught, taken = len(chosen) - len(survey.survivors), time.monotonic() - began
    print(f"rows taken away: {len(chosen)} of {len(rows)}; caught: {caught}; {taken:.0f} s")
    for name in survey.survivors:
        print(f"  nobody missed: {name}")
    return 1 if survey.survivors else 0


if __name__ == "__main__":
    sys.exit(main())
