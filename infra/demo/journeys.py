"""Three cases as people live them: a walk-in granted on the spot, an online licence with a correction, a joint review."""

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from infra.api_client import Citizen, Json, Staff, new_draft, until
from infra.demo.city import City, new_resident_id, new_waybill
from infra.demo.photo import NIGHT, photo
from infra.demo.progress import Progress

CASES: Mapping[str, Any] = json.loads((Path(__file__).resolve().parent / "cases.json").read_text(encoding="utf-8"))
_PRINTED_SECRET = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")
_ROUTE = ("collected", "in_transit", "out_for_delivery", "delivered")


class UnexpectedError(Exception):
    """Something is not as it has to be."""

    code = "unexpected"


@dataclass(frozen=True)
class Done:
    """A case at its end: `kind` names it in cases.json, `case` is getCase's last answer."""

    kind: str
    item: Json
    case: Json
    phone: str
    waybill: str = ""

    @property
    def reference(self) -> str:
        return str(self.case["reference"])


Journey = Callable[[City, Progress], Done]


def walk_in(city: City, progress: Progress) -> Done:
    plan, phone, number = CASES["walk_in"], city.new_number(), new_resident_id()
    progress.title("A walk-in at the window: instant")
    with progress.step("the officer receives, accepts and grants in one sitting"):
        officer = city.officer(plan["officer"])
        entered = _application("walk_in", {"id_number": number, "phone": phone})
        told = officer.receive(entered)
        reference = str(told["reference"])
        expect((told["status"], told["outcome"]), ("concluded", "granted"), "the walk-in")
    with progress.step("the certificate is made"):
        _certificate_of(officer, reference)
    with progress.step("it appears under the applicant's number"):
        applicant = city.applicant(phone, last_four=number[-4:])
        until(applicant.cases, lambda cases: reference in {case["reference"] for case in cases}, "the applicant's list")
    return Done("walk_in", officer.item(entered["item"]), applicant.case(reference), phone)


def food_licence(city: City, progress: Progress) -> Done:
    plan, phone = CASES["food"], city.new_number()
    progress.title("A food business licence applied for online: promised in 8 working days")
    application = _application("food", {"id_number": new_resident_id(), "phone": phone})
    with progress.step("the applicant signs in by SMS code and fills the form"):
        applicant, draft = city.applicant(phone), new_draft()
        applicant.save(draft, application)
    with progress.step("a photo taken in the dark is refused, a better one and all others are accepted"):
        dark = applicant.upload(draft, plan["papers"][0], photo("layout", NIGHT))
        expect(dark.state, "refused", "the dark photo")
        _upload(applicant, draft, application, plan["papers"])
    with progress.step("submitted"):
        reference = applicant.submit(draft)
        expect(applicant.submit(draft), reference, "a second submit")
    with progress.step("the officer asks once for a correction, the applicant supplies it"):
        officer = city.officer(plan["officer"])
        until(officer.tasks, lambda tasks: reference in {task["reference"] for task in tasks}, "the officer's list")
        officer.request_correction(reference, [plan["correction"]])
        _correct(applicant, reference, plan["correction"]["material"])
    with progress.step("accepted, handled, reviewed, approved"):
        officer.accept(reference)
        officer.decide(reference, "handle", opinion=plan["opinion"])
        for step, staff in plan["leaders"].items():
            city.leader_phone(staff).sign_off(reference, step, plan["opinion"])
    waybill = _deliver(city, progress, officer, applicant, reference)
    return Done("food", officer.item(application["item"]), applicant.case(reference), phone, waybill)


def joint_review(city: City, progress: Progress) -> Done:
    plan, phone = CASES["joint"], city.new_number()
    progress.title(
        "A construction planning permit: three units review jointly, leaders sign off by the link of their SMS"
    )
    application = _application("joint", {"agent_id_number": new_resident_id(), "phone": phone})
    with progress.step("the company's agent applies with five papers"):
        applicant, draft = city.applicant(phone), new_draft()
        applicant.save(draft, application)
        _upload(applicant, draft, application, plan["papers"])
        reference = applicant.submit(draft)
    with progress.step("accepted and handled at the window"):
        officer = city.officer(plan["officer"])
        officer.accept(reference)
        officer.decide(reference, "handle", opinion=plan["opinion"])
    with progress.step("three section chiefs sign off at once on their telephones"):
        with ThreadPoolExecutor(len(plan["branches"])) as pool:
            signed = [
                pool.submit(city.leader_phone(staff).sign_off, reference, step, plan["opinion"])
                for step, staff in plan["branches"].items()
            ]
        for one in signed:
            one.result()
        expect(officer.case(reference)["open_steps"], ["review"], "after the join")
    with progress.step("the chief and the deputy director in charge sign off"):
        for step, staff in plan["leaders"].items():
            city.leader_phone(staff).sign_off(reference, step, plan["opinion"])
    waybill = _deliver(city, progress, officer, applicant, reference)
    return Done("joint", officer.item(application["item"]), applicant.case(reference), phone, waybill)


JOURNEYS: tuple[Journey, ...] = (walk_in, food_licence, joint_review)


def expect(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        raise UnexpectedError(f"{what}: {found!r} instead of {wanted!r}")


def _application(kind: str, person: Mapping[str, str]) -> dict[str, Any]:
    planned = CASES[kind]["application"]
    return {**planned, "applicant": {**planned["applicant"], **person}}


def _upload(applicant: Citizen, draft: str, application: Json, materials: Iterable[str]) -> None:
    """One good page of each material; whatever else lies in the draft goes."""
    pages = {material: [_accepted(applicant, draft, material)] for material in materials}
    applicant.save(draft, {**application, "uploads": pages})


def _accepted(applicant: Citizen, draft: str, material: str) -> str:
    verdict = applicant.upload(draft, material, photo(material))
    expect(verdict.state, "accepted", f"the photo of {material} ({verdict.sentence})")
    return verdict.upload


def _correct(applicant: Citizen, reference: str, material: str) -> None:
    asked = applicant.open(reference)["correction"]["materials"]
    expect(set(asked), {material}, "what the notice asks for")
    draft = new_draft()
    applicant.save(draft, {"case": reference})
    _upload(applicant, draft, {"case": reference}, [material])
    expect(applicant.supply(reference, draft)["status"], "received", "after the correction")


def _deliver(city: City, progress: Progress, officer: Staff, applicant: Citizen, reference: str) -> str:
    """From the decision to the parcel at the door; returns the waybill."""
    with progress.step("granted; the certificate is made and genuine"):
        number = _certificate_of(officer, reference)
        _verify(city, applicant, reference, number)
    waybill = new_waybill()
    with progress.step("handed to the courier"):
        (sent,) = officer.dispatch([reference], "ems", waybill)
        expect(sent["recorded"], True, f"the dispatch ({sent['code']})")
    with progress.step("the courier's server reports, until it is delivered"):
        for state in _ROUTE:
            city.courier.push(waybill, state)
        until(lambda: applicant.case(reference), lambda case: case["status"] == "served", "service")
    return waybill


def _certificate_of(officer: Staff, reference: str) -> str:
    made = until(lambda: officer.case(reference), lambda case: case["certificate_number"], "the certificate")
    return str(made["certificate_number"])


def _verify(city: City, applicant: Citizen, reference: str, number: str) -> None:
    """With the secret that is printed on the PDF."""
    printed = PdfReader(io.BytesIO(applicant.certificate(reference))).pages[0].extract_text()
    secret = _PRINTED_SECRET.search(printed)
    if secret is None:
        raise UnexpectedError(f"no secret on the certificate: {printed!r}")
    told = city.phones.verify(number, secret[0])
    expect((told["genuine"], told["in_force"], told["number"]), (True, True, number), "the verification")
