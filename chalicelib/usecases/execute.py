"""Carrying out one command on one case: decide on the state as read, append by one conditional put, or tell the truth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import SYSTEM_LAW, Command
from chalicelib.domain.commit import Commit, make_commit, read_chain
from chalicelib.domain.decide import acts_for, decide
from chalicelib.domain.facts import Fact
from chalicelib.domain.fold import evolve, fold
from chalicelib.domain.time_rules import overdue
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, SeqTakenError
from chalicelib.usecases.case_file import CaseFile, read_case, read_on

ATTEMPTS = 12
"""Lost races before giving up; each means that somebody else's command succeeded."""


class BusyError(Exception):
    """The case changed under every attempt; the person may simply try again."""

    code = "case_busy"


@dataclass(frozen=True)
class Executed:
    """The state after the command and the commit that holds it; `repeated` when an earlier try had put it there."""

    case: Case
    definition: Definition
    commit: Commit
    repeated: bool = False


def open_case(
    matter: str,
    command: Command,
    definition: Definition,
    *,
    log: Log,
    calendar: Calendar,
    now: datetime,
) -> Executed | None:
    """Puts the first commit of a new case; None when another case's command stands there: the reference is taken."""
    case = Case(matter=matter)
    commit = _decided(case, command, definition, calendar, now)
    if append(commit, log=log):
        return Executed(evolve(case, commit, definition), definition, commit)
    standing = read_chain(log.read(matter))
    if standing[0].command != command.id:
        return None
    return Executed(fold(matter, standing, definition), definition, standing[0], repeated=standing[0] != commit)


def execute(
    matter: str,
    command: Command,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
    sealed: Callable[[], Command] | None = None,
) -> Executed:
    """Carries out the command, after what time has already brought.

    Where the command has words, it stands here with PROBE in their place and `sealed` gives it with its words in the
    dossier: called once it is allowed, so that nobody's words reach a case to which they may not do this.
    A command whose id is in the log is answered from its commit. Raises UnknownCaseError, UnknownStepError,
    RefusedError, BusyError.
    """
    file = read_case(matter, log=log, catalogue=catalogue)
    return execute_on(file, command, log=log, calendar=calendar, now=now, sealed=sealed)


def execute_on(
    file: CaseFile,
    command: Command,
    *,
    log: Log,
    calendar: Calendar,
    now: datetime,
    sealed: Callable[[], Command] | None = None,
) -> Executed:
    """As `execute`, on a case that was just read: after a lost race only what came since is read.

    Raises UnknownStepError, RefusedError, BusyError.
    """
    definition, commit = file.definition, None
    for attempt in range(ATTEMPTS):
        if attempt:
            file = read_on(file, log=log)
        case = file.case
        if command.id in case.commands:
            standing = file.commits[case.commands[command.id] - 1]
            return Executed(case, definition, standing, repeated=standing != commit)
        brought = bring_up_to_date(case, definition, log=log, calendar=calendar, now=now)
        if brought is None:
            continue
        commit = _decided(brought, command, definition, calendar, now)
        if sealed:
            command, sealed = sealed(), None
            commit = _decided(brought, command, definition, calendar, now)
        if append(commit, log=log):
            return Executed(evolve(brought, commit, definition), definition, commit)
    raise BusyError(file.case.matter)


def bring_up_to_date(case: Case, definition: Definition, *, log: Log, calendar: Calendar, now: datetime) -> Case | None:
    """The case with what time has brought by `now` committed; None when a race was lost and the case must be re-read."""
    while brought := overdue(case, definition, calendar, now):
        commit = _next(case, brought.command, SYSTEM_LAW.record(), brought.facts, now)
        if not append(commit, log=log):
            return None
        case = evolve(case, commit, definition)
    return case


def _decided(case: Case, command: Command, definition: Definition, calendar: Calendar, now: datetime) -> Commit:
    facts = decide(case, command, definition, calendar, stamp(now))
    actor = command.actor.record(acts_for(case, command, definition, calendar, stamp(now)))
    return _next(case, command.id, actor, facts, now)


def _next(case: Case, command: str, actor: Mapping[str, str], facts: Sequence[Fact], now: datetime) -> Commit:
    return make_commit(
        matter=case.matter,
        seq=case.seq + 1,
        command=command,
        actor=actor,
        recorded_at=max(stamp(now), case.recorded_at),
        prev=case.head,
        facts=facts,
    )


def append(commit: Commit, *, log: Log) -> bool:
    """False when another commit stands in its place, or it stands already and the answer was lost: the id of its command
    tells, once the log is read on."""
    try:
        log.append(commit.matter, commit.seq, commit.body)
    except SeqTakenError:
        return False
    return True
