"""What the stream dropped is found from the log's own stream, told and done; after that nothing is missing."""

import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.dossier import Part
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import stamp
from chalicelib.handlers import nightly, work_checks
from chalicelib.handlers.notify import notify_hint
from chalicelib.handlers.project import project_hint
from chalicelib.handlers.stream import Hint
from chalicelib.usecases.check_day import SETTLING, hand_out_day, settled_commits
from chalicelib.usecases.execute import execute, open_case
from infra.local.roles import acting
from tests import cases
from tests.fakes.queue import FakeQueue
from tests.running_site import running_site
from tests.sending import PHONE

pytestmark = pytest.mark.journey
MATTER = case_matter(derive("nightly", 0))


def received() -> None:
    of = wiring.edition().definition("XN-GHJ-001", "XN-GHJ-001-1")
    wiring.dossiers().put(Part(MATTER, cases.FORM.part, "salt", {"applicant": {"phone": PHONE}}))
    receive = c.Receive("receive", cases.APPLICANT, cases.application(of))
    open_case(MATTER, receive, of, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())


def alarms(caplog: pytest.LogCaptureFixture) -> int:
    return sum("ALARM missing" in record.getMessage() for record in caplog.records)


def test_what_the_readers_missed_is_done_and_then_nothing_is_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_site(tmp_path / "cloud") as cloud:
        cloud.drain()
        monkeypatch.setattr("chalicelib.handlers.project.handle", lambda _: None)
        monkeypatch.setattr("chalicelib.handlers.notify.handle", lambda _: None)
        received()
        cloud.drain()
        assert wiring.views().query("GHJ:officer") == []
        queue, now = FakeQueue(), wiring.now()
        stream = wiring.log_stream()
        assert settled_commits(since="", stream=stream, now=now) == [], "it may be in its readers' hands"
        later = now + 2 * SETTLING
        settled = settled_commits(since="", stream=stream, now=later)
        assert [(one.matter, one.seq) for one in settled] == [(MATTER, 1)]
        assert settled_commits(since=stamp(now), stream=stream, now=later) == settled, (
            "the last check may have missed it"
        )
        assert settled_commits(since=stamp(later), stream=stream, now=later) == [], "the last check has seen it"
        hand_out_day(settled, queue=queue)
        (task,) = queue.tasks
        with caplog.at_level(logging.INFO):
            work_checks.check(task.body)
            assert alarms(caplog) > 1, "rows and a notice"
            caplog.clear()
            work_checks.check(task.body)
            with acting("nightly"):
                nightly.handle(None)
        assert wiring.tallies().checked_until() > stamp(now - 2 * SETTLING), "the next night goes on from here"
        assert alarms(caplog) == 0
        assert len(wiring.views().query("GHJ:officer")) == 1
        assert len(wiring.notices().of_recipient(f"{MATTER}#{cases.APPLICANT.id}")) == 1


def test_rows_are_checked_by_the_newest_commit_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be in its reader's hands while an older one is checked: that is no alarm."""
    with running_site(tmp_path / "cloud") as cloud:
        received()
        cloud.drain()
        monkeypatch.setattr("chalicelib.handlers.project.handle", lambda _: None)
        withdraw = c.Withdraw("withdraw", cases.APPLICANT)
        ports = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
        execute(MATTER, withdraw, **ports, now=wiring.now())
        cloud.drain()
        work_checks.check({"hints": [[MATTER, 1]]})
        assert alarms(caplog) == 0
        work_checks.check({"hints": [[MATTER, 2]]})
        assert alarms(caplog) > 0


def test_a_check_of_what_was_followed_writes_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    operations = Counter[str]()

    def asked(model: Any, **_: Any) -> None:
        operations.update([model.name])

    with running_site(tmp_path / "cloud") as cloud:
        received()
        cloud.drain()
        project_hint(Hint(MATTER, 1))
        notify_hint(Hint(MATTER, 1))
        wiring.edition()
        wiring.client("dynamodb").meta.events.register("before-parameter-build.dynamodb", asked)
        with acting("work"):
            work_checks.check({"hints": [[MATTER, 1]]})
        assert alarms(caplog) == 0
        assert operations == {"Query": 1, "BatchGetItem": 2}, "its log, its rows, its notices"
