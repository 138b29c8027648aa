"""What people may ask of a consultation, complaint or rating. Every command carries its id: the same id is the same command.

Fields named `words` or `public` are seals of what was written.
"""

from dataclasses import dataclass

from chalicelib.domain.commands import Actor, AnswerCard, FollowUpCard, WithdrawCard
from chalicelib.domain.sealed import UNSEALED, Sealed


@dataclass(frozen=True)
class Ask:
    id: str
    actor: Actor
    edition: str
    unit: str
    item: str
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class FileComplaint:
    """`case` is a matter or empty; `concerns` and `post` as in facts.ComplaintFiled."""

    id: str
    actor: Actor
    edition: str
    unit: str
    case: str
    concerns: tuple[str, ...]
    post: str
    words: Sealed = UNSEALED
    contact: Sealed = UNSEALED


@dataclass(frozen=True)
class Rate:
    """`over` says whether the case has been served, or has ended otherwise."""

    id: str
    actor: Actor
    edition: str
    unit: str
    item: str
    case: str
    over: bool
    level: int
    post: str
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class Redirect:
    id: str
    actor: Actor
    unit: str


@dataclass(frozen=True)
class Answer:
    """`finding` for a complaint, and where that is founded `order`, what the holder of `post` must put right; `public` for a
    consultation whose answer is published in the same act."""

    id: str
    actor: Actor
    finding: str = ""
    post: str = ""
    words: Sealed = UNSEALED
    order: Sealed = UNSEALED
    public: Sealed = UNSEALED


@dataclass(frozen=True)
class Publish:
    id: str
    actor: Actor
    public: Sealed = UNSEALED


@dataclass(frozen=True)
class TakeOff:
    """Take a published answer off the item's page, with the reason."""

    id: str
    actor: Actor
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class Take:
    id: str
    actor: Actor


@dataclass(frozen=True)
class Verify:
    id: str
    actor: Actor
    finding: str
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class Rectify:
    id: str
    actor: Actor
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class CallBack:
    id: str
    actor: Actor
    result: str
    words: Sealed = UNSEALED


@dataclass(frozen=True)
class Reopen:
    id: str
    actor: Actor
    words: Sealed = UNSEALED


CardCommand = AnswerCard | WithdrawCard | FollowUpCard
"""The same as of a case."""

_OfWhoAsks = Ask | FileComplaint | Rate | Reopen
_OfTheOffice = Redirect | Answer | Publish | TakeOff | Take | Verify | Rectify | CallBack
InquiryCommand = _OfWhoAsks | _OfTheOffice | CardCommand
