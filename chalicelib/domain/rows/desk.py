"""What waits for the officers of a case's unit beside its steps: results to enter, fees to collect, notices that have not
reached the applicant. Each stands in the officers' queue and is shown from a day of its own."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.document.kinds import SERVED_BY_SMS, Document
from chalicelib.domain.interruption import FEE, HEARING, PROCEDURES, SURVEY, Interruption
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import UNLIMITED, common_row
from chalicelib.domain.rows.calls import call_rows
from chalicelib.domain.times import end_of, local_date, stamp

RESULTS: Final = {**dict.fromkeys(PROCEDURES, "procedure"), HEARING: "hearing", SURVEY: "survey", FEE: "fee"}
"""The task that an open interruption makes; what the applicant is to supply is theirs alone."""

NEAR: Final = timedelta(days=3)
"""So long before its planned end the result of a special procedure is asked after."""

PATIENCE: Final = timedelta(days=1)
"""So long a document may find its own way, by the page, before the officer sees to it."""


def desk_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """Of a case of a batch only its own notices whose SMS failed: the rest that waits there is the batch's own line."""
    common = common_row(case, definition, calendar)
    own = {one.id for one in case.documents if not case.application.parent or one.undelivered_at}
    to_call = [one for one in _unserved(case) if one.kind in SERVED_BY_SMS and one.id in own]
    due = {clock.subject: clock.at for clock in clock_of(case, "service", definition, calendar)}
    calls = call_rows(case.matter, to_call, definition, common, due)
    if case.application.parent:
        return calls
    queue = f"{definition.unit}:officer"
    return {
        **calls,
        **{
            RowKey(queue, f"{row['from_on']}#{case.matter}#{row['task']}-{row['subject']}"): {**common, **row}
            for row in (*_surveys(case, definition, calendar), *_results(case), *_to_serve(case, due))
        },
    }


def _results(case: Case) -> Iterator[Row]:
    for one in case.interruptions:
        if one.open and one.kind in RESULTS:
            due_at = stamp(end_of(date.fromisoformat(one.planned_end_on)))
            yield _row(RESULTS[one.kind], one.id, one.since, _from(one), due_at)


def _from(one: Interruption) -> date:
    planned = date.fromisoformat(one.planned_end_on)
    if one.kind == HEARING:
        return planned
    return max(local_date(one.since), planned - NEAR) if one.kind in PROCEDURES else local_date(one.since)


def _surveys(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Row]:
    """Surveys to which nobody has been assigned yet."""
    for clock in clock_of(case, "survey", definition, calendar):
        yield _row("assign_survey", clock.subject, clock.since, local_date(clock.since), clock.at)


def _to_serve(case: Case, due: Mapping[str, str]) -> Iterator[Row]:
    for document in _unserved(case):
        if document.kind not in SERVED_BY_SMS:
            from_on = local_date(document.at) + PATIENCE
            yield _row("serve", document.id, document.at, from_on, due.get(document.id, ""))


def _unserved(case: Case) -> Iterator[Document]:
    """Documents from whose service something runs, as long as it matters."""
    return (one for one in case.documents if not one.served_at and _matters(one, case))


def _matters(document: Document, case: Case) -> bool:
    match document.kind:
        case "fee_notice":
            return bool(case.fee_due and document.id == case.fee_due.id.replace(FEE, "fee_notice"))
        case "correction_notice":
            return document == case.unserved_notice
        case "hearing_right":
            asked = case.hearing and (case.hearing.requested_at or case.hearing.called_on)
            return case.status == "in_review" and not asked
        case _:
            return document.kind == "refusal" and case.status == "concluded"


def _row(task: str, subject: str, since: str, from_on: date, due_at: str) -> dict[str, str | int]:
    own = {"task": task, "subject": subject, "since": since, "from_on": from_on.isoformat()}
    return {**own, **UNLIMITED, "due_at": due_at, "limit_unit": "calendar_days"}
