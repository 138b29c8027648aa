"""What a reader tells the guide leaves out exactly what the engine would leave out, and an unanswered question nothing."""

from itertools import product

import pytest

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.guide_answers import OTHER, answers, flow_for, holds_for, questions
from tests.law_world import law_world
from tests.sample import definitions_by_unit, edition

every_unit = pytest.mark.parametrize("unit", definitions_by_unit())


@every_unit
def test_nothing_told_leaves_everything(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        check_nothing_told_leaves_everything(definition)


def check_nothing_told_leaves_everything(definition: Definition) -> None:
    told = answers(questions(definition), {})
    assert told == {}
    assert flow_for(definition, told) == definition.flow
    assert all(holds_for(m.required, told) is None for m in definition.materials if not isinstance(m.required, str))


@every_unit
def test_all_told_leaves_what_the_engine_asks_of_such_an_application(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        check_all_told_leaves_what_the_engine_asks_of_such_an_application(definition)


def check_all_told_leaves_what_the_engine_asks_of_such_an_application(definition: Definition) -> None:
    asked = questions(definition)
    for keys in product(*(one.choices for one in asked)):
        told = answers(asked, {one.field: key for one, key in zip(asked, keys, strict=True)})
        needed = [
            material.code
            for material in definition.materials
            if (
                material.required == "always"
                if isinstance(material.required, str)
                else holds_for(material.required, told)
            )
        ]
        assert needed == [material.code for material in definition.required_materials(told)]
        assert flow_for(definition, told) == definition.flow.without(definition.flow.skipped_by(told))


@every_unit
def test_each_choice_makes_a_difference_or_is_the_other_one(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        check_each_choice_makes_a_difference_or_is_the_other_one(definition)


def check_each_choice_makes_a_difference_or_is_the_other_one(definition: Definition) -> None:
    conditions = [m.required for m in definition.materials if not isinstance(m.required, str)]
    conditions += [step.when for step in definition.flow.steps() if step.when]
    conditions += [b.when for node in definition.flow.parallels() for b in node.branches if b.when]
    for one in questions(definition):
        wanted = [condition["equals"] for condition in conditions if condition["field"] == one.field]
        assert wanted
        assert set(wanted) <= set(one.choices.values())
        assert {key for key, value in one.choices.items() if value not in wanted} <= {OTHER, "true", "false"}


def test_what_is_no_choice_is_no_answer() -> None:
    _, definition = law_world()
    asked = questions(definition)
    assert answers(asked, {"has_basement": "'><script>", "nothing": "true"}) == {}
    assert answers(asked, {"has_basement": "false"}) == {"has_basement": False}


def test_a_field_of_many_values_asks_for_those_that_matter_and_the_rest() -> None:
    form = {"type": "object", "properties": {"kind": {"type": "string", "title": "种类", "enum": list("甲乙丙丁")}}}
    material = edition().item("XN-GHJ-001")["materials"][0]
    wanted = [{**material, "code": f"m{value}", "required": {"field": "kind", "equals": value}} for value in "乙丁"]
    _, definition = law_world(form=form, materials=wanted, flow={"use": "standard"}, applicants=["company"])
    (one,) = questions(definition)
    assert one.choices == {"乙": "乙", "丁": "丁", OTHER: None}
    told = answers((one,), {"kind": OTHER})
    assert [holds_for(m.required, told) for m in definition.materials if not isinstance(m.required, str)] == [
        False,
        False,
    ]


def test_a_condition_on_a_field_that_no_form_has_is_not_asked_about() -> None:
    material = edition().item("XN-GHJ-001")["materials"][0]
    lost = {**material, "required": {"field": "nowhere", "equals": True}}
    _, definition = law_world(materials=[lost], flow={"use": "standard"}, applicants=["company"])
    assert questions(definition) == ()
