"""The receipt's query code: from the matter and the key alone, typed as people type."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.query_code import LENGTH, is_query_code, query_code
from chalicelib.domain.reference import REFERENCES, case_matter, from_number
from chalicelib.domain.typed_code import ALPHABET

KEY, OTHER_KEY = b"a key of sixteen b", b"another key of 16 b"
MATTERS = st.integers(0, REFERENCES - 1).map(from_number).map(case_matter)


@given(MATTERS)
def test_a_code_is_six_readable_characters_and_stays_the_same(matter: str) -> None:
    code = query_code(matter, key=KEY)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert code == query_code(matter, key=KEY)


@given(MATTERS, st.sampled_from([str.lower, str.upper, lambda code: f" {code[:3]}-{code[3:]} "]))
def test_it_is_known_again_however_it_is_typed(matter: str, typed: object) -> None:
    assert callable(typed)
    assert is_query_code(matter, typed(query_code(matter, key=KEY)), key=KEY)


@given(st.lists(MATTERS, min_size=20, max_size=20, unique=True))
def test_neither_the_reference_nor_another_key_tells_it(matters: list[str]) -> None:
    codes = [query_code(matter, key=KEY) for matter in matters]
    assert len(set(codes)) == len(codes)
    assert not any(is_query_code(matter, query_code(matter, key=OTHER_KEY), key=KEY) for matter in matters)


@given(MATTERS, st.text(max_size=12))
def test_any_text_may_be_tried(matter: str, typed: str) -> None:
    assert is_query_code(matter, typed, key=KEY) in (False, True)
