"""What stands on the certificate of every published variant that gives one, in both cities."""

from datetime import date
from pathlib import Path

import pytest

from chalicelib.adapters.certificate_pdf import LAYOUTS
from chalicelib.adapters.city_files import read_city
from chalicelib.domain import certificate_kind
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.certificate import certificate_number
from chalicelib.domain.facts import CertificateIssued
from chalicelib.domain.reference import case_matter, certificate_matter, derive
from chalicelib.domain.sample_answers import sample_value
from chalicelib.ports import Sheet
from chalicelib.usecases.certificate_sheet import certificate_sheet
from tests.cities import CITIES, SECOND_CITY

PERSON = {"name": "王小明", "id_number": "421202199001011237"}
REFERENCE = derive("a sheet", 0)


def definitions(edition: Edition) -> list[Definition]:
    found = [edition.definition(item["code"], own["code"]) for item in edition.items() for own in item["variants"]]
    return [of for of in found if of.data["result"]]


def sheet_of(of: Definition, edition: Edition, **answers: object) -> Sheet:
    kind = certificate_kind.certificate_kind(edition.data.get("certificates", {}), of.data["result"])
    number = certificate_number(kind, date(2026, 3, 3), REFERENCE)
    matter = case_matter(derive("its case", 0))
    issued = CertificateIssued(
        matter, "p", kind["kind"], number, of.item, "e", of.unit, "2026-03-03", "", "a" * 64, "b" * 64
    )
    asked = of.data["form"]["properties"].items()
    filled = {name: sample_value(field, "示例", edition.city["samples"]) for name, field in asked}
    form = {"applicant_kind": "person", "applicant": PERSON, "answers": {**filled, **answers}}
    own = certificate_matter(REFERENCE)
    return certificate_sheet(issued, of, edition, form, matter=own, secret="S" * 16, site="https://hall.test")


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_each_says_whose_it_is_until_when_and_who_gave_it(city: Path) -> None:
    edition = Edition("e", read_city(city))
    for of in definitions(edition):
        sheet = sheet_of(of, edition)
        told = dict(sheet.rows)
        assert told["持证人"] == "王小明", of.variant
        assert told["有效期"] == "长期有效", of.variant
        assert sheet.number.endswith(REFERENCE), of.variant
        assert sheet.authority == edition.unit(of.unit)["name"], of.variant
        assert all((sheet.heading, sheet.title, sheet.statement, sheet.footnote, *told.values())), of.variant
        assert len(sheet.rows) <= certificate_kind.LAYOUTS[sheet.layout], of.variant


def test_a_kind_of_its_own_has_its_own_rows_words_and_seal() -> None:
    edition = Edition("e", read_city(SECOND_CITY))
    of = edition.definition("110000101", "110000101.a")
    sheet = sheet_of(of, edition, shop_name="", shop_address="市民大道1号")
    assert (sheet.layout, sheet.heading) == ("portrait", "云岭市市场监督管理局")
    assert sheet.rows[2:4] == (("经营者字号", "——"), ("经营地址", "市民大道1号"))
    assert "食品经营条件" in sheet.statement
    assert sheet.seal_image.startswith(b"\x89PNG")
    assert sheet.number == f"编号：YLSP-2026-{REFERENCE}"
    assert "印章图片" in sheet.footnote


def test_a_seal_of_the_units_own_name_is_used_without_a_word() -> None:
    data = read_city(SECOND_CITY)
    edition = Edition("e", {name: part for name, part in data.items() if name != "certificates"})
    sheet = sheet_of(edition.definition("110000101", "110000101.a"), edition)
    assert sheet.seal_image
    assert "电子签章" in sheet.footnote
    without = Edition("e", {name: part for name, part in edition.data.items() if name != "seals"})
    drawn = sheet_of(without.definition("110000101", "110000101.a"), without)
    assert not drawn.seal_image
    assert "示例" in drawn.footnote


def test_each_layout_can_be_drawn() -> None:
    assert LAYOUTS.keys() == certificate_kind.LAYOUTS.keys()
