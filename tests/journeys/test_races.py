"""Many at once on one thing, over real HTTP: exactly one effect, and everybody else is told the truth."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import StepDecided
from chalicelib.domain.fold import evolve
from chalicelib.domain.reference import case_matter, reference_of
from chalicelib.domain.times import stamp
from chalicelib.ports import Upload
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.identify import account_of
from infra.local.server import LocalCloud
from tests.applying import FIELDS
from tests.handlers.leader_phone import leaders_of_cloud, link_to
from tests.leaders import BRANCHES, CHIEF
from tests.running_site import begun_draft, running_site, signed_in
from tests.sample import INSTANT
from tests.walk_ins import ORIGINALS, resident_id

pytestmark = pytest.mark.journey
THREADS = 16
OUTCOMES: tuple[dict[str, str], ...] = (
    {"outcome": "pass"},
    {"outcome": "refuse", "opinion": "不符合规划条件。"},
    {"outcome": "return", "to": "handle", "opinion": "请补充说明。"},
)
Post = Callable[[int], requests.Response]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("races")) as running:
        yield running


def at_once(post: Post, threads: int = THREADS) -> list[requests.Response]:
    """The answers in the order of the numbers."""
    start = Barrier(threads)

    def one(number: int) -> requests.Response:
        start.wait()
        return post(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def sender(cloud: LocalCloud, path: str, token: str, *, key: str = "") -> Callable[[Any], requests.Response]:
    """Posts JSON; without a key every call is a command of its own."""

    def send(body: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid.uuid4())}
        return requests.post(cloud.url + path, json=body, headers=headers, timeout=30)

    return send


def commits_of(matter: str) -> tuple[Commit, ...]:
    return leaders_of_cloud().read(matter).commits


def decisions_on(matter: str, step: str) -> list[tuple[Commit, StepDecided]]:
    facts = [(commit, fact) for commit in commits_of(matter) for fact in commit.facts]
    return [(commit, fact) for commit, fact in facts if isinstance(fact, StepDecided) and fact.step == step]


def check_one_decision(matter: str, step: str, answers: list[requests.Response], by: Mapping[str, str]) -> None:
    """`by` is how each possible decider is told to the others, by staff id."""
    [(commit, fact)] = decisions_on(matter, step)
    [won] = [answer.json() for answer in answers if answer.ok]
    assert (won["seq"], won["hash"], won["repeated"]) == (commit.seq, commit.hash, False)
    assert (won["outcome"], won["at"]) == (fact.outcome, fact.effective_at)
    lost = [answer for answer in answers if not answer.ok]
    truth = {"outcome": fact.outcome, "by": by[commit.actor["id"]], "at": fact.effective_at}
    for answer in lost:
        told = answer.json()
        assert (answer.status_code, told["code"]) == (409, "step_already_decided")
        assert {name: told["about"][name] for name in truth} == truth


def test_one_leader_decides_one_step_from_sixteen_tabs(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "sixteen tabs")
    send = sender(cloud, f"/api/cases/{reference_of(matter)}/steps/review/decision", signed_in(CHIEF, "leader").token)
    shown = leaders.shown(matter, "review")
    answers = at_once(lambda number: send({**OUTCOMES[number % 2], "shown": shown}))
    check_one_decision(matter, "review", answers, {CHIEF: CHIEF})


def test_sixteen_holders_of_a_post_decide_one_step_by_their_links(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "sixteen holders")
    shown = leaders.shown(matter, "review")
    posts = [{"unit": "GHJ", "post": "chief"}]
    chiefs = {f"s-race-{number}": f"同事{number}" for number in range(THREADS)}
    people = [{"id": staff, "name": name, "phone": "19900008888", "posts": posts} for staff, name in chiefs.items()]
    enrol_staff(people, parties=wiring.parties())
    senders = [
        sender(cloud, f"/api/links/{link_to(matter, 'review', staff)}/decision", signed_in(staff, "leader").token)
        for staff in chiefs
    ]
    answers = at_once(lambda number: senders[number]({**OUTCOMES[number % 2], "shown": shown}))
    check_one_decision(matter, "review", answers, chiefs)


def test_a_decision_that_returns_the_case_closes_the_step_for_the_others(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "sixteen returns")
    before = len(commits_of(matter))
    token = link_to(matter, "review", CHIEF)
    send = sender(cloud, f"/api/links/{token}/decision", signed_in(CHIEF, "leader").token)
    answers = at_once(lambda _: send({**OUTCOMES[2], "shown": leaders.shown(matter, "review")}))
    assert [answer.status_code for answer in answers].count(200) == 1
    told = {answer.json()["code"] for answer in answers if not answer.ok}
    # Who comes while the decision is made finds the step closed; who comes after it is told what was decided.
    assert told <= {"step_not_open", "link_replaced", "step_already_decided"}
    assert len(commits_of(matter)) == before + 1


def test_one_decision_sent_sixteen_times_is_one(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "one key")
    send = sender(
        cloud,
        f"/api/links/{link_to(matter, 'review', CHIEF)}/decision",
        signed_in(CHIEF, "leader").token,
        key="one-decision-one-key",
    )
    shown = leaders.shown(matter, "review")
    answers = at_once(lambda _: send({"outcome": "pass", "opinion": "同意。", "shown": shown}))
    assert {answer.status_code for answer in answers} == {200}
    [(commit, _)] = decisions_on(matter, "review")
    assert {(answer.json()["seq"], answer.json()["hash"]) for answer in answers} == {(commit.seq, commit.hash)}
    assert [answer.json()["repeated"] for answer in answers].count(False) == 1


def test_one_walk_in_form_posted_sixteen_times_is_one_case(cloud: LocalCloud) -> None:
    before = len(set(wiring.log().matters()))
    send = sender(cloud, "/api/window/cases", signed_in("s-jyj-1", "staff").token, key="one-form-one-nonce")
    form = {
        "item": INSTANT,
        "variant": f"{INSTANT}-1",
        "applicant": {"name": "王小明", "id_number": resident_id("19910101"), "phone": "19900004321"},
        "answers": {
            name.removeprefix("answers."): value for name, value in FIELDS.items() if name.startswith("answers")
        },
        "delivery": "pickup",
        "originals": list(ORIGINALS),
        "conclusion": {"then": "accept"},
    }
    answers = at_once(lambda _: send(form))
    assert {answer.status_code for answer in answers} == {201}
    [(reference, seq, digest)] = {
        tuple(answer.json()[name] for name in ("reference", "seq", "hash")) for answer in answers
    }
    [commit] = commits_of(case_matter(reference))
    assert (commit.seq, commit.hash) == (seq, digest)
    assert [answer.json()["repeated"] for answer in answers].count(False) == 1
    assert len(set(wiring.log().matters())) == before + 1


def test_one_draft_submitted_sixteen_times_is_one_case(cloud: LocalCloud) -> None:
    phone = "+8619900000777"
    account = account_of(phone, key=wiring.pseudonym_key())
    draft = begun_draft(account, INSTANT)
    wiring.drafts().save(draft.id, FIELDS, saved_at=stamp(wiring.now()))
    for material in wiring.edition().definition(draft.item, draft.variant).materials:
        if material.required == "always" and not material.shared:
            attach_accepted(draft.id, account, material.code)
    citizen = signed_in(account, phone=phone)
    send = sender(cloud, "/api/cases", citizen.token)
    answers = at_once(lambda _: send({"draft": draft.id}))
    assert {answer.status_code for answer in answers} == {201}
    [reference] = {answer.json()["reference"] for answer in answers}
    [commit] = commits_of(case_matter(reference))
    assert commit.command == draft.id
    assert cloud.drain()
    headers = {"Authorization": f"Bearer {citizen.token}"}
    listed = requests.get(f"{cloud.url}/api/cases", headers=headers, timeout=30).json()["cases"]
    assert [case["reference"] for case in listed] == [reference]


@pytest.mark.parametrize("attempt", range(4))
def test_three_branches_decided_at_once_join_once(cloud: LocalCloud, attempt: int) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("fire-opinion", f"join {attempt}")
    before = len(commits_of(matter))
    steps = list(BRANCHES)
    senders = [
        sender(
            cloud,
            f"/api/cases/{reference_of(matter)}/steps/{step}/decision",
            signed_in(BRANCHES[step], "leader").token,
        )
        for step in steps
    ]
    shown = [leaders.shown(matter, step) for step in steps]
    answers = at_once(lambda number: senders[number]({"outcome": "pass", "shown": shown[number]}), len(steps))
    assert [answer.status_code for answer in answers] == [200] * 3
    file = leaders.read(matter)
    assert len(file.commits) == before + 3
    assert sorted(answer.json()["seq"] for answer in answers) == [before + 1, before + 2, before + 3]
    states = [Case(matter=matter)]
    for commit in file.commits:
        states.append(evolve(states[-1], commit, file.definition))
    opened = [after.seq for now, after in pairwise(states) if after.opened.keys() - now.opened.keys() == {"review"}]
    assert opened == [before + 3]
    assert set(file.case.opened) == {"review"}
    [last] = [answer.json() for answer in answers if answer.json()["seq"] == before + 3]
    assert last["hash"] == file.case.head


def attach_accepted(draft: str, owner: str, material: str) -> None:
    """A page that has its verdict."""
    upload_id, until = wiring.entropy().token(), int(wiring.now().timestamp()) + 3600
    figures: dict[str, Any] = {"sha256": "a" * 64, "version": "1", "content_type": "image/jpeg", "size": 9}
    upload = Upload(
        upload_id, owner, draft, material, "accepted", "", created_at=stamp(wiring.now()), expires_at=until, **figures
    )
    wiring.uploads().add(upload)
    wiring.drafts().attach(draft, material, upload_id)
