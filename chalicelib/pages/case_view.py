"""A case as pages show it: one line of where it stands, what comes next, its running clock. Codes become sentences here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of, due
from chalicelib.domain.due import Due
from chalicelib.domain.explanation import explain
from chalicelib.domain.lights import light
from chalicelib.domain.withheld import REPLACED, SUSPENDED, Withheld
from chalicelib.pages import clock_words
from chalicelib.texts import text

Shown = dict[str, Any]

STATUS_COLOURS: Mapping[str, str] = {
    "correcting": "yellow",
    "supplementing": "yellow",
    "fee_due": "yellow",
    "granted": "green",
    "served": "green",
    "refused": "red",
    "declined": "red",
    "lapsed": "red",
    "void": "red",
    "terminated": "red",
}


def status_code(phase: str, outcome: str) -> str:
    """What a case's state is called: a decided one by its outcome, once it is handed over by that."""
    if phase == "concluded" or (phase == "served" and outcome == "refused"):
        return outcome
    return phase


def status_mark(phase: str, outcome: str) -> Shown:
    """{"text", "colour"} of the state's mark."""
    code = status_code(phase, outcome)
    return {"text": text(f"status.{code}"), "colour": STATUS_COLOURS.get(code, "")}


def next_sentence(case: Case) -> str:
    """What happens next, in one sentence."""
    if case.taken_away:
        return _withheld(case, case.taken_away)
    if case.status == "concluded" and case.outcome == "granted":
        return text(f"next.{_way(case)}")
    return text(f"next.{status_code(case.phase, case.outcome)}")


def _way(case: Case) -> str:
    """How a result comes to its holder, as it stands."""
    if case.kept_at:
        return "kept"
    if case.parcels:
        return "came_back" if case.parcels[-1].comes_back else "sent"
    return f"granted_{case.application.delivery}"


def _withheld(case: Case, withheld: Withheld) -> str:
    """Of a certificate out of force before anybody was handed it; one that was sent may arrive all the same."""
    on_its_way = case.parcels and not case.kept_at and not case.parcels[-1].comes_back
    way = "sent" if on_its_way or case.served_at else "kept"
    kind = withheld.how if withheld.how in (SUSPENDED, REPLACED) else "ended"
    return text(f"next.{kind}_{way}", how=text(f"certificate.standing.{withheld.how}"))


def clock(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> Shown | None:
    """The running clock as macros/due.html takes it; None when none runs."""
    running = due(case, definition, calendar)
    return _clock(case, running, definition, calendar, now) if running else None


def own_clock(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> Shown | None:
    """The applicant's own clock where it runs beside the office's: while papers are asked for after acceptance."""
    if case.status != "in_review":
        return None
    running = next(iter(clock_of(case, "applicant", definition, calendar)), None)
    return _clock(case, running, definition, calendar, now) if running else None


def _clock(case: Case, running: Due, definition: Definition, calendar: Calendar, now: datetime) -> Shown:
    seen = explain(case, running, definition, calendar, now)
    return {
        "light": light(seen, definition.rules["lights"], now),
        "days_left": seen.left,
        "unit": text(f"day_unit.{seen.unit}"),
        "on": seen.on,
        "explanation": clock_words.whole(seen),
        "provisional": running.provisional,
        "what": text(f"clock_what.{running.clock}"),
    }
