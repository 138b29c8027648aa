"""The way of a case from receipt to service, for macros/timeline.html: stages, and what held them up. Without opinions."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.domain.case import Case, Correction
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.flow import Branch, Node, Parallel, Step
from chalicelib.domain.interruption import SUPPLEMENT
from chalicelib.pages.case_events import event_of, events, holder
from chalicelib.texts import text

Shown = dict[str, Any]


def timeline(case: Case, definition: Definition, edition: Edition) -> list[Shown]:
    """Every stage; what has ended in the order of time, then what is open, then what is still to come."""
    return [
        {"name": text("stage.received"), "state": "done", "at": case.application.effective_at},
        *(_correction(notice, case) for notice in case.corrections if not _after_acceptance(notice, case)),
        *_acceptance(case, definition, edition),
        *_review(case, definition, edition),
        *_ending(case, definition, edition),
    ]


def _after_acceptance(notice: Correction, case: Case) -> bool:
    return case.interruption(f"{SUPPLEMENT}-{notice.seq}") is not None


def _correction(notice: Correction, case: Case) -> Shown:
    step: Shown = {"name": text("stage.correction"), "state": "done", "at": notice.supplied_at or notice.requested_at}
    if notice.supplied_at:
        return step
    if case.outcome:
        return {**step, "note": text("stage.not_supplied")}
    waiting = {"name": step["name"], "state": "current", "holder": text("holder.you"), "since": notice.requested_at}
    return waiting | ({"note": text("stage.reminded", count=notice.reminded)} if notice.reminded else {})


def _acceptance(case: Case, definition: Definition, edition: Edition) -> Iterator[Shown]:
    step: Shown = {"name": text("stage.accepted"), "state": "waiting"}
    if case.accepted_at:
        step |= {"state": "done", "at": case.accepted_at}
        if case.deemed:
            step["note"] = text("stage.deemed")
    elif case.status == "received":
        step |= {
            "state": "current",
            "holder": holder(edition, definition.unit, "officer"),
            "since": case.received_at,
        }
    elif case.outcome:
        return
    yield step


def _review(case: Case, definition: Definition, edition: Edition) -> list[Shown]:
    """The flow's stages with the events of the whole case between those that are through and those that are not."""
    if not case.accepted_at and case.outcome:
        return []
    nodes = [_node(node, case, definition, edition) for node in case.whole_flow(definition).nodes]
    through = next((place for place, node in enumerate(nodes) if node["state"] not in ("done", "skipped")), len(nodes))
    happened = events(case, edition)
    past = [*_dated(nodes[:through]), *((str(each["at"]), each) for each in happened if each["state"] == "done")]
    ahead = [] if case.outcome else nodes[through:]
    return [
        *(shown for _, shown in sorted(past, key=lambda one: one[0])),
        *(each for each in happened if each["state"] != "done"),
        *ahead,
    ]


def _dated(nodes: Sequence[Shown]) -> Iterator[tuple[str, Shown]]:
    """With the time by which they sort; what was not needed stays behind the stage before it."""
    last = ""
    for node in nodes:
        last = node.get("at", last)
        yield last, node


def _node(node: Node, case: Case, definition: Definition, edition: Edition) -> Shown:
    if isinstance(node, Step):
        return _step(node, node.name, case, edition)
    return _joint(node, case, definition, edition)


def _step(step: Step, name: str, case: Case, edition: Edition) -> Shown:
    if step.id in case.skipped:
        return {"name": name, "state": "skipped", "note": text("stage.not_needed")}
    shown = _progress(step, name, case, edition)
    held = [event_of(one, case, edition) for one in case.interruptions if one.step == step.id]
    return shown | ({"branches": held} if held else {})


def _progress(step: Step, name: str, case: Case, edition: Edition) -> Shown:
    opened = case.opened.get(step.id)
    who = holder(edition, (opened or step).unit, (opened or step).post)
    decision = case.standing().get(step.id)
    if decision is not None:
        return {"name": name, "state": "done", "at": decision.at, "holder": who}
    if opened is None:
        return {"name": name, "state": "waiting"}
    shown = {"name": name, "state": "current", "holder": who, "since": opened.at}
    if any(step.id in earlier.fact.undone for earlier in case.decisions):
        shown["note"] = text("stage.again")
    return shown


def _joint(node: Parallel, case: Case, definition: Definition, edition: Edition) -> Shown:
    """Through when the join rule holds, though branches may then still wait: nobody waits for those any more."""
    running = [one for one in case.flow(definition).parallels() if one.id == node.id]
    joined = bool(running and running[0].joined(case.outcomes()))
    branches = [_branch(branch, case, edition) for branch in node.branches]
    if joined:
        branches = [each if each["state"] in ("done", "skipped") else _unheard(each) for each in branches]
        at = max(each["at"] for each in branches if each["state"] == "done")
        return {"name": node.name, "state": "done", "at": at, "branches": branches}
    states = {branch["state"] for branch in branches}
    state = "skipped" if states == {"skipped"} else "current" if "current" in states else "waiting"
    return {"name": node.name, "state": state, "branches": branches}


def _branch(branch: Branch, case: Case, edition: Edition) -> Shown:
    if branch.id in case.branches_withdrawn:
        return {"name": branch.name, "state": "skipped", "note": text("stage.branch_withdrawn")}
    if branch.id in case.skipped:
        return {"name": branch.name, "state": "skipped", "note": text("stage.not_needed")}
    steps = [_step(step, branch.name, case, edition) for step in branch.steps]
    shown = next((step for step in steps if step["state"] not in ("done", "skipped")), steps[-1])
    if any(added.branch == branch.id for added in case.branches_added):
        shown.setdefault("note", text("stage.branch_added"))
    return shown


def _unheard(branch: Shown) -> Shown:
    return {"name": branch["name"], "state": "skipped", "note": text("stage.join_decided")}


def _ending(case: Case, definition: Definition, edition: Edition) -> Iterator[Shown]:
    if not case.outcome:
        yield {"name": text("stage.concluded"), "state": "waiting"}
        return
    yield {"name": text(f"status.{case.outcome}"), "state": "done", "at": case.concluded_at}
    if case.outcome == "granted":
        yield _service(case, definition, edition)
    elif case.served_at:
        yield {"name": text("stage.decision_served"), "state": "done", "at": case.served_at}


def _service(case: Case, definition: Definition, edition: Edition) -> Shown:
    name = text(f"stage.{case.application.delivery}")
    if case.served_at:
        return {"name": name, "state": "done", "at": case.served_at}
    who = holder(edition, definition.unit, "officer")
    if case.taken_away:
        how = text(f"certificate.standing.{case.taken_away.how}")
        if case.taken_away.for_good:
            return {"name": name, "state": "skipped", "note": text("stage.ended", how=how)}
        note = text("stage.suspended", how=how)
        return {"name": name, "state": "current", "holder": who, "since": case.taken_away.since, "note": note}
    if case.kept_at:
        return {"name": text("stage.pickup"), "state": "current", "holder": who, "since": case.kept_at}
    if case.parcels and not case.parcels[-1].given_back_at:
        parcel = case.parcels[-1]
        return {
            "name": name,
            "state": "current",
            "holder": text("holder.carrier"),
            "since": parcel.dispatched_at,
            "note": text("stage.parcel", waybill=parcel.waybill),
        }
    since = case.parcels[-1].given_back_at if case.parcels else case.concluded_at
    return {"name": name, "state": "current", "holder": who, "since": since}
