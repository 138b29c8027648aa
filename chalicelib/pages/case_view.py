"""A case as pages show it: one line of where it stands, its timeline, its running clock. Codes become sentences here."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.clocks import due
from chalicelib.domain.explanation import explain
from chalicelib.domain.flow import Node, Step
from chalicelib.domain.lights import light
from chalicelib.pages import clock_words
from chalicelib.texts import text

Shown = dict[str, Any]

STATUS_COLOURS: Mapping[str, str] = {
    "correcting": "yellow",
    "granted": "green",
    "served": "green",
    "refused": "red",
    "declined": "red",
}


def status_code(status: str, outcome: str) -> str:
    """What a case's state is called: a concluded one by its outcome."""
    return outcome if status == "concluded" else status


def status_mark(status: str, outcome: str) -> Shown:
    """{"text", "colour"} of the state's mark."""
    code = status_code(status, outcome)
    return {"text": text(f"status.{code}"), "colour": STATUS_COLOURS.get(code, "")}


def next_sentence(case: Case) -> str:
    """What happens next, in one sentence."""
    if case.status == "concluded" and case.outcome == "granted":
        return text("next.sent" if case.parcels else f"next.granted_{case.application.delivery}")
    return text(f"next.{status_code(case.status, case.outcome)}")


def clock(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> Shown | None:
    """The running clock as macros/due.html takes it; None when none runs."""
    running = due(case, definition, calendar)
    if running is None:
        return None
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


def timeline(case: Case, definition: Definition, edition: Edition) -> list[Shown]:
    """Every stage from receipt to service, for macros/timeline.html; without opinions."""
    return [
        _receipt(case),
        *_corrections(case),
        *_acceptance(case, definition, edition),
        *_review(case, definition, edition),
        *_ending(case, definition, edition),
    ]


def _receipt(case: Case) -> Shown:
    application = case.application
    return {"name": text("stage.received"), "state": "done", "at": application.effective_at}


def _corrections(case: Case) -> Iterator[Shown]:
    for notice in case.corrections:
        step = {"name": text("stage.correction"), "state": "done", "at": notice.supplied_at}
        if not notice.supplied_at:
            step = {
                "name": text("stage.correction"),
                "state": "current" if case.status == "correcting" else "skipped",
                "holder": text("holder.you"),
                "since": notice.requested_at,
            }
        yield step


def _acceptance(case: Case, definition: Definition, edition: Edition) -> Iterator[Shown]:
    step: Shown = {"name": text("stage.accepted"), "state": "waiting"}
    if case.accepted_at:
        step |= {"state": "done", "at": case.accepted_at}
        if case.deemed:
            step["note"] = text("stage.deemed")
    elif case.status == "received":
        holder = _holder(edition, definition.unit, "officer")
        step |= {"state": "current", "holder": holder, "since": case.received_at}
    elif case.outcome:
        return
    yield step


def _review(case: Case, definition: Definition, edition: Edition) -> Iterator[Shown]:
    if case.outcome and not case.accepted_at:
        return
    for node in case.flow(definition).nodes:
        shown = _node(node, case, edition)
        if case.outcome and shown["state"] != "done":
            continue
        yield shown


def _node(node: Node, case: Case, edition: Edition) -> Shown:
    if isinstance(node, Step):
        return _step(node, node.name, case, edition)
    branches = []
    for branch in node.branches:
        steps = [_step(step, branch.name, case, edition) for step in branch.steps]
        branches.append(next((step for step in steps if step["state"] != "done"), steps[-1]))
    states = {branch["state"] for branch in branches}
    state = "done" if states == {"done"} else "current" if "current" in states else "waiting"
    return {"name": node.name, "state": state, "branches": branches}


def _step(step: Step, name: str, case: Case, edition: Edition) -> Shown:
    opened = case.opened.get(step.id)
    holder = _holder(edition, (opened or step).unit, (opened or step).post)
    decision = case.standing().get(step.id)
    if decision is not None:
        return {"name": name, "state": "done", "at": decision.at, "holder": holder}
    if opened is None:
        return {"name": name, "state": "waiting"}
    shown = {"name": name, "state": "current", "holder": holder, "since": opened.at}
    if any(step.id in earlier.fact.undone for earlier in case.decisions):
        shown["note"] = text("stage.again")
    return shown


def _ending(case: Case, definition: Definition, edition: Edition) -> Iterator[Shown]:
    if not case.outcome:
        yield {"name": text("stage.concluded"), "state": "waiting"}
        return
    name = text(f"status.{case.outcome}")
    yield {"name": name, "state": "done", "at": case.concluded_at}
    if case.outcome == "granted":
        yield _service(case, definition, edition)


def _service(case: Case, definition: Definition, edition: Edition) -> Shown:
    name = text(f"stage.{case.application.delivery}")
    if case.served_at:
        return {"name": name, "state": "done", "at": case.served_at}
    if case.parcels:
        parcel = case.parcels[-1]
        note = text("stage.parcel", waybill=parcel.waybill)
        return {
            "name": name,
            "state": "current",
            "holder": text("holder.carrier"),
            "since": parcel.dispatched_at,
            "note": note,
        }
    holder = _holder(edition, definition.unit, "officer")
    return {"name": name, "state": "current", "holder": holder, "since": case.concluded_at}


def _holder(edition: Edition, unit: str, post: str) -> str:
    posts = {entry["code"]: entry["name"] for entry in edition.data["posts"]}
    return text("holder.post", unit=edition.unit(unit)["short_name"], post=posts.get(post, ""))
