"""Views after hints that are doubled, late, shuffled and interrupted equal a rebuild."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.rows.grants import GRANTS_QUEUE
from chalicelib.usecases.hinted_log import HintedLog
from chalicelib.usecases.project import project
from chalicelib.usecases.rebuild import rebuild
from chalicelib.usecases.sweep import sweep
from tests import cases
from tests.effort import share
from tests.fakes.log import FakeLog
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar

MATTERS = ("c-A", "c-B", "c-C")
SUPERVISOR = cases.staff("s-supervisor", "ZWZX:supervisor")


class CrashError(BaseException):
    """The function was killed between two writes."""


@dataclass
class CrashingViews(FakeViews):
    """Counts down to a crash; None never crashes. While it `lags`, each row is seen as it was before it was put last."""

    rows: dict[RowKey, Row] = field(default_factory=dict)
    earlier: dict[RowKey, Row | None] = field(default_factory=dict)
    writes_left: int | None = None
    lags: bool = False

    def glance(self, key: RowKey) -> Row | None:
        return self.earlier.get(key) if self.lags else self.get(key)

    def _write(self) -> None:
        if self.writes_left is not None:
            if self.writes_left == 0:
                raise CrashError
            self.writes_left -= 1

    def put(self, key: RowKey, row: Row) -> None:
        self._write()
        self.earlier[key] = self.get(key)
        super().put(key, row)

    def delete(self, key: RowKey) -> None:
        self._write()
        super().delete(key)


def nobody(*_: object) -> None:
    """Nobody is told."""


class LaggingLog(FakeLog):
    """Whose replica stands still, so many commits behind."""

    def __init__(self, log: FakeLog, lag: int) -> None:
        super().__init__()
        self.bodies = log.bodies
        self._replica = {matter: log.read(matter)[: max(0, len(log.read(matter)) - lag)] for matter in log.matters()}

    def glance(self, matter: str) -> Sequence[bytes]:
        return self._replica[matter]


def hint(world: World, matter: str, views: FakeViews, seq: int = 1, lag: int = 0) -> None:
    log = HintedLog(LaggingLog(world.log, lag), {matter: seq})
    project(matter, log=log, views=views, catalogue=world.catalogue, calendar=calendar(), projected=nobody)


def any_command(number: int, kind: str) -> c.Command:
    of = cases.joint()
    made: dict[str, c.Command] = {
        "accept": cases.accept(f"a{number}", of),
        "correct": cases.correction(f"k{number}", of),
        "supply": c.SupplyCorrection(f"s{number}", cases.APPLICANT, cases.FORM, cases.PAPERS),
        "withdraw": c.Withdraw(f"w{number}", cases.APPLICANT),
        "certificate": c.RecordCertificate(f"c{number}", c.SYSTEM_CERTIFY, "k-X", "1"),
        "card": c.GiveCard(f"g{number}", SUPERVISOR, "red", "", cases.NOTE),
        "feedback": c.AnswerCard(f"f{number}", cases.officer(of), "promised", "feedback", cases.NOTE),
        "dispatch": c.RecordDispatch(f"p{number}", cases.officer(of), "ems", "EA123456789CN"),
    }
    if kind in made:
        return made[kind]
    step, outcome = kind.split(":")
    return cases.decide(f"d{number}", of, step, outcome, to="handle" if outcome == "return" else "")


STEPS = [step.id for step in cases.steps(cases.joint())]
COMMANDS = [
    *["accept", "correct", "supply", "withdraw", "certificate", "dispatch", "card", "feedback"],
    *[f"{step}:pass" for step in STEPS] * 2,
    "review:return",
    "approve:refuse",
]

events = st.lists(
    st.one_of(
        st.tuples(st.just("command"), st.sampled_from(MATTERS), st.sampled_from(COMMANDS), st.integers(0, 60)),
        st.tuples(st.just("hint"), st.sampled_from(MATTERS), st.integers(0, 8) | st.none(), st.integers(0, 3)),
        st.tuples(st.just("sweep"), st.just(""), st.integers(0, 8) | st.none(), st.just(0)),
    ),
    max_size=40,
)


def play(world: World, views: CrashingViews, history: list[tuple[str, str, object, int]]) -> datetime:
    now = TUESDAY
    for matter in MATTERS:
        cases.opened(world, cases.joint(), now, matter)
    for number, (kind, matter, what, hours) in enumerate(history):
        now += timedelta(hours=hours)
        views.writes_left = what if isinstance(what, int) else None
        try:
            if kind == "command":
                cases.run(world, any_command(number, str(what)), now, matter)
            elif kind == "hint":
                views.lags = hours % 2 == 1
                hint(world, matter, views, lag=hours % 4)
            else:
                swept(world, views, now, until=now)
        except (RefusedError, CrashError):
            continue
    views.writes_left = None
    return now


def swept(world: World, views: FakeViews, now: datetime, until: datetime) -> None:
    sweep(log=world.log, views=views, catalogue=world.catalogue, calendar=calendar(), now=now, until=until)


@pytest.mark.thorough
@settings(max_examples=share(2000), deadline=None)
@example(
    history=[
        ("hint", "c-A", None, 0),
        ("command", "c-A", "card", 94),
        ("hint", "c-A", 6, 0),
        ("command", "c-A", "accept", 53),
    ],
    last=[*MATTERS],
)
@given(history=events, last=st.permutations(MATTERS * 2))
def test_views_equal_a_rebuild_after_any_delivery(history: list[tuple[str, str, object, int]], last: list[str]) -> None:
    world, views = World(), CrashingViews()
    now = play(world, views, history)
    for number, matter in enumerate(last):
        views.lags = number % 2 == 1
        hint(world, matter, views, seq=len(world.log.read(matter)), lag=number % 3)
    rebuilt = FakeViews()
    rebuild(log=world.log, views=rebuilt, catalogue=world.catalogue, calendar=calendar(), done=nobody)
    assert without_due(views) == without_due(rebuilt)
    for both in (views, rebuilt):
        swept(world, both, now, until=now + timedelta(days=300))
    for both in (views, rebuilt):
        for matter in MATTERS:
            hint(world, matter, both)
        swept(world, both, now, until=now + timedelta(days=300))
    assert views.rows == rebuilt.rows


def without_due(views: FakeViews) -> dict[RowKey, Row]:
    return {
        key: {name: value for name, value in row.items() if name != "due_row"}
        for key, row in views.rows.items()
        if key.queue != DUE_QUEUE
    }


@pytest.mark.parametrize("lag", [0, 1])
def test_a_faster_projector_is_not_overwritten(lag: int) -> None:
    """Another reader finishes between our rows and our summary: what we put is set right again."""
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a", of), TUESDAY)

    class Overtaken(FakeViews):
        overtaken = False

        def put_summary(self, key: RowKey, row: Row, *, seen: Row | None) -> None:
            if not self.overtaken:
                self.overtaken = True
                cases.run(world, cases.decide("d", of, "handle"), TUESDAY)
                hint(world, "c-TEST", self, seq=3)
            super().put_summary(key, row, seen=seen)

    views, rebuilt = Overtaken(), FakeViews()
    hint(world, "c-TEST", views, lag=lag)
    hint(world, "c-TEST", rebuilt)
    for each in (views, rebuilt):
        swept(world, each, TUESDAY, until=TUESDAY + timedelta(days=30))
    assert views.rows == rebuilt.rows
    assert len([key for key in views.rows if key.queue.endswith(":chief")]) == 3


def test_a_granted_licence_is_listed_once_when_its_certificate_has_its_number() -> None:
    world, of, listed = World(), cases.joint(), list[str]()

    class Watched(FakeViews):
        def put(self, key: RowKey, row: Row) -> None:
            if key.queue == GRANTS_QUEUE:
                listed.append(str(row["certificate"]))
            super().put(key, row)

    cases.opened(world, of, TUESDAY)
    views = Watched()
    commands = [cases.accept("a", of), *(cases.decide(f"d-{step}", of, step) for step in STEPS)]
    for command in (*commands, c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "X1")):
        assert listed == []
        cases.run(world, command, TUESDAY)
        hint(world, "c-TEST", views)
    assert listed == ["X1"]
