"""Handing an open step over to another holder of its post: its old link is dead, the new one is told by SMS."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, DecideStep, Reassign
from chalicelib.domain.decide import refusal
from chalicelib.domain.sealed import PROBE, UNSEALED
from chalicelib.domain.sign_off import post_of
from chalicelib.domain.times import stamp
from chalicelib.ports import Dossiers, Entropy, Log, Parties
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.staff_names import names_of

MAY_NEVER = frozenset({"duties_separated", "own_case", "chairs_the_hearing"})
"""Refusals that make a holder of the post the wrong person for this step whatever happens."""


class NotAHolderError(ValueError):
    """The chosen colleague does not hold the step's post, or may not decide this step; `field` is where to put it right."""

    code = "not_a_holder"
    field = "to"


@dataclass(frozen=True)
class Handover:
    """The open step goes to the holder `to` (a staff id) of its post, for the reason told."""

    step: str
    to: str
    reason: str


def hand_over(
    file: CaseFile,
    command: str,
    asked: Handover,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    parties: Parties,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Hands the step over; the same command again is answered from its commit.

    Raises NotAHolderError, UnknownStepError, RefusedError, BusyError.
    """
    opened = file.case.opened.get(asked.step)
    unit, post = (opened.unit, opened.post) if opened else ("", "")
    if opened and command not in file.case.commands:
        fit = may_take_over(file, asked.step, actor, parties=parties, calendar=calendar, now=now)
        if asked.to not in fit:
            raise NotAHolderError(asked.to)
    return act_on_file(
        file,
        Reassign(command, actor, asked.step, unit, post, asked.to, UNSEALED),
        {"reason": {"text": asked.reason}} if asked.reason else {},
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def may_take_over(
    file: CaseFile, step: str, actor: Actor, *, parties: Parties, calendar: Calendar, now: datetime
) -> Mapping[str, str]:
    """The names by staff id of the holders of the open step's post who may decide it, but this person and the one who has
    it now."""
    opened = file.case.opened[step]
    others = set(post_people(post_of(opened), parties=parties).holders) - {opened.staff, actor.id}
    people = [acting_staff(staff, parties=parties, now=now) for staff in sorted(others)]
    anybodys = replace(file.case, opened={**file.case.opened, step: replace(opened, staff="")})
    asked = [DecideStep("", one, step, "pass", "", PROBE, "", "page") for one in people if one]
    fit = [
        one.actor.id for one in asked if refusal(anybodys, one, file.definition, calendar, stamp(now)) not in MAY_NEVER
    ]
    return names_of(fit, parties=parties)
