"""The applicant's page of one case through special procedure, hearing and fee, on a phone; with the bar of who had it when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.times import SHANGHAI, local_date, stamp
from infra.local.server import LocalCloud
from tests.browser.city import City
from tests.browser.people import Person
from tests.handlers import hall
from tests.handlers.law_hall import DIRECTOR, OFFICER, Desk, lawful_hall

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from lawful_hall(tmp_path_factory.mktemp("case-page"))


def on_working_day(cloud: LocalCloud, later: int) -> str:
    """Moves the clock to ten in the morning, so many working days later; returns the day, as a date."""
    day = wiring.calendar().add_working_days(local_date(stamp(wiring.now())), later).on
    cloud.advance_to(datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))
    return day.isoformat()


def in_days(days: int) -> str:
    return (local_date(stamp(wiring.now())) + timedelta(days=days)).isoformat()


def applied(cloud: LocalCloud) -> tuple[hall.Citizen, str]:
    zhang = hall.Citizen(cloud).sign_in()
    return zhang, zhang.submit(zhang.complete())


def carry_over(zhang: hall.Citizen, person: Person) -> None:
    """The session of a citizen in the browser's own cookies."""
    for name, value in zhang.web.cookies.get_dict().items():
        person.context.add_cookies([{"name": name, "value": value, "url": zhang.cloud.url}])


def look(person: Person, reference: str, *sentences: str) -> None:
    """Opens the case; every state of the page is searched for barriers."""
    person.city.examined.clear()
    person.go(f"/cases/{reference}")
    if person.page.locator("form[action$='/opening']").count():
        person.photograph("waiting")
        person.page.locator("form[action$='/opening'] button").click()
    for sentence in sentences:
        person.told(sentence)


def test_the_case_page_through_the_law(browser: Browser, cloud: LocalCloud, tmp_path: Path) -> None:
    on_working_day(cloud, 1)
    zhang, reference = applied(cloud)
    desk = Desk(reference)
    with Person(browser, City(cloud.url, tmp_path / "log")) as person:
        carry_over(zhang, person)
        on_working_day(cloud, 1)
        desk.accept()
        on_working_day(cloud, 1)
        desk.does(c.OpenProcedure("o", OFFICER, "expert_review", "", in_days(30), desk.words("请专家评审")))
        on_working_day(cloud, 3)
        look(person, reference, "特别程序中", "暂停计时", "所需时间不计入期限")
        desk.does(c.CloseProcedure("q", OFFICER, desk.file().case.interruptions[-1].id, desk.words("通过")))
        desk.does(c.OfferHearing("h", OFFICER, desk.words("拟作不利决定")))
        desk.does(c.ExtendLimit("e", DIRECTOR, 5, desk.words("情况复杂")))
        look(person, reference, "您可以要求听证", "延长办理期限5个工作日")
        person.follow("申请听证")
        person.see("申请听证？")
        person.press("申请听证")
        person.told("听证申请已经提出")
        desk.does(c.NotifyFee("f", OFFICER, 0, 2, in_days(9), desk.words("缴费")))
        on_working_day(cloud, 1)
        look(person, reference, "等您缴费", "缴费20元")
        bar = person.page.locator("ul.ledger li")
        expect(bar).to_have_text(["教育局2天", "专家评审3天（不计入期限）", "申请人1天"])
        person.told("一共用了6个工作日")
        person.photograph("ledger", around=person.page.locator("svg.ledger"))
