"""Shortcuts to commands on sample cases; the rules themselves are the real ones."""

from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.facts import CorrectionRow, Sealed
from chalicelib.domain.flow import Step
from chalicelib.usecases.execute import Executed, execute, open_case
from tests.sample import INSTANT, JOINT, World, calendar, edition

FORM, PAPERS, NOTE = Sealed("form#t", "f" * 64), Sealed("papers#t", "a" * 64), Sealed("note#t", "e" * 64)
ANSWERS = {"has_basement": True, "cold_dishes": True, "special": True}
"""What the forms are taken to say where a flow asks: every branch and step but an expert review of the design."""
APPLICANT = c.Actor("applicant", "p-applicant")


@cache
def definition(item: str) -> Definition:
    return edition().definition(item, edition().item(item)["variants"][0]["code"])


def staff(name: str, *posts: str) -> c.Actor:
    return c.Actor("staff", name, frozenset(posts))


def officer(of: Definition) -> c.Actor:
    return staff("s-officer", f"{of.unit}:officer")


def application(of: Definition, channel: Any = "online") -> c.Application:
    required = tuple(material.code for material in of.required_materials({}))
    return c.Application(APPLICANT.id, channel, FORM, PAPERS, required, "courier", skipped=of.flow.skipped_by(ANSWERS))


def steps(of: Definition) -> tuple[Step, ...]:
    """The steps of an application that says what is taken to be said here."""
    return tuple(of.flow.without(of.flow.skipped_by(ANSWERS)).steps())


def walk_in(command_id: str, of: Definition) -> c.ReceiveAtWindow:
    actor = officer(of)
    applied = application(of, "window")
    return c.ReceiveAtWindow(command_id, actor, applied, applied.required, c.Accept("", actor, "grant", NOTE))


def accept(command_id: str, of: Definition) -> c.Accept:
    return c.Accept(command_id, officer(of), "accept", NOTE)


def correction(command_id: str, of: Definition) -> c.RequestCorrection:
    return c.RequestCorrection(command_id, officer(of), (CorrectionRow(of.materials[0].code, 0),), NOTE)


def decide(command_id: str, of: Definition, step: str, outcome: Any = "pass", to: str = "") -> c.DecideStep:
    """By somebody who holds exactly this step's post, a different person for each step."""
    where = of.flow.step(step)
    actor = staff(f"s-{step}", f"{where.unit}:{where.post}")
    return c.DecideStep(command_id, actor, step, outcome, to, NOTE, "", "page")


def opened(world: World, of: Definition, now: datetime, matter: str = "c-TEST") -> Executed:
    """A case received online."""
    receive = c.Receive(f"receive-{matter}", APPLICANT, application(of))
    executed = open_case(matter, receive, of, log=world.log, calendar=calendar(), now=now)
    assert executed is not None
    return executed


def run(world: World, command: c.Command, now: datetime, matter: str = "c-TEST") -> Executed:
    return execute(matter, command, log=world.log, catalogue=world.catalogue, calendar=calendar(), now=now)


def joint() -> Definition:
    return definition(JOINT)


def instant() -> Definition:
    return definition(INSTANT)
