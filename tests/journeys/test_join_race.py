"""A hundred people decide the three branches of one joint review at once, in the real store: `make bench` runs 200 rounds."""

from pathlib import Path

import pytest

from infra.bench.join_race import CROWD, race
from infra.bench.stage import running

pytestmark = pytest.mark.journey
ROUNDS = 3


def test_a_hundred_deciders_make_one_join_and_lose_no_branch(tmp_path: Path) -> None:
    with running(tmp_path) as stage:
        rounds = [race(stage, f"c-crowd-{number}", CROWD) for number in range(ROUNDS)]
    assert [(one.joins, list(one.lost), one.told) for one in rounds] == [(1, [], CROWD - 3)] * ROUNDS
