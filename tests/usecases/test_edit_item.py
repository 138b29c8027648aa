"""An item as a form says what the item says, and takes what was typed."""

from typing import Any

import pytest

from chalicelib.usecases.edit_item import FIELDS, REST, edited_item, fields_of
from tests.drafting import small
from tests.sample import INSTANT, edition


def test_every_item_of_the_city_as_its_form_shows_it_is_unchanged() -> None:
    for item in edition().items():
        shown = {name: words.replace("\n", "\r\n") for name, words in fields_of(item).items()}
        typed = edited_item(item, shown)
        assert (typed.item, typed.wrong) == (item, {})


@pytest.mark.parametrize(
    ("field", "typed", "part"),
    [
        ("name", "教师资格证", "教师资格证"),
        ("conditions", "一\r\n\r\n二 ", ["一", "二"]),
        ("promised_limit", "3个工作日", {"amount": 3, "unit": "working_days"}),
        ("telephone", "", ""),
        ("status", "暂停办理", "suspended"),
        ("ended", "请到区里办。", {"instead": "请到区里办。"}),
        ("online", "否", False),
        (
            "fees",
            "工本费|2.50|本|鄂价费〔2010〕1号",
            [{"item": "工本费", "amount_fen": 250, "unit": "本", "basis": "鄂价费〔2010〕1号"}],
        ),
    ],
)
def test_what_is_typed_is_the_part(field: str, typed: str, part: Any) -> None:
    item = small().item(INSTANT)
    edited = edited_item(item, {**fields_of(item), field: typed})
    assert edited.wrong == {}
    assert edited.item == {**item, field: part}


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("promised_limit", "很快", "读不出来"),
        ("materials", "只有名称", "分成5部分"),
        ("fees", "工本费|许多|本|规定", "以元为单位"),
        ("fees", "工本费|NaN|本|规定", "以元为单位"),
        ("fees", "工本费|1e999999|本|规定", "以元为单位"),
        ("status", "停", "不认识"),
        (REST, "{", "不是JSON"),
        (REST, "[]", "花括号"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(field: str, typed: str, told: str) -> None:
    item = small().item(INSTANT)
    edited = edited_item(item, {**fields_of(item), field: typed})
    assert edited.wrong.keys() == {field}
    assert told in edited.wrong[field]
    assert edited.item == item


def test_a_paper_keeps_what_its_line_does_not_show() -> None:
    item = small().item(INSTANT)
    lines = fields_of(item)["materials"].splitlines()
    edited = edited_item(item, {**fields_of(item), "materials": "\n".join(lines[:1])})
    assert edited.item["materials"] == item["materials"][:1]


def test_the_rest_is_typed_as_json_and_never_the_code() -> None:
    item = small().item(INSTANT)
    edited = edited_item(item, {REST: '{"code": "OTHER", "version": 99, "notes": ["新说明"]}'})
    assert edited.wrong == {}
    assert (edited.item["code"], edited.item["version"]) == (INSTANT, item["version"])
    assert edited.item["notes"] == ["新说明"]
    assert "variants" not in edited.item
    assert {field.part for field in FIELDS if field.part in item} <= edited.item.keys() | {"flow", "materials"}
