"""Whose statistics somebody may see: supervisors everybody's, the person in charge of a unit that unit's."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib import wiring
from chalicelib.domain.actor import SUPERVISOR, Actor, held
from chalicelib.handlers.problems import ForbiddenError
from chalicelib.handlers.request import Request
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.usecases.month_sheets import MonthSheets
from chalicelib.usecases.sessions import Session


class UnitUnknownError(LookupError):
    """The city has no unit of this code."""

    code = "unit_unknown"


@dataclass(frozen=True)
class Scope:
    """`allowed` are the units whose statistics may be seen, None for all; `unit` the one that was asked for, or empty."""

    session: Session
    allowed: Sequence[str] | None
    unit: str

    @property
    def units(self) -> Sequence[str] | None:
        return (self.unit,) if self.unit else self.allowed

    def sheets(self) -> MonthSheets:
        return MonthSheets(self.units, wiring.views(), wiring.tallies(), wiring.now())


def scope(request: Request) -> Scope:
    """Of a desk's or a leader's session.

    Raises StaffSignInRequiredError, StaffLockedError, ForbiddenError, UnitUnknownError.
    """
    found = decider(request)
    actor, asked = staff_actor(found), request.query.get("unit", "")
    allowed = None if _supervises(actor) else _in_charge_of(actor, wiring.edition().data["rules"]["in_charge_post"])
    if allowed is not None and (not allowed or (asked and asked not in allowed)):
        raise ForbiddenError
    return Scope(found, allowed, unit_asked(request))


def unit_asked(request: Request) -> str:
    """The unit that the query asks for, empty where it asks for none. Raises UnitUnknownError."""
    unit = request.query.get("unit", "")
    if unit and unit not in wiring.edition().units():
        raise UnitUnknownError(unit)
    return unit


def _supervises(actor: Actor) -> bool:
    return bool(held(actor, lambda _unit, code: code == SUPERVISOR))


def _in_charge_of(actor: Actor, post: str) -> Sequence[str]:
    return tuple(sorted(one.partition(":")[0] for one in held(actor, lambda _unit, code: code == post)))
