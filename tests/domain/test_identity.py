import string
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.identity import (
    IdentityError,
    birth_date,
    check_mobile,
    check_resident_id,
    check_uscc,
    last_four,
    masked_id,
    masked_name,
    masked_phone,
    resident_check_digit,
    uscc_check_character,
)

TODAY = date(2026, 11, 23)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GB_11643_EXAMPLES = ("11010519491231002X", "440524188001010014")
GB_32100_EXAMPLE = "91350100M000100Y43"

births = st.dates(date(1900, 1, 1), TODAY)
regions = st.integers(110000, 839999).map(str)
serials = st.integers(0, 999).map(lambda number: f"{number:03}")


def resident_id(region: str, born: date, serial: str) -> str:
    digits = f"{region}{born:%Y%m%d}{serial}"
    return digits + resident_check_digit(digits)


resident_ids = st.builds(resident_id, regions, births, serials)
usccs = st.text(USCC_ALPHABET, min_size=17, max_size=17).map(lambda text: text + uscc_check_character(text))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.mark.parametrize("example", GB_11643_EXAMPLES)
def test_the_examples_of_gb_11643_are_right(example: str) -> None:
    assert check_resident_id(example, today=TODAY) == example


def test_the_example_of_gb_32100_is_right() -> None:
    assert check_uscc(GB_32100_EXAMPLE) == GB_32100_EXAMPLE


@given(resident_ids)
@settings(deadline=None)
def test_a_resident_id_meets_iso_7064_mod_11_2(number: str) -> None:
    values = [10 if char == "X" else int(char) for char in number]
    assert sum(value * 2 ** (17 - position) for position, value in enumerate(values)) % 11 == 1


@given(usccs)
@settings(deadline=None)
def test_a_credit_code_sums_to_nothing_with_powers_of_three(code: str) -> None:
    values = [USCC_ALPHABET.index(char) for char in code]
    assert (sum(value * 3**position for position, value in enumerate(values[:17])) + values[17]) % 31 == 0
    assert check_uscc(code) == code


@given(resident_ids, st.integers(0, 17), st.sampled_from("0123456789X"))
@settings(deadline=None)
def test_every_wrong_character_of_a_resident_id_is_found(number: str, position: int, char: str) -> None:
    assume(number[position] != char)
    with pytest.raises(IdentityError):
        check_resident_id(number[:position] + char + number[position + 1 :], today=TODAY)


@given(usccs, st.integers(0, 17), st.sampled_from(string.digits + string.ascii_uppercase))
@settings(deadline=None)
def test_every_wrong_character_of_a_credit_code_is_found(code: str, position: int, char: str) -> None:
    assume(code[position] != char)
    with pytest.raises(IdentityError):
        check_uscc(code[:position] + char + code[position + 1 :])


@given(resident_ids, usccs)
@settings(deadline=None)
def test_how_a_number_was_typed_does_not_matter(number: str, code: str) -> None:
    for typed in (full_width(number), number.lower(), f" {number[:6]} {number[6:14]}\u3000{number[14:]}\u202c\n"):
        assert check_resident_id(typed, today=TODAY) == number
    assert check_uscc(full_width(code.lower())) == code


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "421200", "999999"])
def test_residence_permits_and_abolished_counties_are_right(region: str) -> None:
    number = resident_id(region, date(1990, 2, 28), "001")
    assert check_resident_id(number, today=TODAY) == number


@pytest.mark.parametrize("first", ["A", "N", "Y"])
def test_a_credit_code_may_begin_with_a_letter(first: str) -> None:
    code = first + "2100000MB0000001"
    code += uscc_check_character(code)
    assert check_uscc(code) == code


def with_check(digits: str) -> str:
    return digits + resident_check_digit(digits)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "resident_id_length"),
        ("110105491231002", "resident_id_length"),
        ("11010519491231002X0", "resident_id_length"),
        ("1101051949123100²X", "resident_id_characters"),
        ("1101051949123100٢X", "resident_id_characters"),
        ("X1010519491231002X", "resident_id_characters"),
        ("110105194912310021", "resident_id_check_digit"),
        (with_check("11010519490229002"), "resident_id_birth_date"),
        (with_check("11010519491331002"), "resident_id_birth_date"),
        (with_check("11010500001231002"), "resident_id_birth_date"),
        (with_check("11010520261124002"), "resident_id_birth_date_future"),
    ],
)
def test_a_wrong_resident_id_says_in_which_way(text: str, code: str) -> None:
    with pytest.raises(IdentityError) as refused:
        check_resident_id(text, today=TODAY)
    assert refused.value.code == code


def test_who_is_born_today_has_a_right_id() -> None:
    number = resident_id("421202", TODAY, "001")
    assert check_resident_id(number, today=TODAY) == number
    assert birth_date(number) == TODAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y4", "uscc_length"),
        ("91350100M000100Y4I", "uscc_characters"),
        ("91350100M000100Y44", "uscc_check_character"),
    ],
)
def test_a_wrong_credit_code_says_in_which_way(text: str, code: str) -> None:
    with pytest.raises(IdentityError) as refused:
        check_uscc(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    ["19900000001", " 199 0000 0001 ", "199-0000-0001", "+8619900000001", "0086 19900000001", "１９９０００００００１"],
)
def test_a_mobile_number_becomes_e164(text: str) -> None:
    assert check_mobile(text) == "+8619900000001"


@pytest.mark.parametrize(
    "text", ["", "1990000000", "199000000011", "12900000001", "+119900000001", "0715-8000000", "١٩٩٠٠٠٠٠٠٠١"]
)
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(IdentityError) as refused:
        check_mobile(text)
    assert refused.value.code == "mobile_format"


@given(resident_ids)
@settings(deadline=None)
def test_a_mask_hides_what_a_new_device_is_asked_for(number: str) -> None:
    assert masked_id(number) == number[:6] + "*" * 12
    assert number.endswith(last_four(number))
    assert len(last_four(number)) == 4


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", "*"), ("张", "*"), ("张三", "张*"), ("张三丰", "张*丰"), ("买买提·吐尔逊", "买*****逊")],
)
def test_a_masked_name(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_a_masked_phone() -> None:
    assert masked_phone("+8619900001234") == "199****1234"
