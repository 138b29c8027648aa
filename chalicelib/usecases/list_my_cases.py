"""The cases of an account, newest first; the one just changed is shown as the log has it, though the view may lag."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.reference import reference_of
from chalicelib.domain.rows import Row, agent_queue, summary
from chalicelib.ports import Catalogue, Log, Parties, Views
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.my_case import read_my_case

MOST = 100
"""Cases listed of one party."""


@dataclass(frozen=True)
class ListedCase:
    reference: str
    row: Row


def list_my_cases(
    account: str, after: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, parties: Parties
) -> Sequence[ListedCase]:
    """`after` is matter:seq of the person's own last change, or empty."""
    rows = {
        key.sort: row
        for party in parties_of(account, parties=parties)
        for queue in (agent_queue(party), party)
        for key, row in views.query(queue, limit=MOST, newest_first=True)
    }
    matter, _, seq = after.partition(":")
    if seq.isdecimal() and int(rows.get(matter, {"seq": 0})["seq"]) < int(seq):
        rows.update(_overlay(account, matter, log=log, catalogue=catalogue, calendar=calendar, parties=parties))
    newest = sorted(rows.items(), key=lambda item: str(item[1]["received_at"]), reverse=True)
    return [ListedCase(reference_of(sort), row) for sort, row in newest]


def _overlay(
    account: str, matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, parties: Parties
) -> dict[str, Row]:
    try:
        file = read_my_case(account, matter.partition("-")[2], log=log, catalogue=catalogue, parties=parties)
    except UnknownCaseError:
        return {}
    return {file.case.matter: summary(file.case, file.definition, calendar)}
