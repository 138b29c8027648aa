"""A batch's rows end the same however the hints come: doubled, late, cut off before any write."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.usecases.project import project
from tests.batches import Garage
from tests.fakes.log import FakeLog
from tests.fakes.views import FakeViews
from tests.sample import calendar
from tests.usecases.test_instruct_batch import certify_and_send, grant, instruct


class KilledError(Exception):
    pass


class Mortal(FakeViews):
    """Dies before the write after `lives` more."""

    lives = 99

    def _live(self) -> None:
        if not self.lives:
            raise KilledError
        self.lives -= 1

    def put(self, key: Any, row: Any) -> None:
        self._live()
        super().put(key, row)

    def delete(self, key: Any) -> None:
        self._live()
        super().delete(key)


def history() -> tuple[Garage, str]:
    garage = Garage()
    matter = garage.received(2)
    instruct(garage, matter, "n" * 20, grant(1, 2))
    garage.settle(matter)
    certify_and_send(garage, matter, range(1, 3), "1234567890123")
    garage.settle(matter)
    return garage, matter


GARAGE, MATTER = history()
LENGTH = len(GARAGE.world.log.read(MATTER))


def up_to(seq: int) -> FakeLog:
    log = FakeLog()
    log.bodies = {key: body for key, body in GARAGE.world.log.bodies.items() if key[0] == MATTER and key[1] <= seq}
    return log


def follow(views: FakeViews, seq: int) -> None:
    def ignore(*_: object) -> None: ...

    ports: dict[str, Any] = {"log": up_to(seq), "views": views, "catalogue": GARAGE.world.catalogue}
    project(MATTER, **ports, calendar=calendar(), projected=ignore)


def rebuilt(seq: int) -> dict[Any, Any]:
    views = FakeViews()
    follow(views, seq)
    return views.rows


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, LENGTH), st.integers(0, 4) | st.just(99)), max_size=6))
def test_the_rows_are_those_of_a_rebuild(hints: list[tuple[int, int]]) -> None:
    views = Mortal()
    for seq, lives in sorted(hints, key=lambda hint: hint[0]):
        views.lives = lives
        try:
            follow(views, seq)
        except KilledError:
            continue
    views.lives = 99
    follow(views, LENGTH)
    assert views.rows == rebuilt(LENGTH)


def test_the_line_moves_from_the_officers_to_the_hand_over_and_goes() -> None:
    queues = [sorted(key.queue for key in rebuilt(seq) if ":" in key.queue) for seq in range(1, LENGTH + 1)]
    assert queues == [["JTJ:officer"], ["JTJ:officer"], ["JTJ:delivery"], []]
