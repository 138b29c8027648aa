"""Who uses the city meanwhile: each case is a play of commands, and what waits between them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.dossier import Part
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import execute, open_case
from infra.faults.stage import Stage
from tests import cases
from tests.sample import calendar

Play = Iterator[timedelta]
"""Gives how long until its next command."""


def play(stage: Stage, number: int, random: Random) -> Play:
    """An application that is granted, refused, withdrawn or left to be corrected; or one that nobody accepts in time."""
    matter, applicant = case_matter(derive(f"faults {number}", 0)), c.Actor("applicant", f"p-{number}")
    of = cases.joint() if random.random() < 0.5 else cases.instant()  # noqa: PLR2004 - one of two
    person = {"name": "王小明", "id_number": "421202199001011237", "phone": f"+86199{number:08d}"}
    form = {"applicant": person, "applicant_kind": "person", "answers": {}, "delivery": "courier", "address": ""}
    stage.dossiers.put(Part(matter, cases.FORM.part, "salt", form))
    applied = replace(cases.application(of), applicant=applicant.id)
    receive = c.Receive(f"receive-{matter}", applicant, applied)
    open_case(matter, receive, of, log=stage.log, calendar=calendar(), now=stage.now)
    ending = random.choices(["decide", "withdraw", "correct", "wait"], [6, 1, 1, 1])[0]
    yield _pause(random)
    if ending == "correct":
        _do(stage, matter, cases.correction("k", of))
        return
    if ending == "wait":
        return
    _do(stage, matter, cases.accept("a", of))
    yield _pause(random)
    if ending == "withdraw":
        _do(stage, matter, c.Withdraw("x", applicant))
        return
    turn = 0
    while steps := _open(stage, matter):
        turn += 1
        _do(stage, matter, cases.decide(f"d-{turn}", of, random.choice(steps)))
        yield _pause(random)


def _open(stage: Stage, matter: str) -> list[str]:
    case = read_case(matter, log=stage.log, catalogue=stage.catalogue).case
    return sorted(case.opened) if case.phase == "in_review" else []


def _do(stage: Stage, matter: str, command: c.Command) -> None:
    try:
        execute(matter, command, log=stage.log, catalogue=stage.catalogue, calendar=calendar(), now=stage.now)
    except RefusedError as error:
        raise RuntimeError(f"{type(command).__name__}: {error.code}") from error


def _pause(random: Random) -> timedelta:
    return timedelta(seconds=random.choice([20, 60, 600, 3600, 7200]))
