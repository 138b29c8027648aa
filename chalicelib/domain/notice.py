"""A notice: one SMS to one person, planned once under its key and sent at most once.

A notice that has no end yet is always held by something that comes back to it: the stream record or task that plans it,
which is delivered again until it succeeds, or its due row, which stands until the notice has ended.

Events come late, doubled and out of order (a receipt before the sender has noted what it sent): each function below
takes the notice as it stands, and where the event is no news any more it returns that notice as it is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.domain.times import instant, stamp

State = Literal["planned", "sending", "unknown", "sent", "failed", "delivered", "superseded", "withheld"]
"""`unknown`: the request left and no answer came. `superseded`: a newer notice says it too. `withheld`: the person wants
no such messages. Taken back to `planned` with a `problem` it has failed for the time being."""

NEXT: Final[Mapping[State, frozenset[State]]] = {
    "planned": frozenset({"planned", "sending", "failed", "superseded"}),
    "sending": frozenset({"planned", "unknown", "sent", "failed", "delivered", "withheld"}),
    "unknown": frozenset({"sent", "failed", "delivered"}),
    "sent": frozenset({"failed", "delivered"}),
    "failed": frozenset({"delivered"}),
    "delivered": frozenset(),
    "superseded": frozenset(),
    "withheld": frozenset(),
}
"""What may follow. Only a delivery undoes a failure: carriers report one after the other in either order."""

ENDED: Final = frozenset(NEXT) - {"planned", "sending"}
"""States in which nobody has to come back to a notice to send it."""

LEASE: Final = timedelta(minutes=5)
"""Longer than any function that sends may run: a notice still `sending` by then was left by a crash."""

ATTEMPTS: Final = 6
"""Tries of a notice that the provider was too busy to take, the last about half an hour after the first; one more follows
on the next working morning."""

LOOKS: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""After the claim of one that nobody knows of: when the provider's delivery log is asked. A network tells within minutes
as a rule; after the last look a person is asked."""

UNACCOUNTED: Final = "unaccounted"
"""The `problem` of one that no log knows of: whether it arrived, a person finds out."""

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

    `claim` is the sender's own token, so that it knows its own writes again. `parts` is what is billed, `cost` their price
    in thousandths of a yuan. `ended_at` is when sending ended, `receipt_at` when, by the carrier, it arrived or could not
    be delivered. `superseded_by` and `repeats` are message keys of the same recipient's notices. `limit_on` is the last
    local day on which the law lets it be told, where one ends with it; `asked_by` the staff id of who had it sent again.
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
    cost: int = 0
    provider_id: str = ""
    problem: str = ""
    ended_at: str = ""
    receipt_at: str = ""
    superseded_by: str = ""
    repeats: str = ""
    limit_on: str = ""
    asked_by: str = ""

    @property
    def recipient_key(self) -> str:
        return f"{self.matter}#{self.message.recipient.id}"

    @property
    def message_key(self) -> str:
        return f"{self.mark}#{self.message.template}"

    @property
    def id(self) -> str:
        """Names it among a case's notices, in addresses too; nothing can be read from it."""
        return hashlib.sha256(f"{self.recipient_key}#{self.message_key}".encode()).hexdigest()[:16]

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def look_again_at(self) -> str:
        """When somebody must look at it: at its time to be sent, at the end of the claim on it, or, where nobody knows
        whether it was sent, when the provider may know."""
        waits = {"sending": LEASE, "unknown": LOOKS[0]}.get(self.state)
        return stamp(instant(self.claimed_at) + waits) if waits else self.send_at


STAFF_MATTER: Final = "staff"

AGAIN: Final = "+again"


def seq_mark(seq: int) -> str:
    """The mark of a commit; text order is the log's order."""
    return f"{seq:08d}"


def planned(matter: str, mark: str, message: Message, now: datetime, limit_on: str = "") -> Notice:
    """A notice to be sent at once; whoever plans it knows whether it must wait."""
    return Notice(matter, mark, message, planned_at=stamp(now), send_at=stamp(now), limit_on=limit_on)


def planned_again(notice: Notice, asked_by: str, now: datetime) -> Notice:
    """The one notice that repeats this one: its key names it, so that a second click plans nothing."""
    fresh = planned(notice.matter, notice.mark + AGAIN, notice.message, now, notice.limit_on)
    return replace(fresh, repeats=notice.message_key, asked_by=asked_by)


def claimed(notice: Notice, claim: str, now: datetime) -> Notice:
    return _moved(notice, "sending", claim=claim, claimed_at=stamp(now), attempts=notice.attempts + 1)


def put_off(notice: Notice, until: datetime) -> Notice:
    """To be sent later than it was to be: quiet hours, a newer one that may come, a number's daily cap, the day's budget."""
    later = notice.state == "planned" and stamp(until) > notice.send_at
    return replace(notice, send_at=stamp(until)) if later else notice


def released(notice: Notice, reason: str, until: datetime) -> Notice:
    """One that was claimed and must wait all the same: the number has had its day's share, the city's budget is spent."""
    if notice.state != "sending":
        return notice
    return _moved(notice, "planned", problem=reason, send_at=stamp(until), attempts=notice.attempts - 1)


def sent(notice: Notice, provider_id: str, now: datetime) -> Notice:
    """A receipt that was faster keeps its state."""
    known = notice if notice.provider_id or not notice.claim else replace(notice, provider_id=provider_id)
    return _moved(known, "sent", problem="", ended_at=stamp(now))


def left_unknown(notice: Notice, problem: str, now: datetime) -> Notice:
    return _moved(notice, "unknown", problem=problem, ended_at=stamp(now))


def unaccounted(notice: Notice) -> Notice:
    """No log knows of it; nothing else makes it so."""
    return replace(notice, problem=UNACCOUNTED) if notice.state == "unknown" else notice


def next_look(notice: Notice, now: datetime) -> datetime | None:
    """When the delivery log is asked next for one that nobody knows of; None after the last time."""
    looks = (instant(notice.claimed_at) + after for after in LOOKS)
    return next((at for at in looks if at > now), None)


def failed(notice: Notice, problem: str, now: datetime) -> Notice:
    """For good, and surely not sent."""
    return notice if notice.state == "sent" else _moved(notice, "failed", problem=problem, ended_at=stamp(now))


def postponed(notice: Notice, problem: str, now: datetime, morning: datetime) -> Notice:
    """What the provider surely did not take is tried again after a pause that doubles, after ATTEMPTS once more in the
    `morning` of the next working day, and then fails. One of which nobody knew more meanwhile fails at once."""
    if notice.state == "planned":
        return notice
    if notice.attempts > ATTEMPTS or notice.state != "sending":
        return failed(notice, problem, now)
    pause = FIRST_PAUSE * 2 ** (notice.attempts - 1)
    again_at = morning if notice.attempts == ATTEMPTS else now + pause
    return _moved(notice, "planned", send_at=max(stamp(again_at), notice.send_at), problem=problem)


def superseded(notice: Notice, by: Notice, now: datetime) -> Notice:
    """One that still waits need not be sent: a newer one of the same recipient says it too."""
    return _moved(notice, "superseded", superseded_by=by.message_key, ended_at=stamp(now))


def withheld(notice: Notice, problem: str, now: datetime) -> Notice:
    return _moved(notice, "withheld", problem=problem, ended_at=stamp(now))


def delivered(notice: Notice, at: datetime) -> Notice:
    """The carrier says that it arrived, `at` by the carrier's clock; the first receipt's time stays."""
    return _moved(notice, "delivered", problem="", receipt_at=stamp(at), ended_at=notice.ended_at or stamp(at))


def bounced(notice: Notice, problem: str, at: datetime) -> Notice:
    """The carrier says that it could not be delivered."""
    if notice.state == "planned":
        return notice
    return _moved(notice, "failed", problem=problem, receipt_at=stamp(at), ended_at=notice.ended_at or stamp(at))


def _moved(notice: Notice, to: State, **changes: str | int) -> Notice:
    return replace(notice, state=to, **changes) if to in NEXT[notice.state] else notice  # type: ignore[arg-type]
