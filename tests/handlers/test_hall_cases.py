"""A case's page in every state, the correction page, and items that are not open; officials act through the use cases."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.execute import execute
from chalicelib.usecases.publish_edition import publish_edition
from chalicelib.usecases.seal import seal
from infra.local.server import LocalCloud
from tests.handlers.hall import INSTANT, VARIANT, Citizen, check_page, running_hall, words

OFFICER = c.Actor("staff", "s-test", frozenset({"JYJ:officer"}))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def zhang(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


@pytest.fixture
def reference(zhang: Citizen) -> str:
    return zhang.submit(zhang.complete())


def sealed(reference: str, name: str, content: dict[str, Any]) -> Any:
    matter = case_matter(reference)
    return seal(matter, name, content, dossiers=wiring.dossiers(), entropy=wiring.entropy())


def officer_does(reference: str, command: c.Command) -> None:
    execute(
        case_matter(reference),
        command,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def ask_to_correct(reference: str, *materials: str) -> None:
    told = {material: f"{material}看不清，请重拍" for material in materials}
    note = sealed(reference, "note#n", {"text": "", "rows": told})
    rows = tuple(CorrectionRow(material, 0) for material in materials)
    officer_does(reference, c.RequestCorrection("n", OFFICER, rows, note))


def test_a_correction_from_the_notice_to_the_answer(zhang: Citizen, reference: str) -> None:
    ask_to_correct(reference, "degree")
    page = zhang.opened(reference)
    check_page(page)
    assert "degree看不清，请重拍" in words(page)
    assert "等您补正" in words(page)
    begun = zhang.post(f"/cases/{reference}/correction")
    assert zhang.post(f"/cases/{reference}/correction").headers["Location"] == begun.headers["Location"]
    draft = begun.headers["Location"].removeprefix("/drafts/")
    form = zhang.get(f"/drafts/{draft}")
    check_page(form)
    assert 'alt="您上次交的第1页"' in form.text
    assert form.text.count('data-material="') == 1
    missing = zhang.post(f"/drafts/{draft}/submit")
    check_page(missing, 422)
    upload = zhang.upload(draft, "degree")
    done = zhang.post(f"/drafts/{draft}/submit", {"pages.degree": upload})
    assert done.headers["Location"] == f"/cases/{reference}?done=supplied"
    assert zhang.post(f"/drafts/{draft}/submit").headers["Location"] == done.headers["Location"]
    assert "等待受理" in words(zhang.get(f"/cases/{reference}"))


def test_a_correction_of_the_form_shows_what_was_typed(zhang: Citizen, reference: str) -> None:
    ask_to_correct(reference, "form")
    draft = zhang.post(f"/cases/{reference}/correction").headers["Location"].removeprefix("/drafts/")
    form = zhang.get(f"/drafts/{draft}")
    check_page(form)
    assert 'value="张三"' in form.text
    wrong = zhang.post(f"/drafts/{draft}/submit", {"applicant_kind": "person", "name": ""})
    check_page(wrong, 422)


def test_nothing_to_correct_is_a_plain_answer(zhang: Citizen, reference: str) -> None:
    check_page(zhang.post(f"/cases/{reference}/correction"), 409)


def test_a_declined_case_says_whose_matter_it_is(zhang: Citizen, reference: str) -> None:
    note = sealed(reference, "note#d", {"text": "请到人社局窗口", "rows": {}})
    officer_does(reference, c.Decline("d", OFFICER, "other_unit", "RSJ", note))
    page = zhang.opened(reference)
    check_page(page)
    said = words(page)
    assert "未受理" in said
    assert "咸宁市人力资源和社会保障局" in said
    assert "请到人社局窗口" in said
    assert "行政复议" in said


def test_a_refused_case_gives_reason_and_rights(zhang: Citizen, reference: str) -> None:
    officer_does(reference, c.Accept("a", OFFICER, "accept", sealed(reference, "opinion#a", {"text": ""})))
    check_page(zhang.opened(reference))
    reason = sealed(reference, "opinion#r", {"text": "学历不符合要求"})
    officer_does(reference, c.DecideStep("r", OFFICER, "decide", "refuse", "", reason, "", "page"))
    page = zhang.opened(reference)
    check_page(page)
    said = words(page)
    assert "不予许可" in said
    assert "学历不符合要求" in said
    assert "行政复议" in said
    assert "撤回申请" not in said


def test_a_granted_case_hides_the_officials_opinion(zhang: Citizen, reference: str) -> None:
    opinion = sealed(reference, "opinion#g", {"text": "内部意见"})
    officer_does(reference, c.Accept("g", OFFICER, "grant", opinion))
    page = zhang.opened(reference)
    check_page(page)
    assert "准予" in words(page)
    assert "内部意见" not in page.text


@pytest.mark.parametrize(
    ("status", "says"), [("suspended", "已经暂停办理"), ("cancelled", "已经取消"), ("delegated", "已经下放")]
)
def test_an_item_that_is_not_open_says_where_to_go(zhang: Citizen, status: str, says: str) -> None:
    draft, open_edition = zhang.begin(), wiring.edition()
    data = open_edition.data
    given = data["items"]["XN-JTJ-001"]["delegation"] if status == "delegated" else []
    item = {
        **data["items"][INSTANT],
        "status": status,
        "delegation": given,
        "ended": {"instead": "请到学校所在的县办。"},
    }
    changed = {**data, "items": {**data["items"], INSTANT: item}}
    publish_edition(changed, catalogue=wiring.catalogue(), now=wiring.now())
    try:
        page = zhang.get(f"/items/{INSTANT}")
        check_page(page, 410)
        assert says in words(page)
        assert "请到学校所在的县办。" in words(page)
        assert "马上办理" not in words(page)
        assert ("赤壁市" if status == "delegated" else "打电话问") in words(page)
        for path in (f"/items/{INSTANT}/apply?variant={VARIANT}", f"/drafts/{draft}"):
            check_page(zhang.get(path), 410)
        check_page(zhang.post(f"/drafts/{draft}/submit"), 410)
        assert "暂停办理" in words(zhang.get("/items?q=教师"))
    finally:
        publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now())
