"""Every row that a case has in the views, beside its summary and its due row."""

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.patterns import pattern_rows
from chalicelib.domain.row import Rows
from chalicelib.domain.rows import agent_rows, task_rows
from chalicelib.domain.rows.cards import card_rows
from chalicelib.domain.rows.desk import desk_rows
from chalicelib.domain.rows.grants import grant_rows


def case_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """A pure function of the case: worklists, supervision, patterns, what the public may look up. Empty before the receipt."""
    if not case.seq:
        return {}
    return {
        **agent_rows(case, definition, calendar),
        **task_rows(case, definition, calendar),
        **desk_rows(case, definition, calendar),
        **card_rows(case, definition, calendar),
        **pattern_rows(case, definition),
        **grant_rows(case, definition),
    }
