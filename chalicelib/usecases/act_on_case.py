"""One act on a case by a command that has words: they are sealed into the dossier once `decide` allows the command."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Command
from chalicelib.domain.facts import PROBE
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.execute import Executed, execute
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

    def sealed() -> Command:
        seals: Any = {
            field: seal(matter, f"{field}#{command.id}", content, dossiers=dossiers, entropy=entropy)
            for field, content in words.items()
        }
        return replace(command, **seals)

    probed: Any = dict.fromkeys(words, PROBE)
    asked = replace(command, **probed)
    return execute(matter, asked, log=log, catalogue=catalogue, calendar=calendar, now=now, sealed=sealed)
