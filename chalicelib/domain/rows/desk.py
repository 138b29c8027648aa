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
from chalicelib.domain.rows import UNLIMITED, Row, RowKey, Rows, common_row
from chalicelib.domain.times import end_of, local_date, stamp

RESULTS: Final = {**dict.fromkeys(PROCEDURES, "procedure"), HEARING: "hearing", SURVEY: "survey", FEE: "fee"}
"""The task that an open interruption makes; what the applicant is to supply is theirs alone."""

NEAR: Final = timedelta(days=3)
"""So long before its planned end the result of a special procedure is asked after."""

PATIENCE: Final = timedelta(days=1)
"""So long a document may find its own way, by the page, before the officer sees to it."""

TELEPHONE: Final[Mapping[str, int]] = {"after_days": 1, "unreached_days": 3}
"""What holds for an edition from before the city's rule `telephone`: calendar days in which the SMS and the page have time
before the officer telephones, and on how many days nobody must have answered before the supervisors see it."""

UNREACHED_QUEUE: Final = "unreached"
"""Notices about which nobody answered the telephone on so many days: they stay with the unit, and supervisors see them."""


def desk_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """None for a case of a batch: what waits there is the batch's own line."""
    if case.application.parent:
        return {}
    common = common_row(case, definition, calendar)
    queue = f"{definition.unit}:officer"
    unreached = {
        RowKey(UNREACHED_QUEUE, f"{row['since']}#{case.matter}#{row['subject']}"): {**common, **row, "post": "officer"}
        for row in _unserved(case, definition, calendar)
        if int(row.get("tried_days", 0)) >= telephone_rule(definition)["unreached_days"]
    }
    return unreached | {
        RowKey(queue, f"{row['from_on']}#{case.matter}#{row['task']}-{row['subject']}"): {**common, **row}
        for row in (*_surveys(case, definition, calendar), *_results(case), *_unserved(case, definition, calendar))
    }


def telephone_rule(definition: Definition) -> Mapping[str, int]:
    """The city's rule of telephoning; an edition from before it keeps what held then."""
    return {**TELEPHONE, **definition.rules.get("telephone", {})}


def is_shown(row: Row, today: date) -> bool:
    """Whether a row is to be listed yet."""
    return str(row.get("from_on", "")) <= today.isoformat()


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


def _unserved(case: Case, definition: Definition, calendar: Calendar) -> Iterator[Row]:
    """Documents from whose service something runs, as long as it matters."""
    due = {clock.subject: clock.at for clock in clock_of(case, "service", definition, calendar)}
    for document in case.documents:
        if document.served_at or not _matters(document, case):
            continue
        due_at = due.get(document.id, "")
        if document.kind not in SERVED_BY_SMS:
            yield _row("serve", document.id, document.at, local_date(document.at) + PATIENCE, due_at)
            continue
        own: dict[str, str | int] = {"unit": definition.unit, "tried_days": len(tried_days(document))}
        yield _row("telephone", document.id, document.at, _telephone_on(document, definition), due_at) | own


def tried_days(document: Document) -> frozenset[date]:
    """The local days on which nobody answered the telephone about it."""
    return frozenset(local_date(call) for call in document.calls)


def _telephone_on(document: Document, definition: Definition) -> date:
    """At once where the SMS failed, else when it has had its time; after a call that nobody answered, the next day."""
    patience = timedelta(days=telephone_rule(definition)["after_days"])
    first = local_date(document.undelivered_at) if document.undelivered_at else local_date(document.at) + patience
    return max(first, *(day + timedelta(days=1) for day in tried_days(document))) if document.calls else first


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
