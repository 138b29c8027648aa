"""`make redrive`: the dead letters of a stage (`STAGE=prod`), or of the local one: what, why, since when, how many.

REPLAY=1   has each done again and says what was done. Exit status 1 when a letter still stands, because it could not be read
           or reached; run it again at will.

A letter that fails again comes back. What is shown stays; while the command runs (five minutes at most) nobody else sees it.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings, wiring
from infra.local.resources import queue_name
from infra.local.visit import NotReachedError
from infra.progress import progress
from infra.redrive.letters import QUEUES, SOURCES, Letter, UnreadableLetterError, describe, lines
from infra.redrive.replay import Replay
from infra.stack import APP, DeployError
from infra.stage import stage_of

HELD_SECONDS: Final = 300
MOST: Final = 2_000
"""Letters of one queue that one run attends to."""

WAIT_SECONDS: Final = 1
"""An answer that did not wait asks only some of SQS's servers, and may miss letters."""

Address = Callable[[str], str]
"""A queue's, by its logical id."""


def main() -> int:
    stage, replaying = os.environ.get("STAGE", ""), os.environ.get("REPLAY", "")
    if replaying not in ("", "1"):
        print("REPLAY=1 replays, without it the letters are only shown", file=sys.stderr)
        return 1
    try:
        with stage_of(stage):
            address = _deployed(stage) if stage else _local
            return redrive(address, replaying=bool(replaying), now=wiring.now())
    except (DeployError, NotReachedError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
    except (BotoCoreError, ClientError, OSError) as error:
        print(error, file=sys.stderr)
    return 1


def redrive(address: Address, *, replaying: bool, now: datetime, wait: int = WAIT_SECONDS) -> int:
    """The exit status. Works on the stage that `wiring` reaches."""
    sqs = wiring.client("sqs")
    letters = [letter for queue in QUEUES for letter in _taken(sqs, queue, address(queue), wait)]
    standing = {letter.id: letter for letter in letters}
    try:
        print(*lines(letters, now), sep="\n")
        if replaying:
            for letter in _replayed(letters, sqs, address):
                sqs.delete_message(QueueUrl=address(letter.queue), ReceiptHandle=letter.receipt)
                del standing[letter.id]
            print(f"replayed {len(letters) - len(standing)}, left {len(standing)}")
    finally:
        for letter in standing.values():
            sqs.change_message_visibility(
                QueueUrl=address(letter.queue), ReceiptHandle=letter.receipt, VisibilityTimeout=0
            )
    return 1 if replaying and standing else 0


def _replayed(letters: Sequence[Letter], sqs: Any, address: Address) -> Iterator[Letter]:
    """Each letter that is done with, once it is."""
    replay = Replay(
        sqs=sqs,
        streams=wiring.client("dynamodbstreams"),
        functions=wiring.client("lambda"),
        sources=lambda queue: address(SOURCES[queue]),
        work=settings.value("QUEUE_WORK_URL"),
    )
    for letter in progress("letters", letters):
        told = describe(letter)
        try:
            done = replay(letter)
        except (UnreadableLetterError, BotoCoreError, ClientError) as error:
            print(f"left: {told.what} ({told.which}): {error}", file=sys.stderr)
        else:
            print(f"{told.what} ({told.which}): {done}")
            yield letter


def _taken(sqs: Any, queue: str, url: str, wait: int) -> list[Letter]:
    """What lies in the queue, hidden from others for HELD_SECONDS; each once, however often SQS delivers it."""
    taken: dict[str, Letter] = {}
    while len(taken) < MOST:
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD_SECONDS,
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        if not (messages := answer.get("Messages")):
            return list(taken.values())
        for message in messages:
            sent_at = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
            letter = Letter(queue, message["MessageId"], message["ReceiptHandle"], message["Body"], sent_at)
            taken[letter.id] = letter
    print(f"{queue}: only the first {len(taken)}; run this again for the rest", file=sys.stderr)
    return list(taken.values())


def _local(queue: str) -> str:
    url: str = wiring.client("sqs").get_queue_url(QueueName=queue_name(queue))["QueueUrl"]
    return url


def _deployed(stage: str) -> Address:
    cloudformation = boto3.session.Session(region_name=os.environ.get("AWS_REGION")).client("cloudformation")
    resources = cloudformation.get_paginator("list_stack_resources").paginate(StackName=f"{APP}-{stage}")
    physical = {
        found["LogicalResourceId"]: found["PhysicalResourceId"]
        for page in resources
        for found in page["StackResourceSummaries"]
        if found.get("PhysicalResourceId")
    }
    return physical.__getitem__


if __name__ == "__main__":
    sys.exit(main())
