"""An edition that could not be worked with is refused, and the one in force stays."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import INSTANT, JOINT, TUESDAY, edition, published

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


def slow(item: str, **rules: Any) -> Mapping[str, Any]:
    """The city's data with the item put to three people, one after the other, for no reason."""
    data = edition().data
    changed = {
        **data["items"][item],
        "flow": {"use": "standard"},
        "promised_limit": {"amount": 5, "unit": "working_days"},
    }
    changed["variants"] = [{"code": own["code"], "name": own["name"]} for own in changed["variants"]]
    return {**data, "items": {**data["items"], item: changed}, "rules": {**data["rules"], **rules}}


@pytest.mark.parametrize("item", [INSTANT, JOINT])
def test_what_waits_for_nothing_is_concluded_on_the_spot(item: str) -> None:
    with pytest.raises(BadEditionError) as refused:
        publish_edition(slow(item), catalogue=FakeCatalogue(), now=TUESDAY)
    first, second = refused.value.reasons
    assert first.startswith(f"{item}-1 的流程（/flow/steps）：没有一个环节要等现场踏勘、专家评审，应当当场办结。")
    assert second.startswith(f"{item}-2 ")


def test_a_city_that_promises_no_such_thing_is_not_held_to_it() -> None:
    data = slow(INSTANT, instant_unless=[])
    assert publish_edition(data, catalogue=FakeCatalogue(), now=TUESDAY).data == data


def test_a_version_to_come_is_checked_as_the_catalogue_will_stand_then() -> None:
    later = {**edition().item(INSTANT), "unit": "NONE", "version": 2, "effective_from": "2026-12-01T09:00"}
    data = {**edition().data, "coming": {INSTANT: [later]}}
    with pytest.raises(BadEditionError) as refused:
        publish_edition(data, catalogue=FakeCatalogue(), now=TUESDAY)
    assert all("没有编码为“NONE”的单位" in reason for reason in refused.value.reasons)
    over = {**edition().item(INSTANT), "effective_from": "2026-12-01", "effective_until": "2026-11-30"}
    with pytest.raises(BadEditionError, match="失效日期比生效日期还早"):
        publish_edition({**data, "coming": {INSTANT: [over]}}, catalogue=FakeCatalogue(), now=TUESDAY)


def test_the_certificate_of_a_version_to_come_is_checked_with_it() -> None:
    item = edition().item(INSTANT)
    later = {**item, "result": {**item["result"], "number_prefix": "xn"}, "version": 2, "effective_from": "2026-12-01"}
    with pytest.raises(BadEditionError, match="编号字头“xn”不对"):
        publish_edition({**edition().data, "coming": {INSTANT: [later]}}, catalogue=FakeCatalogue(), now=TUESDAY)


def test_the_same_data_read_as_of_a_minute_are_no_publication() -> None:
    later = {**edition().item(INSTANT), "telephone": "0715-0000099", "version": 2, "effective_from": "2026-03-03T09:30"}
    catalogue = FakeCatalogue()
    published = publish_edition({**edition().data, "coming": {INSTANT: [later]}}, catalogue=catalogue, now=TUESDAY)
    begun = published.as_of(TUESDAY)
    assert begun.item(INSTANT)["telephone"] == "0715-0000099"
    assert publish_edition(begun.data, catalogue=catalogue, now=TUESDAY, before=begun) is begun
    assert len(catalogue.record) == 1
    assert catalogue.edition(begun.digest) == begun
