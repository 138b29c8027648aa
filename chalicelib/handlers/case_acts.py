"""Carrying out an act on a case, and what an operation that changed a case answers."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.asked_acts import Act
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import Executed


def carry_out(file: CaseFile, act: Act) -> Executed:
    """Raises RefusedError, UnknownStepError, BusyError."""
    command, words = act
    return act_on_file(
        file,
        command,
        words,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def case_state(done: Executed) -> Mapping[str, Any]:
    """The case after the command, whose commit is named by seq and hash."""
    case = done.case
    state = {"status": case.status, "outcome": case.outcome, "seq": case.seq, "hash": case.head}
    return {"reference": reference_of(case.matter), **state, "repeated": done.repeated}
