"""Where a decision can be taken for review is the unit's data, and an agency that decides by law must have it."""

from typing import Any

import pytest

from chalicelib.domain.document.review_rights import FIELDS, RightsMissingError, review_rights, units_without_rights
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import TUESDAY, edition

AGENCY, COMPANY, COUNTY = "GHJ", "GJGS", "CBJTJ"


def without(unit: str, field: str) -> dict[str, Any]:
    units = [{**one, field: None} if one["code"] == unit else one for one in edition().data["units"]]
    return {**edition().data, "units": units}


@pytest.mark.parametrize("regime", ["licence", "other_law"])
def test_by_law_the_rights_are_the_units(regime: str) -> None:
    rights = review_rights(edition().unit(AGENCY), regime)
    assert rights is not None
    assert (rights.authority, rights.days, rights.court, rights.months) == (
        "咸宁市人民政府",
        60,
        "咸宁市咸安区人民法院",
        6,
    )


def test_a_companys_promise_carries_none() -> None:
    assert review_rights(edition().unit(COMPANY), "promise") is None
    with pytest.raises(RightsMissingError):
        review_rights(edition().unit(COMPANY), "licence")


@pytest.mark.parametrize("field", FIELDS)
def test_an_edition_whose_agency_lacks_them_is_refused_with_a_sentence(field: str) -> None:
    catalogue = FakeCatalogue()
    with pytest.raises(BadEditionError) as refused:
        publish_edition(without(AGENCY, field), catalogue=catalogue, now=TUESDAY)
    sentences = [one for one in refused.value.reasons if "复议机关" in one]
    assert all("咸宁市规划局" in one for one in sentences)
    assert [one for one in sentences if "建设工程规划许可证" in one]


def test_a_countys_unit_that_was_given_the_item_needs_them_too() -> None:
    with pytest.raises(BadEditionError) as refused:
        publish_edition(without(COUNTY, "court"), catalogue=FakeCatalogue(), now=TUESDAY)
    assert [reason for reason in refused.value.reasons if "赤壁市交通运输局" in reason]


def test_the_sample_city_lacks_none_and_a_company_needs_none() -> None:
    assert list(units_without_rights(edition())) == []
    assert edition().unit(COMPANY)["review_authority"] is None
