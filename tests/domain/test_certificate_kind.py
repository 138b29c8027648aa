"""A kind's words lie over each other; a number rule makes numbers that lead back to the certificate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.certificate import Certificate, certificate_number, is_number_of, reference_in
from chalicelib.domain.certificate_kind import (
    DEFAULTS,
    LONGEST_NUMBER,
    certificate_kind,
    is_number_prefix,
    is_number_rule,
)
from chalicelib.domain.facts import CertificateIssued
from chalicelib.domain.reference import certificate_matter, derive

RESULT = {"kind": "food", "name": "食品经营许可证", "number_prefix": "YLSP", "validity_months": 60}
PIECES = st.sampled_from(["{prefix}", "{year}", "{reference}", "{unit}", "-", "A", "9", "号", "{", "a", " "])


def test_without_a_word_every_kind_is_as_it_was() -> None:
    assert certificate_kind({}, RESULT) == {**DEFAULTS, **RESULT}
    assert certificate_number(certificate_kind({}, RESULT), date(2026, 3, 3), "R") == "YLSP2026R"


def test_the_nearest_word_holds() -> None:
    certificates = {
        "every": {"number": "{year}-{reference}", "layout": "portrait", "validity_months": 12},
        "kinds": {"food": {"layout": "landscape", "validity_months": 24}, "other": {"layout": "none"}},
    }
    kind = certificate_kind(certificates, RESULT)
    assert (kind["number"], kind["layout"], kind["validity_months"]) == ("{year}-{reference}", "landscape", 60)
    silent = {key: value for key, value in RESULT.items() if key != "validity_months"}
    assert certificate_kind(certificates, silent)["validity_months"] == 24


@given(st.lists(PIECES, max_size=6).map("".join), st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True), st.text(max_size=8))
def test_whatever_rule_passes_its_numbers_are_found_however_they_are_typed(rule: str, prefix: str, name: str) -> None:
    if not is_number_rule(rule):
        return
    assert is_number_prefix(prefix)
    reference = derive(name, 0)
    number = certificate_number({"number": rule, "number_prefix": prefix}, date(2026, 3, 3), reference)
    assert number.isascii()
    assert len(number) <= LONGEST_NUMBER
    fact = CertificateIssued("c-X", "p", "k", number, "I", "e", "U", "2026-03-03", "", "a" * 64, "b" * 64)
    certificate = Certificate(certificate_matter(reference), fact)
    for typed in (number, number.lower(), number.replace("-", ""), reference):
        assert reference_in(typed) == reference
        assert is_number_of(certificate, typed)


@pytest.mark.parametrize("rule", ["{prefix}{year}{reference}", "{prefix}-{year}-{reference}", "{reference}", "XN{year}{reference}"])  # fmt: skip
def test_rules_that_hold(rule: str) -> None:
    assert is_number_rule(rule)


@pytest.mark.parametrize(
    "rule",
    ["", "{prefix}{year}", "{reference}{year}", "{reference}{reference}", "{mayor}{reference}", "号{reference}", "x{reference}", "{reference", "A" * 31 + "{reference}", None, 7],
)  # fmt: skip
def test_rules_that_do_not(rule: object) -> None:
    assert not is_number_rule(rule)
