"""One act on a case by a command that has words: they are sealed into the dossier once `decide` allows the command."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Command
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import Executed, execute_on
from chalicelib.usecases.seal import seal

Words = Mapping[str, Mapping[str, Any]]
"""What the dossier is to hold, by the field of the command that then has its seal."""


def act_on_case(
    matter: str,
    command: Command,
    words: Words,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Carries out the command with these words; the same command again is answered from its commit.

    Raises UnknownCaseError, UnknownStepError, RefusedError, BusyError.
    """
    return act_on_file(
        read_case(matter, log=log, catalogue=catalogue),
        command,
        words,
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def act_on_file(
    file: CaseFile,
    command: Command,
    words: Words,
    *,
    log: Log,
    dossiers: Dossiers,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """As `act_on_case`, on a case that was just read: unless a race is lost, the puts of the words and of the commit are
    all that is asked of the tables.

    Raises UnknownStepError, RefusedError (words_too_long among them), BusyError.
    """
    matter = file.case.matter
    for field, content in words.items():
        refuse_too_long(str(content.get("text", "")), field)

    def sealed() -> Command:
        seals: Any = {
            field: seal(matter, f"{field}#{command.id}", content, dossiers=dossiers, entropy=entropy)
            for field, content in words.items()
        }
        return replace(command, **seals)

    probed: Any = dict.fromkeys(words, PROBE)
    asked = replace(command, **probed)
    return execute_on(file, asked, log=log, calendar=calendar, now=now, sealed=sealed)
