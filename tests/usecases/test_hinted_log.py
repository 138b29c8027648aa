"""What a reader of the stream is shown of a log whose replica lags."""

from collections.abc import Sequence

import pytest

from chalicelib.usecases.hinted_log import HintedLog, ReadOnceLog
from tests.fakes.log import FakeLog

BODIES = [b"1", b"2", b"3", b"4"]


class Replica(FakeLog):
    """Has `known` commits; `strong` counts the readings that were not left to it."""

    def __init__(self, known: int) -> None:
        super().__init__()
        self.known, self.strong = known, 0
        for number, body in enumerate(BODIES):
            self.append("c-A", number + 1, body)

    def glance(self, matter: str) -> Sequence[bytes]:
        return super().read(matter)[: self.known]

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        self.strong += 1
        return super().read(matter, after)


@pytest.mark.parametrize(("known", "hinted", "shown"), [(4, 4, 4), (3, 3, 3), (3, 2, 3), (2, 3, 4), (0, 1, 4)])
def test_the_commit_that_was_named_is_always_there(known: int, hinted: int, shown: int) -> None:
    for made in (HintedLog, ReadOnceLog):
        log = made(Replica(known), {"c-A": hinted})
        assert log.read("c-A") == BODIES[:shown]
        assert made(Replica(known), {"c-A": hinted}).read("c-A", after=1) == BODIES[1:shown]


def test_read_again_it_is_read_strongly_and_so_is_what_nobody_named() -> None:
    replica = Replica(2)
    log = HintedLog(replica, {"c-A": 2})
    assert (log.read("c-A"), replica.strong) == (BODIES[:2], 0)
    assert (log.read("c-A"), replica.strong) == (BODIES, 1)
    assert (HintedLog(replica, {"c-B": 1}).read("c-A"), replica.strong) == (BODIES, 2)


def test_who_only_looks_reads_once() -> None:
    replica = Replica(1)
    log = ReadOnceLog(replica, {"c-A": 2})
    assert [log.read("c-A"), log.read("c-A", after=3), log.get("c-A", 2), log.get("c-A", 5)] == [
        BODIES,
        [b"4"],
        b"2",
        None,
    ]
    assert replica.strong == 1
