"""A published calendar reaches the rows of running cases by itself: through the work queue, once the edition is known."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.adapters.city_files import SAMPLE_CITY
from chalicelib.domain import commands as c
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.refresh_rows import SETTLED_SECONDS
from infra.local.server import LocalCloud
from infra.publish import publish_city
from tests import cases
from tests.running_site import running_site

pytestmark = pytest.mark.journey
MATTER = case_matter(derive("calendar published", 0))


def received() -> None:
    of = wiring.edition().definition("XN-GHJ-001", "XN-GHJ-001-1")
    receive = c.Receive("receive", cases.APPLICANT, cases.application(of))
    open_case(MATTER, receive, of, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())


def due() -> tuple[str, Any]:
    """The instant at which the sweep will look at the case, and the one that its worklist row shows."""
    ((key, _),) = wiring.views().query(DUE_QUEUE)
    ((_, row),) = wiring.views().query("GHJ:officer")
    return key.sort.partition("#")[0], row["due_at"]


def publish_a_day_off(folder: Path) -> None:
    """The next working day becomes a holiday."""
    on = wiring.calendar().add_working_days(wiring.now().astimezone(SHANGHAI).date(), 1).on
    path = folder / "calendar" / f"{on.year}.json"
    year = json.loads(path.read_text(encoding="utf-8"))
    published = wiring.now().astimezone(SHANGHAI).date().isoformat()
    change = {"notice": "changed", "published_on": published, "off_days": [on.isoformat()], "make_up_days": []}
    path.write_text(json.dumps({**year, "changes": [*year.get("changes", ()), change]}), encoding="utf-8")
    publish_city()


def after_a_moment(cloud: LocalCloud) -> None:
    cloud.advance_to(wiring.now() + timedelta(seconds=SETTLED_SECONDS + 1))
    assert cloud.drain()


def test_the_due_date_of_a_running_case_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "city"
    shutil.copytree(SAMPLE_CITY, folder)
    monkeypatch.setenv("CITY_DIR", str(folder))
    with running_site(tmp_path / "cloud") as cloud:
        received()
        assert cloud.drain()
        before = due()
        assert before[0] == before[1]
        publish_a_day_off(folder)
        after_a_moment(cloud)
        after = due()
        assert after[0] == after[1]
        assert after[0] > before[0]
