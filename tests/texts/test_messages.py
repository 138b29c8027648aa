"""Every SMS is billed by its length: the worst case of each template is known before it is ever sent."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml

from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.domain.catalogue import Regime
from chalicelib.domain.commands import Application
from chalicelib.domain.guards import GROUNDS
from chalicelib.domain.links import LONGEST_ORIGIN
from chalicelib.domain.notice import Message, Recipient, planned
from chalicelib.domain.reference import case_matter, from_number, shown
from chalicelib.domain.sms import parts
from chalicelib.texts import MissingParameterError, text
from chalicelib.texts.messages import NAMES, fill, templates
from chalicelib.usecases.check_messages import check_budget
from chalicelib.usecases.message_lengths import longest_fields, most_parts
from chalicelib.usecases.notice_words import letter_to
from tests.cities import SECOND_CITY
from tests.sample import INSTANT, edition

LEADERS = {"todo", "todo_morning", "new_link"}
RESOURCES = yaml.safe_load((Path(__file__).parents[2] / "infra" / "resources.yaml").read_text())
CITIES_LENGTHS = {folder.name: longest_fields(read_city(folder)) for folder in (SAMPLE_CITY, SECOND_CITY)}


@pytest.mark.parametrize("code", sorted(templates()))
@pytest.mark.parametrize("city", sorted(CITIES_LENGTHS))
def test_the_worst_case_fits_into_the_parts_that_the_template_promises(code: str, city: str) -> None:
    template = templates()[code]
    assert most_parts(template.text, template, CITIES_LENGTHS[city]) == template.parts
    assert template.parts == (2 if code in LEADERS else 1)


@pytest.mark.parametrize("code", sorted(templates()))
def test_a_room_is_chosen_for_names_only_and_all_else_is_computed(code: str) -> None:
    """The city's words have rooms that the city's check keeps; a link that may be too long is told otherwise."""
    template = templates()[code]
    assert template.rooms.keys() <= template.fields
    chosen = {*NAMES, "centre", "hall", "telephone", *({"link"} if code == "served" else ())}
    assert template.rooms.keys() == template.fields & chosen
    assert template.fields - template.rooms.keys() <= CITIES_LENGTHS["city"].keys()


def test_computed_lengths_follow_the_formats_and_the_citys_data() -> None:
    data = dict(read_city(SAMPLE_CITY))
    longest = CITIES_LENGTHS["city"]
    assert (longest["date"], longest["reference"], longest["code"]) == (len("12月31日"), len("23456-789AB"), 6)
    dear = {**data["items"][INSTANT], "fees": [{"amount_fen": 123456789, "item": "x", "unit": "x", "basis": "x"}]}
    grown = longest_fields({**data, "items": {INSTANT: dear}})
    assert grown["amount"] == len("1,234,567.89元")
    slow = {**data, "rules": {**data["rules"], "reminders_before": [120, 1]}}
    assert (longest["days"], longest_fields(slow)["days"]) == (1, 3)


def test_the_longest_address_is_that_of_the_deployment() -> None:
    assert RESOURCES["Parameters"]["SiteOrigin"]["MaxLength"] == LONGEST_ORIGIN


def test_a_city_over_its_budget_is_refused_by_name() -> None:
    longest = {**CITIES_LENGTHS["city"], "amount": 60}
    (sentence,) = check_budget({}, longest)
    assert "/fee_notice" in sentence
    assert check_budget({"fee_notice": "{centre}：请缴费，编号{reference}。"}, longest) == []


def test_the_citys_words_fit_into_their_rooms() -> None:
    city = edition().city
    for template in templates().values():
        said = {"centre": city["centre"], "hall": city["hall_name"], "telephone": city["telephone"]}
        assert all(len(said[name]) <= room for name, room in template.rooms.items() if name in said)


def test_every_message_to_citizens_has_a_name_for_the_list_of_what_was_sent() -> None:
    to_others = {code for code, template in templates().items() if template.kind == "code" or _to_staff(code)}
    for code in templates().keys() - to_others:
        assert text(f"notice.name.{code}")


def _to_staff(code: str) -> bool:
    return code.startswith(("todo", "card_", "oversight_", "rectification_", "inquiry_", "certificate_proposed"))


def test_items_whose_names_are_cut_are_still_told_apart() -> None:
    params = {"centre": "国" * 10, "reference": "23456-789AB"}
    told = [fill("withdrawn", {**params, "item": item["name"]}, {}) for item in edition().items()]
    assert len(set(told)) == len(told)
    assert {parts(words) for words in told} == {1}


def test_windows_and_units_of_the_sample_city_are_not_cut() -> None:
    rooms = [template.rooms for template in templates().values()]
    window_room = min(one["window"] for one in rooms if "window" in one)
    assert max(len(item["window"]) for item in edition().items()) <= window_room
    assert (
        max(len(unit["name"]) for unit in edition().data["units"]) <= templates()["declined_other_unit"].rooms["unit"]
    )


def test_every_ground_regime_and_delivery_has_its_template() -> None:
    chosen = [f"declined_{ground}" for ground in GROUNDS]
    chosen += [f"refused_{regime}" for regime in get_args(Regime)]
    chosen += [f"granted_{delivery}" for delivery in get_args(get_type_hints(Application)["delivery"])]
    assert set(chosen) <= templates().keys()


@pytest.mark.parametrize("name", ["国" * 40, "𠮷" * 40, "国" * 11 + "𠮷" * 9])
def test_a_long_name_is_cut_so_that_the_message_stays_one_part(name: str) -> None:
    words = fill("withdrawn", {"centre": "国" * 10, "item": name, "reference": "23456-789AB"}, {})
    assert parts(words) == 1
    assert "…" in words
    assert "23456-789AB" in words


def told_of_service(origin: str) -> str:
    matter = case_matter(from_number(0))
    notice = planned(matter, "00000009", Message(Recipient("applicant", "p"), "served", {}), datetime.now(UTC))
    url = f"{origin}/r/{from_number(0)}"
    return letter_to("", notice, edition(), link_url=str, pickup_code=str, rating_url=lambda _: url).words


def test_service_is_told_with_the_link_to_rate_where_one_part_has_room_for_it() -> None:
    assert f"https://zwfw.xianning.gov.cn/r/{from_number(0)}" in told_of_service("https://zwfw.xianning.gov.cn")
    longest = told_of_service("https://".ljust(LONGEST_ORIGIN, "x"))
    assert "https" not in longest
    assert shown(from_number(0)) in longest
    for length in range(12, LONGEST_ORIGIN + 1):
        assert parts(told_of_service("https://".ljust(length, "x"))) == 1


def test_a_link_is_never_cut() -> None:
    link = "https://" + "a" * 300
    assert link in fill("todo", {"centre": "国", "link": link}, {})


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(MissingParameterError):
        fill("withdrawn", {"centre": "国", "item": "国"}, {})
