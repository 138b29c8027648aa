"""The delivery address is erased some days after the last time that anything could be sent there."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from chalicelib.domain.case import Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.delivery_address import address_parts, needed_until
from chalicelib.domain.facts import BatchHandedOver
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.times import instant
from chalicelib.ports import Catalogue, Dossiers, Log, Task
from chalicelib.usecases.batch_file import read_batch
from chalicelib.usecases.case_file import read_case

EXPIRE_ADDRESS: Final = "expire_address"
KEPT_DAYS: Final = 90
"""Where the city's rules do not say."""


def expiring_tasks(before: Case, after: Case) -> Iterator[Task]:
    """What the work queue is to do after a commit of a case that ended it, took it up again, or changed its form since."""
    changed = needed_until(before) != needed_until(after) or (needed_until(after) and before.form != after.form)
    sent = after.application.delivery == "courier" or after.form != after.application.form
    if changed and sent:
        yield Task({"kind": EXPIRE_ADDRESS, "matter": after.matter})


def expiring_batch_tasks(commit: Commit) -> Iterator[Task]:
    """A batch's own address only opens its cases, which have theirs: once it is handed over nobody reads it."""
    if any(isinstance(fact, BatchHandedOver) for fact in commit.facts):
        yield Task({"kind": EXPIRE_ADDRESS, "matter": commit.matter})


def expire_address(body: Mapping[str, Any], *, log: Log, dossiers: Dossiers, catalogue: Catalogue) -> None:
    """Has every address of a case or batch erased when its log says so now, or kept while anything may still be sent.

    Safe to repeat, in any order. Raises UnknownCaseError, UnknownBatchError.
    """
    matter = body["matter"]
    if kind_of(matter) is MatterKind.BATCH:
        batch = read_batch(matter, log=log, catalogue=catalogue)
        until, commits = batch.batch.handed_over_at, batch.commits
    else:
        case = read_case(matter, log=log, catalogue=catalogue)
        until, commits = needed_until(case.case), case.commits
    days = timedelta(days=catalogue.current().data["rules"].get("address_kept_days", KEPT_DAYS))
    expires_at = int((instant(until) + days).timestamp()) if until else None
    for part in address_parts(commits):
        dossiers.expire(matter, part, expires_at)
