"""A coach company's vehicles in one working day (forty, at the full size): one application, a case each, two corrected,
one parcel."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain.times import SHANGHAI, start_of
from infra.api_client import Courier, Phones, until
from infra.local.server import LocalCloud
from tests.batch_people import Company, Window
from tests.batches import plate, results_csv, vehicle, vehicles_csv
from tests.effort import share
from tests.running_site import running_site

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
PHONE, OFFICER, PIN = "19900000001", "s-jtj-1", "645960"
COUNT = max(8, share(40))
FAILED = (3, COUNT - 1)
OTHERS = tuple(number for number in range(1, COUNT + 1) if number not in FAILED)
WAYBILL = "1234567890123"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("batch")) as running:
        running.advance_to(nine_on_the_next_working_day())
        yield running


def nine_on_the_next_working_day() -> datetime:
    day = wiring.now().astimezone(SHANGHAI).date() + timedelta(days=1)
    while not wiring.calendar().is_working_day(day):
        day += timedelta(days=1)
    return start_of(day) + timedelta(hours=9)


def today() -> tuple[datetime, bool]:
    here = wiring.now().astimezone(SHANGHAI)
    return here, wiring.calendar().is_working_day(here.date())


def test_a_fleet_is_certified_and_sent_within_one_working_day(cloud: LocalCloud) -> None:
    began, working = today()
    assert working
    assert began.time() < time(10)
    company, phones = Company.sign_in(cloud.url, PHONE), Phones(cloud.url)

    reference = apply(company)
    cases = company.opened(reference)
    assert [case["key"] for case in cases] == [plate(number) for number in range(1, COUNT + 1)]
    assert company.submit_batch() == reference, "sent again, it is the same batch"

    officer = Window.sign_in(cloud.url, OFFICER, PIN)
    waiting = until(
        officer.tasks, lambda tasks: [task for task in tasks if task["task"] == "batch"], "the window's line"
    )
    assert [task["reference"] for task in waiting] == [reference], "one line, however many"

    corrections = [{"material": "inspection", "sentence": 0}]
    asked = officer.instruct(reference, "correct", FAILED, corrections=corrections)
    assert [(one["row"], one["status"]) for one in asked] == [(row, "correcting") for row in FAILED]
    granted = officer.instruct(reference, "grant", range(1, COUNT + 1))
    assert {one["row"]: one["code"] for one in granted if not one["done"]} == dict.fromkeys(FAILED, "not_possible_now")
    assert [one["row"] for one in granted if one["status"] == "concluded"] == list(OTHERS)

    for row in FAILED:
        company.correct(cases[row - 1]["reference"], "inspection")
    assert all(one["status"] == "concluded" for one in officer.instruct(reference, "grant", FAILED))

    certified(officer, [cases[row - 1]["reference"] for row in (*OTHERS, *FAILED)])
    sent = officer.dispatch([case["reference"] for case in cases], "ems", WAYBILL)
    assert [one["code"] for one in sent] == [""] * COUNT
    until(lambda: company.batch(reference), lambda told: told["status"] == "served", "the hand-over")
    for state in ("collected", "in_transit", "out_for_delivery", "delivered"):
        Courier(cloud.url).push(WAYBILL, state)
    ended = until(
        lambda: company.batch(reference)["cases"],
        lambda told: all(case["status"] == "served" for case in told),
        "service",
    )
    assert {case["outcome"] for case in ended} == {"granted"}
    assert cloud.drain()

    there, working = today()
    assert (there.date(), working) == (began.date(), True), "one working day"
    messages = [message.text for message in phones.news(PHONE)]
    told = (f"共{COUNT}件", "2件要补正", f"{COUNT}件已办结，准予{COUNT}件", WAYBILL, "已送达签收")
    assert len(messages) == len(told), messages
    assert all(words in message for words, message in zip(told, messages, strict=True)), messages
    assert company.cases() == [], "they are one line among the company's batches"
    assert officer.tasks() == []


def apply(company: Company) -> str:
    company.begin(PHONE)
    rows = [vehicle(number) for number in range(1, COUNT + 1)]
    wrong = company.put_table("rows", "车辆.csv", vehicles_csv(*rows[:-1], {**rows[-1], "plate": "L12345"}))
    assert wrong["errors"] == {f"rows.{COUNT + 1}.plate": "plate_format"}
    assert company.put_table("rows", "车辆.csv", vehicles_csv(*rows))["errors"] == {}
    numbers = range(1, COUNT + 1)
    read = company.put_table("results", "检测结果.csv", results_csv(*numbers, 99, failed=frozenset(FAILED)))
    assert (read["rows"], read["strays"]) == (COUNT, [plate(99)])
    company.send_photos(numbers)
    company.send_shared()
    return company.submit_batch()


def certified(officer: Window, references: list[str]) -> None:
    """In the order in which they were granted: each is waited for by itself."""
    numbers = {certificate_of(officer, reference) for reference in references}
    assert len(numbers) == len(references)


def certificate_of(officer: Window, reference: str) -> str:
    made = until(lambda: officer.case(reference), lambda case: case["certificate_number"], "the certificate")
    return str(made["certificate_number"])
