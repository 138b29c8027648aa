"""The delivery address is erased some days after nothing is left to send; everything else of the case stays as it was."""

import json
from datetime import timedelta

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.commands import SYSTEM_BATCH
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import BatchDecided, BatchHandedOver, Sealed
from chalicelib.domain.fold import evolve
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import stamp
from chalicelib.pages import officer_view
from chalicelib.texts import text
from chalicelib.usecases.batch_cases import read_child
from chalicelib.usecases.batch_file import add_to_batch
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.case_receipt import case_receipt
from chalicelib.usecases.expire_address import EXPIRE_ADDRESS, expire_address, expiring_batch_tasks, expiring_tasks
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.officer_case import show_case
from chalicelib.usecases.read_form import read_form
from chalicelib.usecases.seal import seal
from chalicelib.usecases.withdraw_case import withdraw_case
from infra.verify_receipt import verify
from tests import cases
from tests.applying import FIELDS, Home
from tests.batches import APPLICANT, Garage
from tests.sample import World, calendar
from tests.walk_ins import OFFICER

ADDRESS, WAYBILL = FIELDS["address"], "EA123456789CN"
DAYS = timedelta(days=91)


class Sent:
    """A case of which the result was sent by courier."""

    def __init__(self) -> None:
        self.home = Home()
        self.world = self.home.world
        self.world.dossiers.now = lambda: self.home.now
        self.home.complete()
        self.reference = self.home.submit()
        self.matter = case_matter(self.reference)

    def do(self, command: c.Command) -> None:
        cases.run(self.world, command, self.home.now, self.matter)

    def grant(self) -> None:
        self.do(c.Accept("a", cases.officer(self.home.item), "grant", cases.NOTE))
        self.do(c.RecordCertificate("certify", c.SYSTEM_CERTIFY, "k-X", "1"))
        self.do(c.RecordDispatch("d", cases.officer(self.home.item), "ems", WAYBILL))

    def carrier_says(self, state: str) -> None:
        courier = c.Actor("courier", "ems")
        self.do(c.RecordParcel(f"m-{state}", courier, "ems", WAYBILL, state, stamp(self.home.now)))

    @property
    def file(self) -> CaseFile:
        return read_case(self.matter, log=self.world.log, catalogue=self.world.catalogue)

    @property
    def address(self) -> str:
        return str(form_of(self.file, dossiers=self.world.dossiers)["address"])

    def work(self) -> int:
        """Carries out what all commits of the case leave on the queue, as a rebuild or a redo would; how much that was."""
        state, done = Case(matter=self.matter), 0
        for commit in self.file.commits:
            before, state = state, evolve(state, commit, self.file.definition)
            for task in expiring_tasks(before, state):
                done += 1
                expire(self.world, task.body["matter"])
        return done


def expire(world: World, matter: str) -> None:
    body = {"kind": EXPIRE_ADDRESS, "matter": matter}
    expire_address(body, log=world.log, dossiers=world.dossiers, catalogue=world.catalogue)


def told_to_the_officer(sent: Sent) -> dict[str, str]:
    world = sent.world
    seen = show_case(
        sent.reference,
        OFFICER,
        log=world.log,
        dossiers=world.dossiers,
        catalogue=world.catalogue,
        parties=world.parties,
        calendar=calendar(),
        now=sent.home.now,
    )
    pairs = officer_view.form_pairs(seen.part(seen.file.case.form), seen.file.definition, world.catalogue.current())
    return dict(pairs)


@pytest.fixture
def sent() -> Sent:
    return Sent()


def test_the_form_holds_the_seal_of_its_address_only(sent: Sent) -> None:
    stored = [part.content for part in sent.world.dossiers.parts.values()]
    assert [content for content in stored if ADDRESS in json.dumps(content, ensure_ascii=False)] == [
        {"address": ADDRESS}
    ]
    assert sent.address == ADDRESS
    assert told_to_the_officer(sent)["取证方式"] == f"快递寄送：{ADDRESS}"


def test_ninety_days_after_service_it_is_gone_and_everything_else_stands(sent: Sent) -> None:
    sent.grant()
    assert sent.work() == 0, "nothing is erased while the parcel is on its way"
    sent.carrier_says("delivered")
    assert sent.work() == 1
    assert sent.work() == 1, "the same again"
    sent.home.now += timedelta(days=89)
    assert sent.address == ADDRESS
    before = told_to_the_officer(sent)
    sent.home.now += timedelta(days=2)
    assert sent.address == ""
    after = told_to_the_officer(sent)
    assert after == {**before, "取证方式": text("window.delivery.courier", address=text("window.delivery.erased"))}


def test_a_receipt_encloses_the_address_while_it_is_kept_and_shows_a_change_of_it(sent: Sent) -> None:
    made = json.loads(json.dumps(case_receipt(sent.file, log=sent.world.log, dossiers=sent.world.dossiers)))
    assert not verify(json.dumps(made)).faults
    [part] = [one for one in made["parts"] if one["part"].startswith("address#")]
    part["text"] = part["text"].replace("1号", "2号")
    assert verify(json.dumps(made)).faults == 1


def test_a_parcel_that_comes_back_after_service_was_told_still_finds_it(sent: Sent) -> None:
    sent.grant()
    sent.carrier_says("delivered")
    sent.work()
    sent.home.now += timedelta(days=30)
    sent.carrier_says("returned")
    assert sent.file.case.status == "concluded"
    sent.work()
    sent.home.now += DAYS
    assert sent.address == ADDRESS, "it may be sent anew whenever the office does"


def test_a_case_that_ends_with_nothing_to_send_counts_from_its_end(sent: Sent) -> None:
    world = sent.world
    withdraw_case(
        sent.home.account,
        sent.reference,
        "withdraw-1",
        log=world.log,
        catalogue=world.catalogue,
        parties=world.parties,
        calendar=calendar(),
        now=sent.home.now,
    )
    assert sent.work() == 1
    sent.home.now += timedelta(days=89)
    assert sent.address == ADDRESS
    sent.home.now += timedelta(days=2)
    assert sent.address == ""
    made = case_receipt(sent.file, log=sent.world.log, dossiers=sent.world.dossiers)
    report = verify(json.dumps(made))
    assert not report.faults
    assert any(line.strip().startswith("address#") and "已按规定删除" in line for line in report.lines)


def test_a_form_put_right_after_the_end_goes_with_the_others(sent: Sent) -> None:
    sent.grant()
    sent.carrier_says("delivered")
    sent.home.now += DAYS
    content = {**form_of(sent.file, dossiers=sent.world.dossiers), "address": "新路2号"}
    form = seal(sent.matter, "form#z", content, dossiers=sent.world.dossiers, entropy=sent.world.entropy)
    sent.do(c.Amend("z", cases.officer(sent.home.item), "form", "", form, cases.NOTE))
    assert sent.address == "新路2号"
    assert sent.work() == 2
    assert sent.address == ""


def test_what_is_collected_at_the_window_costs_nothing(sent: Sent) -> None:
    sent.home.begin("b" * 26)
    sent.home.type("b" * 26, delivery="pickup", address="")
    sent.home.upload_all("b" * 26)
    sent.matter = case_matter(sent.home.submit("b" * 26))
    assert not any(matter == sent.matter and "address" in name for matter, name in sent.world.dossiers.parts)
    sent.do(c.Accept("a", cases.officer(sent.home.item), "grant", cases.NOTE))
    sent.do(c.RecordCertificate("certify", c.SYSTEM_CERTIFY, "k-X", "1"))
    sent.do(c.RecordPickup("p", cases.officer(sent.home.item)))
    assert sent.file.case.status == "served"
    assert sent.work() == 0


def test_a_form_from_before_keeps_its_address_in_itself(sent: Sent) -> None:
    old = Part(sent.matter, "form#old", "salt", {"applicant_kind": "person", "address": ADDRESS})
    sent.world.dossiers.put(old)
    assert read_form(sent.matter, old.seal(), dossiers=sent.world.dossiers) == old.content
    assert read_form(sent.matter, Sealed("form#none", ""), dossiers=sent.world.dossiers) == {}


def test_a_batch_gives_its_address_to_its_cases_and_loses_its_own_once_handed_over() -> None:
    garage = Garage()
    world = garage.world
    world.dossiers.now = lambda: garage.now
    matter = garage.received(1)
    received = garage.file(matter).batch.received
    case = read_child(garage.file(matter), 1, log=world.log)
    assert case is not None
    address = APPLICANT["address"]
    assert read_form(matter, received.form, dossiers=world.dossiers)["address"] == address
    assert read_form(case.matter, case.form, dossiers=world.dossiers)["address"] == address
    expire(world, matter)
    garage.now += DAYS
    assert read_form(matter, received.form, dossiers=world.dossiers)["address"] == address
    over = (BatchDecided(stamp(garage.now), 0), BatchHandedOver(stamp(garage.now)))
    file = add_to_batch(
        matter,
        "over",
        SYSTEM_BATCH.record(),
        lambda _: over,
        log=world.log,
        catalogue=world.catalogue,
        now=garage.now,
    )
    tasks = [task.body["matter"] for commit in file.commits for task in expiring_batch_tasks(commit)]
    assert tasks == [matter]
    expire(world, matter)
    garage.now += DAYS
    assert read_form(matter, received.form, dossiers=world.dossiers)["address"] == ""
    assert read_form(case.matter, case.form, dossiers=world.dossiers)["address"] == address
