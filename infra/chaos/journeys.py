"""What people come for: a walk-in concluded at once, a licence with a correction round, a permit of three units."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.people import Applicant, Courier, Leader, Officer, new_phone, new_resident_id
from infra.chaos.web import Web

_APPLICATIONS: Mapping[str, Mapping[str, Any]] = json.loads(
    (Path(__file__).resolve().parent / "applications.json").read_text(encoding="utf-8")
)
_FOOD_PAPERS = ("layout", "health-certificate", "safety-rules", "premises")
_PLANNING_PAPERS = ("land", "design", "planning-conditions", "fire-design", "approval-of-project")
_BRANCHES = {"fire-opinion": "s-xfj-2", "defence-opinion": "s-rfb-2", "housing-opinion": "s-zjw-2"}
_OFFICERS = ("s-rsj-1", "s-yjj-1", "s-ghj-1")
_LEADERS = ("s-yjj-2", "s-yjj-3", "s-ghj-2", "s-ghj-3", *_BRANCHES.values())

CASES_PER_PHONE = 20
"""One account may ask for 200 uploads an hour."""


@dataclass(frozen=True)
class Staff:
    """Everybody who works on the load's items, signed in on one device each."""

    officers: Mapping[str, Officer]
    leaders: Mapping[str, Leader]

    @staticmethod
    def sign_in(city: City, ledger: Ledger) -> "Staff":
        return Staff(
            {staff: Officer.sign_in(Web(city, ledger), staff) for staff in _OFFICERS},
            {staff: Leader.sign_in(Web(city, ledger), staff) for staff in _LEADERS},
        )

    def on_own_line(self) -> "Staff":
        """The same sessions over connections of their own, for another thread."""
        return Staff(
            {staff: Officer(_own_line(officer.web)) for staff, officer in self.officers.items()},
            {staff: Leader(_own_line(leader.web), leader.phone) for staff, leader in self.leaders.items()},
        )


class Client:
    """One thread's work: `run(again)` brings one case after the other to its end while `again()` says so."""

    def __init__(self, journey: "Journey", staff: Staff, city: City, ledger: Ledger, seed: str) -> None:
        self.city = city
        self.ledger = ledger
        self.staff = staff.on_own_line()
        self.courier = Courier(Web(city, ledger))
        self.chance = Random(seed)  # noqa: S311  # it has to repeat, not to surprise
        self._journey = journey
        self._applicant: Applicant | None = None
        self._cases = 0

    def run(self, again: Callable[[], bool]) -> None:
        while again():
            self._journey(self)
            self._cases += 1
            self.ledger.finished_case()

    def applicant(self) -> Applicant:
        """The citizen who applies; another one when this one's uploads are used up."""
        if self._applicant is None or self._cases % CASES_PER_PHONE == 0:
            self._applicant = Applicant(Web(self.city, self.ledger))
        return self._applicant


Journey = Callable[[Client], None]


def walk_in(client: Client) -> None:
    """失业登记: received, accepted and granted in one sitting; the certificate goes by courier."""
    officer = client.staff.officers["s-rsj-1"]
    person = {"id_number": new_resident_id(), "phone": new_phone()}
    reference = officer.receive(_with_applicant("walk_in", person))
    _deliver(client, officer, reference)


def food_licence(client: Client) -> None:
    """餐饮服务许可: online, half of them with a correction round, three steps."""
    applicant, officer = client.applicant(), client.staff.officers["s-yjj-1"]
    reference = _apply(applicant, "food", {"id_number": new_resident_id()}, _FOOD_PAPERS)
    if client.chance.random() < 0.5:  # noqa: PLR2004
        officer.request_correction(reference, "layout")
        _answer_correction(applicant, reference, "layout")
    officer.accept(reference)
    officer.decide(reference, "handle")
    client.staff.leaders["s-yjj-2"].decide_on_page(reference, "review")
    client.staff.leaders["s-yjj-3"].decide_by_program(reference, "approve")
    _deliver(client, officer, reference)


def planning_permit(client: Client) -> None:
    """建设工程规划许可证: three units decide at once."""
    applicant, officer = client.applicant(), client.staff.officers["s-ghj-1"]
    leaders = client.staff.leaders
    reference = _apply(applicant, "planning", {"agent_id_number": new_resident_id()}, _PLANNING_PAPERS)
    officer.accept(reference)
    officer.decide(reference, "handle")
    with ThreadPoolExecutor(len(_BRANCHES)) as pool:
        branches = [pool.submit(leaders[staff].decide_on_page, reference, step) for step, staff in _BRANCHES.items()]
    for branch in branches:
        branch.result()
    leaders["s-ghj-2"].decide_by_program(reference, "review")
    leaders["s-ghj-3"].decide_on_page(reference, "approve")
    _deliver(client, officer, reference)


def _apply(applicant: Applicant, form: str, person: Mapping[str, str], papers: Iterable[str]) -> str:
    draft = _new_draft()
    body = _with_applicant(form, {**person, "phone": applicant.phone})
    applicant.save(draft, body)
    pages = {material: [applicant.upload(draft, material)] for material in papers}
    applicant.save(draft, {**body, "uploads": pages})
    return applicant.submit(draft)


def _answer_correction(applicant: Applicant, reference: str, material: str) -> None:
    draft = _new_draft()
    applicant.save(draft, {"case": reference})
    page = applicant.upload(draft, material)
    applicant.save(draft, {"case": reference, "uploads": {material: [page]}})
    applicant.supply(reference, draft)


def _deliver(client: Client, officer: Officer, reference: str) -> None:
    """By EMS, until the case is served; the courier may be faster with its first scan than the officer."""
    waybill = f"{client.chance.randrange(10**13):013}"
    officer.wait_for_certificate(reference)
    if client.chance.random() < 0.3:  # noqa: PLR2004
        client.courier.push(waybill, "collected")
    officer.dispatch(reference, waybill)
    client.courier.push(waybill, "delivered")
    officer.wait_until_served(reference)


def _with_applicant(form: str, person: Mapping[str, str]) -> dict[str, Any]:
    application = _APPLICATIONS[form]
    return {**application, "applicant": {**application["applicant"], **person}}


def _new_draft() -> str:
    return secrets.token_hex(13)


def _own_line(web: Web) -> Web:
    own = Web(web.city, web.ledger, web.token)
    own.http.cookies.update(web.http.cookies)
    return own
