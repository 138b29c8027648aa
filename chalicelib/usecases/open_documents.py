"""Service by first opening: the applicant who opens the case's page has the notices and decisions that waited for them."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, OpenDocuments
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.kinds import SERVED_BY_OPENING, is_result
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import BusyError, execute


def open_documents(file: CaseFile, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime) -> CaseFile:
    """The case as it stands after its owner opened it: one commit for all that waited, none where nothing did.

    The caller has made sure that it is the owner (my_case.read_my_case). A race with another opening leaves the
    service to that one, and to the next opening what it did not serve.
    """
    case = file.case
    served = (one for one in case.documents if one.kind in SERVED_BY_OPENING or is_result(one.kind, file.definition))
    waiting = tuple(one.id for one in served if not one.served_at)
    if not waiting:
        return file
    command = OpenDocuments(f"opened:{'+'.join(waiting)}", Actor("applicant", case.application.applicant), waiting)
    with suppress(RefusedError, BusyError):
        execute(case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
    return read_case(case.matter, log=log, catalogue=catalogue)
