"""One case in the pure core: its log as bytes, the states it went through, and time brought first, as everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain import commands as c
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clocks
from chalicelib.domain.commit import Commit, make_commit
from chalicelib.domain.decide import acts_for, decide
from chalicelib.domain.due import Due
from chalicelib.domain.facts import Fact
from chalicelib.domain.fold import evolve
from chalicelib.domain.time_rules import overdue
from chalicelib.domain.times import stamp


@dataclass
class Journal:
    """`commits[n]` led from `states[n]` to `states[n + 1]`."""

    definition: Definition
    calendar: Calendar
    matter: str = "c-LAW"
    commits: list[Commit] = field(default_factory=list)
    states: list[Case] = field(default_factory=list)
    _clocks: tuple[int, tuple[Due, ...]] = (0, ())

    def __post_init__(self) -> None:
        self.states = [Case(matter=self.matter)]

    @property
    def case(self) -> Case:
        return self.states[-1]

    def clocks(self) -> tuple[Due, ...]:
        """The clocks of the state as it stands; they change with the log, not with the hour."""
        if self._clocks[0] != self.case.seq:
            self._clocks = (self.case.seq, clocks(self.case, self.definition, self.calendar))
        return self._clocks[1]

    def bring(self, now: datetime) -> None:
        """Commits what time has brought by `now`."""
        while brought := overdue(self.case, self.definition, self.calendar, now):
            self._commit(brought.command, c.SYSTEM_LAW.record(), brought.facts, now)

    def do(self, command: c.Command, now: datetime) -> Commit:
        """Raises RefusedError, UnknownStepError; what time has brought stays."""
        self.bring(now)
        facts = decide(self.case, command, self.definition, self.calendar, stamp(now))
        actor = command.actor.record(acts_for(self.case, command, self.definition, self.calendar, stamp(now)))
        return self._commit(command.id, actor, facts, now)

    def _commit(self, command: str, actor: Mapping[str, str], facts: tuple[Fact, ...], now: datetime) -> Commit:
        commit = make_commit(
            matter=self.matter,
            seq=self.case.seq + 1,
            command=command,
            actor=actor,
            recorded_at=max(stamp(now), self.case.recorded_at),
            prev=self.case.head,
            facts=facts,
        )
        self.commits.append(commit)
        self.states.append(evolve(self.case, commit, self.definition))
        return commit


def retold(commits: Sequence[Commit], definition: Definition, calendar: Calendar) -> Journal:
    """A log that was written elsewhere, with the states it went through."""
    journal = Journal(definition, calendar, commits[0].matter)
    for commit in commits:
        journal.commits.append(commit)
        journal.states.append(evolve(journal.case, commit, definition))
    return journal
