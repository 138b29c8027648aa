"""A notice: one SMS to one person, planned once under its key and sent at most once.

A notice that has no end yet is always held by something that comes back to it: the stream record or task that plans it,
which is delivered again until it succeeds, or its due row, which stands until the notice has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.domain.times import instant, stamp

State = Literal["planned", "sending", "sent", "unknown", "failed"]
ENDED: Final = frozenset({"sent", "unknown", "failed"})

LEASE: Final = timedelta(minutes=5)
"""Longer than any function that sends may run: a notice still `sending` by then was left by a crash."""

ATTEMPTS: Final = 6
"""Tries of a notice that the provider was too busy to take; the last is about half an hour after the first."""

FIRST_PAUSE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Recipient:
    """`id` is a party or staff id; `part` names the dossier part that holds an applicant's or agent's number, empty for
    staff."""

    kind: Literal["applicant", "agent", "staff"]
    id: str
    part: str = ""


@dataclass(frozen=True)
class Message:
    """What somebody is told: a template of texts/messages.json and its parameters, without personal data."""

    recipient: Recipient
    template: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """`matter` is the case, or "staff" for what concerns none; `mark` what caused it: a seq of the log, or a day.

    `claim` is the sender's own token, so that it knows its own writes again; `parts` is what is billed. `unknown` means
    that the request left and no answer came: it is reconciled, never sent again by itself.
    """

    matter: str
    mark: str
    message: Message
    planned_at: str
    send_at: str
    state: State = "planned"
    claim: str = ""
    claimed_at: str = ""
    attempts: int = 0
    parts: int = 0
    provider_id: str = ""
    problem: str = ""
    ended_at: str = ""

    @property
    def recipient_key(self) -> str:
        return f"{self.matter}#{self.message.recipient.id}"

    @property
    def message_key(self) -> str:
        return f"{self.mark}#{self.message.template}"

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def look_again_at(self) -> str:
        """When somebody must look at a notice that has not ended: its time to be sent, or the end of the claim on it."""
        return stamp(instant(self.claimed_at) + LEASE) if self.state == "sending" else self.send_at


STAFF_MATTER: Final = "staff"


def seq_mark(seq: int) -> str:
    """The mark of a commit; text order is the log's order."""
    return f"{seq:08d}"


def planned(matter: str, mark: str, message: Message, now: datetime) -> Notice:
    """A notice to be sent at once. Whatever is to make messages wait (quiet hours, merging) sets `send_at` here."""
    return Notice(matter, mark, message, planned_at=stamp(now), send_at=stamp(now))


def claimed(notice: Notice, claim: str, now: datetime) -> Notice:
    return replace(notice, state="sending", claim=claim, claimed_at=stamp(now), attempts=notice.attempts + 1)


def sent(notice: Notice, provider_id: str, now: datetime) -> Notice:
    return replace(notice, state="sent", provider_id=provider_id, ended_at=stamp(now))


def left_unknown(notice: Notice, problem: str, now: datetime) -> Notice:
    return replace(notice, state="unknown", problem=problem, ended_at=stamp(now))


def failed(notice: Notice, problem: str, now: datetime) -> Notice:
    return replace(notice, state="failed", problem=problem, ended_at=stamp(now))


def postponed(notice: Notice, problem: str, now: datetime) -> Notice:
    """What the provider surely did not take is tried again after a pause that doubles, and fails after ATTEMPTS."""
    if notice.attempts >= ATTEMPTS:
        return failed(notice, problem, now)
    pause = FIRST_PAUSE * 2 ** (notice.attempts - 1)
    return replace(notice, state="planned", send_at=stamp(now + pause), problem=problem)
