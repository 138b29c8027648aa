"""The pages of a batch over real HTTP, as a citizen's browser and the officer's desk see them."""

import base64
import re
from collections.abc import Iterator

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.reference import batch_matter
from chalicelib.ports import Task
from chalicelib.usecases.failed_notice import NOTICE_FAILED
from infra.local.server import LocalCloud
from tests.batches import APPLICANT, ITEM, PHOTO, SHARED, VARIANT, plate, results_csv, vehicle, vehicles_csv
from tests.handlers.desk import Desk
from tests.handlers.hall import PATIENCE, Citizen, check_page, paper, running_hall, words

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("batches"))


@pytest.fixture(scope="module")
def citizen(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


def begun(citizen: Citizen, **fields: str) -> str:
    page = citizen.get(f"/items/{ITEM}/batch")
    check_page(page)
    commands = re.findall(r'name="command" value="(\w+)"', page.text)
    answer = citizen.post("/batches", {"item": ITEM, "variant": VARIANT, "command": commands[-1], **fields})
    assert answer.status_code == 303
    return answer.headers["Location"].removeprefix("/batch-drafts/")


def put(citizen: Citizen, draft: str, kind: str, body: bytes, name: str = "车辆.csv") -> requests.Response:
    """As batch.js does."""
    sent = {"name": name, "content": base64.b64encode(body).decode()}
    return citizen.call("PUT", f"/api/drafts/{draft}/tables/{kind}", sent, **{"X-CSRF-Token": citizen.token()})


def upload(citizen: Citizen, draft: str, material: str, name: str) -> requests.Response:
    asked = {"draft": draft, "material": material, "content_type": "image/jpeg", "size": 9, "name": name}
    return citizen.call("POST", "/uploads", asked, **{"X-CSRF-Token": citizen.token()})


def photograph(citizen: Citizen, draft: str, material: str, name: str) -> None:
    slot = upload(citizen, draft, material, name).json()
    requests.post(slot["url"], data=slot["fields"], files={"file": paper()}, timeout=PATIENCE)


def submitted(citizen: Citizen, cloud: LocalCloud, count: int) -> str:
    draft = begun(citizen)
    numbers = range(1, count + 1)
    assert put(citizen, draft, "rows", vehicles_csv(*map(vehicle, numbers))).ok
    assert put(citizen, draft, "results", results_csv(*numbers)).ok
    answer = citizen.post(f"/batch-drafts/{draft}/applicant", APPLICANT)
    assert answer.headers["Location"] == f"/batch-drafts/{draft}/papers"
    for number in numbers:
        photograph(citizen, draft, f"photo:{PHOTO}", f"{plate(number)}.jpg")
    for material in SHARED:
        photograph(citizen, draft, material, "a.jpg")
    assert cloud.drain()
    check_page(citizen.get(f"/batch-drafts/{draft}/papers"))
    confirm = citizen.get(f"/batch-drafts/{draft}/confirm")
    check_page(confirm)
    assert f"提交{count}行" in words(confirm)
    answer = citizen.post(f"/batch-drafts/{draft}/confirm", {"rows": "all"})
    assert answer.status_code == 303, words(answer)
    again = citizen.post(f"/batch-drafts/{draft}/confirm", {"rows": "all"})
    assert again.headers["Location"] == answer.headers["Location"]
    assert cloud.drain()
    return answer.headers["Location"].removeprefix("/batches/").partition("?")[0]


def test_the_guide_offers_a_batch_and_others_do_not(citizen: Citizen) -> None:
    assert f"/items/{ITEM}/batch" in citizen.get(f"/items/{ITEM}").text
    assert "/batch" not in citizen.get("/items/XN-JYJ-001").text
    assert citizen.get("/items/XN-JYJ-001/batch").status_code == 404
    answer = citizen.post("/batches", {"item": "XN-JYJ-001", "variant": "XN-JYJ-001-1", "command": "a" * 26})
    assert answer.status_code == 404


@pytest.mark.parametrize(("of", "kind"), [("rows", "csv"), ("rows", "xlsx"), ("results", "csv"), ("results", "xlsx")])
def test_a_template_that_comes_back_untouched_has_no_row(citizen: Citizen, of: str, kind: str) -> None:
    answer = citizen.get(f"/items/{ITEM}/table?variant={VARIANT}&of={of}&as={kind}")
    assert answer.status_code == 200
    assert f"{ITEM}-{of}.{kind}" in answer.headers["Content-Disposition"]
    draft = begun(citizen)
    assert put(citizen, draft, of, answer.content, f"t.{kind}").json()["rows"] == 0


def test_errors_are_told_by_line_and_column(citizen: Citizen) -> None:
    draft = begun(citizen)
    told = put(citizen, draft, "rows", vehicles_csv(vehicle(1), vehicle(2, seats="许多"), vehicle(1))).json()
    assert set(told["errors"]) == {"rows.3.seats", "rows.4.plate"}
    page = citizen.get(f"/batch-drafts/{draft}")
    check_page(page)
    assert "第3行 座位数 “许多”" in words(page).replace("座位数“", "座位数 “")
    assert "和第2行重复" in words(page)
    check_page(citizen.get(f"/batch-drafts/{draft}/confirm"), 422)
    refused = put(citizen, draft, "rows", b"a,b\n1,2\n")
    assert (refused.status_code, refused.json()["code"]) == (422, "table_columns")
    assert "车牌号" in refused.json()["title"]
    assert put(citizen, draft, "colours", b"a").status_code == 404


def test_a_photo_without_a_plate_in_its_name_is_refused_before_it_travels(citizen: Citizen) -> None:
    draft = begun(citizen)
    early = upload(citizen, draft, f"photo:{PHOTO}", f"{plate(1)}.jpg")
    assert (early.status_code, early.json()["code"]) == (409, "table_missing")
    put(citizen, draft, "rows", vehicles_csv(vehicle(1)))
    lost = upload(citizen, draft, f"photo:{PHOTO}", "IMG_0001.jpg")
    assert (lost.status_code, lost.json()["code"]) == (422, "photo_unmatched")
    assert upload(citizen, draft, "photo:insurance", f"{plate(1)}.jpg").json()["code"] == "material_unknown"
    assert upload(citizen, draft, f"photo:{PHOTO}", f"{plate(1)} 行驶证.jpg").status_code == 201


def test_a_batch_from_its_table_to_the_window(citizen: Citizen, cloud: LocalCloud) -> None:
    reference = submitted(citizen, cloud, 3)
    page = citizen.get(f"/batches/{reference}?done=submitted")
    check_page(page)
    assert "等待受理 3 件" in words(page)
    assert len(re.findall(r'href="/cases/\w{10}"', page.text)) == 3
    assert f"/batches/{reference}" in citizen.get("/mine").text
    stranger = Citizen(cloud).sign_in()
    assert stranger.get(f"/batches/{reference}").status_code == 404
    assert stranger.get(f"/api/batches/{reference}").status_code == 404

    desk = Desk(cloud.url)
    desk.sign_in("何俊杰", "645960")
    assert f"/window/batches/{reference}" in desk.page
    path = f"/window/batches/{reference}"
    assert desk.get(path).status_code == 200
    assert plate(2) in desk.page
    nothing = desk.post(path, [("command", desk.command), ("then", "grant")])
    assert (nothing.status_code, "先勾选" in desk.page) == (422, True)
    asked = [("command", desk.command), ("then", "correct"), ("tick", "2"), ("row", "inspection.0")]
    assert desk.post(path, asked).status_code == 200
    assert "办了1件" in desk.page
    granted = [("command", desk.command), ("then", "grant"), *(("tick", str(row)) for row in (1, 2, 3))]
    desk.post(path, granted)
    assert "办了2件，1件没有办" in desk.page
    assert desk.post(path, granted).status_code == 200
    assert "办了2件" in desk.page
    assert cloud.drain()
    sent = [("command", desk.command), ("then", "dispatch"), ("carrier", "ems"), ("waybill", "1234567890123")]
    desk.post(path, [*sent, *(("tick", str(row)) for row in (1, 2, 3))])
    assert "办了2件，1件没有办" in desk.page
    assert desk.post(path, [("command", desk.command), ("then", "abolish"), ("tick", "1")]).status_code == 400
    desk.get(path)
    assert desk.post(path, [("command", desk.command), ("then", "grant"), ("tick", "x")]).status_code == 400


def test_what_the_sms_of_a_batch_could_not_tell_is_telephoned_once_for_all(citizen: Citizen, cloud: LocalCloud) -> None:
    reference = submitted(citizen, cloud, 2)
    desk = Desk(cloud.url)
    desk.sign_in("何俊杰", "645960")
    path = f"/window/batches/{reference}"
    desk.get(path)
    rows = [("tick", "1"), ("tick", "2"), ("row", "inspection.0")]
    desk.post(path, [("command", desk.command), ("then", "correct"), *rows])
    assert "办了2件" in desk.page
    failed = {"matter": batch_matter(reference), "seq": 2, "template": "batch_correction"}
    wiring.work_queue().put(Task({"kind": NOTICE_FAILED, **failed}))
    assert cloud.drain()
    desk.get("/window/tasks")
    assert f'href="{path}#act-note_call"' in desk.page
    assert "19900000001" in desk.page
    desk.get(path)
    call = [("document", "correction_notice-2"), ("then", "note_call")]
    unnoted = desk.post(path, [*call, ("command", desk.command), ("call", "reached"), ("note", "")])
    assert (unnoted.status_code, "接电话的人" in desk.page) == (422, True)
    desk.post(path, [*call, ("command", desk.command), ("call", "reached"), ("note", "张经办接听，已逐件告知")])
    assert "电话已登记" in desk.page
    assert "登记告知电话" not in desk.page
    assert cloud.drain()
    assert f"{path}#act-note_call" not in desk.get("/window/tasks").text
    (child, *_) = re.findall(r'href="(/window/cases/\w{10})"', desk.get(path).text)
    desk.get(child)
    assert "补正告知书送达：电话告知" in desk.page
    assert "张经办接听，已逐件告知" in desk.page


def test_the_officer_registers_the_companys_agent_and_takes_it_back(citizen: Citizen, cloud: LocalCloud) -> None:
    path = f"/window/batches/{submitted(citizen, cloud, 1)}"
    desk = Desk(cloud.url)
    desk.sign_in("何俊杰", "645960")
    desk.get(path)
    assert "还没有登记过经办人" in desk.page
    assert desk.post(path, [("then", "admit")]).status_code == 400
    desk.get(path)
    desk.post(path, [("then", "admit"), ("authorisation_seen", "1")])
    assert "何俊杰" in desk.page.partition("替单位办事的人")[2]
    member = re.search(r'name="member" value="([^"]+)"', desk.page)
    assert member
    desk.post(path, [("then", "dismiss"), ("member", member[1])])
    assert "还没有登记过经办人" in desk.page


def test_another_units_officer_finds_no_batch(citizen: Citizen, cloud: LocalCloud) -> None:
    reference = submitted(citizen, cloud, 1)
    desk = Desk(cloud.url)
    desk.sign_in()
    assert desk.get(f"/window/batches/{reference}").status_code == 404


def test_same_as_last_year_brings_the_rows_and_not_the_results(citizen: Citizen, cloud: LocalCloud) -> None:
    reference = submitted(citizen, cloud, 2)
    draft = begun(citizen, **{"from": reference})
    page = citizen.get(f"/batch-drafts/{draft}")
    assert "2行都读好了" in words(page)
    papers = words(citizen.get(f"/batch-drafts/{draft}/papers"))
    assert f"{plate(1)}：缺机动车行驶证、机动车检验检测报告" in papers
    assert APPLICANT["name"] in citizen.get(f"/batch-drafts/{draft}/applicant").text
    stranger = Citizen(cloud).sign_in()
    other = stranger.post("/batches", {"from": reference, "command": "c" * 26})
    assert other.status_code == 404
