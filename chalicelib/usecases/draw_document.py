"""Drawing a document of a case on demand: everything in it follows from the log, the dossier and the edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.document.check import title_and_number
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.document.letter import letter
from chalicelib.domain.document.source import Source, given, people, seals
from chalicelib.ports import Catalogue, DocumentPrinter, Dossiers, Parties
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.staff_names import names_of


class UnknownDocumentError(LookupError):
    """The case has given no such document."""

    code = "document_unknown"


@dataclass(frozen=True)
class GivenDocument:
    """A document of a case with what it is called."""

    document: Document
    title: str
    number: str


@dataclass(frozen=True)
class DrawnDocument:
    """`name` is what the file is called, without ending."""

    pdf: bytes
    name: str


def documents_of(case: Case, definition: Definition, edition: Edition) -> Sequence[GivenDocument]:
    """Every document that the case has given so far, in order; `edition` is the one that the case is pinned to."""
    return [GivenDocument(one, *title_and_number(one, case.matter, definition, edition)) for one in case.documents]


def draw_document(
    file: CaseFile,
    document_id: str,
    *,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
    calendar: Calendar,
    printer: DocumentPrinter,
    site: str,
) -> DrawnDocument:
    """`site` is the origin under which it can be verified, without a trailing slash.

    Raises UnknownDocumentError, UnprintableError, DocumentIncompleteError, RightsMissingError.
    """
    source = _source(file, document_id, dossiers=dossiers, catalogue=catalogue, parties=parties, calendar=calendar)
    drawn = letter(source, site)
    return DrawnDocument(printer.print(drawn), f"{drawn.title} {drawn.number}")


def _source(
    file: CaseFile,
    document_id: str,
    *,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
    calendar: Calendar,
) -> Source:
    document = file.case.document(document_id)
    if document is None:
        raise UnknownDocumentError(document_id)
    fact, before, case = given(file.commits, document, file.definition)
    parts = dossiers.get_many({(case.matter, part) for part in seals(fact, before, case)})
    return Source(
        document=document,
        fact=fact,
        commit=file.commits[document.seq - 1],
        before=before,
        case=case,
        definition=file.definition,
        edition=catalogue.edition(file.definition.edition),
        calendar=calendar,
        parts={name: part.content for (_, name), part in parts.items()},
        names=names_of(people(fact, case), parties=parties),
    )
