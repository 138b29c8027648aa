from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity import resident_check_digit
from chalicelib.texts import error_text
from chalicelib.usecases.check_form import check_form
from tests.sample import edition

TODAY = date(2026, 3, 3)
FIELDS: dict[str, dict[str, Any]] = {
    "name": {"type": "string", "title": "名", "minLength": 2, "maxLength": 5},
    "kind": {"type": "string", "title": "类", "enum": ["甲", "乙"]},
    "code": {"type": "string", "title": "码", "pattern": "^[A-Z]+$"},
    "since": {"type": "string", "title": "日", "format": "date"},
    "id_number": {"type": "string", "title": "证", "format": "resident-id"},
    "uscc": {"type": "string", "title": "信", "format": "uscc"},
    "phone": {"type": "string", "title": "机", "format": "mobile"},
    "count": {"type": "integer", "title": "数", "minimum": 1, "maximum": 100},
    "area": {"type": "number", "title": "积", "minimum": 0},
    "agreed": {"type": "boolean", "title": "同"},
    "promised": {"type": "boolean", "title": "诺", "const": True},
}
ANY = {"type": "object", "required": [], "properties": FIELDS}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def resident_id(birth: str) -> str:
    digits = f"421202{birth}001"
    return digits + resident_check_digit(digits)


def one(field: str, value: Any) -> Any:
    clean, errors = check_form(ANY, {field: value}, today=TODAY)
    assert len(clean) + len(errors) == 1
    return clean.get(field, errors.get(field))


@pytest.mark.parametrize(
    ("field", "value", "answer"),
    [
        ("name", "  张三 ", "张三"),
        ("name", "张", {"code": "too_short", "limit": 2}),
        ("name", "张" * 6, {"code": "too_long", "limit": 5}),
        ("name", "张\x00三", "pattern"),
        ("name", "张\ud800", "pattern"),
        ("name", ["张三"], "pattern"),
        ("kind", "甲", "甲"),
        ("kind", "丙", "not_a_choice"),
        ("code", "abc", "pattern"),
        ("since", "2026-02-29", "not_a_date"),
        ("since", "２０２６-03-01", "2026-03-01"),
        ("id_number", resident_id("19900307"), resident_id("19900307")),
        ("id_number", resident_id("19900307")[:-1] + "?", "resident_id_characters"),
        ("id_number", resident_id("20270101"), "resident_id_birth_date_future"),
        ("id_number", "421202199003070010", "resident_id_check_digit"),
        ("uscc", "91420000000000000A", "uscc_check_character"),
        ("phone", "199 0000 0001", "+8619900000001"),
        ("phone", "12345", "mobile_format"),
        ("count", " １２ ", 12),
        ("count", 12, 12),
        ("count", "12.5", "not_an_integer"),
        ("count", "十二", "not_a_number"),
        ("count", "0", {"code": "below_minimum", "limit": 1}),
        ("count", "101", {"code": "above_maximum", "limit": 100}),
        ("area", "12.5", 12.5),
        ("area", "1e400", "not_a_number"),
        ("area", "nan", "not_a_number"),
        ("area", True, "not_a_number"),
        ("agreed", "false", False),
        ("agreed", "是", "not_a_choice"),
        ("promised", "true", True),
        ("promised", "false", "not_ticked"),
    ],
)
def test_a_value_is_normalised_or_told_wrong(field: str, value: Any, answer: Any) -> None:
    given_back = one(field, value)
    assert given_back == answer
    assert type(given_back) is type(answer)


@pytest.mark.parametrize("blank", ["", "  \u3000 ", None])
def test_a_blank_value_is_absent(blank: str | None) -> None:
    assert check_form(ANY, {"name": blank}, today=TODAY) == ({}, {})
    assert check_form({**ANY, "required": ["name"]}, {"name": blank}, today=TODAY) == ({}, {"name": "required"})


def test_unknown_fields_are_dropped() -> None:
    assert check_form(ANY, {"name": "张三", "admin": "true"}, today=TODAY) == ({"name": "张三"}, {})


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), json_values))
def test_whatever_comes_is_clean_or_has_a_sentence(values: dict[str, Any]) -> None:
    clean, errors = check_form(ANY, values, today=TODAY)
    assert not clean.keys() & errors.keys()
    rfc8785.dumps(clean)
    assert check_form(ANY, clean, today=TODAY) == (clean, {})
    for error in errors.values():
        assert error_text(error) if isinstance(error, str) else error_text(error["code"], **error)  # type: ignore[arg-type]


def test_every_form_of_the_city_can_be_checked_and_says_what_is_required() -> None:
    for item in edition().items():
        for variant in item["variants"]:
            form = edition().definition(item["code"], variant["code"]).data["form"]
            clean, errors = check_form(form, {}, today=TODAY)
            assert clean == {}
            assert errors == dict.fromkeys(form.get("required", []), "required")
