"""The nightly check's second half: what a reader of the stream has missed is told as an alarm and done."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib import wiring
from chalicelib.domain.row import Rows
from chalicelib.handlers.notify import notify_hint, rehearse_hint, sender
from chalicelib.handlers.project import project_hint
from chalicelib.handlers.stream import Hint, newest
from chalicelib.ports import Log, Task, Views
from chalicelib.usecases.check_counts import mend_counts, recent_counts
from chalicelib.usecases.expect import Expected, ExpectedViews, unmet
from chalicelib.usecases.hinted_log import ReadOnceLog
from chalicelib.usecases.project import project
from chalicelib.usecases.rehearse import (
    ReadOnlyGuards,
    ReadOnlyNotices,
    ReadOnlyViews,
    heal,
    rehearsing,
)
from chalicelib.usecases.tell_leaders import Lists

LOG = logging.getLogger("buqiuren")


def check(body: Mapping[str, Any]) -> None:
    """Safe to repeat: what has been healed is not missing any more. A commit that cannot be checked becomes tasks of its own,
    so that it takes none of the others along."""
    hints = sorted((Hint(matter, int(seq)) for matter, seq in body["hints"]), key=lambda hint: hint.matter)
    last = newest(hints)
    doubtful = _doubtful(hints, last)
    different = sum(_checked(hint, ReadOnceLog(wiring.log(), {hint.matter: last[hint.matter]})) for hint in doubtful)
    LOG.info("checked %s commits, %s different", len(hints), different)


def _doubtful(hints: Sequence[Hint], last: Mapping[str, int]) -> Sequence[Hint]:
    """Those of which not all stands that was expected, by one look at all of it from replicas: one by one they are looked at
    again before anybody is told."""
    expecting = _Expecting(ReadOnceLog(wiring.log(), last))
    expected = [expecting.of(hint) for hint in hints]
    return [hints[number] for number in unmet(expected, views=wiring.views(), notices=wiring.notices())]


class _Expecting:
    """What is expected of commits by a log and lists that are read once for all of them."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._sender = sender(lambda: False)
        self._known = Lists(log, wiring.views(), ReadOnlyGuards(wiring.guards()))

    def of(self, hint: Hint) -> Expected | None:
        try:
            return self._found(hint)
        except Exception:  # noqa: BLE001 - who looks again tells it
            return None

    def _found(self, hint: Hint) -> Expected:
        expected = Expected()
        if _is_newest(hint, self._log):
            _project_into(ExpectedViews(wiring.views(), hint.seq, expected), hint, self._log)
            expected.rows |= self._counts(hint)
        notices = ReadOnlyNotices(wiring.notices())
        rehearse_hint(hint, self._known, log=self._log, sender=rehearsing(self._sender, notices))
        expected.notices = notices.planned
        return expected

    def _counts(self, hint: Hint) -> Rows:
        catalogue, calendar = wiring.catalogue(), wiring.calendar()
        return recent_counts(hint.matter, hint.seq, log=self._log, catalogue=catalogue, calendar=calendar)


def _checked(hint: Hint, log: Log) -> bool:
    try:
        return check_hint(hint, log)
    except Exception:
        LOG.exception("%s seq %s could not be checked", hint.matter, hint.seq)
        return _redone(hint)


def _redone(hint: Hint) -> bool:
    for reader in ("project", "notify"):
        redo = {"kind": "redo", "reader": reader, "matter": hint.matter, "seq": hint.seq}
        wiring.work_queue().put(Task(redo))
    return True


def check_hint(hint: Hint, log: Log) -> bool:
    """Whether anything was missing for this commit; it is done by then."""
    missing = _what_stands(hint, log) if _is_newest(hint, log) else []
    missing += heal(_notices_missing(hint, log), _notify, hint.matter, hint.seq)
    for one in missing:
        LOG.error("ALARM missing for %s seq %s, done now: %s", hint.matter, hint.seq, one)
    return bool(missing)


def _is_newest(hint: Hint, log: Log) -> bool:
    """A newer commit may be in the reader's hands; rows and counts are the matter's, so that one's own check does them."""
    return log.get(hint.matter, hint.seq + 1) is None


def _what_stands(hint: Hint, log: Log) -> list[str]:
    missing = [*heal(_rows_missing(hint, log), _project, hint.matter, hint.seq)]
    return missing + mend_counts(
        hint.matter,
        hint.seq,
        log=log,
        now=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
    )


def _rows_missing(hint: Hint, log: Log) -> list[str]:
    views = ReadOnlyViews(wiring.views())
    _project_into(views, hint, log)
    return views.missing


def _project_into(views: Views, hint: Hint, log: Log) -> None:
    """Only looks: nothing is handed on."""
    project(
        hint.matter,
        log=log,
        views=views,
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        projected=lambda *_: None,
    )


def _notices_missing(hint: Hint, log: Log) -> list[str]:
    notices = ReadOnlyNotices(wiring.notices())
    known = Lists(wiring.log(), wiring.views(), ReadOnlyGuards(wiring.guards()))
    rehearse_hint(hint, known, log=log, sender=rehearsing(sender(lambda: False), notices))
    return notices.missing()


def _project(matter: str, seq: int) -> None:
    project_hint(Hint(matter, seq))


def _notify(matter: str, seq: int) -> None:
    notify_hint(Hint(matter, seq))
