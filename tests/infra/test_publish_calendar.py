"""Publishing a city whose calendar has changed asks for due dates to be written anew; publishing any other does not."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import settings, wiring
from chalicelib.adapters.city_files import SAMPLE_CITY
from infra.publish import publish_city
from tests.adapters.stage import running


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A city's own folder, on a stage where nothing has been published."""
    folder, stage = tmp_path / "city", tmp_path / "cloud"
    stage.mkdir()
    shutil.copytree(SAMPLE_CITY, folder)
    monkeypatch.setenv("CITY_DIR", str(folder))
    with running(stage):
        wiring.forget()
        yield folder
    wiring.forget()


def tasks() -> int:
    """Messages that wait for their delay to pass."""
    name = "ApproximateNumberOfMessagesDelayed"
    address = settings.value("QUEUE_WORK_URL")
    answer = wiring.client("sqs").get_queue_attributes(QueueUrl=address, AttributeNames=[name])
    return int(answer["Attributes"][name])


def test_due_dates_follow_a_published_calendar(city: Path) -> None:
    publish_city()
    assert tasks() == 0, "the first edition has no case before it"
    names = city / "city.json"
    names.write_text(names.read_text(encoding="utf-8").replace("0715-0000000", "0715-1111111"), encoding="utf-8")
    publish_city()
    assert tasks() == 0, "another telephone moves no due date"
    year = city / "calendar" / "2026.json"
    data = json.loads(year.read_text(encoding="utf-8"))
    change = {"notice": "changed", "published_on": "2026-03-02", "off_days": ["2026-03-12"], "make_up_days": []}
    year.write_text(json.dumps({**data, "changes": [*data.get("changes", []), change]}), encoding="utf-8")
    publish_city()
    assert tasks() == 2
    publish_city()
    assert tasks() == 2
