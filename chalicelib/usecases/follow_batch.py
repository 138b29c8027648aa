"""What follows from a commit of a batch or of one of its cases: the work queue's tasks."""

from collections.abc import Iterator

from chalicelib.domain.case import Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import BatchInstructed, BatchReceived
from chalicelib.ports import Task
from chalicelib.usecases.batch_cases import AT_ONCE


def batch_tasks(commit: Commit) -> Iterator[Task]:
    """A received batch has its cases opened, some at once in each task; an instruction is followed to its end."""
    for fact in commit.facts:
        if isinstance(fact, BatchReceived):
            for first in range(1, fact.rows + 1, AT_ONCE):
                yield Task({"kind": "batch_open", "matter": commit.matter, "first": first})
        elif isinstance(fact, BatchInstructed):
            yield Task({"kind": "batch_follow", "matter": commit.matter, "seq": commit.seq})


def settling_tasks(before: Case, after: Case) -> Iterator[Task]:
    """A case of a batch has come to its end, or its result has left or is for nobody, or a notice has reached
    the applicant: perhaps it was the last one."""
    ended = bool(after.outcome) > bool(before.outcome) or bool(after.served_at) > bool(before.served_at)
    ended = ended or (after.taken_away is not None and after.taken_away != before.taken_away)
    served = before.unserved_notice is not None and after.unserved_notice is None
    if after.application.parent and (ended or served or len(after.parcels) > len(before.parcels)):
        yield Task({"kind": "batch_settle", "matter": after.application.parent})
