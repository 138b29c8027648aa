"""The supervisors' day on a desktop, and on a phone when they are out: what is red, a card, the unit's answer."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
from playwright.sync_api import Browser, expect

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.ask_consultation import ask_consultation
from chalicelib.usecases.execute import open_case
from infra.local.server import LocalCloud
from tests import cases
from tests.browser.city import City
from tests.browser.page_rules import AT_THE_WINDOW, sideways
from tests.browser.people import PHONE, Leader, Officer
from tests.handlers.leader_phone import leaders_of_cloud
from tests.running_site import running_site
from tests.sample import INSTANT

pytestmark = pytest.mark.browser
CHIEF = ("19900000027", "402232")
PERMIT = "建设工程规划许可证"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A city in this process, whose clock the test moves."""
    with running_site(tmp_path_factory.mktemp("oversight")) as running:
        yield running


@pytest.fixture(scope="module")
def own_city(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(cloud.url, tmp_path_factory.mktemp("log") / "city.log")


class Supervisor(Officer):
    """At a desk; the pages must also be good on a phone."""

    rules = replace(AT_THE_WINDOW, widths=(1280, 390))

    def sign_in(self) -> None:
        self.go("/oversight")
        self.fill({"姓名或工号": self.name})
        self.page.get_by_label("PIN").fill(self.pin)
        self.press("登录")
        self.see("电子监察")


def working_days_later(cloud: LocalCloud, amount: int) -> None:
    """To ten o'clock of that day."""
    on = wiring.calendar().add_working_days(wiring.now().astimezone(SHANGHAI).date(), amount).on
    cloud.advance_to(datetime.combine(on, time(10), SHANGHAI))


def received(seed: str) -> str:
    """A permit that waits at the window for its acceptance."""
    matter, of = case_matter(derive(seed, 0)), wiring.edition().definition("XN-GHJ-001", "XN-GHJ-001-1")
    receive = c.Receive(f"receive-{seed}", cases.APPLICANT, cases.application(of))
    open_case(matter, receive, of, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())
    return matter


def busy_days(cloud: LocalCloud) -> str:
    """One permit past its promise at the section chief's, two about to be late at the window, one decided in a minute.
    Returns the reference of the first."""
    working_days_later(cloud, 1)
    late = leaders_of_cloud().up_to("review", "late")
    working_days_later(cloud, 10)
    for seed in ("one", "two"):
        received(seed)
    quick = leaders_of_cloud().up_to("approve", "quick")
    leaders_of_cloud().decide(quick, "approve", "pass", "同意。")
    working_days_later(cloud, 3)
    return reference_of(late)


def test_a_supervisors_day(browser: Browser, cloud: LocalCloud, own_city: City) -> None:
    reference = busy_days(cloud)
    with Supervisor(browser, own_city, "方清源", "730368") as supervisor:
        supervisor.sign_in()
        for number, what in (("1", "已超期"), ("2", "三个工作日内到期")):
            expect(supervisor.page.locator(".day-numbers")).to_contain_text(re.compile(rf"{number}\s*件{what}"))
        red = supervisor.page.locator("#red + table")
        expect(red).to_contain_text("石光明")
        expect(red).to_contain_text("承诺时限")
        expect(supervisor.page.locator("#soon + table tbody tr")).to_have_count(2)
        expect(supervisor.page.locator("#patterns ~ table")).to_contain_text("受理后几分钟就办结")
        supervisor.photograph("oversight")
        red.get_by_role("link", name=PERMIT).click()
        supervisor.told("时间花在哪里")
        page = supervisor.page
        page.get_by_label("红牌，要求反馈").check()
        page.get_by_label("为什么发、要做什么").fill("超过承诺时限两天了，请今天办完，并说明原因。")
        supervisor.press("发牌")
        supervisor.told("已发牌，正在短信通知")
        supervisor.photograph("oversight-case")
    answered_by_the_chief(browser, cloud, own_city)
    with Supervisor(browser, own_city, "方清源", "730368") as supervisor:
        supervisor.sign_in()
        expect(supervisor.page.locator("#cards + table")).to_contain_text("有异议，等裁定")
        supervisor.go(f"/oversight/cases/{reference}")
        supervisor.page.get_by_label("异议成立，撤销这张牌的理由").first.fill("系统故障属实。")
        supervisor.press("撤销这张牌")
        supervisor.told("这张牌已撤销")


def answered_by_the_chief(browser: Browser, cloud: LocalCloud, city: City) -> None:
    """From the SMS's own list, on a phone."""
    assert cloud.drain()
    with Leader(browser, city, *CHIEF) as chief:
        chief.open_todo()
        chief.told("等本单位反馈的督办牌")
        chief.page.get_by_role("link", name="监察员发牌").click()
        chief.told("请今天办完，并说明原因。")
        chief.page.get_by_label("原因和已经做了什么").fill("昨天系统故障，打不开材料。")
        chief.press("发错了，提出异议")
        chief.told("已提交，监察员能看到")
    assert cloud.drain()


def test_the_lists_fit_a_phone(browser: Browser, own_city: City) -> None:
    class Out(Supervisor):
        device = PHONE

    with Out(browser, own_city, "方清源", "730368") as supervisor:
        supervisor.sign_in()
        for kind in ("quick_decision", "late_evening"):
            supervisor.go(f"/oversight/patterns?kind={kind}")
            assert sideways(supervisor.page, (390, 320)) == []
        supervisor.go("/oversight")
        assert sideways(supervisor.page, (390, 320)) == []


def test_an_overdue_question_has_a_card_that_its_unit_answers(
    browser: Browser, cloud: LocalCloud, own_city: City
) -> None:
    ports = {name: getattr(wiring, name)() for name in ("log", "dossiers", "guards", "entropy")}
    asked = {"edition": wiring.edition(), "now": wiring.now(), **ports}
    ask_consultation("phone:overdue", "+8619900007009", INSTANT, "要带照片吗？", "overdue-000000001", **asked)
    assert cloud.drain()
    working_days_later(cloud, 4)
    assert cloud.drain()
    with Officer(browser, own_city, "李文静", "399858") as officer:
        officer.sign_in()
        officer.look_in_until("/window/tasks", officer.page.get_by_role("link", name="督办牌：答复咨询"))
        officer.photograph("window-tasks-card")
        officer.follow("督办牌：答复咨询")
        officer.page.get_by_label("原因和已经做了什么").fill("经办人休假，今天答复。")
        officer.press("发错了，提出异议")
        officer.told("已提交，监察员能看到")
        officer.photograph("window-inquiry-card")
    assert cloud.drain()
    with Supervisor(browser, own_city, "方清源", "730368") as supervisor:
        supervisor.sign_in()
        card = supervisor.page.locator("#cards + table").get_by_role("link", name="咨询：")
        expect(supervisor.page.locator("#red + table")).to_contain_text("答复咨询")
        supervisor.photograph("oversight-inquiries")
        card.click()
        supervisor.told("经办人休假")
        supervisor.page.get_by_label("异议成立，撤销这张牌的理由").fill("休假属实。")
        supervisor.photograph("oversight-inquiry-card")
        supervisor.press("撤销这张牌")
        supervisor.told("这张牌已撤销")
