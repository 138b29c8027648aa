import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity import resident_check_digit, uscc_check_character
from chalicelib.domain.pickup import is_pickup_code, pickup_code
from chalicelib.domain.reference import REFERENCES, case_matter, from_number, shown
from chalicelib.domain.scan import Scan, read_scan
from tests.sample import KEY

references = st.integers(0, REFERENCES - 1).map(from_number)
resident_ids = (
    st.tuples(st.integers(110000, 659999), st.dates(), st.integers(0, 999))
    .map(lambda parts: f"{parts[0]:06}{parts[1]:%Y%m%d}".replace("-", "").rjust(14, "0")[:14] + f"{parts[2]:03}")
    .filter(lambda digits: len(digits) == 17)
    .map(lambda digits: digits + resident_check_digit(digits))
)
full_width = str.maketrans({chr(0x21 + offset): chr(0xFF01 + offset) for offset in range(94)})


@given(references, st.sampled_from([str, str.lower, shown, lambda r: f" {r} \n", lambda r: r.translate(full_width)]))
def test_a_reference_is_one_in_whatever_way_it_is_typed(reference: str, typed: object) -> None:
    assert read_scan(typed(reference)) == Scan("reference", reference)  # type: ignore[operator]


@given(
    references, st.sampled_from(["/query?reference={}", "/cases/{}", "/cases/{}?from=receipt", "/query?a=1&r={}&c=K"])
)
def test_the_reference_in_a_qr_code_is_found(reference: str, path: str) -> None:
    link = f"https://city.example.org{path.format(shown(reference))}"
    assert read_scan(link) == Scan("reference", reference)


@given(resident_ids)
def test_a_card_reader_types_a_resident_id(number: str) -> None:
    assert read_scan(number) == Scan("resident_id", number)
    assert read_scan(f"{number[:6]} {number[6:14]} {number[14:].lower()}") == Scan("resident_id", number)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=16, max_size=16))
def test_a_credit_code_with_a_letter_is_a_company(characters: str) -> None:
    code = "A" + characters
    code += uscc_check_character(code)
    assert read_scan(code) == Scan("company", code)


@pytest.mark.parametrize("number", ["EA123456789CN", "SF1234567890123", "9876543210123", "JDVA12345678901"])
def test_a_carriers_label_is_a_waybill(number: str) -> None:
    assert read_scan(number) == Scan("waybill", number)


@pytest.mark.parametrize(
    "words", ["教师", "jszg", "XN-JYJ-001-1", "12345", "https://city.example.org/", "http://[", "张三"]
)
def test_anything_else_is_words(words: str) -> None:
    assert read_scan(f" {words}　") == Scan("words", words)


@given(st.text())
def test_any_line_has_a_shape(text: str) -> None:
    scan = read_scan(text)
    assert (scan.kind == "nothing") == (not text[:300].strip())
    assert len(scan.value) <= 300


@given(references)
def test_a_pickup_code_is_six_digits_and_read_as_one(reference: str) -> None:
    matter = case_matter(reference)
    code = pickup_code(matter, key=KEY)
    assert read_scan(code) == Scan("pickup", code)
    assert is_pickup_code(matter, f" {code.translate(full_width)}", key=KEY)
    assert not is_pickup_code(matter, f"{(int(code) + 1) % 10**6:06}", key=KEY)
    assert not is_pickup_code(matter, code, key=KEY + b"other")
