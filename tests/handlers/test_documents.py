"""A case's documents over real HTTP: read by the applicant and the case's staff, verified by anybody, by nobody else read."""

import io
import re
from collections.abc import Iterator

import pytest
import requests
from PIL import Image
from pypdf import PdfReader

from chalicelib import wiring
from chalicelib.domain.identity import check_mobile
from chalicelib.usecases.identify import account_of
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.granted import granted
from tests.handlers.hall import Citizen, check_page, running_hall, words

pytestmark = pytest.mark.journey
TITLES = ["收件凭证", "行政许可申请受理通知书", "准予行政许可决定书"]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def reference(cloud: LocalCloud) -> str:
    return granted("a case with documents")


@pytest.fixture(scope="module")
def applicant(cloud: LocalCloud, reference: str) -> Citizen:
    citizen = Citizen(cloud).sign_in()
    account = account_of(check_mobile(citizen.phone), key=wiring.pseudonym_key())
    wiring.parties().put(account, "party#p-test", {"number": "", "last_four": ""})
    return citizen


@pytest.fixture
def guest(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud)


@pytest.fixture(scope="module")
def officer(cloud: LocalCloud) -> Desk:
    desk = Desk(cloud.url)
    desk.sign_in()
    return desk


def printed(answer: requests.Response) -> str:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages)


def verification(pdf: str) -> tuple[str, str]:
    """Number and code as they stand on the page."""
    number = pdf.partition("咸教育局〔")[2].partition("号")[0]
    return f"咸教育局〔{number}号", pdf.partition("查验码：")[2][:19]


def test_the_applicant_sees_the_documents_on_the_cases_page_and_opens_them(applicant: Citizen, reference: str) -> None:
    page = applicant.get(f"/cases/{reference}")
    check_page(page)
    for title in TITLES:
        assert title in words(page)
    assert "窗口当面交付，已送达" in words(page)
    assert f"/documents/{reference}/grant-1" in page.text
    told = printed(applicant.get(f"/documents/{reference}/grant-1"))
    for part in ("准予行政许可决定书", f"准予字第{reference}-1号", "王小明：", "第三十八条第一款"):
        assert part in told


def test_the_same_document_is_the_same_bytes_for_applicant_officer_and_api(
    applicant: Citizen, officer: Desk, reference: str
) -> None:
    path = f"/documents/{reference}/acceptance-1"
    answers = [applicant.get(path), officer.get(path), applicant.get(f"/api/cases/{reference}{path[:10]}/acceptance-1")]
    assert all("受理通知书" in printed(answer) for answer in answers)
    assert len({answer.content for answer in answers}) == 1
    assert "filename*=UTF-8''" in answers[0].headers["Content-Disposition"]


def test_where_no_viewer_is_the_pages_are_pictures(applicant: Citizen, guest: Citizen, reference: str) -> None:
    path = f"/documents/{reference}/grant-1"
    page = applicant.get(f"{path}/view")
    check_page(page)
    assert f'href="{path}"' in page.text
    pictures = re.findall(r'src="([^"]+)" width="(\d+)" height="(\d+)"', page.text)
    assert pictures
    for src, width, height in pictures:
        answer = applicant.get(src)
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/png", "no-store")
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == (int(width), int(height))
        assert len(answer.content) < 200_000
        assert guest.get(src).headers["Location"].startswith("/signin?next=")
    for nothing in (f"{path}/pages/0", f"{path}/pages/99", f"{path}/pages/one", f"/documents/{reference}/none-1/view"):
        assert applicant.get(nothing).status_code == 404


def test_the_list_names_each_with_number_and_service(applicant: Citizen, reference: str) -> None:
    listed = applicant.get(f"/api/cases/{reference}/documents").json()["documents"]
    assert [one["title"] for one in listed] == TITLES
    assert [one["served_how"] for one in listed] == ["window"] * 3
    assert len({one["number"] for one in listed}) == 3
    for one in listed:
        assert one["number"] in printed(applicant.get(one["pdf"]))


def test_nobody_else_reads_them(cloud: LocalCloud, guest: Citizen, applicant: Citizen, reference: str) -> None:
    path = f"/documents/{reference}/grant-1"
    assert guest.get(path).headers["Location"].startswith("/signin?next=")
    assert guest.get(f"/api/cases/{reference}/documents").status_code == 401
    stranger = Citizen(cloud).sign_in()
    other_unit = Desk(cloud.url)
    other_unit.sign_in("周晓芸", "135790")
    for answer in (stranger.get(path), stranger.get(f"/api/cases/{reference}/documents")):
        assert answer.status_code == 404
        assert "王小明" not in answer.text
    assert other_unit.get(path).status_code == 404
    assert applicant.get(f"/documents/{reference}/refusal-1").status_code == 404


def test_whoever_is_also_signed_in_as_an_officer_reads_as_one(officer: Desk, cloud: LocalCloud, reference: str) -> None:
    """One browser, two sessions: the citizen's own cases are others."""
    both = Citizen(cloud).sign_in()
    both.web.cookies.update(officer.http.cookies)
    printed(both.get(f"/documents/{reference}/grant-1"))


def test_the_qr_code_tells_that_it_is_genuine_and_nothing_personal(
    applicant: Citizen, guest: Citizen, reference: str
) -> None:
    number, code = verification(printed(applicant.get(f"/documents/{reference}/grant-1")))
    answer = guest.get("/document", params={"n": number, "k": code})
    check_page(answer)
    for part in ("这份文书是真的", "准予行政许可决定书", number, "咸宁市教育局", "教师资格证认定"):
        assert part in words(answer)
    assert "王小明" not in answer.text
    assert "420101" not in answer.text
    short = guest.get(f"/document?n={reference.lower()}-1&k={code.lower()}")
    assert "这份文书是真的" in words(short)


def test_what_is_not_genuine_gets_one_sentence(guest: Citizen, reference: str) -> None:
    for query in (f"n={reference}-1&k=wrong", f"n={reference}-9&k=wrong", "n=x&k=y"):
        answer = guest.get(f"/document?{query}")
        check_page(answer, 404)
        assert "没有查到这份文书" in words(answer)


def test_the_empty_form_and_what_is_missing(guest: Citizen) -> None:
    check_page(guest.get("/document"))
    answer = guest.get("/document", params={"n": "ABC", "k": ""})
    check_page(answer, 422)
    assert 'value="ABC"' in answer.text


def test_the_windows_page_of_the_case_leads_to_each(officer: Desk, reference: str) -> None:
    page = officer.get(f"/window/cases/{reference}").text
    for kind in ("receipt", "acceptance", "grant"):
        assert f'href="/documents/{reference}/{kind}-1"' in page


def test_the_receipt_offers_what_was_given_in_the_sitting(cloud: LocalCloud) -> None:
    desk = Desk(cloud.url)
    desk.sign_in()
    page = desk.receive().text
    assert [f"打印{title}" in page for title in TITLES] == [False, True, True]
