"""What people come for in the storm: the demo's three kinds of case, each until the certificate has been delivered."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, Final

from infra.api_client import Citizen, Staff, new_draft, until
from infra.chaos.people import CASES_PER_PHONE, Team, new_phone, push, upload
from infra.demo.city import new_resident_id
from infra.demo.journeys import CASES

WALK_IN, FOOD, JOINT = (CASES[kind] for kind in ("walk_in", "food", "joint"))
_ADDRESS: Final = FOOD["application"]["address"]
_EARLY_SCANS, _CORRECTIONS = 0.3, 0.5
"""How often the courier is faster than the officer, and how often an application lacks something."""

BY_PROGRAM: Final = [WALK_IN["officer"], FOOD["officer"], JOINT["officer"]]
LEADERS_BY_PROGRAM: Final = [FOOD["leaders"]["approve"]]
BY_TELEPHONE: Final = [FOOD["leaders"]["review"], *JOINT["branches"].values(), *JOINT["leaders"].values()]
"""Who decides in which way."""


class Client:
    """One thread's work: one case after the other."""

    def __init__(self, journey: "Journey", team: Team, seed: str) -> None:
        self.team = team
        self.chance = Random(seed)  # noqa: S311  # it has to repeat, not to surprise
        self.courier = team.courier()
        self._journey = journey
        self._applicant: tuple[Citizen, str] | None = None
        self._cases = 0

    def run(self, again: Callable[[], bool]) -> None:
        """Brings every case that was begun to its end."""
        while again():
            self._journey(self)
            self._cases += 1
            self.team.ledger.note_case()

    def applicant(self) -> tuple[Citizen, str]:
        """Who applies, with their number; another one when this one's uploads are used up."""
        if self._applicant is None or self._cases % CASES_PER_PHONE == 0:
            self._applicant = self.team.applicant()
        return self._applicant


Journey = Callable[[Client], None]


def walk_in(client: Client) -> None:
    """Received, accepted and granted in one sitting."""
    officer = client.team.staff(WALK_IN["officer"])
    person = {"id_number": new_resident_id(), "phone": new_phone(), "address": _ADDRESS}
    entered = {**_application(WALK_IN, person), "delivery": "courier"}
    _deliver(client, officer, str(officer.receive(entered)["reference"]))


def food_licence(client: Client) -> None:
    """Online, some with a correction, three steps in a row."""
    applicant, phone = client.applicant()
    officer = client.team.staff(FOOD["officer"])
    person = {"id_number": new_resident_id(), "phone": phone}
    reference = _apply(client, applicant, _application(FOOD, person), FOOD["papers"])
    if client.chance.random() < _CORRECTIONS:
        officer.request_correction(reference, [FOOD["correction"]])
        _correct(client, applicant, reference, FOOD["correction"]["material"])
    officer.accept(reference)
    officer.decide(reference, "handle")
    client.team.telephone(FOOD["leaders"]["review"]).sign_off(reference, "review", "")
    client.team.staff(FOOD["leaders"]["approve"]).decide(reference, "approve")
    _deliver(client, officer, reference)


def planning_permit(client: Client) -> None:
    """Online, three units decide at once."""
    applicant, phone = client.applicant()
    officer = client.team.staff(JOINT["officer"])
    person = {"agent_id_number": new_resident_id(), "phone": phone}
    reference = _apply(client, applicant, _application(JOINT, person), JOINT["papers"])
    officer.accept(reference)
    officer.decide(reference, "handle")
    with ThreadPoolExecutor(len(JOINT["branches"])) as pool:
        signed = [
            pool.submit(client.team.telephone(staff).sign_off, reference, step, "")
            for step, staff in JOINT["branches"].items()
        ]
    for one in signed:
        one.result()
    for step, staff in JOINT["leaders"].items():
        client.team.telephone(staff).sign_off(reference, step, "")
    _deliver(client, officer, reference)


def _application(plan: Mapping[str, Any], person: Mapping[str, str]) -> dict[str, Any]:
    planned = plan["application"]
    return {**planned, "applicant": {**planned["applicant"], **person}}


def _apply(client: Client, applicant: Citizen, application: Mapping[str, Any], materials: Iterable[str]) -> str:
    draft = new_draft()
    applicant.save(draft, application)
    _attach(client, applicant, draft, application, materials)
    reference = applicant.submit(draft)
    applicant.case(reference)
    return reference


def _correct(client: Client, applicant: Citizen, reference: str, material: str) -> None:
    draft = new_draft()
    applicant.save(draft, {"case": reference})
    _attach(client, applicant, draft, {"case": reference}, [material])
    applicant.supply(reference, draft)


def _attach(
    client: Client, applicant: Citizen, draft: str, fields: Mapping[str, Any], materials: Iterable[str]
) -> None:
    """One page of each material; slots that a kill left empty go."""
    pages = upload(applicant, draft, materials, client.team.ledger)
    applicant.save(draft, {**fields, "uploads": pages})


def _deliver(client: Client, officer: Staff, reference: str) -> None:
    waybill = f"{client.chance.randrange(10**13):013}"
    until(lambda: officer.case(reference), lambda case: case["certificate_number"], f"the certificate of {reference}")
    if client.chance.random() < _EARLY_SCANS:
        push(client.courier, waybill, "collected", client.chance)
    (sent,) = officer.dispatch([reference], "ems", waybill)
    if not sent["recorded"]:
        raise RuntimeError(f"{reference} was not dispatched: {sent['code']}")
    push(client.courier, waybill, "delivered", client.chance)
    until(lambda: officer.case(reference), lambda case: case["status"] == "served", f"service of {reference}")
