from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.certificate import (
    SECRET_LENGTH,
    Certificate,
    certificate_number,
    certificate_secret,
    fold_certificate,
    is_number_of,
    is_secret,
    reference_in,
    secret_digest,
    valid_until,
)
from chalicelib.domain.commit import FIRST_PREV, make_commit
from chalicelib.domain.facts import CertificateIssued, Fact, UnknownFactError, Withdrawn
from chalicelib.domain.reference import certificate_matter, derive
from chalicelib.domain.typed_code import ALPHABET, shown_code

KEY = b"a key of thirty-two bytes or so."
REFERENCE = derive("a certificate", 0)
MATTER = certificate_matter(REFERENCE)


def issued(until: str = "") -> CertificateIssued:
    number = certificate_number({"number_prefix": "XNSP"}, date(2026, 3, 3), REFERENCE)
    digest = secret_digest(certificate_secret(MATTER, key=KEY))
    return CertificateIssued(
        "c-X", "p-x", "food", number, "XN-YJJ-001", "e" * 64, "YJJ", "2026-03-03", until, "a" * 64, digest
    )


@pytest.mark.parametrize(
    ("issued_on", "months", "until"),
    [
        ("2026-03-03", 60, "2031-03-02"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2026-03-01", 12, "2027-02-28"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-03-03", None, ""),
    ],
)
def test_the_last_day_in_force(issued_on: str, months: int | None, until: str) -> None:
    assert valid_until(date.fromisoformat(issued_on), months) == until


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120), st.integers(0, 40))
def test_a_later_issue_or_a_longer_term_never_ends_earlier(day: date, months: int, later: int) -> None:
    until = date.fromisoformat(valid_until(day, months))
    assert date.fromisoformat(valid_until(day + timedelta(days=later), months)) >= until
    assert date.fromisoformat(valid_until(day, months + 1)) > until
    assert 27 * months < (until - day).days + 1 <= 31 * months


@given(st.text(ALPHABET, min_size=SECRET_LENGTH, max_size=SECRET_LENGTH))
def test_only_its_own_secret_opens_it_however_it_is_typed(other: str) -> None:
    certificate, secret = Certificate(MATTER, issued()), certificate_secret(MATTER, key=KEY)
    assert len(secret) == SECRET_LENGTH
    assert set(secret) <= set(ALPHABET)
    for typed in (secret, secret.lower(), shown_code(secret), f" {shown_code(secret).lower()} "):
        assert is_secret(certificate, typed)
    assert is_secret(certificate, other) == (other == secret)
    assert not is_secret(certificate, secret[:-1])
    assert not is_secret(certificate, "")


def test_the_secret_depends_on_key_and_matter() -> None:
    elsewhere = certificate_matter(derive("another certificate", 0))
    assert len({certificate_secret(m, key=k) for m in (MATTER, elsewhere) for k in (KEY, KEY[::-1])}) == 4
    with pytest.raises(ValueError, match="16 bytes"):
        certificate_secret(MATTER, key=b"short")


@pytest.mark.parametrize("typed", [f"XNSP2026{REFERENCE}", f"xnsp 2026 {REFERENCE.lower()}", REFERENCE, REFERENCE[:5] + "-" + REFERENCE[5:]])  # fmt: skip
def test_its_number_or_reference_is_recognised(typed: str) -> None:
    assert reference_in(typed) == REFERENCE
    assert is_number_of(Certificate(MATTER, issued()), typed)


@pytest.mark.parametrize("typed", [f"XNSP2025{REFERENCE}", f"XNJS2026{REFERENCE}", "", REFERENCE[:-1], "王"])
def test_another_number_is_not(typed: str) -> None:
    assert not is_number_of(Certificate(MATTER, issued()), typed)


def commit_of(*facts: Fact, seq: int = 1) -> object:
    return make_commit(
        matter=MATTER, seq=seq, command="x", actor={}, recorded_at="2026-03-03T00:00:00.000000Z", prev=FIRST_PREV, facts=facts
    )  # fmt: skip


def test_what_no_certificate_can_hold_is_refused() -> None:
    assert fold_certificate(MATTER, []) is None
    for commits in (
        [commit_of(Withdrawn("2026"))],
        [commit_of(issued(), Withdrawn("2026"))],
        [commit_of(issued()), commit_of(issued(), seq=2)],
        [commit_of()],
    ):
        with pytest.raises(UnknownFactError):
            fold_certificate(MATTER, commits)  # type: ignore[arg-type]
