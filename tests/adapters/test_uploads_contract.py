from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib import wiring
from chalicelib.adapters.uploads import DynamoUploads
from chalicelib.ports import ExistsError, StaleError, Upload, Uploads
from infra.local.resources import table_name
from tests.adapters.stage import Clock, running
from tests.fakes.uploads import FakeUploads

START = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
WAITING = Upload(
    id="u1",
    owner="phone:a",
    draft="d1",
    material="id-card",
    state="waiting",
    code="",
    sha256="",
    version="",
    content_type="",
    size=0,
    created_at="2026-03-03T01:30:00.000000Z",
    expires_at=int((START + timedelta(hours=1)).timestamp()),
)
JUDGED = replace(
    WAITING,
    state="refused",
    code="too_dark",
    sha256="a" * 64,
    version="v1",
    content_type="image/png",
    size=4711,
    expires_at=int((START + timedelta(days=90)).timestamp()),
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("uploads")
    with running(folder):
        yield folder


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture(params=["fake", "dynamodb"])
def uploads(request: pytest.FixtureRequest, clock: Clock) -> Uploads:
    if request.param == "fake":
        return FakeUploads(clock)
    request.getfixturevalue("stage")
    return DynamoUploads(table_name("Uploads"), wiring.client("dynamodb"), clock)


@pytest.fixture
def waiting(request: pytest.FixtureRequest) -> Upload:
    """Under an id of this test only: the table is the module's."""
    return replace(WAITING, id=f"u-{request.node.name}")


def judged(upload: Upload) -> Upload:
    return replace(JUDGED, id=upload.id)


def test_an_upload_waits_and_is_judged_once(uploads: Uploads, waiting: Upload) -> None:
    uploads.add(waiting)
    assert uploads.get(waiting.id) == waiting
    uploads.judge(judged(waiting))
    assert uploads.get(waiting.id) == judged(waiting)
    with pytest.raises(StaleError):
        uploads.judge(replace(judged(waiting), state="accepted", version="v2"))
    assert uploads.get(waiting.id) == judged(waiting)


def test_an_id_is_taken_once(uploads: Uploads, waiting: Upload) -> None:
    uploads.add(waiting)
    with pytest.raises(ExistsError):
        uploads.add(replace(waiting, owner="phone:b"))


def test_what_never_arrived_is_absent_while_a_verdict_lasts(uploads: Uploads, waiting: Upload, clock: Clock) -> None:
    other = replace(waiting, id=f"{waiting.id}-judged")
    uploads.add(waiting)
    uploads.add(other)
    uploads.judge(judged(other))
    clock.at = START + timedelta(hours=1)
    assert uploads.get(waiting.id) is None
    assert uploads.get_many([waiting.id, other.id, "none"]) == {other.id: judged(other)}


def test_many_are_found_together(uploads: Uploads, waiting: Upload) -> None:
    added = [replace(waiting, id=f"{waiting.id}-{number}") for number in range(120)]
    for upload in added:
        uploads.add(upload)
    assert uploads.get_many(upload.id for upload in added) == {upload.id: upload for upload in added}
    assert uploads.get_many([]) == {}
    assert [uploads.get(asked) for asked in ("", "字" * 700)] == [None, None]


def test_an_unknown_upload_cannot_be_judged(uploads: Uploads, waiting: Upload) -> None:
    with pytest.raises(StaleError):
        uploads.judge(judged(waiting))
    assert uploads.get(waiting.id) is None


@pytest.mark.usefixtures("stage")
def test_a_verdict_that_a_replica_has_not_heard_of_is_asked_for(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = DynamoUploads(table_name("Uploads"), wiring.client("dynamodb"), clock)
    late, early, unheard = (replace(WAITING, id=f"u-lag-{number}") for number in range(3))
    for upload in (late, early, unheard):
        uploads.add(upload)
        uploads.judge(judged(upload))
    real, asked = uploads._many, list[set[str]]()

    def lagging(ids: Iterable[str], *, strongly: bool) -> Iterator[Upload]:
        if not strongly:
            return iter([late, judged(early)])
        asked.append(set(ids))
        return real(ids, strongly=True)

    monkeypatch.setattr(uploads, "_many", lagging)
    assert uploads.get_many([late.id, early.id, unheard.id]) == {one.id: judged(one) for one in (late, early, unheard)}
    assert asked == [{late.id, unheard.id}]
