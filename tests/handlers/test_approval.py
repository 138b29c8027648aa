"""Leaders sign off over real HTTP: links, PIN, device, the list, the decision, and everything that can go wrong."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.commands import Actor, OpenProcedure, Withdraw, WithdrawBranch
from chalicelib.domain.facts import Sealed
from chalicelib.domain.links import LinkKeys, TodoLink, sign
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts import error_text
from chalicelib.usecases.pins import ATTEMPTS, set_pin
from infra.local.server import LocalCloud
from tests.handlers.leader_phone import (
    PINS,
    WRONG,
    Phone,
    aged,
    leaders_of_cloud,
    link_to,
    list_link,
    stored,
)
from tests.leaders import APPLICANT, CHIEF, DIRECTOR, OFFICER
from tests.running_site import running_site

pytestmark = pytest.mark.journey
LARGEST_PAGE = 14_600
FIRE = "s-xfj-2"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("leaders")) as running:
        yield running


@pytest.fixture
def phone(cloud: LocalCloud) -> Phone:
    return Phone(cloud)


def reference(matter: str) -> str:
    return matter.removeprefix("c-")


def test_from_the_link_in_the_sms_to_the_empty_list(phone: Phone, cloud: LocalCloud) -> None:
    """The whole way of a director on a phone that is new: link, PIN, code, list, two decisions."""
    leaders = leaders_of_cloud()
    matters = [leaders.up_to("approve", seed) for seed in ("way 1", "way 2")]
    cloud.drain()
    [told] = [sms for sms in phone.sms("+8619900000028") if "/t/" in sms]
    path = re.findall(r"/t/[\w-]+", told)[0]
    assert "PIN" in phone.get(path).text
    assert phone.post(path, {"pin": ""}).status_code == 422
    assert phone.enter(path, DIRECTOR).url.endswith("/todo")
    assert [reference(matter)[:5] in phone.page for matter in matters] == [True, True]
    first = phone.get(re.findall(r'href="(/todo/\w+/approve)"', phone.page)[0])
    assert APPLICANT in phone.page
    assert "个工作日" in phone.page
    second = phone.decide(first.url.removeprefix(cloud.url), "pass", phrase="同意。", opinion="请抓紧。")
    assert "/approve?after=c-" in second.url
    assert "已同意：" in phone.page
    last = phone.decide(second.url.removeprefix(cloud.url).partition("?")[0], "refuse", reason="不符合办理条件。")
    assert last.url.startswith(f"{cloud.url}/todo?after=c-")
    assert "没有等您签批的办件" in phone.page
    outcomes = {leaders.read(matter).case.outcome for matter in matters}
    assert outcomes == {"granted", "refused"}
    granted = next(matter for matter in matters if leaders.read(matter).case.outcome == "granted")
    opinion = leaders.read(granted).case.decisions[-1].fact.opinion
    assert wiring.dossiers().get(granted, opinion.part).content == {"text": "同意。请抓紧。"}  # type: ignore[union-attr]


def test_opening_a_link_changes_nothing(phone: Phone, cloud: LocalCloud) -> None:
    matter = leaders_of_cloud().up_to("approve", "opened")
    token = link_to(matter, "approve", DIRECTOR)
    expired = aged(token, expires_at=wiring.now() - timedelta(hours=1))
    cloud.drain()
    signed_in = Phone(cloud).as_leader(DIRECTOR)
    before = stored(cloud)
    for visitor in (phone, signed_in):
        for path in (f"/d/{token}", f"/t/{list_link(DIRECTOR)}", f"/d/{expired}", f"/d/{token[:-3]}"):
            visitor.get(path)
            assert visitor.http.head(cloud.url + path, timeout=30).status_code in (200, 303, 404, 410)
    signed_in.get(f"/todo/{reference(matter)}/approve")
    assert stored(cloud) == before


def test_links_that_open_nothing_say_so_and_lead_to_the_list(phone: Phone) -> None:
    token = link_to(leaders_of_cloud().up_to("approve", "forged"), "approve", DIRECTOR)
    foreign = LinkKeys("z", {"z": b"z" * 32})
    forger = LinkKeys("a", {"a": b"f" * 32})
    of_list = TodoLink(DIRECTOR, wiring.now() + timedelta(hours=1))
    bad = {
        f"/d/{token[:15]}": "link_malformed",
        f"/d/{token[:30]}": "link_malformed",
        f"/t/{token}": "link_wrong_purpose",
        f"/d/{list_link(DIRECTOR)}": "link_wrong_purpose",
        f"/t/{sign(of_list, keys=foreign)}": "link_unknown_key",
        f"/t/{sign(of_list, keys=forger)}": "link_forged",
    }
    told = {}
    for path in bad:
        answers = [phone.post(path, {"pin": PINS[DIRECTOR]}), phone.get(path)]
        assert {answer.status_code for answer in answers} == {404}
        assert 'href="/leader"' in phone.page
        told[path] = re.findall(r"代码：(\w+)", phone.page)[0]
    told[f"/d/{token[:30]}"] = "link_malformed"  # cut anywhere, its end may still read as some key
    assert told == bad


def test_five_wrong_pins_lock_and_tell_the_holder(phone: Phone) -> None:
    holder = "s-zjj-3"
    path = f"/t/{list_link(holder)}"
    statuses = [phone.post(path, {"pin": WRONG}).status_code for _ in range(ATTEMPTS)]
    assert statuses == [403] * (ATTEMPTS - 1) + [423]
    assert error_text("pin_locked").title in phone.page
    assert phone.post(path, {"pin": PINS[holder]}).status_code == 423
    assert [sms for sms in phone.sms("+8619900000010") if "锁定" in sms] != []
    set_pin(holder, PINS[holder], parties=wiring.parties(), entropy=wiring.entropy(), key=wiring.pseudonym_key())


def test_an_expired_link_offers_a_new_one_to_the_number_on_file(phone: Phone) -> None:
    matter = leaders_of_cloud().up_to("approve", "expired")
    token = link_to(matter, "approve", DIRECTOR)
    expired = aged(token, expires_at=wiring.now() - timedelta(hours=1))
    assert phone.get(f"/d/{expired}").status_code == 410
    assert phone.post(f"/d/{expired}", {"outcome": "pass", "opinion": "写了一半"}).status_code == 410
    assert "写了一半" in phone.page
    answer = phone.post(f"/d/{expired}/resend", {"phone": "+8619912345678"})
    assert answer.url.endswith("?sent=1")
    assert phone.sms("+8619912345678") == []
    new = re.findall(r"/d/([\w-]+)", phone.sms("+8619900000028")[-1])[0]
    assert phone.post(f"/d/{expired}/resend", {"csrf_token": ""}).status_code == 429
    phone.as_leader(DIRECTOR)
    assert "已经换成新的" in phone.get(f"/d/{token}").text
    assert phone.decide(f"/d/{token}", "pass", command="r" * 26, csrf_token=phone.form_token()).status_code == 409
    assert phone.get(f"/d/{new}").status_code == 200
    assert phone.decide(f"/d/{new}", "pass").url.startswith(phone.cloud.url + "/todo")
    assert leaders_of_cloud().read(matter).case.decisions[-1].fact.via == "link"


def test_a_decided_link_shows_what_was_decided_and_the_same_form_gets_the_first_answer(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("approve", "replayed")
    path = f"/d/{link_to(matter, 'approve', DIRECTOR)}"
    phone.as_leader(DIRECTOR)
    phone.get(path)
    posted = {**phone.fields, "outcome": "pass", "opinion": "同意。"}
    first = phone.post(path, posted, allow_redirects=False)
    again = phone.post(path, {**posted, "outcome": "refuse", "opinion": "改主意了。"}, allow_redirects=False)
    assert first.status_code == again.status_code == 303
    assert f"after={matter}:8" in first.headers["Location"]
    assert f"after={matter}:8" in again.headers["Location"]
    assert phone.get(path).status_code == 200
    assert all(word in phone.page for word in ("这一步已经签批", "熊维国", "同意"))
    other = phone.post(path, {**posted, "command": "o" * 26, "opinion": "不能丢的意见"})
    assert other.status_code == 409
    assert "不能丢的意见" in phone.page
    assert [d.fact.outcome for d in leaders.read(matter).case.decisions if d.fact.step == "approve"] == ["pass"]


def test_a_dossier_that_changed_is_shown_with_what_changed_and_the_opinion_kept(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("fire-opinion", "changed")
    path = f"/todo/{reference(matter)}/fire-opinion"
    phone.as_leader(FIRE).get(path)
    leaders.decide(matter, "defence-opinion", "return", "请核实人防面积。", to="handle")
    leaders.decide(matter, "handle", "pass", "已核实。")
    answer = phone.decide(path, "pass", opinion="消防符合要求")
    assert answer.status_code == 409
    assert all(words in phone.page for words in ("前面的签批意见有变化", "已核实。", "消防符合要求"))
    assert phone.decide(path, "pass", opinion="消防符合要求").status_code == 200
    assert "fire-opinion" in leaders.read(matter).case.passed()


def test_words_survive_the_end_of_the_half_hour(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "half hour")
    path = f"/d/{link_to(matter, 'review', CHIEF)}"
    phone.get(path)
    phone.enter(f"{path}/pin", CHIEF)
    phone.forget_session()
    answer = phone.decide(path, "return", reason="请补充说明后再报。", opinion="请补齐面积", to="handle")
    assert answer.status_code == 401
    assert "您写的意见已经留着" in phone.page
    phone.post(f"{path}/pin", {**phone.fields, "pin": WRONG})
    back = phone.post(f"{path}/pin", {**phone.fields, "pin": PINS[CHIEF]})
    assert back.url == phone.cloud.url + path
    assert "请补齐面积</textarea>" in phone.page
    assert 'value="请补充说明后再报。" checked' in phone.page
    phone.forget_session()
    at_list = f"/todo/{reference(matter)}/review"
    phone.decide(at_list, "pass", opinion="还是同意")
    assert 'value="s-ghj-2"' in phone.page
    back = phone.post("/leader", {**phone.fields, "who": CHIEF, "pin": PINS[CHIEF]})
    assert back.url == phone.cloud.url + at_list
    assert "还是同意</textarea>" in phone.page
    assert leaders.read(matter).case.seq == 6


def test_what_is_missing_is_said_where_it_is_missing(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "missing")
    path = f"/todo/{reference(matter)}/review"
    phone.as_leader(CHIEF).get(path)
    for outcome, sentence in {"return": "reason_required", "refuse": "reason_required", "": "outcome_required"}.items():
        assert phone.decide(path, outcome, opinion="", to="handle").status_code == 422
        assert error_text(sentence).title in phone.page
    assert phone.decide(path, "pass", opinion="长" * 501).status_code == 422
    assert "长" * 501 in phone.page
    assert phone.decide(path, "return", opinion="请核实。", to="approve").status_code == 409
    assert error_text("no_step_to_return_to").title in phone.page
    assert leaders.read(matter).case.seq == 6


def test_nobody_decides_without_the_post_the_form_token_or_the_origin(phone: Phone, cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "stranger")
    path = f"/todo/{reference(matter)}/review"
    stranger = Phone(cloud).as_leader("s-rsj-3")
    assert [stranger.get(path).status_code, stranger.get("/todo/2222222222/review").status_code] == [404, 404]
    mine = Phone(cloud).as_leader(CHIEF)
    mine.get(path)
    assert stranger.post(path, {**mine.fields, "outcome": "pass"}).status_code == 401
    foreign = {"Origin": "https://example.test"}
    assert mine.post(path, {**mine.fields, "outcome": "pass"}, headers=foreign).status_code == 403
    mine.get(path)
    assert mine.post(path, {**mine.fields, "outcome": "pass", "command": "deemed:x"}).status_code == 400
    link = f"/d/{link_to(matter, 'review', CHIEF)}"
    stranger.get(link)
    assert 'name="pin"' in stranger.page
    assert APPLICANT not in stranger.page
    assert stranger.post(link, {**mine.fields, "outcome": "pass"}).status_code == 401
    assert phone.get(path).url.startswith(cloud.url + "/leader?next=")
    assert leaders.read(matter).case.seq == 6


@pytest.mark.parametrize("after", [":5", "c-2222222222:9", f"c-2222222222:{'9' * 50}", "k-1:1", "x", "c-:１"])
def test_a_made_up_address_is_just_the_list(cloud: LocalCloud, after: str) -> None:
    assert Phone(cloud).as_leader("s-rsj-4").get("/todo", params={"after": after}).status_code == 200


def test_a_step_taken_back_by_the_applicant_is_not_signed(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("approve", "withdrawn")
    path = f"/d/{link_to(matter, 'approve', DIRECTOR)}"
    leaders.execute(matter, Withdraw("withdraw", Actor("applicant", "p-applicant")))
    assert "申请人已经撤回申请" in phone.as_leader(DIRECTOR).get(path).text


def test_a_branch_that_is_asked_no_longer_has_nothing_to_sign(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("fire-opinion", "asked-no-longer")
    chief = leaders.actor("s-xfj-2")
    token = link_to(matter, "fire-opinion", chief.id)
    leaders.execute(
        matter, WithdrawBranch("out", leaders.actor(OFFICER), "joint", "fire", Sealed("note#out", "0" * 64))
    )
    phone.as_leader(chief.id)
    for path in (f"/d/{token}", f"/todo/{reference(matter)}/fire-opinion"):
        assert phone.get(path).status_code == 200
        assert "牵头单位不再征求您这里的意见" in phone.page


def test_a_steps_last_day_is_that_of_its_clock(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "stopped")
    path = f"/todo/{reference(matter)}/review"
    before = last_day_told(phone.as_leader(CHIEF).get(path).text)
    until = (wiring.now().astimezone(SHANGHAI) + timedelta(days=20)).date().isoformat()
    opened = OpenProcedure("p", leaders.actor(OFFICER), "testing", "review", until, Sealed("evidence#p", "0" * 64))
    leaders.execute(matter, opened)
    after = last_day_told(phone.get(path).text)
    file = leaders.read(matter)
    (clock,) = (
        one for one in clock_of(file.case, "step", file.definition, wiring.calendar()) if one.subject == "review"
    )
    assert after == f"{clock.on.month}月{clock.on.day}日"
    assert after != before


def last_day_told(page: str) -> str:
    found = re.search(r"最迟(\d+月\d+日)", page)
    assert found
    return found[1]


def test_every_page_is_small_private_and_not_indexed(phone: Phone, cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    papers = {"land": [{"sha256": f"{n:064}", "content_type": "image/jpeg", "size": 9} for n in range(20)]}
    matter = leaders.up_to("approve", "private", papers)
    token = link_to(matter, "approve", DIRECTOR)
    expired = aged(token, expires_at=wiring.now() - timedelta(hours=1))
    signed_in = Phone(cloud).as_leader(DIRECTOR)
    pages = [phone.get(path) for path in ("/leader", f"/d/{token}", f"/d/{expired}", f"/d/{token[:20]}")]
    pages += [signed_in.get(path) for path in ("/todo", f"/d/{token}", f"/todo/{reference(matter)}/approve")]
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert len(gzip.compress(page.content)) <= LARGEST_PAGE
        assert "<script" not in page.text
    assert [page.text.count('name="robots"') for page in pages if page.status_code != 404] == [1] * 6


def test_the_sign_in_page_without_a_link_takes_name_or_number(phone: Phone, cloud: LocalCloud) -> None:
    holder = "s-jtj-3"
    assert phone.post("/leader", {"who": "梁永康", "pin": WRONG, "next": "//evil.test/x"}).status_code == 403
    assert "//evil.test" not in phone.page
    phone.post("/leader", {"who": "梁永康", "pin": PINS[holder], "next": "/todo"})
    assert phone.post("/leader/code", {"code": "000000"}).status_code == 403
    assert phone.post("/leader/code/again", {"csrf_token": ""}).status_code == 429
    assert phone.post("/leader/code", {"code": phone.code_for(holder)}).url == cloud.url + "/todo"
    assert phone.post("/leader/signout", phone.fields).url == cloud.url + "/leader"
    assert phone.get("/todo").url.startswith(cloud.url + "/leader")
    assert phone.get("/leader/code").url == cloud.url + "/leader"
