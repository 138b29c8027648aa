"""A document as it is printed: ready sentences in the order in which they are read, made from the log and the dossier.

A document that decides against the applicant cannot be made without reason, article and, where the law binds, the rights
of review: these are parts of it, and their absence is an error rather than a gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain import facts as f
from chalicelib.domain.document.check import check_code, short_number
from chalicelib.domain.document.kinds import AGAINST
from chalicelib.domain.document.params import params
from chalicelib.domain.document.review_rights import review_rights
from chalicelib.domain.document.source import Source, named, served
from chalicelib.domain.document.template import Template, filled, template
from chalicelib.domain.reference import reference_of
from chalicelib.domain.times import local_date
from chalicelib.domain.typed_code import shown_code

Row = tuple[str, str]


class DocumentIncompleteError(ValueError):
    """The log does not hold what the law has this document say."""

    code = "document_incomplete"


@dataclass(frozen=True)
class Section:
    """Paragraphs or rows of (label, value) under a heading, which may be empty."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Letter:
    """`issued_on` is a local ISO date, `verify_url` what the QR code holds; `page` is the footer's pattern with {page} and
    {pages}; `seal_mark` says across the seal that it is a sample."""

    heading: str
    title: str
    number: str
    addressee: str
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    authority: str
    dated: str
    issued_on: str
    verify_url: str
    verify_note: tuple[str, ...]
    seal_mark: str
    footnote: str
    page: str


def letter(source: Source, site: str) -> Letter:
    """The document; `site` is the origin of the verification page, without a trailing slash.

    Raises DocumentIncompleteError, RightsMissingError.
    """
    own = template(source.documents, source.document.kind, source.definition.regime, _variant(source))
    _, number = named(source, source.document)
    words = source.words
    reference = reference_of(source.case.matter)
    code = check_code(source.commit, source.document)
    name = source.part(source.case.form).get("applicant", {}).get("name", "") or words.of("erased_name")
    return Letter(
        heading=source.unit["name"],
        title=own.title,
        number=number,
        addressee=words.of("addressee", name=name),
        sections=tuple(_sections(source, own)),
        signatures=own.signatures,
        authority=source.unit["name"],
        dated=words.day(local_date(source.document.at)),
        issued_on=local_date(source.document.at).isoformat(),
        verify_url=f"{site}/document?n={short_number(source.document, reference)}&k={code}",
        verify_note=(
            words.of("scan"),
            words.of("site", address=f"{site}/document"),
            words.of("check", code=shown_code(code)),
        ),
        seal_mark=words.of("seal_mark"),
        footnote=words.of("footnote"),
        page=str(words.data["page"]),
    )


def _variant(source: Source) -> str:
    """Which wording of its kind the fact asks for."""
    fact = source.fact
    if isinstance(fact, f.DeemedAccepted):
        return "deemed"
    if isinstance(fact, f.CorrectionRequested) and source.before.accepted_at:
        return "after_acceptance"
    return fact.ground if isinstance(fact, f.Declined) else ""


def _sections(source: Source, own: Template) -> Iterator[Section]:
    values = params(source)
    words = source.words
    yield Section("", filled(own.body, values), _rows(source))
    if own.reason is not None:
        reason = (*filled([own.reason] if own.reason else [], values), *_reason(source))
        if not reason:
            raise DocumentIncompleteError(f"{source.case.matter} {source.document.id}: no reason")
        yield Section(own.reason_heading, reason)
    article = filled(own.article, values)
    if source.document.kind in AGAINST and not article:
        raise DocumentIncompleteError(f"{source.case.matter} {source.document.id}: no article")
    yield Section(words.of("article"), article)
    if source.document.kind in AGAINST:
        yield from _rights(source)
    if closing := filled(own.closing, values):
        yield Section("", closing)


def _rights(source: Source) -> Iterator[Section]:
    rights = review_rights(source.unit, source.definition.regime)
    if rights is None:
        return
    words = source.words
    yield Section(
        words.of("rights"),
        (
            words.of("rights_review", days=rights.days, authority=rights.authority),
            words.of("rights_court", months=rights.months, court=rights.court),
            words.of("rights_basis", basis=rights.basis),
        ),
    )


def _reason(source: Source) -> tuple[str, ...]:
    """The officer's words, line by line; what was erased says so."""
    sealed = source.reason
    if sealed is None:
        return ()
    content = source.parts.get(sealed.part)
    if content is None:
        return (source.words.of("erased_text"),)
    return tuple(line.strip() for line in str(content.get("text", "")).splitlines() if line.strip())


def _rows(source: Source) -> tuple[Row, ...]:
    fact = source.fact
    if isinstance(fact, f.Received):
        return tuple(_papers(source, fact))
    if isinstance(fact, f.CorrectionRequested):
        return tuple(_corrections(source))
    if isinstance(fact, f.Served):
        return tuple(_handed_over(source))
    return ()


def _papers(source: Source, fact: f.Received) -> Iterator[Row]:
    for material in source.definition.materials:
        if material.code not in fact.required:
            continue
        state = "shared" if material.shared else str(material.data["kind"])
        state = "seen" if material.code in source.case.originals else state
        yield material.name, source.words.of(f"paper.{state}", number=material.data["number"])


def _corrections(source: Source) -> Iterator[Row]:
    """What each material lacks, as sealed with the notice; without such rows, the officer's words on all of it."""
    names = {material.code: material.name for material in source.definition.materials}
    content = source.part(source.reason)
    rows = content.get("rows") or {}
    for code, told in rows.items():
        yield names.get(code, source.words.of("form")), str(told)
    if not rows:
        text = " ".join(_reason(source)) or source.words.of("erased_text")
        asked = (names.get(row.material, source.words.of("form")) for row in source.case.corrections[-1].rows)
        yield source.words.join(dict.fromkeys(asked)), text


def _handed_over(source: Source) -> Iterator[Row]:
    case, result = source.case, source.definition.data["result"]
    if result and case.certificate_number:
        yield result["name"], case.certificate_number
    for document in case.documents:
        if document.kind != "service_receipt":
            title, number = named(source, document)
            yield title, source.words.of("served_document", number=number, served=served(source, document))
