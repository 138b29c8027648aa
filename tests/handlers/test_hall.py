"""The citizen's hall over real HTTP: pages, statuses and sentences, sign-in, an application from guide to withdrawal."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from chalicelib import wiring
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import by_receipt, summary
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.own_rows import LISTED
from infra.local.server import LocalCloud
from tests.handlers.hall import FORM, INSTANT, PATIENCE, VARIANT, Citizen, check_page, running_hall, words


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def zhang(cloud: LocalCloud) -> Citizen:
    """Signed in, with one case submitted in the course of the module."""
    return Citizen(cloud).sign_in()


@pytest.fixture(scope="module")
def reference(zhang: Citizen) -> str:
    return zhang.submit(zhang.complete())


@pytest.fixture
def guest(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "您要办什么事"),
        ("/items", "全部事项"),
        ("/items?zone=construction", "施工图审查"),
        ("/items?q=jszg", "教师资格证认定"),
        ("/items?q=教师", "教师资格证认定"),
        ("/items?q=没有的事", "没有找到“没有的事”"),
        ("/items?q=没有的事", "请打电话"),
        ("/items?q=没有的事&zone=construction", "去掉条件"),
        ("/items?zone=general&kind=person", "综合"),
        ("/items?zone=nowhere", "全部事项"),
        ("/items?theme=housing", "住房"),
        ("/items?q=%E8%AF%81", "第1页，共"),
        ("/items?zone=general&page=2", "第2页，共"),
        ("/items?q=%E5%BC%80%E9%A5%AD%E5%BA%97", "餐饮服务许可"),
        ("/items?unit=JYJ&page=99", "教师资格证认定"),
        ("/items?unit=JYJ&page=-1", "教师资格证认定"),
        ("/query", "办件查询"),
        ("/signin", "用手机号登录"),
    ],
)
def test_public_pages(guest: Citizen, path: str, says: str) -> None:
    answer = guest.get(path)
    check_page(answer)
    assert says in words(answer)


def test_every_guide_is_whole_and_small(guest: Citizen) -> None:
    first = {item["unit"]: item for item in reversed(list(wiring.edition().items()))}
    for item in first.values():
        for variant in item["variants"]:
            answer = guest.get(f"/items/{item['code']}?variant={variant['code']}")
            check_page(answer)
            said = words(answer)
            assert item["name"] in said
            assert item["telephone"] in said
            for heading in ("承诺时限", "法定时限", "谁可以办", "要准备的材料", "收费", "怎么办", "法律依据"):
                assert heading in said
            assert "马上办理" in said


def test_what_could_not_be_verified_is_marked(guest: Citizen) -> None:
    window = re.search(r"<dt>窗口</dt><dd>(.*?)</dd>", guest.get(f"/items/{INSTANT}").text, re.DOTALL)
    assert window
    assert "示例" in window[1]


def test_scripts_are_kept_for_a_year_under_their_fingerprint(guest: Citizen) -> None:
    assert guest.get("/assets/draft.00000000.js").status_code == 404
    assert guest.get("/assets/passwd").status_code == 404


@pytest.mark.parametrize("path", ["/items/NONE", "/nothing-here-at-all"])
def test_what_is_not_there_is_404(guest: Citizen, path: str) -> None:
    assert guest.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/mine", f"/items/{INSTANT}/apply?variant={VARIANT}", "/cases/2222222222"])
def test_own_pages_lead_to_the_sign_in_and_back(guest: Citizen, path: str) -> None:
    answer = guest.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/signin?next=/")
    guest.post("/signin", {"phone": guest.phone, "next": path}, page="/signin")
    done = guest.post("/signin/code", {"code": guest.code()}, page="/signin/code")
    assert done.headers["Location"] == path


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_signing_in_never_leads_to_another_site(guest: Citizen, elsewhere: str) -> None:
    guest.post("/signin", {"phone": guest.phone, "next": elsewhere}, page="/signin")
    assert guest.post("/signin/code", {"code": guest.code()}).headers["Location"] == "/mine"


def test_the_code_page_survives_a_reload_and_tells_what_is_wrong(guest: Citizen) -> None:
    guest.post("/signin", {"phone": guest.phone}, page="/signin")
    for _ in range(2):
        check_page(guest.get("/signin/code"))
    wrong = guest.post("/signin/code", {"code": "x"})
    check_page(wrong, 422)
    assert "验证码不对" in words(wrong)
    again = guest.post("/signin/again")
    check_page(again, 429)
    assert "操作太频繁" in words(again)


@pytest.mark.parametrize("phone", ["", "123", "29900000000", "ａｂｃ"])
def test_a_wrong_number_gets_its_sentence_and_stays_typed(guest: Citizen, phone: str) -> None:
    answer = guest.post("/signin", {"phone": phone}, page="/signin")
    check_page(answer, 422)
    assert f'value="{phone}"' in answer.text


def test_a_post_from_another_site_is_refused(guest: Citizen) -> None:
    answer = guest.web.post(
        f"{guest.cloud.url}/signin",
        data={"phone": guest.phone},
        headers={"Origin": "https://evil.example"},
        timeout=PATIENCE,
    )
    assert answer.status_code == 403


def test_a_new_device_of_an_applicant_is_asked_for_the_last_four(zhang: Citizen, reference: str) -> None:
    device = Citizen(zhang.cloud, phone="19900099999")
    first = Citizen(zhang.cloud, phone="19900099999").sign_in()
    first.submit(first.complete())
    zhang.cloud.drain()
    zhang.cloud.advance_to(zhang.cloud.clock.now() + timedelta(minutes=2))
    device.post("/signin", {"phone": device.phone}, page="/signin")
    asked = device.post("/signin/code", {"code": device.code()})
    assert asked.headers["Location"] == "/signin/four"
    check_page(device.get("/signin/four"))
    wrong = device.post("/signin/four", {"four": "0000"})
    check_page(wrong, 422)
    assert "对不上" in words(wrong)
    assert device.post("/signin/four", {"four": "0006"}).headers["Location"] == "/mine"
    assert reference


def test_an_application_step_by_step(zhang: Citizen) -> None:
    check_page(zhang.get(f"/items/{INSTANT}/apply"))
    unchosen = zhang.post("/drafts", {"item": INSTANT, "variant": ""})
    check_page(unchosen, 422)
    draft = zhang.begin()
    check_page(zhang.get(f"/drafts/{draft}"))
    wrong = zhang.post(f"/drafts/{draft}", {**FORM, "id_number": "420101199003070001", "name": ""})
    check_page(wrong, 422)
    assert "可能填错了其中一位" in words(wrong)
    assert 'value="420101199003070001"' in wrong.text
    early = zhang.get(f"/drafts/{draft}/confirm")
    check_page(early, 422)
    zhang.post(f"/drafts/{draft}", FORM)
    check_page(zhang.get(f"/drafts/{draft}/materials"))
    missing = zhang.post(f"/drafts/{draft}/materials")
    check_page(missing, 422)
    assert "这份材料还没有上传" in words(missing)
    check_page(zhang.post(f"/drafts/{draft}/submit"), 422)
    assert "教师资格证认定" in words(zhang.get("/mine"))


def test_more_cases_than_one_page_holds_are_on_the_next(cloud: LocalCloud) -> None:
    li = Citizen(cloud).sign_in()
    reference = li.submit(li.complete())
    file = read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue())
    own = summary(file.case, file.definition, wiring.calendar())
    for number in range(LISTED):
        at, older = f"2026-01-01T00:00:{number:02}.000000Z", case_matter(derive("older", number))
        place = RowKey(file.case.application.applicant, by_receipt(at, older))
        wiring.views().put(place, {**own, "matter": older, "received_at": at})
    first = li.get(f"/mine?after={case_matter(reference)}:1")
    assert f"/cases/{reference}" in first.text
    (beyond,) = re.findall(r'href="(/mine\?before=[^"]*)"', first.text)
    rest = li.get(unescape(beyond))
    check_page(rest)
    assert f"/cases/{derive('older', 0)}" in rest.text
    assert "before=" not in rest.text


def test_a_draft_is_saved_while_typing_and_continued_later(zhang: Citizen) -> None:
    draft = zhang.begin()
    token = {"X-CSRF-Token": zhang.token()}
    saved = zhang.call("PUT", f"/drafts/{draft}", {"form": {"name": "李四", "answers.school": "示例中学"}}, **token)
    assert saved.json() == {"saved": True}
    page = zhang.get(f"/drafts/{draft}").text
    assert 'value="李四"' in page
    assert 'value="示例中学"' in page
    assert f"/drafts/{draft}" in zhang.get("/mine").text
    assert zhang.call("PUT", f"/drafts/{draft}", {"form": {}}).status_code == 403


def test_submitted_twice_it_is_one_case(zhang: Citizen) -> None:
    draft = zhang.complete()
    check_page(zhang.get(f"/drafts/{draft}/confirm"))
    reference = zhang.submit(draft)
    assert zhang.submit(draft) == reference
    for page in ("", "/materials", "/confirm"):
        assert zhang.get(f"/drafts/{draft}{page}").headers["Location"] == f"/cases/{reference}"
    token = {"X-CSRF-Token": zhang.token()}
    assert zhang.call("PUT", f"/drafts/{draft}", {"form": {}}, **token).status_code == 409


def test_the_receipt_says_what_next_and_leads_anyone_to_the_progress(
    zhang: Citizen, reference: str, guest: Citizen
) -> None:
    receipt = zhang.get(f"/cases/{reference}?done=submitted")
    check_page(receipt)
    said = words(receipt)
    assert f"{reference[:5]}-{reference[5:]}" in said
    assert "已经提交成功" in said
    assert "<svg" in receipt.text
    code = re.search(r"查询码</dt><dd>(\w{6})", receipt.text)
    assert code
    found = guest.get(f"/query?reference={reference}&code={code[1]}")
    check_page(found)
    assert "教师资格证认定" in words(found)
    assert not any(secret in found.text for secret in ("张三", FORM["id_number"], FORM["phone"]))
    for wrong in (f"reference={reference}&code=AAAAAA", f"reference=2222222222&code={code[1]}"):
        refused = guest.get(f"/query?{wrong}")
        check_page(refused, 404)
        assert "编号或者查询码不对" in words(refused)
    check_page(guest.get(f"/query?reference={reference}"), 422)


def test_another_persons_case_and_draft_look_like_none(zhang: Citizen, reference: str, guest: Citizen) -> None:
    other, draft = guest.sign_in(), zhang.begin()
    for path in (f"/cases/{reference}", f"/cases/{reference}/withdraw", "/cases/2222222222"):
        foreign = other.get(path)
        check_page(foreign, 404)
        assert words(foreign) == words(other.get("/cases/3333333333"))
    for path in (f"/drafts/{draft}", f"/drafts/{draft}/materials", f"/drafts/{'z' * 26}"):
        check_page(other.get(path), 404)


def test_a_withdrawal_is_confirmed_and_shown(zhang: Citizen) -> None:
    reference = zhang.submit(zhang.complete())
    check_page(zhang.get(f"/cases/{reference}/withdraw"))
    command = {"command": "withdraw-once"}
    for _ in range(2):
        done = zhang.post(f"/cases/{reference}/withdraw", command)
        assert done.headers["Location"] == f"/cases/{reference}?done=withdrawn"
    check_page(zhang.get(f"/cases/{reference}"))
    assert "已撤回" in words(zhang.get(f"/cases/{reference}"))
    late = zhang.post(f"/cases/{reference}/withdraw", {"command": "again"})
    check_page(late, 409)


def test_an_expired_session_leads_back_to_the_form_that_was_posted(guest: Citizen) -> None:
    page = f"{guest.cloud.url}/drafts/{'a' * 26}"
    sent = guest.web.post(page, data=FORM, headers={"Referer": page}, allow_redirects=False, timeout=PATIENCE)
    assert sent.headers["Location"] == f"/signin?next=/drafts/{'a' * 26}"
    foreign = {"Referer": "https://evil.example/x"}
    away = guest.web.post(page, data=FORM, headers=foreign, allow_redirects=False, timeout=PATIENCE)
    assert away.headers["Location"] == "/signin?next=/"


def test_signing_out_ends_the_session(guest: Citizen) -> None:
    guest.sign_in()
    check_page(guest.get("/mine"))
    guest.post("/signout")
    assert guest.get("/mine").status_code == 303
