"""Dead letters as SQS and Lambda leave them, and what is told of one. Bodies are never printed: a courier's push or a
gateway's receipt may stand in them.

Sources: AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations", "Retain discarded records for a
DynamoDB event source".
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from infra.functions import FUNCTIONS
from infra.package.functions import logical_id

STREAM: Final = "StreamDeadLetters"
EVENT: Final = "EventDeadLetters"
SOURCES: Final[Mapping[str, str]] = {"WorkDeadLetters": "WorkQueue", "CertifyDeadLetters": "CertifyQueue"}
"""The queues whose own letters lie in a queue."""

QUEUES: Final = (STREAM, *SOURCES, EVENT)
"""Logical ids of all queues of dead letters."""

SCHEDULED: Final = "Scheduled Event"
_NAMED: Final = ("matter", "seq", "item", "queue", "template")
_SHOWN: Final = 5
_LONGEST_REASON: Final = 160


class UnreadableLetterError(Exception):
    """The letter is not what SQS or Lambda leaves there."""

    code = "unreadable_letter"


@dataclass(frozen=True)
class Letter:
    """`queue` is the logical id of the queue that it lies in; `receipt` is SQS's handle of this one look at it."""

    queue: str
    id: str
    receipt: str
    body: str
    sent_at: datetime

    @property
    def told(self) -> Mapping[str, Any]:
        """Raises UnreadableLetterError."""
        try:
            told = json.loads(self.body)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise UnreadableLetterError(f"message {self.id} is no JSON object")
        return told


@dataclass(frozen=True)
class Description:
    """Letters with the same `what` and `reason` are counted together; `which` tells them apart."""

    what: str
    reason: str
    which: str


def function_of(told: Mapping[str, Any]) -> str:
    """The function's name in app.py. In AWS it is the stack's name, the logical id and CloudFormation's own ending.

    Raises UnreadableLetterError.
    """
    arn = str(told.get("requestContext", {}).get("functionArn", ""))
    name = (arn.split(":") + [""] * 7)[6]
    for known in FUNCTIONS:
        if name == known or name.rpartition("-")[0].endswith(f"-{logical_id(known)}"):
            return known
    raise UnreadableLetterError(f"no function of app.py is called {arn or 'nothing'}")


def describe(letter: Letter) -> Description:
    """An unreadable letter is described as such."""
    try:
        if letter.queue in SOURCES:
            return _work(letter)
        return _records(letter.told) if letter.queue == STREAM else _event(letter.told)
    except (UnreadableLetterError, KeyError, TypeError, AttributeError):
        return Description("unreadable", "not what is left there", f"message {letter.id}")


def lines(letters: Sequence[Letter], now: datetime) -> Iterator[str]:
    """A line for each queue, one for each kind of letter in it with the oldest one's age, and the first few by name."""
    for queue in QUEUES:
        here = [letter for letter in letters if letter.queue == queue]
        yield f"{queue}: {len(here) or 'nothing'}"
        for (what, reason), alike in _alike(here).items():
            oldest = min(letter.sent_at for letter in alike)
            yield f"  {len(alike)} x {what}: {reason}; the oldest {_age(now - oldest)}"
            yield from (f"      {describe(letter).which}" for letter in alike[:_SHOWN])
            if len(alike) > _SHOWN:
                yield f"      and {len(alike) - _SHOWN} more"


def _alike(letters: Iterable[Letter]) -> Mapping[tuple[str, str], Sequence[Letter]]:
    alike = defaultdict[tuple[str, str], list[Letter]](list)
    for letter in sorted(letters, key=lambda letter: letter.sent_at):
        told = describe(letter)
        alike[told.what, told.reason].append(letter)
    return alike


def _work(letter: Letter) -> Description:
    body, function = letter.told, letter.queue.removesuffix("DeadLetters").lower()
    names = [f"{name} {body[name]}" for name in _NAMED if name in body]
    return Description(
        " ".join(str(body[name]) for name in ("kind", "reader") if name in body) or "a task without a kind",
        f"failed at each try, the log of {function} says why at the message",
        ", ".join([*names, f"message {letter.id}"]),
    )


def _records(told: Mapping[str, Any]) -> Description:
    batch, context = told["DDBStreamBatchInfo"], told["requestContext"]
    return Description(
        f"{function_of(told)} of the log's stream",
        f"{context['condition']} after {context['approximateInvokeCount']} tries",
        f"{batch['batchSize']} records, {batch['shardId']} {batch['startSequenceNumber']}"
        f" to {batch['endSequenceNumber']}",
    )


def _event(told: Mapping[str, Any]) -> Description:
    event, error = told["requestPayload"], told.get("responsePayload") or {}
    reason = f"{error.get('errorType', told['requestContext']['condition'])}: {error.get('errorMessage', '')}"
    key = event.get("detail", {}).get("object", {}).get("key", "")
    return Description(
        f"{function_of(told)} on {event.get('detail-type', 'a delivery log')}",
        reason[:_LONGEST_REASON].rstrip(": \n"),
        " ".join(filter(None, (key, str(event.get("time", told.get("timestamp", "")))))),
    )


def _age(age: timedelta) -> str:
    minutes = max(int(age.total_seconds()) // 60, 0)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} days old"
    return f"{hours} h {minutes % 60} min old" if hours else f"{minutes} min old"
