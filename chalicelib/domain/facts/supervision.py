"""电子监察: cards by rule and by hand, what the unit says of them, and how they are followed up."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class CardGiven:
    """A yellow or red card. `rule` is the clock that ran out, or "manual"; `unit` and `post` had the case in hand (`staff`
    where it was one person's), `step` the step in hand or empty."""

    TYPE: ClassVar = "card_given"
    V: ClassVar = 1
    effective_at: str
    card: str
    colour: str
    rule: str
    unit: str
    post: str
    staff: str
    step: str
    note: Sealed


@dataclass(frozen=True)
class CardAnswered:
    """The unit's `answer`: feedback (why, and what was done) or objection (the card is wrong)."""

    TYPE: ClassVar = "card_answered"
    V: ClassVar = 1
    effective_at: str
    card: str
    answer: str
    note: Sealed


@dataclass(frozen=True)
class CardWithdrawn:
    """By a supervisor, after the unit's objection."""

    TYPE: ClassVar = "card_withdrawn"
    V: ClassVar = 1
    effective_at: str
    card: str
    note: Sealed


@dataclass(frozen=True)
class CardFollowedUp:
    """A red card without feedback is followed up: `level` 1 tells the head of the unit, 2 the supervisors too."""

    TYPE: ClassVar = "card_followed_up"
    V: ClassVar = 1
    effective_at: str
    card: str
    level: int
