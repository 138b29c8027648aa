"""What time brings: the same facts however late, often or seldom the sweep comes, and at a cost by what is due."""

import contextlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.usecases.project import project
from chalicelib.usecases.sweep import sweep
from tests import cases
from tests.effort import share
from tests.fakes.log import FakeLog
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar
from tests.usecases.test_project import COMMANDS, any_command, nobody

MATTERS = ("c-A", "c-B")
HOUR = timedelta(hours=1)


def swept(world: World, now: datetime) -> int:
    return sweep(log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), now=now, until=now)


def projected(world: World, matter: str) -> None:
    project(matter, log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), projected=nobody)


class Counted:
    """Reads and writes of a world's log and views, rows read counted one by one."""

    def __init__(self, world: World) -> None:
        self.calls: Counter[str] = Counter()
        world.log, world.views = _CountedLog(world.log, self.calls), _CountedViews(world.views, self.calls)


class _CountedLog(FakeLog):
    def __init__(self, log: FakeLog, calls: Counter[str]) -> None:
        super().__init__()
        self.bodies, self._calls = log.bodies, calls

    def append(self, matter: str, seq: int, body: bytes) -> None:
        self._calls["log.append"] += 1
        super().append(matter, seq, body)

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        self._calls["log.read"] += 1
        return super().read(matter, after)


class _CountedViews(FakeViews):
    def __init__(self, views: FakeViews, calls: Counter[str]) -> None:
        super().__init__()
        self.rows, self._calls = views.rows, calls

    def get(self, key: RowKey) -> Row | None:
        self._calls["views.get"] += 1
        return super().get(key)

    def put(self, key: RowKey, row: Row) -> None:
        self._calls["views.put"] += 1
        super().put(key, row)

    def delete(self, key: RowKey) -> None:
        self._calls["views.delete"] += 1
        super().delete(key)

    def query(self, queue: str, **page: Any) -> Sequence[tuple[RowKey, Row]]:
        found = super().query(queue, **page)
        self._calls["views.query"] += 1
        self._calls["views.rows"] += len(found)
        return found


def cost(open_cases: int, due: int = 5) -> Counter[str]:
    """Of one sweep when so many cases are open and five of them due, the others received a day later."""
    world, of = World(), cases.joint()
    for number in range(open_cases):
        at = TUESDAY if number < due else TUESDAY + timedelta(days=1)
        cases.opened(world, of, at, f"c-{number}")
        projected(world, f"c-{number}")
    over = max(key.sort for key, _ in world.views.query(DUE_QUEUE, limit=due)).partition("#")[0]
    counted = Counted(world)
    assert swept(world, datetime.strptime(over, "%Y-%m-%dT%H:%M:%S.%f%z")) == due
    return counted.calls


def test_a_sweep_costs_by_what_is_due_not_by_what_is_open() -> None:
    few, many = cost(10), cost(2_000)
    assert few == many
    assert few["log.append"] == 5


events = st.lists(
    st.tuples(st.sampled_from(MATTERS), st.sampled_from(COMMANDS), st.integers(0, 120)), min_size=1, max_size=12
)
History = list[tuple[str, str, int]]


def play(history: History, sweeps: int) -> World:
    """Commands, and so many sweeps at every full hour between them; at the end one more, three weeks later."""
    world, now = World(), TUESDAY
    for matter in MATTERS:
        cases.opened(world, cases.joint(), now, matter)
        projected(world, matter)
    for number, (matter, kind, hours) in enumerate(history):
        for _ in range(hours):
            now += HOUR
            for _ in range(sweeps):
                swept(world, now)
        with contextlib.suppress(RefusedError):
            cases.run(world, any_command(number, kind), now, matter)
        projected(world, matter)
    end = now + timedelta(days=21)
    for _ in range(4):
        swept(world, end)
        for matter in MATTERS:
            projected(world, matter)
    return world


def facts(world: World, matter: str) -> list[Any]:
    """Everything that the log says, but when it was written down and what follows from that."""
    bodies = [json.loads(body) for body in world.log.read(matter)]
    assert read_chain(world.log.read(matter))
    return [{name: body[name] for name in ("seq", "command", "actor", "facts")} for body in bodies]


@pytest.mark.thorough
@settings(max_examples=share(200), deadline=None)
@given(history=events)
def test_a_late_a_doubled_or_a_missing_sweep_gives_the_same_facts(history: History) -> None:
    hourly, never, doubled = play(history, 1), play(history, 0), play(history, 2)
    for matter in MATTERS:
        assert facts(never, matter) == facts(hourly, matter)
        assert facts(doubled, matter) == facts(hourly, matter)


def test_a_case_that_cannot_be_read_does_not_hold_up_those_behind_it() -> None:
    world = World()
    for matter in MATTERS:
        cases.opened(world, cases.joint(), TUESDAY, matter)
        projected(world, matter)
    bad, sound = MATTERS
    world.log.bodies[bad, 2] = b"not a commit"
    with pytest.raises(ExceptionGroup, match="1 due rows failed"):
        swept(world, TUESDAY + timedelta(days=15))
    assert len(world.log.read(sound)) > 1
