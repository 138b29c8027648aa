"""What a command meets: the case as it stands, the rules it is pinned to, the calendar and the instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Cards
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.flow import Flow
from chalicelib.domain.times import local_date


@dataclass(frozen=True)
class Situation:
    """`now` is a stamp."""

    case: Case
    definition: Definition
    calendar: Calendar
    now: str

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def cards(self) -> Cards:
        return self.case.cards

    @property
    def follow_up_after(self) -> Sequence[int]:
        after: Sequence[int] = self.definition.rules["follow_up_after"]
        return after

    @property
    def flow(self) -> Flow:
        return self.case.flow(self.definition)
