"""A small run of the fault harness: nothing lost or doubled; without one guard, drawn by the seed, it must fail."""

import os
import random

import pytest

from infra.faults.guards import GUARDS, noticed
from infra.faults.run import Run

NOTICES = 60
SEED = int(os.environ.get("SEED", "1"))


def test_nothing_is_lost_or_doubled_whatever_fails() -> None:
    run = Run(NOTICES, SEED)
    told = run.play()
    assert run.violations(told) == []
    assert told.expected >= NOTICES
    assert run.stage.crashes > NOTICES / 2, "every function was killed at most of its calls"
    assert {point[0] for point in run.stage.faults.killed} >= {"notify", "send", "project", "work", "certify", "sweep"}
    assert run.stage.faults.throttled > 0


@pytest.mark.thorough
def test_without_a_guard_the_harness_fails() -> None:
    guard = random.Random(SEED).choice(GUARDS)  # noqa: S311 - a seeded choice
    assert noticed(guard, NOTICES, SEED) > 0, guard.name
