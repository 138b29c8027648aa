import hashlib
import hmac
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.pseudonym import hmac_pseudonym

KEY = b"k" * 32
texts = st.text(max_size=20)


@given(texts, texts, texts, texts)
@settings(deadline=None)
def test_only_the_same_kind_and_value_have_the_same_pseudonym(kind: str, value: str, kind2: str, value2: str) -> None:
    same = hmac_pseudonym(kind, value, key=KEY) == hmac_pseudonym(kind2, value2, key=KEY)
    assert same == ((kind, value) == (kind2, value2))


def test_kind_and_value_are_not_run_together() -> None:
    assert hmac_pseudonym("phone", "1", key=KEY) != hmac_pseudonym("phon", "e1", key=KEY)


def test_another_key_gives_another_pseudonym() -> None:
    assert hmac_pseudonym("phone", "+8619900000001", key=KEY) != hmac_pseudonym(
        "phone", "+8619900000001", key=b"j" * 32
    )


@given(texts)
@settings(deadline=None)
def test_it_is_of_26_lower_case_letters_and_digits(value: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{26}", hmac_pseudonym("phone", value, key=KEY))


def test_it_is_stable_since_stored_records_are_found_by_it() -> None:
    of_kind = hmac.new(KEY, b"phone", hashlib.sha256).digest()
    digest = hmac.new(of_kind, b"+8619900000001", hashlib.sha256).digest()[:16]
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    number = int.from_bytes(digest) << 2
    expected = "".join(alphabet[number >> 5 * position & 31] for position in range(25, -1, -1))
    assert hmac_pseudonym("phone", "+8619900000001", key=KEY) == expected


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        hmac_pseudonym("phone", "+8619900000001", key=b"")
