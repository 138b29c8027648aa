"""What is kept of a person is told to them and erased when they ask; the log stays valid and names nobody."""

import json
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.commit import read_chain
from chalicelib.domain.reference import case_matter, reference_of
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.case_receipt import case_receipt
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.person_data import Kept, Stores, erase_person, export_person
from chalicelib.usecases.project import project
from chalicelib.usecases.withdraw_case import withdraw_case
from infra.verify_receipt import verify
from tests import cases
from tests.applying import ACCOUNT, FIELDS, ID, Home, someone_else
from tests.ended import Ended
from tests.fakes.dossiers import FakeDossiers
from tests.fakes.log import FakeLog
from tests.sample import calendar

PERSONAL = (ID, FIELDS["name"], FIELDS["address"], "19900000001")


def stores(home: Home, complaints: FakeDossiers) -> Stores:
    names = ("log", "views", "catalogue", "parties", "dossiers")
    world: dict[str, Any] = {name: getattr(home.world, name) for name in names}
    return Stores(**world, complaint_dossiers=complaints, drafts=home.drafts)


class Person(Home):
    """An applicant with a case, and the ports by which what is kept of them is found."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.complaints = FakeDossiers(lambda: self.now)
        self.world.dossiers.now = lambda: self.now

    def stores(self) -> Stores:
        return stores(self, self.complaints)

    def apply(self, draft: str) -> str:
        self.complete(draft)
        reference = self.submit(draft)
        self.look(reference)
        return reference

    def look(self, reference: str) -> None:
        world = self.world
        project(
            case_matter(reference),
            log=world.log,
            views=world.views,
            catalogue=world.catalogue,
            calendar=calendar(),
            projected=lambda *_: None,
        )

    def withdraw(self, reference: str) -> None:
        world = self.world
        ports = {"log": world.log, "catalogue": world.catalogue, "calendar": calendar(), "parties": world.parties}
        withdraw_case(ACCOUNT, reference, "w" * 20, now=self.now, **ports)
        self.look(reference)


def texts(log: FakeLog) -> str:
    return "".join(body.decode() for matter in log.matters() for body in log.read(matter))


def test_what_is_over_is_erased_what_runs_stays_and_the_chain_holds() -> None:
    person = Person()
    over, running = person.apply("a" * 26), person.apply("b" * 26)
    person.withdraw(over)
    person.begin("c" * 26)
    person.type("c" * 26)
    told = json.dumps(export_person(ACCOUNT, person.stores()), ensure_ascii=False)
    assert [one for one in PERSONAL if one not in told] == []
    before = texts(person.world.log)
    done = erase_person(ACCOUNT, person.stores(), now=person.now)
    assert (done.erased, done.kept, done.drafts) == ([over], [Kept(running, "running")], 1)
    assert texts(person.world.log) == before
    assert not [one for one in PERSONAL if one in before], "the log names nobody"
    file = read_case(case_matter(over), log=person.world.log, catalogue=person.world.catalogue)
    assert form_of(file, dossiers=person.world.dossiers) == {}
    receipt = case_receipt(file, log=person.world.log, dossiers=person.world.dossiers)
    assert not verify(json.dumps(receipt)).faults
    person.withdraw(running)
    again = erase_person(ACCOUNT, person.stores(), now=person.now)
    assert (sorted(again.erased), again.kept) == (sorted([over, running]), [])
    assert export_person(ACCOUNT, person.stores())["cases"] == [], "the telephone leads to nobody any more"
    assert read_chain(person.world.log.read(case_matter(running)))


def test_a_case_keeps_its_dossier_while_its_certificate_is_in_force() -> None:
    shop = Ended()
    world, first = shop.home.world, shop.first
    officer = c.Actor("staff", "s-officer", frozenset({"YJJ:officer"}))
    cases.run(world, c.RecordPickup("p", officer), shop.home.now, first)
    shop.project(first)
    kept = stores(shop.home, FakeDossiers())
    assert erase_person(ACCOUNT, kept, now=shop.home.now).kept == [Kept(reference_of(first), "certificate")]
    shop.revoke()
    assert erase_person(ACCOUNT, kept, now=shop.home.now).erased == [reference_of(first)]


def test_nobody_elses_is_told_or_erased() -> None:
    person = Person()
    reference = person.apply("a" * 26)
    person.withdraw(reference)
    other = someone_else(person).account
    assert export_person(other, person.stores())["cases"] == []
    assert erase_person(other, person.stores(), now=person.now).erased == []
    file = read_case(case_matter(reference), log=person.world.log, catalogue=person.world.catalogue)
    assert form_of(file, dossiers=person.world.dossiers)
