"""Numbers and sizes, against Python's Decimal and the developer guide's rules."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from infra.local.dynamodb import DynamoDBError, number, values

numbers = st.builds(
    lambda sign, digits, exponent: f"{sign}{digits}e{exponent}",
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 10**38 - 1),
    st.integers(-130, 87),
)


@settings(deadline=None)
@given(numbers, numbers)
def test_encoded_numbers_sort_as_numbers(one: str, two: str) -> None:
    assert (number.encode(one) < number.encode(two)) == (Decimal(one) < Decimal(two))
    assert (number.encode(one) == number.encode(two)) == (Decimal(one) == Decimal(two))


@settings(deadline=None)
@given(st.integers(-30, 30), st.integers(-30, 30), st.integers(0, 2), st.integers(0, 2))
@example(-12, -1, 1, 0)
@example(12, 1, 1, 0)
def test_encoded_small_decimals_sort_as_numbers(one: int, two: int, places: int, other_places: int) -> None:
    left, right = Decimal(one).scaleb(-places), Decimal(two).scaleb(-other_places)
    assert (number.encode(str(left)) < number.encode(str(right))) == (left < right)


@settings(deadline=None)
@given(numbers)
def test_the_normal_spelling_is_the_same_number_without_exponent(text: str) -> None:
    normal = number.normal(text)
    assert Decimal(normal) == Decimal(text)
    assert number.normal(normal) == normal
    assert set(normal) <= set("-.0123456789")


@pytest.mark.parametrize(("text", "normal"), [("1.0", "1"), ("-0", "0"), ("1E2", "100"), ("007", "7"), (".50", "0.5")])
def test_normal_spellings(text: str, normal: str) -> None:
    assert values.normal({"N": text}) == {"N": normal}


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1_0", " 1", "1" * 39, "1e126", "1e-131", "1e999999999"])
def test_what_is_no_number_of_the_service_is_refused(text: str) -> None:
    with pytest.raises(DynamoDBError) as refused:
        values.normal({"N": text})
    assert refused.value.code == "ValidationException"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"S": "a", "N": "1"},
        {"X": "a"},
        {"SS": []},
        {"SS": ["a", "a"]},
        {"NS": ["1", "1.0"]},
        {"SS": [""]},
        {"NULL": False},
        {"S": 1},
        {"B": "no base64!"},
        {"BOOL": "true"},
    ],
)
def test_malformed_values_are_refused(value: values.Value) -> None:
    with pytest.raises(DynamoDBError) as refused:
        values.normal(value)
    assert refused.value.code in {"ValidationException", "SerializationException"}


def test_nesting_beyond_32_levels_is_refused() -> None:
    value: values.Value = {"S": "core"}
    for _ in range(32):
        value = {"L": [value]}
    assert values.normal(value) == value
    with pytest.raises(DynamoDBError, match="Nesting"):
        values.normal({"L": [value]})


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "编号"}, 6),
        ({"B": "YWJj"}, 3),
        ({"N": "0"}, 1),
        ({"N": "12"}, 2),
        ({"N": "100"}, 2),
        ({"N": "123.4"}, 4),
        ({"N": "-12345"}, 5),
        ({"BOOL": True}, 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"L": []}, 3),
        ({"L": [{"S": "a"}, {"NULL": True}]}, 3 + 2 + 2),
        ({"M": {"ab": {"S": "c"}}}, 3 + 1 + 2 + 1),
    ],
)
def test_sizes_of_the_developer_guide(value: values.Value, size: int) -> None:
    assert values.size(values.normal(value)) == size
