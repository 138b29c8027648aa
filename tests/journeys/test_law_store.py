"""The law through the real store: writers race on one case in the local DynamoDB, and its invariants hold all the same."""

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.log import DynamoLog
from chalicelib.domain import commands as c
from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import execute, open_case
from infra.bench.stage import tables
from tests.fakes.views import FakeViews
from tests.law import city
from tests.law.any_command import BUILDERS, Asking, any_command, whose_turn
from tests.law.invariants import AT_ANY_HOUR, OF_THE_HISTORY, OF_THE_LOG
from tests.law.journal import retold
from tests.law.picks import MOST, Picks
from tests.law.projecting import hint, rebuilt, without_due
from tests.sample import calendar

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
WRITERS, TURNS = 4, 20
STEPS = int(os.environ.get("LAW_STEPS", "400"))
HISTORIES = STEPS // 23
"""A history takes about thirty steps."""
GAPS = [timedelta(minutes=m) for m in (3, 5, 90, 200, 60 * 24, 60 * 24 * 3, 60 * 24 * 9)]
DAYS = ["2013-02-06", "2016-09-29", "2020-01-20", "2025-12-30", "2026-02-10"]
numbers = itertools.count(1)
seen: Counter[str] = Counter()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DynamoLog]:
    with tables(tmp_path_factory.mktemp("law")) as (log, _):
        yield log


@given(item=st.sampled_from(sorted(city.ITEMS)), day=st.sampled_from(DAYS), seed=st.integers(1, MOST))
@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def races(log: DynamoLog, item: str, day: str, seed: int) -> None:
    matter, now = f"c-{next(numbers)}", datetime.fromisoformat(f"{day}T09:10").replace(tzinfo=SHANGHAI)
    of, views, done = city.definition(item), FakeViews(), set[str]()
    ports = {"log": log, "catalogue": city.published(), "calendar": calendar()}
    empty = Asking("receive", Case(matter=matter), of, calendar(), stamp(now), Picks(0))
    assert open_case(matter, BUILDERS[c.Receive](empty), of, log=log, calendar=calendar(), now=now)
    with ThreadPoolExecutor(WRITERS) as pool:
        for turn in range(TURNS):
            picks = Picks(seed, turn)
            now += picks.pick(GAPS)
            case = read_case(matter, log=log, catalogue=ports["catalogue"]).case
            if case.status in ENDED:
                break
            asked = [
                likely(Asking(f"{matter}-{turn}-{writer}", case, of, calendar(), stamp(now), picks))
                for writer in range(WRITERS)
            ]
            answers = at_once(pool, matter, asked, now, ports)
            seen["steps"] += WRITERS
            seen["done"] += len(answers)
            seen["raced"] += len(answers) > 1
            done.update(answers)
            if picks.one_in(3):
                hint(matter, views, ports)
    check(matter, views, ports, done, now)


def likely(asking: Asking) -> c.Command:
    """Half of the writers do what takes the case further, often the same thing at the same time."""
    if asking.picks.one_in(2):
        return any_command(asking)
    return BUILDERS[asking.picks.pick(whose_turn(asking.case))](asking)


def at_once(
    pool: ThreadPoolExecutor, matter: str, commands: list[c.Command], now: datetime, ports: dict[str, Any]
) -> list[str]:
    """The ids of the commands that were acknowledged."""
    start = Barrier(len(commands))

    def tries(command: c.Command) -> str:
        start.wait()
        try:
            return execute(matter, command, now=now, **ports).commit.command
        except (RefusedError, UnknownStepError):
            return ""

    return [answer for answer in pool.map(tries, commands) if answer]


def check(matter: str, views: FakeViews, ports: dict[str, Any], done: set[str], now: datetime) -> None:
    """All that was acknowledged stands, nothing else does but what time has brought, and the invariants hold."""
    file = read_case(matter, log=ports["log"], catalogue=ports["catalogue"])
    by_people = {commit.command for commit in file.commits if commit.actor["id"] != "law"}
    assert by_people == done | {"receive"}
    journal = retold(file.commits, file.definition, calendar())
    for invariant in (*AT_ANY_HOUR, *OF_THE_LOG, *OF_THE_HISTORY):
        invariant(journal, now)
    hint(matter, views, ports)
    assert without_due(views) == without_due(rebuilt(matter, ports))


def test_the_invariants_hold_under_concurrent_writers(log: DynamoLog, capsys: pytest.CaptureFixture[str]) -> None:
    seen.clear()
    races(log)
    with capsys.disabled():
        print(  # noqa: T201 - the figure belongs into the test's record
            f"\nlaw in the store: {seen['steps']:,} steps by {WRITERS} writers at once, {seen['done']:,} done, "
            f"in {seen['raced']:,} turns more than one"
        )
    assert seen["steps"] >= STEPS
    assert seen["raced"] >= HISTORIES
