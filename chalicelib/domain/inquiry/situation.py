"""What a command on an inquiry meets: its state, the city's rules and units, the instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.card import Cards
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry import Inquiry


@dataclass(frozen=True)
class InquirySituation:
    """`now` is a stamp."""

    inquiry: Inquiry
    edition: Edition
    now: str

    @property
    def cards(self) -> Cards:
        return self.inquiry.cards

    @property
    def follow_up_after(self) -> Sequence[int]:
        after: Sequence[int] = self.rules["follow_up_after"]
        return after

    @property
    def rules(self) -> Mapping[str, Any]:
        """The city's settings."""
        rules: Mapping[str, Any] = self.edition.data["rules"]
        return rules
