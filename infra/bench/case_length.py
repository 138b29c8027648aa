"""How long a decision takes on a short and on a long case (budget: at 60 commits within three times that at 10)."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from chalicelib.domain import commands as c
from infra.bench.figure import Figure
from infra.bench.stage import WORDS, Stage, running

BUSY, DECIDED = "fire-opinion", "defence-opinion"
SHORT, LONG = 10, 60
ROUNDS = 12
BUDGET = 3.0


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as stage:
        taken = [
            [decision_ms(stage, f"c-{commits}-{number}", commits) for commits in (SHORT, LONG)]
            for number in range(ROUNDS)
        ]
    short, long = (statistics.median(times) for times in zip(*taken, strict=True))
    yield Figure(f"case_length.decision_at_{SHORT}", short, "ms")
    yield Figure(f"case_length.at_{LONG}_to_{SHORT}", long / short, "x", BUDGET)


def decision_ms(stage: Stage, matter: str, commits: int) -> float:
    """The time of a decision on a case of so many commits: expert reviews come and go, and links are sent anew."""
    stage.opened(matter)
    holder = stage.holder(BUSY)
    while (seq := stage.read(matter).case.seq) < commits:
        opened = c.OpenProcedure(f"{seq}", holder, "expert_review", BUSY, "2026-03-20", WORDS)
        closed = c.CloseProcedure(f"{seq}", holder, f"expert_review-{seq}", WORDS)
        stage.does(matter, (opened, closed, c.RenewLink(f"{seq}", holder, BUSY))[seq % 3])
    shown = stage.shown(matter, DECIDED)
    began = time.perf_counter()
    stage.decides(matter, DECIDED, "s-last", shown)
    return (time.perf_counter() - began) * 1000
