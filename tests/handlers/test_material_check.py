"""The function as EventBridge calls it: the sample is S3's own event (userguide, ev-events)."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib import wiring
from chalicelib.adapters.inspector import FileInspector
from chalicelib.ports import Upload
from infra.local.eventbridge import matches
from tests import pictures
from tests.fakes.papers import FakePapers
from tests.fakes.uploads import FakeUploads
from tests.sample import TUESDAY

EVENT = json.loads((Path(__file__).parents[2] / "events" / "s3-object-created.json").read_text())
UPLOAD = EVENT["detail"]["object"]["key"].removeprefix("incoming/")
VERSION = EVENT["detail"]["object"]["version-id"]


@pytest.fixture
def uploads(monkeypatch: pytest.MonkeyPatch) -> FakeUploads:
    """One upload waits, and two versions of its object lie in the bucket: the first is a photo."""
    uploads, papers = FakeUploads(lambda: TUESDAY), FakePapers()
    waiting = Upload(UPLOAD, "phone:a", "d1", "id-card", "waiting", "", "", "", "", 0, "", 2**40)
    uploads.add(waiting)
    papers.incoming = {(UPLOAD, VERSION): pictures.photo(), (UPLOAD, "later"): b"MZ"}
    for name, made in {"uploads": uploads, "papers": papers, "inspector": FileInspector(), "now": TUESDAY}.items():
        monkeypatch.setattr(wiring, name, lambda made=made: made)
    return uploads


def arrived(version: str = VERSION) -> dict[str, Any]:
    detail = EVENT["detail"]
    return {**EVENT, "detail": {**detail, "object": {**detail["object"], "version-id": version}}}


def test_the_rule_fits_what_s3_sends_about_uploads_only() -> None:
    pattern = {**app.OBJECT_CREATED, "detail": {**app.OBJECT_CREATED["detail"], "bucket": {"name": ["local-papers"]}}}
    kept = arrived()
    kept["detail"]["object"]["key"] = "papers/abc"
    assert matches(pattern, EVENT)
    assert not matches(pattern, kept)


def test_the_version_that_the_event_names_is_judged(uploads: FakeUploads) -> None:
    app.material_check(EVENT, None)
    app.material_check(arrived("later"), None)
    judged = uploads.uploads[UPLOAD]
    assert (judged.state, judged.version) == ("accepted", VERSION)


def test_the_log_names_the_verdict_and_nobody(uploads: FakeUploads, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "buqiuren"):
        app.material_check(arrived("later"), None)
    assert uploads.uploads[UPLOAD].code == "executable"
    assert "executable" in caplog.text
    assert "phone:a" not in caplog.text
