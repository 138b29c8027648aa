"""The nightly check's first half: the commits of the day are handed out to the work queue, a few to a task.

The day's commits are read from the log's stream itself, which keeps them for 24 hours whatever became of its readers: that
costs by the day's work, needs no index beside the log and writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.times import stamp
from chalicelib.ports import LogStream, Queue, Task, Written

CHECK: Final = "check"
A_TASK: Final = 20
SETTLING: Final = timedelta(minutes=10)
"""A younger commit may be in its readers' hands: the next check sees it, for two of them come in 24 hours."""
OVERLAP: Final = timedelta(minutes=1)
"""What was written about when the last check looked is looked at again: the stream tells the second, not when it was seen."""


def settled_commits(*, since: str, stream: LogStream, now: datetime) -> Sequence[Written]:
    """The commits of the last 24 hours that nobody has in hand any more and that no check had seen by the stamp `since`."""
    return [one for one in stream.recent() if _is_new(one, since) and one.written_at <= now - SETTLING]


def _is_new(one: Written, since: str) -> bool:
    return stamp(one.written_at + OVERLAP) > since


def hand_out_day(settled: Sequence[Written], *, queue: Queue) -> None:
    """Puts tasks {"kind": "check", "hints": [[matter, seq], ...]}."""
    # A matter's commits together, since its log is read once for all that one task has of it.
    hints = sorted([one.matter, one.seq] for one in settled)
    for start in range(0, len(hints), A_TASK):
        queue.put(Task({"kind": CHECK, "hints": hints[start : start + A_TASK]}))
