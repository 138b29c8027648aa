"""Delegated items: the applicant's county routes the case, and the county's people alone see and decide it."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import Received
from chalicelib.usecases.batch_cases import read_child
from chalicelib.usecases.case_file import UnknownCaseError, read_case
from chalicelib.usecases.conclude import Acceptance
from chalicelib.usecases.list_tasks import list_tasks
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.project import project
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests import cases
from tests.applying import Home
from tests.batches import Garage, uscc, vehicle
from tests.sample import TUESDAY, World, calendar, edition, published
from tests.walk_ins import received, walk_in

COACH = "XN-JTJ-001"
OF = edition().definition(COACH, f"{COACH}-1")
CITY, COUNTY = cases.staff("s-jtj-1", "JTJ:officer"), cases.staff("s-cbjtj-1", "CBJTJ:officer")
COMPANY: dict[str, Any] = {
    "applicant_kind": "company",
    "name": "示例客运有限公司",
    "uscc": uscc(),
    "legal_representative": "王五",
    "agent_name": "赵六",
    "agent_id_number": "420101199003070006",
    **{f"answers.{name}": value for name, value in vehicle(1).items()},
}


def applied(district: str) -> tuple[Home, str]:
    home = Home()
    home.item = OF
    home.begin(item=OF)
    home.type(**COMPANY, district=district)
    home.upload_all()
    return home, home.submit()


@pytest.mark.parametrize(
    ("district", "unit"), [("赤壁市", "CBJTJ"), ("嘉鱼县", "JYXJTJ"), ("通城县", "JTJ"), ("", "JTJ")]
)
def test_an_application_online_goes_to_the_unit_of_the_applicants_county(district: str, unit: str) -> None:
    home, reference = applied(district)
    file = home.file(reference)
    first = file.commits[0].facts[0]
    assert isinstance(first, Received)
    assert first.unit == file.definition.unit == unit


def test_the_countys_officer_sees_and_decides_and_the_citys_does_not() -> None:
    home, reference = applied("赤壁市")
    matter, world = home.file(reference).case.matter, home.world
    ports = {"log": world.log, "catalogue": world.catalogue}
    assert read_for_staff(reference, COUNTY, **ports).case.matter == matter
    with pytest.raises(UnknownCaseError):
        read_for_staff(reference, CITY, **ports)
    assert waiting(world, matter, COUNTY) == [matter]
    assert waiting(world, matter, CITY) == []

    with pytest.raises(RefusedError, match="not_your_step"):
        cases.run(world, cases.c.Accept("a", CITY, "accept", cases.NOTE), TUESDAY, matter)
    cases.run(world, cases.c.Accept("a", COUNTY, "accept", cases.NOTE), TUESDAY, matter)
    with pytest.raises(RefusedError, match="not_your_step"):
        cases.run(world, approval(CITY), TUESDAY, matter)
    done = cases.run(world, approval(COUNTY), TUESDAY, matter)
    assert done.case.outcome == "granted"
    assert done.definition.data["window"] == "赤壁市政务服务中心交通窗口"


def approval(actor: Actor) -> Any:
    return cases.c.DecideStep("d", actor, "approve", "pass", "", cases.NOTE, "", "page")


def waiting(world: World, matter: str, actor: Actor) -> list[str]:
    ports = {"log": world.log, "views": world.views, "catalogue": world.catalogue, "calendar": calendar()}
    project(matter, projected=lambda *_: None, **ports)
    listed = list_tasks(actor, "", dossiers=world.dossiers, **ports)
    return [str(one.row["matter"]) for one in listed.waiting]


def at_window(world: World, actor: Actor, district: str) -> Any:
    materials = tuple(material.code for material in OF.materials)
    entered = walk_in(intent=Acceptance("accept", ""), originals=materials)
    fields = {**entered.fields, **COMPANY, "district": district}
    return received(world, replace(entered, item=COACH, variant=OF.variant, fields=fields), actor)


@pytest.mark.parametrize(
    ("actor", "district", "unit"), [(COUNTY, "赤壁市", "CBJTJ"), (CITY, "", "JTJ"), (CITY, "通城县", "JTJ")]
)
def test_each_window_receives_for_its_own_unit(actor: Actor, district: str, unit: str) -> None:
    world = World()
    done = at_window(world, actor, district)
    assert done.case.application.unit == unit
    assert read_case(done.case.matter, log=world.log, catalogue=world.catalogue).definition.unit == unit
    assert {opened.unit for opened in done.case.opened.values()} == {unit}


@pytest.mark.parametrize(
    ("actor", "district", "code"),
    [(CITY, "赤壁市", "delegated_to_county"), (COUNTY, "嘉鱼县", "delegated_to_county"), (COUNTY, "", "not_your_step")],
)
def test_a_window_receives_for_no_other_and_writes_nothing(actor: Actor, district: str, code: str) -> None:
    world = World()
    with pytest.raises(RefusedError, match=code):
        at_window(world, actor, district)
    assert not world.log.bodies


def test_a_delegation_holds_from_its_day_and_running_cases_stay_where_they_are() -> None:
    assert OF.unit_for("赤壁市", date(2014, 4, 24)) == "JTJ"
    assert OF.unit_for("赤壁市", date(2014, 4, 25)) == "CBJTJ"
    home, reference = applied("赤壁市")
    items = deepcopy(dict(edition().data["items"]))
    items[COACH]["delegation"] = []
    publish_edition({**edition().data, "items": items}, catalogue=home.world.catalogue, now=TUESDAY)
    assert home.file(reference).definition.unit == "CBJTJ"


def test_where_nothing_is_delegated_nobody_is_asked() -> None:
    home = Home()
    home.complete()
    home.type(district="赤壁市")
    file = home.file(home.submit())
    form = home.world.dossiers.get(file.case.matter, file.case.form.part if file.case.form else "")
    assert form is not None
    assert "district" not in form.content["applicant"]
    assert file.definition.unit == "JYJ"


WRONG = {
    "county": ("月亮县", "/delegation/0/county"),
    "unit": ("JYXJTJ", "/delegation/0/unit"),
    "from": ("五月", "/delegation/0/from"),
    "telephone": ("", "/delegation/0/telephone"),
}


@pytest.mark.parametrize("key", WRONG)
def test_a_delegation_that_cannot_be_is_not_published(key: str) -> None:
    value, place = WRONG[key]
    items = deepcopy(dict(edition().data["items"]))
    items[COACH]["delegation"][0][key] = value
    with pytest.raises(BadEditionError) as refused:
        publish_edition({**edition().data, "items": items}, catalogue=published(), now=TUESDAY)
    assert any(place in reason for reason in refused.value.reasons)


def test_a_batch_goes_to_the_county_too_and_its_cases_with_it() -> None:
    garage = Garage()
    matter = garage.received(1, district="赤壁市")
    file = garage.file(matter)
    child = read_child(file, 1, log=garage.world.log)
    assert child is not None
    assert (file.batch.received.unit, file.definition.unit, child.application.unit) == ("CBJTJ", "CBJTJ", "CBJTJ")
