"""The month sheet and the exchange over real HTTP: whose they are, what they say before and after a night, as files."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.commit import read_commit
from chalicelib.domain.exchange import KINDS
from chalicelib.domain.tally import Window
from chalicelib.domain.times import SHANGHAI, local_date
from chalicelib.handlers import oversight_exchange_operations, oversight_statistics_operations
from infra import exchange, recount
from infra.local.server import LocalCloud
from tests import cases
from tests.handlers.leader_phone import leaders_of_cloud
from tests.leaders import CHIEF, DIRECTOR
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
SUPERVISOR, FOREIGN_HEAD, OFFICER = "s-zwzx-1", "s-rsj-4", "s-ghj-1"
OPERATIONS = (*oversight_statistics_operations.OPERATIONS, *oversight_exchange_operations.OPERATIONS)
BY_ID = {operation.id: operation for operation in OPERATIONS}
BOM = "\ufeff"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """Two permits under review at the planning bureau, one of them granted on the day after."""
    with running_site(tmp_path_factory.mktemp("statistics")) as running:
        leaders = leaders_of_cloud()
        granted = leaders.up_to("approve", "statistics granted")
        leaders.up_to("review", "statistics waiting")
        leaders.execute(granted, c.GiveCard("card", cases.staff(SUPERVISOR, "ZWZX:supervisor"), "red", "", cases.NOTE))
        assert running.drain()
        yield running


@pytest.fixture(scope="module")
def opened_on(cloud: LocalCloud) -> date:
    """The day on which the cases came."""
    return local_date(read_commit(wiring.log().read(next(iter(wiring.log().matters())))[0]).recorded_at)


@pytest.fixture
def night(cloud: LocalCloud, opened_on: date) -> None:
    """Two nights have been since."""
    if cloud.clock.now().astimezone(SHANGHAI).date() == opened_on:
        for _ in range(4):
            cloud.advance_to(cloud.clock.now() + timedelta(hours=12))
            assert cloud.drain()


@pytest.fixture(scope="module")
def month(cloud: LocalCloud) -> str:
    return cloud.clock.now().astimezone(SHANGHAI).strftime("%Y-%m")


def ask(cloud: LocalCloud, staff: str, path: str) -> requests.Response:
    kind: Any = "leader" if staff in (DIRECTOR, CHIEF, FOREIGN_HEAD) else "staff"
    headers = {"Cookie": f"{kind}={signed_in(staff, kind).token}"}
    return requests.get(cloud.url + path, headers=headers, timeout=30, allow_redirects=False)


def told(cloud: LocalCloud, operation: str, path: str, staff: str = SUPERVISOR) -> Any:
    answer = ask(cloud, staff, path)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    fastjsonschema.compile(BY_ID[operation].response.schema)(found)
    return found


def refused(cloud: LocalCloud, staff: str, path: str) -> tuple[int, str]:
    answer = ask(cloud, staff, path)
    return answer.status_code, answer.json()["code"]


def table(answer: requests.Response) -> list[list[str]]:
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    body = answer.content.decode()
    assert body.startswith(BOM), "Excel takes it for UTF-8 by this mark only"
    return list(csv.reader(io.StringIO(body.removeprefix(BOM))))


def test_a_supervisor_sees_the_month_and_a_head_the_own_unit(cloud: LocalCloud, month: str) -> None:
    sheet = told(cloud, "getMonthSheet", f"/api/statistics/{month}")
    assert {name: sheet["total"][name] for name in ("received", "accepted", "decided", "red")} == {
        "received": 2,
        "accepted": 2,
        "decided": 0,
        "red": 1,
    }
    assert [(one["unit"], one["measures"]["received"]) for one in sheet["units"]] == [("GHJ", 2)]
    assert [one["zone"] for one in sheet["zones"]] == ["construction"]
    assert told(cloud, "getMonthSheet", f"/api/statistics/{month}", DIRECTOR) == sheet
    assert told(cloud, "getMonthSheet", f"/api/statistics/{month}", FOREIGN_HEAD)["units"] == []
    assert told(cloud, "getMonthSheet", f"/api/statistics/{month}?unit=RSJ")["total"]["received"] == 0


def test_nobody_else_sees_them_and_no_head_another_unit(cloud: LocalCloud, month: str) -> None:
    path = f"/api/statistics/{month}"
    assert refused(cloud, CHIEF, path) == refused(cloud, OFFICER, path) == (403, "forbidden")
    assert refused(cloud, FOREIGN_HEAD, f"{path}?unit=GHJ") == (403, "forbidden")
    assert refused(cloud, SUPERVISOR, f"{path}?unit=NONE") == (422, "unit_unknown")
    assert refused(cloud, SUPERVISOR, f"/api/exchange/province/{month}-01/application") == (422, "unit_unknown")
    for wrong in ("2026", "2026-13", "0000-01", "2026-1", "9999-12"):
        assert refused(cloud, SUPERVISOR, f"/api/statistics/{wrong}") == (422, "month_unknown")


def test_the_page_says_it_in_words_and_two_charts_with_their_tables(cloud: LocalCloud, month: str) -> None:
    assert "月报" in ask(cloud, SUPERVISOR, "/statistics").text
    page = ask(cloud, SUPERVISOR, f"/statistics?month={month}").text
    assert "规划局" in page
    assert page.count('role="img"') == 1, "nothing was decided, so only the trend is drawn"
    assert "这个月没有办结的办件" in page
    assert "还没有到" in ask(cloud, SUPERVISOR, "/statistics?month=2030-01").text
    empty = ask(cloud, DIRECTOR, "/statistics?month=2020-02").text
    assert "2020年2月没有收到办件" in empty
    assert "month=2020-01" in empty
    assert "month=2020-03" in empty
    assert ask(cloud, SUPERVISOR, "/statistics?month=x").status_code == 422


def test_the_trend_ends_with_the_month_asked_for(cloud: LocalCloud, month: str) -> None:
    months = told(cloud, "getTrend", f"/api/statistics?month={month}")["months"]
    assert (len(months), months[-1]["month"], months[-1]["measures"]["received"]) == (12, month, 2)
    assert told(cloud, "getTrend", f"/api/statistics?month={month}", DIRECTOR)["months"] == months
    this_month = cloud.clock.now().astimezone(SHANGHAI).strftime("%Y-%m")
    assert told(cloud, "getTrend", "/api/statistics", DIRECTOR)["months"][-1]["month"] == this_month


def test_tables_have_a_line_a_window_and_the_sum(cloud: LocalCloud, month: str) -> None:
    heading, *lines, total = table(ask(cloud, SUPERVISOR, f"/api/statistics/{month}/table"))
    assert heading[:4] == ["功能区", "单位", "窗口", "收件"]
    assert [line[1:4] for line in lines] == [["咸宁市规划局", "三楼C区2号窗口", "2"]]
    assert total[:4] == ["合计", "", "", "2"]
    assert table(ask(cloud, SUPERVISOR, f"/api/statistics/{month}/table?of=held"))[0][0] == "在谁手里"
    assert refused(cloud, SUPERVISOR, f"/api/statistics/{month}/table?of=none") == (404, "not_found")


def test_no_cell_is_a_formula(cloud: LocalCloud, month: str) -> None:
    period = "2021-05"
    wiring.tallies().put(period, Window("=HYPERLINK(1)", "+A1"), {"received": 1})
    cells = [cell for line in table(ask(cloud, SUPERVISOR, f"/api/statistics/{period}/table")) for cell in line]
    assert {"'=HYPERLINK(1)", "'+A1"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_night_counts_what_the_page_had_counted_and_the_log_agrees(
    cloud: LocalCloud, month: str, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    before = told(cloud, "getMonthSheet", f"/api/statistics/{month}")
    request.getfixturevalue("night")
    assert wiring.tallies().through() is not None
    after = told(cloud, "getMonthSheet", f"/api/statistics/{month}")
    assert after["total"]["received"] == before["total"]["received"] == 2
    assert after["lacking"] == []
    assert not [record for record in caplog.records if "ALARM tally" in record.getMessage()]
    assert recount.compare(repair=False) == 0
    [(window, figures)] = wiring.tallies().of(month, "GHJ").items()
    wiring.tallies().put(month, window, {**figures, "received": 3})
    assert recount.compare(repair=True) == 1
    assert recount.compare(repair=False) == 0


def test_records_of_a_day_in_each_receivers_words(cloud: LocalCloud, opened_on: date, night: None) -> None:
    day = opened_on.isoformat()
    names = told(cloud, "listReceivers", "/api/exchange")["receivers"]
    assert [len(one["records"]) for one in names] == [10, 10]
    of_province = told(cloud, "listExchangeRecords", f"/api/exchange/province/{day}")
    found = [record["record"] for record in of_province["records"]]
    assert (found.count("SB"), found.count("SL"), of_province["beyond"]) == (2, 2, "")
    assert of_province["complete"]
    of_supervision = told(cloud, "listExchangeRecords", f"/api/exchange/supervision/{day}?unit=GHJ")
    assert [one["case_no"] for one in of_supervision["records"]] == [one["BJBH"] for one in of_province["records"]]
    assert told(cloud, "listExchangeRecords", f"/api/exchange/province/{day}?unit=RSJ")["records"] == []
    assert told(cloud, "listExchangeRecords", f"/api/exchange/province/{day}?unit=RSJ&after=GHJ%23c")["records"] == []
    assert told(cloud, "listExchangeRecords", "/api/exchange/province/2020-01-01")["records"] == []
    heading, *lines = table(ask(cloud, SUPERVISOR, f"/api/exchange/province/{day}/approval?unit=GHJ"))
    assert "SPHJ" in heading
    assert len(lines) == found.count("SP")
    assert refused(cloud, SUPERVISOR, f"/api/exchange/nobody/{day}") == (404, "receiver_unknown")
    assert refused(cloud, SUPERVISOR, "/api/exchange/province/2026-02-30") == (422, "day_unknown")
    assert refused(cloud, SUPERVISOR, f"/api/exchange/province/{day}/none?unit=GHJ") == (404, "not_found")
    assert "先选单位" in ask(cloud, SUPERVISOR, "/statistics/exchange").text
    assert "/application?unit=GHJ" in ask(cloud, SUPERVISOR, f"/statistics/exchange?day={day}&unit=GHJ").text


def test_a_days_files_by_command(cloud: LocalCloud, opened_on: date, night: None, tmp_path: Path) -> None:
    day = opened_on.isoformat()
    said = exchange.export("province", day, tmp_path)
    whole = json.loads((tmp_path / f"province-{day}.json").read_text(encoding="utf-8"))
    assert said.startswith(f"{len(whole['records'])} records")
    lines = [len((tmp_path / f"province-{day}-{kind}.csv").read_text("utf-8-sig").splitlines()) - 1 for kind in KINDS]
    assert sum(lines) == len(whole["records"]) > 0
