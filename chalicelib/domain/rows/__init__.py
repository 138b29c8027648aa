"""View rows as a function of a case. Rows hold codes and times, never personal data."""

from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import warned
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import due
from chalicelib.domain.due import Due
from chalicelib.domain.flow import Step
from chalicelib.domain.pauses import still_until
from chalicelib.domain.row import Row, RowKey, Rows, agent_queue
from chalicelib.domain.time_rules import FOR_THE_WINDOW, next_instant
from chalicelib.domain.withheld import Withheld

DUE_QUEUE: Final = "due"
ONE_BY_ONE: Final = frozenset({"parcel_back", "parcel_doubt", "withheld", "recall_parcel", "set_aside"})
"""Of a result that does not simply arrive; a batch's case has its own, for the rest may have gone the usual way."""


def summary_key(case: Case) -> RowKey:
    """The applicant's own row of the case, which is also the mark up to which the log has been projected; a batch's case
    stands in the batch's queue instead, so that forty vehicles are one line among the applicant's."""
    return RowKey(case.application.parent or case.application.applicant, _place(case))


def summary(case: Case, definition: Definition, calendar: Calendar) -> Row:
    clock = due(case, definition, calendar)
    return {
        "matter": case.matter,
        "seq": case.seq,
        "head": case.head,
        "item": case.application.item,
        "variant": case.application.variant,
        "edition": case.application.edition,
        "unit": definition.unit,
        "status": case.status,
        "phase": case.phase,
        "outcome": case.outcome,
        "received_at": case.application.effective_at,
        "changed_at": case.recorded_at,
        "due_at": clock.at if clock else "",
    }


def agent_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """What the summary tells, for the agent who acts in the case, where there is one."""
    agent = case.application.agent
    return {RowKey(agent_queue(agent), _place(case)): summary(case, definition, calendar)} if agent else {}


def task_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """One row for each thing that waits for staff: in the queue `unit:post`, or `unit:delivery` for hand-over. What waits
    for the officers in a batch's case is the batch's own line (batch_rows)."""
    common = common_row(case, definition, calendar)
    rows = {key: {**common, **own} for key, own in _tasks(case, definition)}
    if not case.application.parent:
        return rows
    at_the_window = (f"{definition.unit}:officer", f"{definition.unit}:delivery")
    return {key: row for key, row in rows.items() if key.queue not in at_the_window or row["task"] in ONE_BY_ONE}


def common_row(case: Case, definition: Definition, calendar: Calendar) -> Row:
    """What every list shows of a case; `warned` is the colour of the worst card that waits for its unit, or empty."""
    clock = due(case, definition, calendar)
    return {
        "matter": case.matter,
        "item": case.application.item,
        "variant": case.application.variant,
        "edition": case.application.edition,
        "applicant": case.application.applicant,
        "form": case.form.part if case.form else "",
        "received_at": case.application.effective_at,
        "warned": warned(case.cards),
        **(limited(clock, still_until(case, clock, definition, calendar)) if clock else UNLIMITED),
    }


def waits_for(case: Case, step: str) -> str:
    """The kind of what an open step must wait for before anybody decides it; empty where nothing."""
    return next((one.kind for one in case.interruptions if one.open and one.step in ("", step)), "")


def step_place(case: Case, step: str) -> str:
    """The place of an open step in its holder's queue: the longest open first."""
    return f"{case.opened[step].at}#{case.matter}#{step}"


def is_to_do(row: Row) -> bool:
    """Whether the row is a step that can be decided now: what a leader's list shows, and of which leaders are told."""
    return row["task"] == "decide" and not row["waits"]


UNLIMITED: Final[Row] = {"clock": "", "due_at": "", "limit_unit": "", "limit_amount": 0, "still_until": ""}
"""Of a row for which no clock runs."""


def limited(clock: Due, still: str = "") -> Row:
    """What a row knows of its clock, enough for the light: which it is, when it expires, the limit that it counts, and the
    local date through which it stands `still`."""
    unit, amount = clock.explanation["unit"], int(clock.explanation["amount"])
    return {"clock": clock.clock, "due_at": clock.at, "limit_unit": unit, "limit_amount": amount, "still_until": still}


def due_key(case: Case, definition: Definition, calendar: Calendar) -> RowKey | None:
    """The row in the one partition of instants that tells the sweep when to look at this case again."""
    at = next_instant(case, definition, calendar)
    return RowKey(DUE_QUEUE, f"{at}#{case.matter}") if at else None


def due_entry(matter: str) -> Row:
    """What the sweep needs: the matter, from whose log everything else follows."""
    return {"matter": matter}


def by_receipt(received_at: str, matter: str) -> str:
    """The place (a sort) of a matter among those of its party: by its first receipt, which no later commit moves."""
    return f"{received_at}#{matter}"


def _place(case: Case) -> str:
    return by_receipt(case.application.effective_at, case.matter)


def _tasks(case: Case, definition: Definition) -> list[tuple[RowKey, Row]]:
    if case.status == "received":
        key = RowKey(f"{definition.unit}:officer", f"{case.received_at}#{case.matter}#receive")
        return [(key, {"task": "receive", "since": case.received_at})]
    if case.status == "in_review":
        flow = case.flow(definition)
        return [_step_row(case, flow.step(step_id)) for step_id in sorted(case.opened)]
    if case.status == "concluded" and case.outcome == "granted" and (case.certificate or not definition.data["result"]):
        kind = _delivery_task(case)
        if not kind:
            return []
        key = RowKey(f"{definition.unit}:delivery", f"{case.concluded_at}#{case.matter}")
        return [(key, {"task": kind, "since": case.concluded_at, "delivery": case.application.delivery})]
    return []


def _delivery_task(case: Case) -> str:
    """What the window is to do with a result: hand it over, watch its parcel, or see to one that does not arrive; empty once
    one that ended before lies in the file."""
    if case.taken_away:
        return _withheld_task(case, case.taken_away)
    if case.kept_at or not case.parcels:
        return "uncollected" if case.uncollected >= FOR_THE_WINDOW else "hand_over"
    if case.parcels[-1].comes_back:
        return "parcel_back"
    return "parcel_doubt" if case.parcels[-1].open_doubts else "track"


def _withheld_task(case: Case, withheld: Withheld) -> str:
    """What is to do with a certificate out of force: keep it, call its parcel back, or put it into the file."""
    if not withheld.for_good:
        return "withheld"
    if case.parcels and not case.kept_at and not case.parcels[-1].needs_a_person:
        return "recall_parcel"
    return "" if case.set_aside_at else "set_aside"


def _step_row(case: Case, step: Step) -> tuple[RowKey, Row]:
    """The row of a step that waits (`waits`, see waits_for) stays meanwhile, for the step has its holder:
    who gives their steps away finds all of them here."""
    opened = case.opened[step.id]
    key = RowKey(f"{opened.unit}:{opened.post}", step_place(case, step.id))
    row = {"task": "decide", "step": step.id, "step_name": step.name, "since": opened.at, "staff": opened.staff}
    return key, {**row, "waits": waits_for(case, step.id)}
