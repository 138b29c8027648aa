"""Anybody with a document in hand may ask whether it is genuine; nothing personal is told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.document.check import check_code, named_by, title_and_number
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import local_date
from chalicelib.domain.typed_code import is_code
from chalicelib.ports import Catalogue, Guards, Log
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, read_case
from chalicelib.usecases.request_code import DAY, HOUR, count_or_refuse

PER_ADDRESS: Final = ((HOUR, 60), (DAY, 300))
"""Looks from one network address; a whole office may sit behind one."""

PER_CASE: Final = ((HOUR, 30),)
"""Wrong looks at the documents of one reference, whether or not it exists; who has the code is not counted."""


class UnverifiedDocumentError(LookupError):
    """No such document, or not its code: the two are not told apart."""

    code = "document_unverified"


@dataclass(frozen=True)
class VerifiedDocument:
    """What the public may know of a genuine document; `amended` when a later one puts it right."""

    title: str
    number: str
    unit: str
    item: str
    given_on: date
    amended: bool


def verify_document(
    number: str, code: str, address: str, *, log: Log, catalogue: Catalogue, guards: Guards, now: datetime
) -> VerifiedDocument:
    """`number` is the document's number or its end (reference and commit), as typed or scanned.

    Raises UnverifiedDocumentError for an unknown number and a wrong code alike, TooManyRequestsError.
    """
    count_or_refuse("document-from", address, PER_ADDRESS, guards=guards, now=now)
    named = named_by(number)
    if named is None:
        raise UnverifiedDocumentError(number)
    file = _read(case_matter(named.reference), log=log, catalogue=catalogue)
    found = _with_code(file, named.seq, code) if file else None
    if file is None or found is None:
        count_or_refuse("document-wrong", named.reference, PER_CASE, guards=guards, now=now)
        raise UnverifiedDocumentError(number)
    return _verified(found, file, catalogue=catalogue)


def _read(matter: str, *, log: Log, catalogue: Catalogue) -> CaseFile | None:
    try:
        return read_case(matter, log=log, catalogue=catalogue)
    except UnknownCaseError:
        return None


def _with_code(file: CaseFile, seq: int, code: str) -> Document | None:
    """The document that this commit gave and whose code this is; each of them is compared."""
    given = [one for one in file.case.documents if one.seq == seq]
    right = [one for one in given if is_code(check_code(file.commits[seq - 1], one), code)]
    return right[0] if right else None


def _verified(document: Document, file: CaseFile, *, catalogue: Catalogue) -> VerifiedDocument:
    edition = catalogue.edition(file.definition.edition)
    title, number = title_and_number(document, file.case.matter, file.definition, edition)
    unit = edition.unit(file.definition.unit)["name"]
    given_on, amended = local_date(document.at), _amended(document, file.case)
    return VerifiedDocument(title, number, unit, file.definition.name, given_on, amended)


def _amended(document: Document, case: Case) -> bool:
    return any(one.subject == "document" and one.target == document.id for one in case.amendments)
