"""What the statistics cost a case: write units of the rows that are counted, by their size."""

import json
from datetime import timedelta

import pytest

from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.row import Row, RowKey
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.project import project
from tests import cases
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar

STEPS = ("handle", "fire-opinion", "defence-opinion", "housing-opinion", "review", "approve")
MATTER = case_matter(derive("cost", 0))


class Counting(FakeViews):
    def __init__(self) -> None:
        super().__init__()
        self.units = 0

    def put(self, key: RowKey, row: Row) -> None:
        if key.queue.startswith("counts:"):
            size = (
                len(json.dumps(row, ensure_ascii=False).encode()) + len(key.queue) + len(key.sort) + len("queuesortrow")
            )
            self.units += -(-size // 1024)
        super().put(key, row)


def followed(world: World, views: Counting) -> None:
    ports = {"log": world.log, "catalogue": world.catalogue, "calendar": calendar()}
    project(MATTER, views=views, projected=lambda *_: None, **ports)


@pytest.mark.parametrize("days", [0, 1])
def test_a_joint_review_costs_three_write_units(days: int) -> None:
    world, views, of, now = World(), Counting(), cases.joint(), TUESDAY
    cases.opened(world, of, now, MATTER)
    followed(world, views)
    for command in [cases.accept("accept", of), *(cases.decide(f"decide-{step}", of, step) for step in STEPS)]:
        now += timedelta(days=days)
        cases.run(world, command, now, MATTER)
        followed(world, views)
    print(f"\njoint review, {days} days between its steps: {views.units} write units")  # noqa: T201
    assert views.units == 3


def test_an_instant_case_costs_one_write_unit() -> None:
    world, views, of = World(), Counting(), cases.instant()
    open_case(MATTER, cases.walk_in("walk-in", of), of, log=world.log, calendar=calendar(), now=TUESDAY)
    followed(world, views)
    print(f"\ninstant case: {views.units} write unit")  # noqa: T201
    assert views.units == 1
