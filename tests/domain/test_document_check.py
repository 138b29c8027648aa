"""A document's number tells it from every other, and its code is nothing that can be guessed or carried over."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.document.check import CODE_LENGTH, Named, check_code, document_number, named_by
from chalicelib.domain.document.kinds import KINDS, Document
from chalicelib.domain.reference import REFERENCES, from_number, shown
from chalicelib.domain.typed_code import ALPHABET, is_code, shown_code
from tests.given_documents import offices
from tests.sample import edition

DOCUMENTS = edition().data["documents"]
REFERENCE = st.integers(0, REFERENCES - 1).map(from_number)
GIVEN = st.builds(Document, st.sampled_from(KINDS), st.integers(1, 999), st.just("2026-03-03T01:30:00.000000Z"))


def number(of: Document, reference: str) -> str:
    return document_number(DOCUMENTS, of, reference, "规划局")


@given(GIVEN, REFERENCE, GIVEN, REFERENCE)
def test_two_documents_never_share_a_number(one: Document, its: str, other: Document, others: str) -> None:
    same = (one.id, its) == (other.id, others)
    assert (number(one, its) == number(other, others)) == same


@given(GIVEN, REFERENCE, st.sampled_from(["whole", "end", "shown", "spaced", "lower"]))
def test_a_number_is_found_again_however_it_is_typed(of: Document, reference: str, how: str) -> None:
    typed = {
        "whole": number(of, reference),
        "end": f"{reference}-{of.seq}",
        "shown": f"{shown(reference)}-{of.seq}",
        "spaced": f" {reference} － {of.seq} ",
        "lower": number(of, reference).lower(),
    }[how]
    assert named_by(typed) == Named(reference, of.seq)


@given(st.text(max_size=40))
def test_what_is_no_number_names_nothing_or_a_sound_reference(typed: str) -> None:
    found = named_by(typed)
    assert found is None or set(found.reference) <= set(ALPHABET)


def test_every_document_has_a_code_of_its_own() -> None:
    codes = [
        check_code(office.file.commits[one.seq - 1], one)
        for office in offices().values()
        for one in office.case.documents
    ]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_a_code_is_known_again_as_printed_and_not_otherwise() -> None:
    office = offices()["withdrawn"]
    one = office.case.documents[0]
    code = check_code(office.file.commits[0], one)
    assert is_code(code, shown_code(code).lower())
    assert is_code(code, f" {code} ")
    for wrong in ("", "王小明", code[:-1], code[:-1] + ("2" if code[-1] != "2" else "3")):
        assert not is_code(code, wrong)
