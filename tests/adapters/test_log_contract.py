"""The log's contract, on the fake and on the real adapter."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.ports import Log, SeqTakenError
from tests.fakes.log import FakeLog

REAL: Callable[[], Log] = wiring.log


@pytest.fixture(params=[FakeLog, REAL], ids=["fake", "real"])
def log(request: pytest.FixtureRequest, cloud: object) -> Log:
    made: Log = request.param()
    return made


@pytest.fixture
def matter() -> str:
    return f"c-{uuid4().hex}"


def test_bodies_come_back_as_they_were_in_order(log: Log, matter: str) -> None:
    for seq in range(1, 12):
        log.append(matter, seq, f'{{"n":"第{seq}件"}}'.encode())
    assert [body.decode() for body in log.read(matter)] == [f'{{"n":"第{seq}件"}}' for seq in range(1, 12)]
    assert len(log.read(matter, after=9)) == 2
    assert log.glance(matter) == log.read(matter)
    assert log.get(matter, 3) == '{"n":"第3件"}'.encode()


def test_nothing_is_there_for_an_unknown_matter(log: Log, matter: str) -> None:
    assert list(log.read(matter)) == list(log.glance(matter)) == []
    assert log.get(matter, 1) is None


def test_a_commit_is_never_overwritten(log: Log, matter: str) -> None:
    log.append(matter, 1, b"first")
    with pytest.raises(SeqTakenError):
        log.append(matter, 1, b"second")
    assert log.get(matter, 1) == b"first"


def test_of_sixteen_writers_of_one_seq_one_wins(log: Log, matter: str) -> None:
    start = threading.Barrier(16)

    def write(number: int) -> bytes | None:
        start.wait()
        try:
            log.append(matter, 1, f"{number}".encode())
        except SeqTakenError:
            return None
        return f"{number}".encode()

    with ThreadPoolExecutor(16) as pool:
        winners = [body for body in pool.map(write, range(16)) if body]
    assert [log.get(matter, 1)] == winners


def test_matters_are_listed(log: Log, matter: str) -> None:
    log.append(matter, 1, b"a")
    log.append(matter, 2, b"b")
    assert list(log.matters()).count(matter) == 1


def test_the_openings_of_many_matters_come_at_once(log: Log, matter: str) -> None:
    many = [f"{matter}-{number:03}" for number in range(120)]
    for one in many:
        log.append(one, 1, one.encode())
        log.append(one, 2, b"later")
    assert log.openings([*many, many[0], f"{matter}-none"]) == {one: one.encode() for one in many}
    assert log.openings([]) == {}
