"""An edition that could not be worked with is refused, and the one in force stays."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import TUESDAY, edition, published

YEARS = edition().data["calendar"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"calendar": [*YEARS, YEARS[-1]]},
        {"calendar": [*YEARS[:-1], {**YEARS[-1], "off_days": ["2026-02-30"]}]},
        {"calendar": [{"year": 2026}]},
        {"service_hours": []},
        {"service_hours": edition().data["service_hours"][0]},
    ],
    ids=["a year twice", "no such day", "no notice", "no hours", "hours without versions"],
)
def test_a_calendar_that_cannot_be_is_not_published(wrong: Mapping[str, Any]) -> None:
    catalogue = published()
    with pytest.raises(BadEditionError) as refused:
        publish_edition({**edition().data, **wrong}, catalogue=catalogue, now=TUESDAY)
    assert [reason.split(":")[0] for reason in refused.value.reasons] == ["calendar"]
    assert catalogue.current() == edition()


def test_the_same_data_are_the_same_edition() -> None:
    catalogue = FakeCatalogue()
    again = publish_edition(dict(edition().data), catalogue=catalogue, now=TUESDAY)
    assert again == edition() == catalogue.current()
