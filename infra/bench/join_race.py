"""Many people deciding a joint review of three branches at once: one join, no branch lost, everybody told the truth."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

from chalicelib.domain.decide import RefusedError
from infra.bench.figure import Figure
from infra.bench.stage import Stage, running
from infra.progress import progress

FEW, CROWD = 3, 100
ROUNDS = {FEW: 200, CROWD: 20}
BUDGET_MS = 100.0
"""For the slowest of three who decide the three branches at once."""


@dataclass(frozen=True)
class Round:
    """`slowest_ms` is the time of the last answer; `joins` how often the review came together, `lost` the branches whose
    decision does not stand, `told` how many were told that somebody else had decided."""

    slowest_ms: float
    joins: int
    lost: Sequence[str]
    told: int


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as stage:
        for deciders, budget in ((FEW, BUDGET_MS), (CROWD, None)):
            turns = progress(f"rounds of {deciders} deciders", range(ROUNDS[deciders]))
            rounds = [race(stage, f"c-{deciders}-{number}", deciders) for number in turns]
            slowest = sorted(one.slowest_ms for one in rounds)
            wrong = sum(one.joins != 1 or bool(one.lost) for one in rounds)
            yield Figure(f"join_race.{deciders}.rounds_gone_wrong", wrong, f"of {ROUNDS[deciders]}", 0)
            yield Figure(f"join_race.{deciders}.slowest_median", statistics.median(slowest), "ms", budget)
            yield Figure(f"join_race.{deciders}.slowest_95", slowest[int(len(slowest) * 0.95)], "ms")


def race(stage: Stage, matter: str, deciders: int) -> Round:
    """One joint review whose three branches so many people decide at the same moment, each by a command of their own."""
    stage.opened(matter)
    file = stage.read(matter)
    steps = sorted(file.case.opened)
    shown = {step: stage.shown(matter, step) for step in steps}
    start = Barrier(deciders)

    def decide(number: int) -> tuple[float, str]:
        step = steps[number % len(steps)]
        start.wait()
        began = time.perf_counter()
        try:
            stage.decides(matter, step, f"s-{number}", shown[step])
        except RefusedError as refused:
            return time.perf_counter() - began, refused.code
        return time.perf_counter() - began, "decided"

    with ThreadPoolExecutor(deciders) as pool:
        answers = list(pool.map(decide, range(deciders)))
    after = stage.read(matter)
    lost = [step for step in steps if after.case.outcomes().get(step) != "pass"]
    lost += ["a commit too many"] * (len(after.commits) - len(file.commits) - len(steps))
    codes = [code for _, code in answers]
    told = codes.count("step_already_decided")
    if codes.count("decided") != len(steps) or told + len(steps) != deciders:
        raise RuntimeError(f"{matter}: answers {sorted(set(codes))}")
    return Round(max(taken for taken, _ in answers) * 1000, len(after.case.joins), lost, told)
