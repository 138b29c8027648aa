"""Service by first opening: the applicant or the agent asks to see the notices and decisions that wait for them. Reading the
case's page alone records nothing, for browsers and their helpers read pages ahead that nobody looks at."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, OpenDocuments
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.kinds import SERVED_BY_OPENING, Document, is_result
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import BusyError, execute


def waiting_documents(file: CaseFile) -> Sequence[Document]:
    """What the applicant has not been served yet and an opening would serve."""
    return tuple(
        one
        for one in file.case.documents
        if not one.served_at and (one.kind in SERVED_BY_OPENING or is_result(one.kind, file.definition))
    )


def open_documents(
    file: CaseFile, party: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> CaseFile:
    """The case as it stands after this party opened what waited: one commit for all of it, none where nothing did.

    The caller has made sure that the party is the case's own (my_case.acting_party). A race with another opening leaves
    the service to that one, and to the next opening what it did not serve.
    """
    case, waiting = file.case, tuple(one.id for one in waiting_documents(file))
    if not waiting:
        return file
    command = OpenDocuments(f"opened:{'+'.join(waiting)}", Actor("applicant", party), waiting)
    with suppress(RefusedError, BusyError):
        execute(case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
    return read_case(case.matter, log=log, catalogue=catalogue)
