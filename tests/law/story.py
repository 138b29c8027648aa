"""A case told as a story: who does what when, in as few words as the law needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.commit import Commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.times import SHANGHAI, stamp
from tests.law import city, people
from tests.law.any_command import BUILDERS, WORDS, Asking
from tests.law.journal import Journal
from tests.law.picks import Picks
from tests.sample import calendar

MORNING = time(9, 30)


class Story:
    """It starts on Tuesday 3 March 2026 at half past nine; the weeks after it have no holiday until Qingming, 4 April.

    A command is made as it would be right in the state, and `changes` are what this story has otherwise."""

    def __init__(self, item: str | Definition, on: str = "2026-03-03") -> None:
        self.now = datetime.combine(date.fromisoformat(on), MORNING, SHANGHAI)
        self.journal = Journal(item if isinstance(item, Definition) else city.definition(item), calendar())

    @property
    def case(self) -> Case:
        return self.journal.case

    @property
    def today(self) -> date:
        return self.now.date()

    def command(self, kind: type, /, **changes: Any) -> Any:
        case, of = self.case, self.journal.definition
        asking = Asking(f"{kind.__name__}-{case.seq}", case, of, calendar(), stamp(self.now), Picks(0))
        return replace(BUILDERS[kind](asking), **changes)

    def does(self, kind: type, /, **changes: Any) -> Commit:
        return self.journal.do(self.command(kind, **changes), self.now)

    def may_not(self, kind: type, code: str = "not_possible_now", /, **changes: Any) -> None:
        """Refused for this reason, and nothing stands in the log of it."""
        self.journal.bring(self.now)
        seq = self.case.seq
        with pytest.raises(RefusedError) as refused:
            self.does(kind, **changes)
        assert refused.value.code == code
        assert self.case.seq == seq

    def decides(self, *steps: str, outcome: str = "pass", **changes: Any) -> "Story":
        for step in steps:
            opened = self.case.opened.get(step)
            holders = people.holders(f"{opened.unit}:{opened.post}") if opened else ()
            actor = {"actor": holders[0]} if holders else {}
            self.does(
                c.DecideStep, **{"step": step, "outcome": outcome, "shown": "", "opinion": WORDS} | actor | changes
            )
        return self

    def goes_on(self, day: date | str, at: time = MORNING) -> "Story":
        on = date.fromisoformat(day) if isinstance(day, str) else day
        self.now = datetime.combine(on, at, SHANGHAI)
        self.journal.bring(self.now)
        return self

    def working_days_later(self, amount: int) -> "Story":
        return self.goes_on(calendar().add_working_days(self.today, amount).on)

    def ends_on(self, clock: str, subject: str = "") -> date:
        """The last day of the running clock."""
        [due] = [
            due
            for due in clock_of(self.case, clock, self.journal.definition, calendar())
            if subject in ("", due.subject)
        ]
        return due.on

    def runs(self, clock: str) -> int:
        """How many clocks of this kind run."""
        return len(clock_of(self.case, clock, self.journal.definition, calendar()))

    def cards(self) -> list[tuple[str, str]]:
        return [(card.fact.colour, card.fact.rule) for card in self.case.cards]


def working_day(since: date, amount: int) -> date:
    return calendar().add_working_days(since, amount).on


def in_days(story: Story, amount: int) -> str:
    return (story.today + timedelta(days=amount)).isoformat()


def received(item: str | Definition = "joint", on: str = "2026-03-03") -> Story:
    story = Story(item, on)
    story.does(c.Receive)
    return story


def accepted(item: str | Definition = "joint", on: str = "2026-03-03") -> Story:
    story = received(item, on)
    story.does(c.Accept)
    return story


def granted(item: str = "permit") -> Story:
    return accepted(item).decides("handle", "review", "approve")


def refused() -> Story:
    return accepted("permit").decides("handle", "review").decides("approve", outcome="refuse")


def _lapses(story: Story, *last: type) -> None:
    """The applicant has ten working days from the service of the notice."""
    story.does(c.RequestCorrection)
    story.does(c.ServeDocument, document="correction_notice-2")
    story.goes_on("2026-03-17")
    for kind in last:
        story.does(kind)
    story.goes_on("2026-03-18")


_DECIDED = (c.Accept, *[c.DecideStep] * 6)
RECIPES: Mapping[str, Sequence[type]] = {
    "received": (),
    "correcting": (c.RequestCorrection,),
    "in_review": (c.Accept,),
    "special_procedure": (c.Accept, c.OpenProcedure),
    "survey": (c.Accept, c.AssignSurvey),
    "supplementing": (c.Accept, c.RequestCorrection),
    "fee_due": (c.Accept, c.NotifyFee),
    "concluded": _DECIDED,
    "served": (*_DECIDED, c.RecordCertificate, c.RecordPickup),
    "declined": (c.Decline,),
    "withdrawn": (c.Accept, c.Withdraw),
    "lapsed": (),
    "void": (c.Accept, c.ProposeVoid, c.ConfirmVoid),
    "forwarded": (c.Accept, *[c.DecideStep] * 4, c.Forward),
    "terminated": (c.Accept, c.Terminate),
}
"""How a joint review gets from its receipt into each state of the law."""

IN_HAND = ("in_review", "special_procedure", "survey")
UNDER_REVIEW = (*IN_HAND, "supplementing", "fee_due")
UNDECIDED = ("received", "correcting", *UNDER_REVIEW)
OVER = ("declined", "withdrawn", "lapsed", "void", "forwarded", "terminated")


def in_state(state: str, *first: type, item: str = "joint") -> Story:
    """A case in this state; `first` is done right after its receipt, or on the day before it lapses."""
    story = received(item)
    for kind in (*first, *RECIPES[state]) if state != "lapsed" else ():
        story.does(kind, **({"actor": people.SUPERVISOR} if kind is c.ConfirmVoid else {}))
    if state == "lapsed":
        _lapses(story, *first)
    assert story.case.phase == state
    return story
