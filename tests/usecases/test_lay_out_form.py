"""The form on paper asks what the online form asks, and says which papers go with it."""

import pytest

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.paper_form import Blank, PaperForm
from chalicelib.usecases.lay_out_form import lay_out_form
from tests.sample import INSTANT, definitions_by_unit, edition

every_unit = pytest.mark.parametrize("unit", definitions_by_unit())
BUS_CARD, LICENCE = "XN-GJGS-001", "XN-GSJ-001"


def form(item: str, variant: str, *, sample: bool = False) -> PaperForm:
    return lay_out_form(edition().definition(item, variant), edition(), sample=sample, site="https://hall.test")


def blanks(of: PaperForm) -> list[Blank]:
    return [blank for part in of.parts for blank in part.blanks]


@every_unit
def test_every_field_and_paper_is_on_it(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        check_whole(definition, form(definition.item, definition.variant))


def check_whole(definition: Definition, laid_out: PaperForm) -> None:
    labels = [blank.label.removesuffix("（选填）") for blank in blanks(laid_out)]
    for schema in (definition.data["form"], *(edition().data["applicants"][k] for k in definition.data["applicants"])):
        assert {field["title"] for field in schema["properties"].values()} <= set(labels)
    asked = {material.name for material in definition.materials if not material.shared}
    assert {paper.name for paper in laid_out.papers} == asked
    for paper, material in zip(laid_out.papers, (m for m in definition.materials if not m.shared), strict=True):
        assert bool(paper.when) == (material.required != "always")
    assert [blank.value for blank in blanks(laid_out) if blank.value] == []
    assert laid_out.mark == ""


@every_unit
def test_a_sample_is_filled_in_and_says_that_it_is_one(unit: str) -> None:
    for of in definitions_by_unit()[unit]:
        check_filled(form(of.item, of.variant, sample=True), form(of.item, of.variant))


def check_filled(sample: PaperForm, blank: PaperForm) -> None:
    assert sample.mark == "样表"
    for place, (filled, empty) in enumerate(zip(sample.parts, blank.parts, strict=True)):
        if place and "的填）" in filled.heading:
            assert filled.blanks == empty.blanks, "of another kind of applicant, or of an agent"
            continue
        for one, other in zip(filled.blanks, empty.blanks, strict=True):
            assert one.value, one.label
            assert one.choices == other.choices
            assert not one.choices or one.value in one.choices


def test_the_code_leads_to_the_variants_guide() -> None:
    assert form(INSTANT, f"{INSTANT}-2").url == f"https://hall.test/items/{INSTANT}?variant={INSTANT}-2"
    assert "中等职业学校" in form(INSTANT, f"{INSTANT}-2").about


def test_a_long_text_has_more_lines_to_write_on() -> None:
    lines = {blank.label: blank.lines for blank in blanks(form(INSTANT, f"{INSTANT}-1"))}
    assert lines["姓名"] == 1
    assert lines["收件地址（选填）"] == 2


def test_what_is_not_sent_by_courier_is_not_offered_so() -> None:
    for code in (BUS_CARD, INSTANT, LICENCE):
        item = edition().item(code)
        delivery = [b for b in blanks(form(code, item["variants"][0]["code"])) if b.label == "证照怎么给您"]
        assert [len(blank.choices) for blank in delivery] == ([1 + item["courier"]] if item["result"] else [])
