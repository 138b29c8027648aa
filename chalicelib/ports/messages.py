"""Messages to people and tasks to machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from chalicelib.domain.notice import Notice
    from chalicelib.domain.receipt import Receipt


@dataclass(frozen=True)
class Task:
    """One message on the work or certify queue: a plain JSON object with `kind`; delivered not before the delay."""

    body: Mapping[str, Any]
    delay_seconds: int = 0


class Queue(Protocol):
    """At-least-once delivery; consumers are idempotent."""

    def put(self, task: Task) -> None: ...


class SmsFailedError(Exception):
    """The message was surely not sent; asking again is safe."""

    code = "sms_failed"


class SmsBusyError(SmsFailedError):
    """As its parent, and what stood in the way passes: throttled, or the provider was not reached."""


class SmsUnknownError(Exception):
    """Nobody knows whether the message went out: it must be reconciled before it is ever sent again."""

    code = "sms_unknown"


@dataclass(frozen=True)
class Letter:
    """An SMS ready to go: `words` is the text; `template`, a code of texts/messages.json, with `params` says the same to a
    gateway that fills in texts registered with it.

    `phone` (E.164) is empty where the person was erased, has left, or gave none that can be; `out_id` names the notice to
    the provider and comes back in its receipts, empty where nobody waits for one.
    """

    phone: str
    words: str
    template: str
    params: Mapping[str, str]
    out_id: str = ""


class Sms(Protocol):
    """The way to a telephone; no idempotency key exists, so every call may be billed."""

    def send(self, letter: Letter) -> str:
        """Sends once and returns the provider's message id.

        Raises SmsFailedError (among them SmsBusyError), SmsUnknownError.
        """


class DeliveryLogError(Exception):
    """The log could not be read; it may be asked again."""

    code = "delivery_log"


class DeliveryLog(Protocol):
    """What a provider knows of the messages that it was sent."""

    def find(self, phone: str, out_id: str, since: datetime, until: datetime) -> Sequence[Receipt]:
        """The last word on each message to the number that was sent between the two instants: on the one of this out_id
        only, where the provider keeps ours, else on each under the provider's own id.

        Raises DeliveryLogError.
        """


@dataclass(frozen=True, order=True)
class Waiting:
    """A due row: the notice of this key must be looked at from `at` (a stamp) on."""

    at: str
    recipient_key: str
    message_key: str


class Notices(Protocol):
    """Every SMS that was planned, by (recipient_key, message_key); the truth about what was sent and paid.

    A claim is unique, so a write whose answer was lost is known again by what stands.
    """

    def plan(self, notice: Notice) -> Notice:
        """Stores the notice unless one of its key stands; returns what stands."""

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        """Strongly read."""

    def standing(self, keys: Iterable[tuple[str, str]]) -> Collection[tuple[str, str]]:
        """Those of these keys under which a notice stands, in as few round trips as the store allows; eventually read."""

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        """What one person was told about one matter, in the order of the marks."""

    def change(self, notice: Notice, *, seen: Notice) -> None:
        """Replaces what stands if its state, claim and attempts are those of `seen`; done already is done.

        Raises StaleError.
        """

    def wait(self, waiting: Waiting) -> None:
        """Puts the due row; idempotent."""

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        """One page of due rows in order of `at`, from beyond `after`, not later than the stamp `up_to`; strongly read."""

    def looked_at(self, waiting: Waiting) -> None:
        """Removes the due row; idempotent."""

    def count_on(self, day: str, number: str, notice: Notice, *, most: int = 0) -> bool:
        """Counts the notice with its parts among those that this number (a pseudonym) gets on the local day; False, and not
        counted, where `most` others are (0: no limit). A notice counts once a day, however often it is tried."""

    def told_on(self, day: str, number: str) -> Sequence[Notice]:
        """The notices that were counted for this number on the local day, as they stand; eventually read."""

    def parts_on(self, day: str) -> int:
        """The parts of all that were counted on the local day; eventually read."""

    def mark_day(self, day: str, what: str) -> bool:
        """Notes of the day that `what` has happened; False where that was noted before."""

    def is_marked(self, day: str, what: str) -> bool: ...
