"""One journey, the same for every city: from the first admin's code to the certificate in the post. What it needs (an item,
who holds which post, a courier) it reads from the city's own data."""

import io
import random
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from chalicelib.adapters.city_files import SAMPLE_CITY
from chalicelib.domain.desk_posts import DESK_POSTS
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts.messages import templates
from infra.api_client import Citizen, Courier, Phones, Staff, new_draft, until
from infra.demo.__main__ import items_lacking
from infra.demo.city import City
from infra.demo.leader_phone import LeaderPhone
from infra.demo.photo import photo
from tests.cities import CITIES, Application, FoundedCity, founded
from tests.handlers.desk import Desk

pytestmark = pytest.mark.journey
APPLICANT, WALKED_IN = "19977770001", "19977770002"
OPINION = "材料齐全，符合条件，同意。"
_SLIP = re.compile(r'<b class="number">([A-Z2-7]{4}-[A-Z2-7]{4})</b>')


@pytest.fixture(scope="module", params=CITIES, ids=lambda folder: folder.name)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FoundedCity]:
    folder: Path = request.param
    with founded(folder, tmp_path_factory.mktemp(folder.name)) as running:
        yield running


def test_from_the_first_admin_to_the_certificate(city: FoundedCity) -> None:
    admin = first_admin(city)
    application = city.application()
    officer = officer_of(city, admin, application.definition.unit)
    citizen, reference = applied(city, application)
    officer.accept(reference)
    decided(city, admin, application, officer, reference)
    granted = until(lambda: officer.case(reference), lambda case: case["certificate_number"], "the certificate")
    assert granted["outcome"] == "granted"
    assert granted["certificate_number"].startswith(application.definition.data["result"]["number_prefix"])
    printed = PdfReader(io.BytesIO(citizen.certificate(reference))).pages[0].extract_text()
    assert city.edition.unit(application.definition.unit)["name"] in printed
    waybill = sent(city, officer, reference)
    until(lambda: citizen.case(reference), lambda case: case["status"] == "served", "service")
    told = [message.text for message in Phones(city.url).messages(APPLICANT)]
    said_in_the_citys_words(city, told, citizen.case(reference)["accepted_at"])
    assert any(city.carrier().name in text and waybill in text for text in told)
    granted_on_the_spot(city, admin)
    pages_are_this_citys(city, admin, application)


def test_the_demo_knows_whose_stories_it_plays(city: FoundedCity) -> None:
    assert bool(items_lacking(City(city.url))) == (city.name != name_in(SAMPLE_CITY))


def first_admin(city: FoundedCity) -> Desk:
    """With the code that the start printed."""
    desk = Desk(city.url)
    enrol(city, city.admin, city.code, desk)
    assert desk.sign_in(city.admin, pin_of(city.admin)).ok
    desk.get("/admin/staff")
    assert city.staff[city.admin]["name"] in desk.page
    return desk


def enrol(city: FoundedCity, staff: str, code: str, desk: Desk) -> None:
    pin = pin_of(staff)
    desk.get("/staff/enrol")
    assert desk.post("/staff/enrol", {"who": staff, "code": code, "pin": pin, "pin_again": pin}).ok, desk.page


def pin_of(staff: str) -> str:
    return f"{random.Random(staff).randrange(135790, 976542)}"  # noqa: S311  # no secret


def enrolled(city: FoundedCity, admin: Desk, staff: str) -> str:
    """Their PIN, set with a slip from the admin's hand."""
    admin.get("/admin/staff")
    admin.post(f"/admin/staff/{staff}/enrolment", {})
    slip = _SLIP.search(admin.page)
    assert slip, admin.page
    enrol(city, staff, slip[1], Desk(city.url))
    return pin_of(staff)


def officer_of(city: FoundedCity, admin: Desk, unit: str) -> Staff:
    staff = city.holder(unit, "officer")
    return Staff.sign_in(city.url, staff, enrolled(city, admin, staff))


def applied(city: FoundedCity, application: Application) -> tuple[Citizen, str]:
    citizen, draft = Citizen.sign_in(city.url, APPLICANT), new_draft()
    address = city.edition.city["samples"]["address"]
    fields = {**city.fields(application, APPLICANT), "delivery": "courier", "address": address}
    citizen.save(draft, fields)
    verdicts = {paper: citizen.upload(draft, paper, photo(paper)) for paper in application.papers}
    assert {verdict.state for verdict in verdicts.values()} == {"accepted"}, verdicts
    citizen.save(draft, {**fields, "uploads": {paper: [verdict.upload] for paper, verdict in verdicts.items()}})
    return citizen, citizen.submit(draft)


def decided(city: FoundedCity, admin: Desk, application: Application, officer: Staff, reference: str) -> None:
    """Every step by whoever holds its post: officers at their desk, leaders by the link that their telephone was sent."""
    for step in application.flow.steps():
        if step.post in DESK_POSTS:
            officer.decide(reference, step.id, opinion=OPINION)
            continue
        leader = city.holder(step.unit, step.post)
        phone = LeaderPhone(city.url, city.staff[leader]["phone"], enrolled(city, admin, leader))
        phone.sign_off(reference, step.id, OPINION)


def sent(city: FoundedCity, officer: Staff, reference: str) -> str:
    waybill, carrier = "1234567890123", city.carrier()
    assert re.fullmatch(carrier.waybill_pattern, waybill)
    (done,) = officer.dispatch([reference], carrier.code, waybill)
    assert done["recorded"], done
    Courier(city.url).push(waybill, "delivered")
    return waybill


def granted_on_the_spot(city: FoundedCity, admin: Desk) -> None:
    """Somebody else walks in with the originals, and is told once."""
    application = city.walk_in()
    officer = officer_of(city, admin, application.definition.unit)
    entered = {**city.fields(application, WALKED_IN), "originals": application.papers}
    told = officer.receive({**entered, "conclusion": {"then": "grant"}})
    assert (told["status"], told["outcome"]) == ("concluded", "granted")
    (said,) = until(lambda: Phones(city.url).messages(WALKED_IN), len, "the SMS")
    assert said.text.startswith(city.edition.city["centre"])


def said_in_the_citys_words(city: FoundedCity, told: list[str], accepted_at: str) -> None:
    own, on = city.edition.data, datetime.fromisoformat(accepted_at).astimezone(SHANGHAI)
    centre, hall = own["city"]["centre"], own["city"]["hall_name"]
    accepted = own.get("messages", {}).get("accepted") or templates()["accepted"].text
    assert accepted.format(centre=centre, hall=hall, date=f"{on.month}月{on.day}日") in told
    assert all(text.startswith(centre) for text in told), told
    assert not [text for text in told if of_another_city(city, text)]


def of_another_city(city: FoundedCity, page: str) -> bool:
    return any(other in page for other in {name_in(folder) for folder in CITIES} - {city.name})


def name_in(folder: Path) -> str:
    found = re.search(r'"name": "(\w+?)市"', (folder / "city.json").read_text(encoding="utf-8"))
    assert found
    return found[1]


def pages_are_this_citys(city: FoundedCity, admin: Desk, application: Application) -> None:
    item = application.definition.item
    visitor = Desk(city.url)
    for path in ("/", f"/items/{item}"):
        visitor.get(path)
        assert city.edition.city["centre"] in visitor.page, path
    paths = (
        "/items",
        "/items?q=许可",
        f"/items/{item}/form?sample=1",
        "/query",
        "/changes",
        "/grants",
        "/openapi.json",
    )
    for path in ("/", f"/items/{item}", *paths, "/staff/signin", "/leader"):
        assert visitor.get(path).status_code == 200, path
        assert not of_another_city(city, visitor.page), path
    for path in ("/admin/staff", "/admin/tasks", "/local/staff", "/local/courier"):
        assert admin.get(path).status_code == 200, path
        assert not of_another_city(city, admin.page), path
