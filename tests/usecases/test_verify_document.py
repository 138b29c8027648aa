"""Whoever has a document in hand learns whether it is genuine; a guess learns nothing and soon has to wait."""

import pytest

from chalicelib.domain.document.check import check_code
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.reference import derive
from chalicelib.domain.typed_code import shown_code
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.verify_document import (
    PER_ADDRESS,
    PER_CASE,
    UnverifiedDocumentError,
    VerifiedDocument,
    verify_document,
)
from tests.given_documents import Office, interrupted, offices, planning
from tests.sample import TUESDAY

ADDRESS = "192.0.2.1"


def ask(office: Office, number: str, code: str, address: str = ADDRESS) -> VerifiedDocument:
    world = office.world
    ports = {"log": world.log, "catalogue": world.catalogue, "guards": world.guards}
    return verify_document(number, code, address, now=TUESDAY, **ports)  # type: ignore[arg-type]


def first(office: Office, kind: str) -> tuple[Document, str]:
    document = office.case.document(office.document(kind))
    assert document is not None
    return document, check_code(office.file.commits[document.seq - 1], document)


@pytest.mark.parametrize("name", ["withdrawn", "granted licence", "refused other_law"])
def test_each_document_of_a_case_is_told_by_its_own_code(name: str) -> None:
    office = offices()[name]
    for document in office.case.documents:
        _, code = first(office, document.kind)
        letter = office.letter(document.kind)
        office.world.guards.items.clear()
        for number in (letter.number, f"{office.matter[2:]}-{document.seq}"):
            found = ask(office, number, shown_code(code).lower())
            assert (found.title, found.number, found.unit) == (letter.title, letter.number, letter.authority)
            assert not found.amended


def test_what_the_qr_code_holds_verifies() -> None:
    office = offices()["withdrawn"]
    address = office.letter("withdrawal").verify_url
    assert address.startswith("https://hall.test/document?n=")
    number, _, code = address.partition("?n=")[2].partition("&k=")
    assert ask(office, number, code).title == "撤回申请确认书"


def test_unknown_wrong_malformed_and_swapped_are_one_answer() -> None:
    office = planning("verified").accepted()
    reference = office.matter[2:]
    _, receipt = first(office, "receipt")
    _, acceptance = first(office, "acceptance")
    for number, code in (
        (f"{reference}-1", acceptance),
        (f"{reference}-2", receipt),
        (f"{reference}-3", acceptance),
        (f"{reference}-0", acceptance),
        (f"{derive('nothing', 0)}-1", receipt),
        (f"{reference}-1", ""),
        (reference, receipt),
        ("", receipt),
        ("../../etc", "王小明"),
    ):
        with pytest.raises(UnverifiedDocumentError):
            ask(office, number, code)
    assert ask(office, f"{reference}-1", receipt)


def test_a_document_that_was_put_right_says_so() -> None:
    office = interrupted()
    document, code = first(office, "hearing_notice")
    assert ask(office, f"{office.matter[2:]}-{document.seq}", code).amended


def test_guesses_are_limited_by_address_and_by_case() -> None:
    office = planning("guessed").accepted()
    number = f"{office.matter[2:]}-1"
    _, code = first(office, "receipt")
    for each in range(PER_CASE[0][1]):
        with pytest.raises(UnverifiedDocumentError):
            ask(office, number, "X", f"192.0.2.{each}")
    with pytest.raises(TooManyRequestsError):
        ask(office, number, "X", "198.51.100.1")
    assert ask(office, number, code, "198.51.100.2"), "who has the document in hand is not locked out"
    for _ in range(PER_ADDRESS[0][1]):
        ask(office, number, code, "198.51.100.3")
    with pytest.raises(TooManyRequestsError):
        ask(office, number, code, "198.51.100.3")
