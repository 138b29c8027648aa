"""The put succeeds and its answer is lost on the way: botocore puts again, and the city knows its own commit."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.reference import case_matter, reference_of
from infra.local.server import LocalCloud, start
from tests.handlers.leader_phone import leaders_of_cloud, link_to
from tests.journeys.lossy_endpoint import Line, lossy_dynamodb
from tests.leaders import CHIEF, OFFICER
from tests.running_site import signed_in
from tests.sample import INSTANT
from tests.walk_ins import FIELDS as TYPED
from tests.walk_ins import ORIGINALS, resident_id

pytestmark = pytest.mark.journey
LOG, NOTICES = "local-CaseLog", "local-Notices"
LOST_THEN_REFUSED = [(200, True), (400, False)]
"""The put itself, and botocore's second try, which meets the first one's item."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lossy")


@pytest.fixture(scope="module")
def line(folder: Path) -> Iterator[Line]:
    with lossy_dynamodb(folder) as line:
        yield line


@pytest.fixture(scope="module")
def cloud(folder: Path, line: Line) -> Iterator[LocalCloud]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL_DYNAMODB", line.url)
        running = start(folder)
        try:
            yield running
        finally:
            running.stop()
            wiring.forget()


def post(cloud: LocalCloud, path: str, body: object, token: str, key: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return requests.post(cloud.url + path, json=body, headers=headers, timeout=60)


def walk_in(cloud: LocalCloud, key: str, phone: str) -> requests.Response:
    form = {
        "item": INSTANT,
        "variant": f"{INSTANT}-1",
        "applicant": {"name": "王小明", "id_number": resident_id("19920202"), "phone": phone},
        "answers": {
            name.removeprefix("answers."): value for name, value in TYPED.items() if name.startswith("answers")
        },
        "delivery": "pickup",
        "originals": list(ORIGINALS),
        "conclusion": {"then": "grant"},
    }
    return post(cloud, "/api/window/cases", form, signed_in("s-jyj-1", "staff").token, key)


def test_a_walk_in_whose_answer_was_lost_is_received_once(cloud: LocalCloud, line: Line) -> None:
    line.lose(LOG)
    answer = walk_in(cloud, "lost-walk-in-0001", "19900005555")
    assert (answer.status_code, answer.json()["repeated"]) == (201, False)
    assert line.puts_into(LOG)[:2] == LOST_THEN_REFUSED
    first = leaders_of_cloud().read(case_matter(answer.json()["reference"])).commits[0]
    assert (first.command, first.hash) == ("lost-walk-in-0001", answer.json()["hash"])


def test_a_decision_whose_answer_was_lost_is_the_leaders_own(cloud: LocalCloud, line: Line) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "lost decision")
    assert cloud.drain()
    path = f"/api/links/{link_to(matter, 'review', CHIEF)}/decision"
    body = {"outcome": "pass", "opinion": "同意。", "shown": leaders.shown(matter, "review")}
    line.lose(LOG)
    answer = post(cloud, path, body, signed_in(CHIEF, "leader").token, "lost-decision-0001")
    assert (answer.status_code, answer.json()["repeated"]) == (200, False)
    assert line.puts_into(LOG) == LOST_THEN_REFUSED
    commits = leaders.read(matter).commits
    assert (commits[-1].command, commits[-1].hash) == ("lost-decision-0001", answer.json()["hash"])
    assert [commit.command for commit in commits].count("lost-decision-0001") == 1


def test_a_lost_race_is_the_other_persons_decision(cloud: LocalCloud, line: Line) -> None:
    """The officer's colleague decides between the officer's reading of the case and the officer's put."""
    leaders = leaders_of_cloud()
    matter = leaders.up_to("handle", "lost race")
    assert cloud.drain()
    path = f"/api/cases/{reference_of(matter)}/steps/handle/decision"
    body = {"outcome": "refuse", "opinion": "不符合规划条件。", "shown": leaders.shown(matter, "handle")}
    other = leaders.actor(OFFICER)
    colleague = type(other)(other.kind, "s-colleague", other.posts)
    line.before_next(LOG, lambda: leaders.decide(matter, "handle", "pass", "同意。", actor=colleague))
    answer = post(cloud, path, body, signed_in(OFFICER, "staff").token, "lost-race-00000001")
    [decision] = leaders.read(matter).case.decisions
    assert decision.actor["id"] == "s-colleague"
    assert (answer.status_code, answer.json()["code"]) == (409, "step_already_decided")
    assert answer.json()["about"] == {"outcome": "pass", "by": "s-colleague", "at": decision.at}
    assert line.puts_into(LOG) == [(200, False), (400, False)]


def nothing_waits(cloud: LocalCloud) -> None:
    """What earlier tests had told of a case's progress has gone out: nobody else puts a notice meanwhile."""
    cloud.advance_to(wiring.now() + timedelta(minutes=5))


def test_a_notice_whose_plan_was_answered_by_nobody_is_sent_once(cloud: LocalCloud, line: Line) -> None:
    nothing_waits(cloud)
    line.lose(NOTICES)
    assert walk_in(cloud, "lost-notice-00001", "19900006666").status_code == 201
    assert cloud.drain()
    assert line.puts_into(NOTICES)[:2] == LOST_THEN_REFUSED
    assert len(cloud.cloud.outbox.messages("+8619900006666")) == 1


def test_a_notice_whose_end_was_answered_by_nobody_is_sent(cloud: LocalCloud, line: Line) -> None:
    nothing_waits(cloud)
    line.lose(NOTICES, 2)
    reference = walk_in(cloud, "lost-end-00000001", "19900007777").json()["reference"]
    assert cloud.drain()
    assert line.puts_into(NOTICES) == [(200, False), *LOST_THEN_REFUSED]
    assert len(cloud.cloud.outbox.messages("+8619900007777")) == 1
    case = leaders_of_cloud().read(case_matter(reference)).case
    [notice] = wiring.notices().of_recipient(f"{case.matter}#{case.application.applicant}")
    assert notice.state == "sent"
