"""Every SMS is billed by its length: the worst case of each template is known before it is ever sent."""

from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints

import pytest
import yaml

from chalicelib.domain.catalogue import Regime
from chalicelib.domain.commands import Application
from chalicelib.domain.guards import GROUNDS
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.inquiry.clocks import INQUIRY_CLOCKS
from chalicelib.domain.interruption import HEARING, PROCEDURES
from chalicelib.domain.links import LinkKeys, TodoLink, sign
from chalicelib.domain.notice import Message, Recipient, planned
from chalicelib.domain.reference import case_matter, from_number, shown
from chalicelib.domain.sms import parts, worst_case
from chalicelib.domain.time_rules import MANUAL
from chalicelib.texts import MissingParameterError, text
from chalicelib.texts.messages import NAMES, fill, templates
from chalicelib.usecases.notice_words import letter_to
from chalicelib.usecases.watch import COUNTED
from tests.sample import edition

LEADERS = {"todo", "todo_morning", "new_link"}
RESOURCES = yaml.safe_load((Path(__file__).parents[2] / "infra" / "resources.yaml").read_text())
LONGEST_ORIGIN = RESOURCES["Parameters"]["SiteOrigin"]["MaxLength"]
KEYS = LinkKeys("a", {"a": b"k" * 16})
LONGEST_LINK = TodoLink("s-" + "z" * 14, datetime(2063, 12, 31, tzinfo=UTC))
"""Of a staff id of 16 characters; the sample's longest has 12."""


@pytest.mark.parametrize("code", sorted(templates()))
def test_the_worst_case_fits_into_the_parts_that_the_template_promises(code: str) -> None:
    template = templates()[code]
    assert worst_case(template.text, template.maxima) == template.parts
    assert template.parts == (2 if code in LEADERS else 1)


@pytest.mark.parametrize("code", sorted(templates()))
def test_no_maximum_without_a_field(code: str) -> None:
    template = templates()[code]
    assert {field for _, field, _, _ in Formatter().parse(template.text) if field} == template.maxima.keys()


@pytest.mark.parametrize("code", sorted(templates()))
def test_what_is_never_cut_has_room(code: str) -> None:
    """The city's own words and everything that would be useless cut, at their longest."""
    maxima, city = templates()[code].maxima, edition().city
    longest = {
        "centre": len(city["centre"]),
        "hall": len(city["hall_name"]),
        "telephone": len(city["telephone"]),
        "date": len("12月31日"),
        "by": len("12月31日"),
        "reference": len(shown(from_number(0))),
        "waybill": 40,
        "count": 2,
        "granted": 3,
        "days": 2,
        "procedure": max(len(text(f"interruption.{kind}")) for kind in (*PROCEDURES, HEARING)),
        "amount": len("1,234,567.89元"),
        "limit": len(text("limit.calendar_days", amount=30)),
        "code": 6,
        "why": max(
            len(text(f"oversight.why.{rule}"))
            for rule in (*edition().data["rules"]["cards"], MANUAL, *(clock.name for clock in INQUIRY_CLOCKS))
        ),
        "kind": max(len(text(f"inquiry.kind.{kind}")) for kind in KINDS),
        **dict.fromkeys(("red", "soon", "unanswered"), len(str(COUNTED))),
        "link": LONGEST_ORIGIN + len("/t/") + len(sign(LONGEST_LINK, keys=KEYS)),
    }
    only_where_it_fits = {"link"} if code == "served" else set()
    assert all(longest[name] <= most for name, most in maxima.items() if name not in NAMES | only_where_it_fits)


def test_items_whose_names_are_cut_are_still_told_apart() -> None:
    params = {"centre": "国" * 10, "reference": "23456-789AB"}
    told = [fill("withdrawn", {**params, "item": item["name"]}, {}) for item in edition().items()]
    assert len(set(told)) == len(told)
    assert {parts(words) for words in told} == {1}


def test_windows_and_units_of_the_sample_city_are_not_cut() -> None:
    rooms = [template.maxima for template in templates().values()]
    window_room = min(maxima["window"] for maxima in rooms if "window" in maxima)
    assert max(len(item["window"]) for item in edition().items()) <= window_room
    assert (
        max(len(unit["name"]) for unit in edition().data["units"]) <= templates()["declined_other_unit"].maxima["unit"]
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
