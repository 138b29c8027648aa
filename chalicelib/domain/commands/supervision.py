"""Commands of supervision."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class GiveCard:
    """By hand; `step` is the open step meant, or empty for the case's unit."""

    id: str
    actor: Actor
    colour: Literal["yellow", "red"]
    step: str
    note: Sealed


@dataclass(frozen=True)
class AnswerCard:
    """By somebody of the unit that got it."""

    id: str
    actor: Actor
    card: str
    answer: Literal["feedback", "objection"]
    note: Sealed


@dataclass(frozen=True)
class WithdrawCard:
    id: str
    actor: Actor
    card: str
    note: Sealed


@dataclass(frozen=True)
class FollowUpCard:
    id: str
    actor: Actor
    card: str
    level: int
