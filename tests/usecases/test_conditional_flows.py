"""What the form's answers take out of a flow, and a running case that stays on the flow it was received under."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.commands import Actor
from chalicelib.domain.facts import CorrectionRow
from chalicelib.usecases.conclude import Acceptance
from chalicelib.usecases.drafts import correction_draft
from chalicelib.usecases.publish_edition import publish_edition
from tests import cases
from tests.applying import Home
from tests.sample import TUESDAY, World, edition
from tests.walk_ins import received, walk_in

FOOD = "XN-YJJ-001"
OFFICER = Actor("staff", "s-yjj-1", frozenset({"YJJ:officer"}))
SHOP: dict[str, Any] = {
    "applicant_kind": "person",
    "answers.shop_name": "示例小面馆",
    "answers.premises_address": "温泉路18号",
    "answers.business_type": "小吃店",
    "answers.area": "40",
    "answers.staff": "3",
    "answers.online_sales": "false",
}


def opened_steps(world: World, cold_dishes: str) -> list[str]:
    """The steps that a shop's case passes through, one after the other."""
    fields = walk_in().fields
    entered = {**fields, **SHOP, "answers.cold_dishes": cold_dishes}
    materials = tuple(material["code"] for material in edition().item(FOOD)["materials"])
    shop = replace(walk_in(intent=Acceptance("accept", "")), item=FOOD, variant=f"{FOOD}-1", fields=entered)
    done = received(world, replace(shop, originals=materials), OFFICER)
    return [step.id for step in done.case.flow(done.definition).steps()]


@pytest.mark.parametrize(
    ("cold", "steps"), [("true", ["handle", "inspect", "review", "approve"]), ("", ["handle", "review", "approve"])]
)
def test_a_walk_ins_answers_say_whether_the_shop_is_surveyed(cold: str, steps: list[str]) -> None:
    assert opened_steps(World(), cold) == steps


def applied(**changes: str) -> tuple[Home, str]:
    home = Home()
    home.item = edition().definition(FOOD, f"{FOOD}-1")
    home.begin(item=home.item)
    home.type(**{**SHOP, **changes})
    for material in home.item.required_materials({"business_type": "小吃店"}):
        if not material.shared:
            home.upload(material.code)
    return home, home.submit()


def test_an_application_online_skips_what_its_form_does_not_need() -> None:
    home, reference = applied()
    assert home.file(reference).case.skipped == ("inspect",)
    home, reference = applied(**{"answers.cold_dishes": "true"})
    assert home.file(reference).case.skipped == ()


def test_a_corrected_form_brings_the_survey_back() -> None:
    home, reference = applied()
    matter = home.file(reference).case.matter
    ask = cases.c.RequestCorrection("r", OFFICER, (CorrectionRow("form", -1),), cases.NOTE)
    cases.run(home.world, ask, home.now, matter)
    draft = "b" * 26
    ports = {"log": home.world.log, "catalogue": home.world.catalogue, "parties": home.world.parties}
    correction_draft(draft, home.account, reference, drafts=home.drafts, now=home.now, **ports)
    home.type(draft, **{**SHOP, "answers.cold_dishes": "true"})
    home.supply(reference, draft)
    assert home.file(reference).case.skipped == ()


def test_a_running_case_stays_on_the_flow_it_was_received_under() -> None:
    world, before = World(), cases.definition(FOOD)
    cases.opened(world, before, TUESDAY)
    items = deepcopy(dict(edition().data["items"]))
    one_step = {
        "id": "decide",
        "kind": "step",
        "name": "核准",
        "post": "chief",
        "needs": ["survey"],
        "limit": {"amount": 1, "unit": "working_days"},
    }
    items[FOOD]["flow"] = {"name": "一审一核", "steps": [one_step]}
    newer = publish_edition({**edition().data, "items": items}, catalogue=world.catalogue, now=TUESDAY)
    after = newer.definition(FOOD, f"{FOOD}-1")

    cases.run(world, cases.accept("a", before), TUESDAY)
    old = cases.run(world, cases.decide("d", before, "handle"), TUESDAY + timedelta(hours=1))
    assert list(old.case.opened) == ["inspect"]

    cases.opened(world, after, TUESDAY, "c-NEWER")
    young = cases.run(world, cases.accept("b", after), TUESDAY, "c-NEWER")
    assert list(young.case.opened) == ["decide"]
