"""What a document is drawn from: the fact that gave it, the case before and with it, and the dossier's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commit import Commit
from chalicelib.domain.document.check import title_and_number
from chalicelib.domain.document.kinds import Document, document_kind
from chalicelib.domain.document.template import Words
from chalicelib.domain.fold import fold
from chalicelib.domain.times import local_date

Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Source:
    """`parts` are the contents of the dossier parts by name (an erased one is absent), `names` staff names by id."""

    document: Document
    fact: f.Fact
    commit: Commit
    before: Case
    case: Case
    definition: Definition
    edition: Edition
    calendar: Calendar
    parts: Parts
    names: Mapping[str, str]

    @property
    def documents(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.edition.data["documents"]
        return found

    @property
    def words(self) -> Words:
        return Words(self.documents["words"])

    @property
    def unit(self) -> Mapping[str, Any]:
        return self.edition.unit(self.definition.unit)

    def part(self, sealed: f.Sealed | None) -> Mapping[str, Any]:
        """The content behind a seal; empty once erased."""
        return self.parts.get(sealed.part, {}) if sealed else {}

    @property
    def reason(self) -> f.Sealed | None:
        """The words that the fact gives a reason with; voiding rests on what was proposed."""
        if isinstance(self.fact, f.Voided):
            return self.before.void_reason
        sealed = (getattr(self.fact, name, None) for name in _REASONS)
        return next((one for one in sealed if one and one.part), None)


_REASONS = ("reason", "evidence", "note", "notice", "minutes", "record")


def given(commits: Sequence[Commit], document: Document, definition: Definition) -> tuple[f.Fact, Case, Case]:
    """The fact that gave the document, the case before its commit and with it."""
    upto = commits[: document.seq]
    before = fold(upto[-1].matter, upto[:-1], definition)
    fact = next(fact for fact in upto[-1].facts if document_kind(fact) == document.kind)
    return fact, before, fold(upto[-1].matter, upto, definition)


def seals(fact: f.Fact, before: Case, case: Case) -> frozenset[str]:
    """The dossier parts that the document's words lie in."""
    own = {value.part for value in vars(fact).values() if isinstance(value, f.Sealed)}
    asked = {sealed.part for sealed in (case.form, before.void_reason) if sealed}
    return frozenset((own | asked) - {""})


def people(fact: f.Fact, case: Case) -> frozenset[str]:
    """The staff whom the document names."""
    if isinstance(fact, f.SurveyRecorded):
        return frozenset(fact.officers)
    if isinstance(fact, f.HearingCalled | f.HearingHeld):
        return frozenset({case.hearing.chair} if case.hearing else ())
    return frozenset()


def named(source: Source, document: Document) -> tuple[str, str]:
    """Title and number of another document of the same case."""
    return title_and_number(document, source.case.matter, source.definition, source.edition)


def served(source: Source, document: Document) -> str:
    """How and on which day the document was served."""
    if not document.served_at:
        return source.words.of("not_served")
    how, day = source.words.of(f"how.{document.served_how}"), source.words.day(local_date(document.served_at))
    return source.words.of("served_on", how=how, day=day)
