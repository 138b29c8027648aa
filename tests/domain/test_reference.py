import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.reference import (
    REFERENCES,
    BadReferenceError,
    MatterKind,
    case_matter,
    certificate_matter,
    derive,
    from_number,
    kind_of,
    matter_of,
    number_of,
    parse,
    reference_of,
    shown,
)
from chalicelib.domain.typed_code import ALPHABET

numbers = st.integers(0, REFERENCES - 1)
references = numbers.map(from_number)


def test_the_alphabet_has_29_characters_and_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 29
    assert not set(ALPHABET) & set("01ILOSU")


@given(references, st.integers(0, 9), st.sampled_from(ALPHABET))
@settings(deadline=None)
def test_every_single_substitution_is_found(reference: str, position: int, char: str) -> None:
    assume(reference[position] != char)
    with pytest.raises(BadReferenceError) as refused:
        parse(reference[:position] + char + reference[position + 1 :])
    assert refused.value.code == "reference_check_character"


@given(references, st.integers(0, 8))
@settings(deadline=None)
def test_every_adjacent_transposition_is_found(reference: str, left: int) -> None:
    assume(reference[left] != reference[left + 1])
    swapped = reference[:left] + reference[left + 1] + reference[left] + reference[left + 2 :]
    with pytest.raises(BadReferenceError) as refused:
        parse(swapped)
    assert refused.value.code == "reference_check_character"


def test_no_substitution_or_swap_of_one_reference_is_missed() -> None:
    reference = derive("a draft", 0)
    wrong = [
        reference[:at] + char + reference[at + 1 :] for at in range(10) for char in ALPHABET if char != reference[at]
    ]
    wrong += [
        reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
        for at in range(9)
        if reference[at] != reference[at + 1]
    ]
    assert len(wrong) >= 280
    for text in wrong:
        with pytest.raises(BadReferenceError):
            parse(text)


@given(numbers)
@settings(deadline=None)
def test_a_reference_is_its_number(number: int) -> None:
    assert number_of(from_number(number)) == number


@given(references)
@settings(deadline=None)
def test_how_a_reference_was_typed_does_not_matter(reference: str) -> None:
    full = "".join(chr(ord(char) + 0xFEE0) for char in shown(reference))
    for typed in (reference, shown(reference), reference.lower(), f" {reference[:3]} {reference[3:]}\n", full):
        assert parse(typed) == reference
    assert parse(shown(reference).replace("-", "—")) == reference


def test_a_reference_is_shown_in_two_groups() -> None:
    assert shown("23456789AB") == "23456-789AB"


@given(st.text(max_size=40), st.integers(0, 5))
@settings(deadline=None)
def test_a_derived_reference_is_right_and_the_same_each_time(seed: str, attempt: int) -> None:
    reference = derive(seed, attempt)
    assert parse(reference) == reference
    assert derive(seed, attempt) == reference
    assert derive(seed, attempt + 1) != reference


def test_derived_references_never_change_since_retries_find_their_case_by_them() -> None:
    assert derive("a draft", 0) == "XWXVT8FC4J"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reference_length"),
        ("23456-789A", "reference_length"),
        ("2345678901", "reference_characters"),
        ("23456789AO", "reference_characters"),
        ("二三四五六七八九十一", "reference_characters"),
        ("222222222A", "reference_check_character"),
    ],
)
def test_wrong_text_says_in_which_way(text: str, code: str) -> None:
    with pytest.raises(BadReferenceError) as refused:
        parse(text)
    assert refused.value.code == code


@given(references, st.sampled_from(MatterKind))
@settings(deadline=None)
def test_a_matter_names_its_kind_and_reference(reference: str, kind: MatterKind) -> None:
    matter = matter_of(kind, reference)
    assert reference_of(matter) == reference
    assert kind_of(matter) is kind


@given(references)
@settings(deadline=None)
def test_cases_and_certificates_have_their_prefixes(reference: str) -> None:
    assert case_matter(reference) == f"c-{reference}"
    assert certificate_matter(reference) == f"k-{reference}"


@given(references)
@settings(deadline=None)
def test_an_id_that_is_no_matter_is_refused(reference: str) -> None:
    for wrong in (
        reference,
        f"z-{reference}",
        f"c-{reference.lower()}5",
        f"c-{shown(reference)}",
        f"c{reference}",
        "c-",
    ):
        with pytest.raises(BadReferenceError):
            reference_of(wrong)
