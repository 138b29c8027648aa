"""Deciding asks at most three reads and three writes of DynamoDB, session, party and link included, however long the
case: counted where botocore sends them, in the threads in which functions run."""

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import botocore.httpsession
import pytest
import requests

from chalicelib import wiring
from chalicelib.adapters import catalogue
from chalicelib.domain.commands import RenewLink
from chalicelib.domain.reference import reference_of
from infra.local.server import LocalCloud
from tests.fakes.log import FakeLog
from tests.handlers.leader_phone import Phone, leaders_of_cloud, link_to
from tests.leaders import CHIEF, DIRECTOR, OFFICER
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
Post = Callable[[], requests.Response]
MOST_READS = MOST_WRITES = 3
READS = {"GetItem", "Query", "BatchGetItem"}
HOLDERS = {"handle": OFFICER, "review": CHIEF, "approve": DIRECTOR}


@dataclass
class Calls:
    """The DynamoDB operations that functions serving HTTP have sent, by name, retries included."""

    sent: list[str] = field(default_factory=list)

    def split(self) -> tuple[list[str], list[str]]:
        return [name for name in self.sent if name in READS], [name for name in self.sent if name not in READS]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("budget")) as running:
        yield running


@pytest.fixture(autouse=True)
def the_edition_was_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warm function: once a minute it asks which edition is current, and that reading is no decision's."""
    monkeypatch.setattr(catalogue, "POINTER_SECONDS", math.inf)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls, send = Calls(), botocore.httpsession.URLLib3Session.send

    def counted(session: Any, request: Any) -> Any:
        target = request.headers.get("X-Amz-Target", b"")
        target = target.decode() if isinstance(target, bytes) else target
        if target.startswith("DynamoDB_") and threading.current_thread().name.startswith("function"):
            calls.sent.append(target.rpartition(".")[2])
        return send(session, request)

    monkeypatch.setattr(botocore.httpsession.URLLib3Session, "send", counted)
    return calls


def long_case(step: str, seed: str, commits: int) -> str:
    """A case at this step whose log has so many commits; links sent anew make it long. It is made in memory and then
    put into the store: each decision on the way reads all commits before it."""
    leaders, stored = leaders_of_cloud(), wiring.log()
    leaders.ports.log = FakeLog()
    matter = leaders.up_to(step, seed)
    for number in range(commits - leaders.read(matter).case.seq):
        leaders.execute(matter, RenewLink(f"renew-{number}", leaders.actor(HOLDERS[step]), step))
    for seq, body in enumerate(leaders.ports.log.read(matter), 1):
        stored.append(matter, seq, body)
    assert leaders_of_cloud().read(matter).case.seq == commits
    return matter


def by_page(cloud: LocalCloud, matter: str, step: str) -> Post:
    return _form(cloud, f"/todo/{reference_of(matter)}/{step}", HOLDERS[step])


def by_link(cloud: LocalCloud, matter: str, step: str) -> Post:
    return _form(cloud, f"/d/{link_to(matter, step, HOLDERS[step])}", HOLDERS[step])


def _form(cloud: LocalCloud, path: str, holder: str) -> Post:
    phone = Phone(cloud).as_leader(holder)
    phone.get(path)
    fields = {**phone.fields, "outcome": "pass", "phrase": "同意。"}
    return lambda: phone.post(path, fields, allow_redirects=False)


def by_program(cloud: LocalCloud, matter: str, step: str) -> Post:
    return _json(cloud, f"/api/cases/{reference_of(matter)}/steps/{step}/decision", matter, step)


def by_program_with_link(cloud: LocalCloud, matter: str, step: str) -> Post:
    return _json(cloud, f"/api/links/{link_to(matter, step, HOLDERS[step])}/decision", matter, step)


def _json(cloud: LocalCloud, path: str, matter: str, step: str) -> Post:
    token = signed_in(HOLDERS[step], "leader").token
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"budget-{matter}"}
    body = {"outcome": "pass", "opinion": "同意。", "shown": leaders_of_cloud().shown(matter, step)}
    return lambda: requests.post(cloud.url + path, json=body, headers=headers, timeout=30)


def at_the_window(cloud: LocalCloud, matter: str, step: str) -> Post:
    session = signed_in(HOLDERS[step], "staff")
    shown = leaders_of_cloud().shown(matter, step)
    form = {
        "then": "decide",
        "command": f"budget{matter}".replace("-", ""),
        "step": step,
        "outcome": "pass",
        "shown": shown,
    }
    form["csrf_token"] = session.form_token
    path, cookies = f"{cloud.url}/window/cases/{reference_of(matter)}", {"staff": session.token}
    return lambda: requests.post(path, form, cookies=cookies, allow_redirects=False, timeout=30)


WAYS = [
    (by_page, "approve"),
    (by_link, "review"),
    (by_program, "review"),
    (by_program_with_link, "approve"),
    (at_the_window, "handle"),
]


@pytest.mark.parametrize("commits", [10, 60])
@pytest.mark.parametrize(("way", "step"), WAYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_decision_stays_within_its_reads_and_writes(
    cloud: LocalCloud, calls: Calls, way: Callable[[LocalCloud, str, str], Post], step: str, *, commits: int
) -> None:
    matter = long_case(step, f"{way.__name__} {commits}", commits)
    post = way(cloud, matter, step)
    wiring.edition()
    calls.sent.clear()
    answer = post()
    assert answer.status_code in (200, 303), answer.text
    assert leaders_of_cloud().read(matter).case.seq == commits + 1
    reads, writes = calls.split()
    assert 0 < len(reads) <= MOST_READS, reads
    assert 0 < len(writes) <= MOST_WRITES, writes
