"""What changes in the catalogue as a phone shows it: the change log, what is announced, what has ended, what once held."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from chalicelib import wiring
from chalicelib.domain.publication.revision import revised
from chalicelib.domain.times import SHANGHAI
from chalicelib.domain.versions import moment_of
from chalicelib.usecases.publish_edition import publish_edition
from tests.browser.city import City
from tests.browser.people import Person
from tests.running_site import running_site
from tests.sample import INSTANT, JOINT

pytestmark = pytest.mark.browser

TOLD = {
    "reason": "国务院取消一批行政许可事项，减少申请材料",
    "basis": "《国务院关于取消和下放一批行政许可事项的决定》（国发〔2026〕1号）",
}
ENDED = {
    "instead": "请到省住房和城乡建设厅政务服务窗口办理。",
    "running": "end",
    "reason": "国务院决定取消",
    "basis": "国发〔2026〕1号",
}
FOOD = "XN-YJJ-001"


@pytest.fixture(scope="module")
def changed_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One item announces fewer papers, one is suspended and will be resumed, one ends with its running cases."""
    folder = tmp_path_factory.mktemp("changed")
    with running_site(folder / "data") as cloud:
        later = moment_of(wiring.now() + timedelta(days=3))
        teacher, food, drawing = (wiring.edition().item(code) for code in (INSTANT, FOOD, JOINT))
        paper = {**teacher["materials"][0], "code": "health", "name": "健康证明", "required": "always"}
        publish(
            {**teacher, "materials": [*teacher["materials"][1:], paper], "effective_from": later},
            {**food, "status": "suspended", "ended": {"instead": "系统升级期间，请到市场监督管理局窗口办理。"}},
            {**drawing, "status": "cancelled", "ended": ENDED},
        )
        publish({**food, "telephone": "0715-0000099", "effective_from": later})
        yield City(cloud.url, folder / "log")


def publish(*items: dict[str, Any]) -> None:
    before = wiring.edition()
    data = revised(before, items, now=wiring.now())
    publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before, **TOLD)


def test_changes_are_told_to_anybody(browser: Browser, changed_city: City) -> None:
    today = wiring.now().astimezone(SHANGHAI).date().isoformat()
    with Person(browser, changed_city) as anybody:
        anybody.go("/changes")
        for words in ("起　修改", "暂停办理", "取消，在办的一并终止", "目录第一次公布"):
            expect(anybody.page.get_by_text(words).first).to_be_visible()
        anybody.go(f"/items/{INSTANT}")
        expect(anybody.page.get_by_text("新要的材料：健康证明。")).to_be_visible()
        anybody.go(f"/items/{FOOD}", status=410)
        expect(anybody.page.get_by_text("起，恢复办理")).to_be_visible()
        anybody.go(f"/items/{JOINT}", status=410)
        expect(anybody.page.get_by_text("没有办完的申请已经终止办理")).to_be_visible()
        anybody.follow("以前的规定")
        anybody.page.get_by_label("日期").fill(today)
        anybody.press("看这一天的规定")
        expect(anybody.page.get_by_text("这一天换过规定")).to_be_visible()
        anybody.go(f"/items/{JOINT}/past?on=2020-01-01")
        expect(anybody.page.get_by_text("这里查不到")).to_be_visible()
        anybody.go(f"/items/{JOINT}/past?on=soon", status=422)
