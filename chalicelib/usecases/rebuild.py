"""Rebuilding the views from the log into an empty place. It tells nobody anything: no message, no certificate."""

from collections.abc import Callable

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.project import project


def rebuild(*, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, done: Callable[[str], None]) -> None:
    """Projects every matter of the log into `views`; `done` hears of each, for a progress display."""
    for matter in log.matters():
        project(matter, log=log, views=views, catalogue=catalogue, calendar=calendar, projected=_tell_nobody)
        done(matter)


def _tell_nobody(before: Case, commit: Commit, after: Case, definition: Definition) -> None:
    """The world has heard of these commits already."""
