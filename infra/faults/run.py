"""One run: people use the city while everything fails, then what is left is drained, redriven, checked and recounted."""

import heapq
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Task
from infra.faults.people import Play, play
from infra.faults.recount import Recount, recount
from infra.faults.stage import Stage

START = datetime(2026, 3, 3, 8, 30, tzinfo=SHANGHAI)
EARLIER = timedelta(days=7)
"""Before the start, cases came that nobody accepted: the law does it during the run, by the sweep."""

STOP_AFTER, STOPPED = timedelta(minutes=30), timedelta(hours=20)
BETWEEN_CASES = timedelta(seconds=20)
SAYS_EVERY = 10.0
LONGEST_DRAIN = timedelta(days=10)
POISON = case_matter(derive("poison", 0))
LOG = logging.getLogger("buqiuren")


class _Alarms(logging.Handler):
    """Collects what the nightly check has found missing, by matter."""

    def __init__(self) -> None:
        super().__init__()
        self.healed: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith("ALARM missing") and record.args:
            self.healed.add(str(record.args[0]))  # type: ignore[index]


@dataclass
class Run:
    notices: int
    seed: int
    began: float = field(default_factory=time.monotonic)
    stage: Stage = field(init=False)
    cases: int = 0
    drained_in: timedelta = timedelta()
    redriven: int = 0
    healed: set[str] = field(default_factory=set)
    still_missing: set[str] = field(default_factory=set)
    _plays: list[tuple[datetime, int, Play]] = field(default_factory=list)
    isolated: bool = False
    _dropped: set[str] = field(default_factory=set)
    _said: float = 0.0

    def __post_init__(self) -> None:
        self.stage = Stage(self.seed, START - EARLIER)

    def play(self) -> Recount:
        with self.stage.installed(), _listening() as alarms:
            self._earlier_cases()
            self._people()
            self._drain_deliveries()
            self._redrive()
            self.isolated = any(body.get("matter") == POISON for body in self.stage.work.dead_letters)
            self.healed = self._nightly(alarms)
            self._drain_notices()
            self._redrive()
            self.still_missing = self._nightly(alarms)
            return recount(self.stage, POISON)

    def violations(self, told: Recount) -> list[str]:
        """What must not be; nothing where all is well."""
        found = [f"lost: {one}" for one in told.lost] + [f"doubled: {one}" for one in told.doubled]
        dropped = self._dropped
        found += [f"dropped and not healed: {one}" for one in sorted(dropped - self.healed)]
        found += [f"healed by the nightly check alone: {one}" for one in sorted(self.healed - dropped)]
        found += [f"still missing after the check: {one}" for one in sorted(self.still_missing)]
        letters = [body for queue in (self.stage.work, self.stage.certify) for body in queue.dead_letters]
        found += [f"dead letter: {body}" for body in letters if body.get("matter") != POISON]
        found += [] if self.isolated else ["the poison was not isolated by its readers"]
        return found

    def _earlier_cases(self) -> None:
        for _ in range(max(3, self.notices // 500)):
            self._open_case()
        self._plays.clear()
        for _ in range(60):
            self.stage.minute()
        self.stage.now = START

    def _people(self) -> None:
        """Until enough notices are planned; the notify reader stops in between, a record is poisoned, two are dropped."""
        stage, next_case, stopped = self.stage, START, False
        while len(stage.notices.items) < self.notices or self._plays or not stopped:
            arriving = len(stage.notices.items) < self.notices and not self._is_stopped()
            while arriving and next_case <= stage.now:
                self._open_case()
                next_case = max(next_case, stage.now - timedelta(minutes=1)) + BETWEEN_CASES
            self._take_turns()
            if not stopped and stage.now >= START + STOP_AFTER:
                stopped = True
                stage.readers["notify"].stopped_until = stage.now + STOPPED
                self._poison()
            stage.minute()
            self._say()
        self._drop("project")
        self._drop("notify")
        while self._plays:
            self._take_turns()
            stage.minute()

    def _is_stopped(self) -> bool:
        until = self.stage.readers["notify"].stopped_until
        return bool(until and self.stage.now < until)

    def _open_case(self) -> str:
        number = self.cases
        self.cases += 1
        turns = play(self.stage, number, self.stage.random)
        heapq.heappush(self._plays, (self.stage.now + next(turns), number, turns))
        return case_matter(derive(f"faults {number}", 0))

    def _take_turns(self) -> None:
        while self._plays and self._plays[0][0] <= self.stage.now:
            _, number, turns = heapq.heappop(self._plays)
            if (gap := next(turns, None)) is not None:
                heapq.heappush(self._plays, (self.stage.now + gap, number, turns))

    def _poison(self) -> None:
        """A case whose second commit nobody can read."""
        of = case_matter(derive("faults 0", 0))
        self.stage.log.append(POISON, 1, self.stage.log.read(of)[0].replace(of.encode(), POISON.encode()))
        self.stage.log.append(POISON, 2, b"not a commit")

    def _drop(self, reader: str) -> None:
        matter = case_matter(derive(f"faults {self.cases}", 0))
        self.stage.readers[reader].dropped.add(matter)
        self._dropped.add(matter)
        self._open_case()

    def _drain_deliveries(self) -> None:
        stage, began = self.stage, self.stage.now
        while stage.on_its_way():
            stage.minute()
            if stage.now - began > LONGEST_DRAIN:
                return

    def _drain_notices(self) -> None:
        stage, began = self.stage, self.stage.now
        while stage.busy() and stage.now - began < LONGEST_DRAIN:
            stage.minute()
            stage.now += timedelta(minutes=4)
            self._say()
        self.drained_in = stage.now - began

    def _redrive(self) -> None:
        """What an operator does: dead letters are replayed once their cause is gone; the poison's is not."""
        self.stage.hurting = False
        for name, reader in self.stage.readers.items():
            for matter, seq in reader.dead_letters:
                self._replay(Task({"kind": "redo", "reader": name, "matter": matter, "seq": seq}))
            reader.dead_letters.clear()
        for queue in (self.stage.work, self.stage.certify):
            replayed = [body for body in queue.dead_letters if body.get("matter") != POISON]
            queue.dead_letters = [body for body in queue.dead_letters if body not in replayed]
            for body in replayed:
                queue.put(Task(body))
            self.redriven += len(replayed)
        self._drain_deliveries()
        self.stage.hurting = True

    def _replay(self, task: Task) -> None:
        self.stage.work.put(task)
        self.redriven += 1

    def _nightly(self, alarms: "_Alarms") -> set[str]:
        """Which matters the check found something missing for."""
        alarms.healed = set()
        self.stage.hurting = False
        self.stage.now += timedelta(minutes=15)
        self.stage.scheduled("nightly")
        for reader in self.stage.readers.values():
            reader.dropped.clear()
        self._drain_deliveries()
        self.stage.hurting = True
        return alarms.healed - {POISON}

    def _say(self) -> None:
        elapsed = time.monotonic() - self.began
        if elapsed - self._said >= SAYS_EVERY:
            self._said = elapsed
            done = len(self.stage.notices.items)
            left = elapsed / max(1, done) * max(0, self.notices - done)
            line = f"{done} of {self.notices} notices, {done / elapsed:.0f} a second, {left:.0f} s left"
            print(f"{line}; the city's clock: {self.stage.now:%d %H:%M}", file=sys.stderr, flush=True)


@contextmanager
def _listening() -> Iterator[_Alarms]:
    """The functions' log goes nowhere else meanwhile."""
    alarms, propagated = _Alarms(), LOG.propagate
    LOG.addHandler(alarms)
    LOG.propagate = False
    try:
        yield alarms
    finally:
        LOG.removeHandler(alarms)
        LOG.propagate = propagated
