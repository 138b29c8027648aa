"""What is seldom there, on a telephone's screen: parcels that do not arrive, notices to telephone, people nobody reaches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import stamp
from chalicelib.usecases.execute import execute, open_case
from infra.local.server import LocalCloud
from tests import cases
from tests.browser.page_rules import AT_THE_WINDOW, ON_A_PHONE, sideways
from tests.browser.people import PHONE
from tests.browser.test_certificate_ends import Visitor
from tests.handlers.granted import case_of, dispatch, eventually, granted
from tests.handlers.hall import Citizen
from tests.handlers.served import party_of
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.browser
UNIT, ITEM = "GHJ", "XN-GHJ-001"
NOTICE = "correction_notice-2"
OFFICE = replace(AT_THE_WINDOW, widths=(390, 320))
STATES = {"EA000000901CN": "refused", "EA000000902CN": "in_transit", "EA000000903CN": ""}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("small-screens")) as running:
        yield running


def do(matter: str, command: c.Command) -> None:
    ports: dict[str, Any] = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    execute(matter, command, **ports, now=wiring.now())


def unreached(cloud: LocalCloud, seed: str, calls: int) -> str:
    """A permit whose correction notice nobody was told of, after so many days of calls."""
    matter, of = case_matter(derive(seed, 0)), wiring.edition().definition(ITEM, f"{ITEM}-1")
    asked = cases.application(of)
    people = {
        "applicant": {"name": "咸宁市示例置业有限公司", "phone": "+8619900000031"},
        "agent": {"phone": "+8619900000032"},
    }
    wiring.dossiers().put(Part(matter, asked.form.part, "salt", {**people, "applicant_kind": "company"}))
    receive = c.Receive(f"receive-{seed}", cases.APPLICANT, asked)
    open_case(matter, receive, of, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())
    do(matter, c.RequestCorrection(f"n-{seed}", cases.officer(of), (CorrectionRow("form", -1),), cases.NOTE))
    do(matter, c.ReportUndelivered(f"u-{seed}", c.SYSTEM_SMS, NOTICE))
    for day in range(calls):
        do(matter, c.NoteUnanswered(f"c-{seed}-{day}", cases.officer(of), NOTICE, stamp(wiring.now()), cases.NOTE))
        cloud.advance_to(wiring.now() + timedelta(days=1))
    return matter


def parcels(holder: Citizen) -> str:
    """A case whose first parcel was refused, whose second is lost."""
    reference = granted("two parcels", party=party_of(f"+86{holder.phone.removeprefix('+86')}"))
    eventually(lambda: case_of(reference).certificate)
    for number, state in list(STATES.items())[:2]:
        dispatch(reference, number)
        at, by = stamp(wiring.now()), c.Actor("courier", "ems")
        do(case_matter(reference), c.RecordParcel(f"m-{number}", by, "ems", number, state, at))
    do(
        case_matter(reference),
        c.DoubtParcel("d-1", c.Actor("courier", "ems"), "ems", "EA000000902CN", "untracked", stamp(wiring.now())),
    )
    return reference


def test_the_holder_sees_their_parcels(browser: Browser, cloud: LocalCloud) -> None:
    holder = Citizen(cloud).sign_in()
    reference = parcels(holder)
    own = Visitor(browser, cloud.url, PHONE, ON_A_PHONE, citizen=holder.web.cookies["citizen"])
    page = own.open(f"/cases/{reference}", "parcels")
    assert sideways(page, (390, 320)) == []
    assert "窗口正在核对" in page.inner_text("main")


def test_officers_and_supervisors_see_whom_no_sms_reached(browser: Browser, cloud: LocalCloud) -> None:
    unreached(cloud, "called in vain", 3)
    unreached(cloud, "to be called", 0)
    assert cloud.drain()
    desk = Visitor(browser, cloud.url, PHONE, OFFICE, staff=signed_in("s-ghj-1", "staff").token)
    page = desk.open("/window/tasks", "calls")
    assert sideways(page, (390, 320)) == []
    assert page.locator("#calls + p + table tbody tr").count() == 2
    board = Visitor(browser, cloud.url, PHONE, OFFICE, staff=signed_in("s-zwzx-1", "staff").token)
    page = board.open("/oversight", "oversight")
    assert sideways(page, (390, 320)) == []
    assert page.locator("#unreached + p + table tbody tr").count() == 1
