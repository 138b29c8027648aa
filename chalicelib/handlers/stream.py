"""Reading the case log's stream and the queues: what fails comes again alone, so that neither a shard nor a queue waits for
it."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import wiring
from chalicelib.ports import Task

LOG = logging.getLogger("buqiuren")


@dataclass(frozen=True)
class Hint:
    """A commit has been appended."""

    matter: str
    seq: int


def hints(event: Any) -> Iterable[Hint]:
    """The hints of a batch in order."""
    for record in event:
        if record.event_name != "INSERT":
            LOG.error("ALARM case_log record %s is not an INSERT: %s", record.sequence_number, record.event_name)
            continue
        yield Hint(record.keys["matter"]["S"], int(record.keys["seq"]["N"]))


def newest(found: Iterable[Hint]) -> Mapping[str, int]:
    """The last commit that these name of each matter."""
    seqs: dict[str, int] = {}
    for hint in found:
        seqs[hint.matter] = max(hint.seq, seqs.get(hint.matter, 0))
    return seqs


def each(reader: str, found: Iterable[Hint], handle: Callable[[Hint], None]) -> None:
    """Handles every hint; a failure becomes a task {reader, matter, seq} for the work queue."""
    for hint in found:
        try:
            handle(hint)
        except Exception:
            LOG.exception("%s failed on %s seq %s", reader, hint.matter, hint.seq)
            body = {"kind": "redo", "reader": reader, "matter": hint.matter, "seq": hint.seq}
            wiring.work_queue().put(Task(body))


def each_message(
    queue: str, event: Any, handle: Callable[[Mapping[str, Any]], None]
) -> dict[str, list[dict[str, str]]]:
    """Handles the body of every message of a batch; one that fails is reported alone and comes again."""
    failed = []
    for record in event:
        try:
            handle(json.loads(record.body))
        except Exception:
            message = record.to_dict()["messageId"]
            LOG.exception("%s failed on message %s", queue, message)
            failed.append({"itemIdentifier": message})
    return {"batchItemFailures": failed}
