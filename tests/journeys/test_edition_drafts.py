"""The catalogue changes by two people over real HTTP: the admin drafts, the legal office publishes, the citizens read it, and
whoever has applied already is decided by what was in force then."""

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from chalicelib import wiring
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.case_file import read_case
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk, reference_in
from tests.running_site import running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.journey
ADMIN, LEGAL, OFFICER = "s-zwzx-2", "s-fzb-1", "s-jyj-1"
PATIENCE = 60
WHY = {"reason": "换了电话，少要一份材料", "basis": "市政府令第1号"}
NEW_PHONE = "0715-0000099"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("drafts")) as running:
        yield running


class Program:
    """A program that calls the API with the session of a member of staff."""

    def __init__(self, url: str, staff: str) -> None:
        self.url = url
        self.staff = staff

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        token = signed_in(self.staff, "staff").token
        sent = {"Authorization": f"Bearer {token}", **headers}
        return requests.request(method, self.url + path, json=body, headers=sent, timeout=PATIENCE)

    def create(self, name: str, content: bytes, command: str) -> requests.Response:
        body = {"name": name, "content": base64.b64encode(content).decode(), **WHY}
        return self.call("POST", "/api/edition-drafts", body, **{"Idempotency-Key": command})

    def act(self, draft: dict[str, Any], path: str, **more: Any) -> requests.Response:
        return self.call("POST", f"/api/edition-drafts/{draft['id']}/{path}", {"version": draft["version"], **more})


@pytest.fixture
def admin(cloud: LocalCloud) -> Program:
    return Program(cloud.url, ADMIN)


@pytest.fixture
def legal(cloud: LocalCloud) -> Program:
    return Program(cloud.url, LEGAL)


def in_json(*items: Any) -> bytes:
    return json.dumps(items, ensure_ascii=False).encode()


def code_of(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_two_people_publish_and_a_running_case_is_not_touched(
    cloud: LocalCloud, admin: Program, legal: Program
) -> None:
    desk = Desk(cloud.url)
    desk.http.cookies.set("staff", signed_in(OFFICER, "staff").token)
    running = reference_in(desk.receive("accept"))
    ports = {"log": wiring.log(), "catalogue": wiring.catalogue()}
    pinned = read_case(case_matter(running), **ports).definition
    item = wiring.edition().item(INSTANT)
    changed = {**item, "telephone": NEW_PHONE, "materials": item["materials"][:-1]}

    made = admin.create("教育局.json", in_json(changed), "journey-draft-0001")
    assert made.status_code == 201, made.text
    draft = made.json()
    assert admin.create("教育局.json", in_json(changed), "journey-draft-0001").json() == draft
    assert (draft["state"], draft["changed"], draft["wrong"], draft["current"]) == ("open", 1, 0, True)
    preview = legal.call("GET", f"/api/edition-drafts/{draft['id']}/preview").json()
    [change] = preview["changes"]
    assert (change["kind"], change["code"], preview["faults"]) == ("changed", INSTANT, [])
    assert {part["part"]: part["new"] for part in change["parts"]}["telephone"] == NEW_PHONE

    assert code_of(legal.act(draft, "publication")) == (409, "draft_not_so_now")
    given = admin.act(draft, "submission").json()
    assert given["state"] == "submitted"
    assert code_of(admin.act(given, "publication")) == (403, "draft_post")
    assert code_of(legal.act(draft, "publication")) == (409, "draft_changed")
    assert NEW_PHONE not in requests.get(f"{cloud.url}/items/{INSTANT}", timeout=PATIENCE).text
    published = legal.act(given, "publication")
    assert published.status_code == 200, published.text
    assert legal.act(given, "publication").json() == published.json()
    event = published.json()["events"][-1]
    assert (event["act"], event["by"], event["words"]) == ("publish", LEGAL, wiring.edition().digest)

    assert NEW_PHONE in requests.get(f"{cloud.url}/items/{INSTANT}", timeout=PATIENCE).text
    newest = requests.get(f"{cloud.url}/api/changes", timeout=PATIENCE).json()["publications"][0]
    assert (newest["reason"], newest["edition"]) == (WHY["reason"], event["words"])
    assert [one["code"] for one in newest["changes"]] == [INSTANT]
    assert "draft" not in newest
    assert read_case(case_matter(running), **ports).definition == pinned
    assert wiring.edition().definition(INSTANT, pinned.variant) != pinned


def test_what_is_wrong_is_told_by_cell_and_by_place(admin: Program) -> None:
    exported = admin.call("GET", "/api/catalogue/items?as=xlsx&unit=JYJ")
    assert "attachment" in exported.headers["Content-Disposition"]
    unchanged = admin.create("教育局.xlsx", exported.content, "journey-draft-0002").json()
    assert (unchanged["changed"], unchanged["wrong"]) == (0, 0)
    assert code_of(admin.act(unchanged, "submission")) == (409, "draft_empty")
    book = load_workbook(io.BytesIO(exported.content))
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["承诺时限"]).value = "很快"
    sheet.cell(3, at["单位编码"]).value = "NONE"
    stored = io.BytesIO()
    book.save(stored)
    draft = admin.create("教育局.xlsx", stored.getvalue(), "journey-draft-0003").json()
    faults = admin.call("GET", f"/api/edition-drafts/{draft['id']}/preview").json()["faults"]
    assert [(one["cell"][-1:], one["place"]) for one in faults] == [("2", ""), ("", "/unit")]
    assert "很快" in faults[0]["sentence"]
    assert code_of(admin.act(draft, "submission")) == (409, "draft_wrong")
    discarded = admin.act(draft, "discard").json()
    assert (discarded["state"], [one["act"] for one in discarded["events"]]) == ("discarded", ["start", "discard"])


def test_who_was_overtaken_brings_the_draft_up_to_date(admin: Program, legal: Program) -> None:
    item = wiring.edition().item(INSTANT)
    late = admin.create("a.json", in_json({**item, "window": "三楼1号窗口"}), "journey-draft-0004").json()
    first = admin.create("b.json", in_json({**item, "window": "三楼2号窗口"}), "journey-draft-0005").json()
    assert legal.act(admin.act(first, "submission").json(), "publication").status_code == 200
    assert admin.call("GET", f"/api/edition-drafts/{late['id']}").json()["current"] is False
    assert code_of(admin.act(late, "submission")) == (409, "draft_outdated")
    refused = admin.act(late, "rebase", chosen={})
    assert (code_of(refused), refused.json()["about"]["names"]) == ((409, "draft_conflicts"), [f"{INSTANT}/window"])
    rebased = admin.act(late, "rebase", chosen={f"{INSTANT}/window": "mine"}).json()
    assert (rebased["current"], rebased["state"]) == (True, "open")
    back = legal.act(admin.act(rebased, "submission").json(), "return", words="窗口号不对").json()
    assert (back["state"], back["events"][-1]["words"]) == ("returned", "窗口号不对")
    listed = legal.call("GET", "/api/edition-drafts").json()["drafts"]
    assert [one["state"] for one in listed[:2]] == ["published", "returned"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", "W10=", "items_type"),
        ("a.json", "W10=", "items_shape"),
        ("a.json", "ew==", "items_not_json"),
        ("a.json", "?", "invalid"),
        ("a.xlsx", "W10=", "table_type"),
    ],
)
def test_a_file_that_holds_no_items_is_refused_with_its_sentence(
    admin: Program, name: str, content: str, code: str
) -> None:
    answer = admin.call(
        "POST", "/api/edition-drafts", {"name": name, "content": content, **WHY}, **{"Idempotency-Key": "x" * 16}
    )
    assert code_of(answer) == (422, code)


def test_a_file_too_large_to_send_is_refused(admin: Program) -> None:
    assert admin.create("a.csv", b"x" * 1_200_000, "journey-draft-0006").status_code in (413, 422)
    assert code_of(admin.create("a.json", b" " * 1_700_000, "journey-draft-0007")) == (413, "payload_too_large")


def test_others_have_no_part_in_it(cloud: LocalCloud) -> None:
    officer = Program(cloud.url, OFFICER)
    assert code_of(officer.call("GET", "/api/edition-drafts")) == (403, "forbidden")
    assert code_of(officer.create("a.json", b"{}", "journey-draft-0008")) == (403, "forbidden")
    assert code_of(Program(cloud.url, LEGAL).create("a.json", in_json({"code": "X"}), "journey-draft-0009")) == (
        403,
        "draft_post",
    )
    assert code_of(Program(cloud.url, ADMIN).call("GET", "/api/catalogue/items?as=pdf")) == (422, "export_kind")
