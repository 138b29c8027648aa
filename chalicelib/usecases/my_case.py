"""A case as its applicant may see it: the account's own only, and only what is theirs to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of, read_case
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.read_form import read_form


@dataclass(frozen=True)
class Told:
    """What officials wrote for the applicant: a correction note by material, or why the application failed."""

    note: str
    rows: Mapping[str, str]


def read_my_case(account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> CaseFile:
    """Raises UnknownCaseError for a bad, unknown or another person's reference alike."""
    file = read_case(case_of(reference), log=log, catalogue=catalogue)
    if not _own(account, file, parties=parties):
        raise UnknownCaseError(reference)
    return file


def acting_party(account: str, file: CaseFile, *, parties: Parties) -> str:
    """As whom this account acts on a case that it may see: the applicant before the agent.

    Raises UnknownCaseError.
    """
    own = _own(account, file, parties=parties)
    if not own:
        raise UnknownCaseError(file.case.matter)
    return own[0]


def _own(account: str, file: CaseFile, *, parties: Parties) -> Sequence[str]:
    """The account's parties that have a part in the case."""
    held, application = parties_of(account, parties=parties), file.case.application
    return [party for party in (application.applicant, application.agent) if party and party in held]


def told_correction(file: CaseFile, *, dossiers: Dossiers) -> Told | None:
    """The note of the correction notice that the applicant is still to answer."""
    notice = file.case.open_correction
    return _told(file.case.matter, notice.note.part, dossiers) if notice else None


def told_ending(file: CaseFile, *, dossiers: Dossiers) -> Told | None:
    """Why the case ended otherwise than by a grant, in the words of the decision."""
    case = file.case
    sealed = case.void_reason if case.outcome == "void" else getattr(case.ending, "note", None)
    if case.outcome == "refused":
        sealed = case.decisions[-1].fact.opinion
    return _told(case.matter, sealed.part, dossiers) if case.outcome and sealed else None


def form_of(file: CaseFile, *, dossiers: Dossiers) -> Mapping[str, Any]:
    """The applicant's own form as it stands in the case; empty once erased."""
    return read_form(file.case.matter, file.case.form, dossiers=dossiers)


def papers_of(file: CaseFile, *, dossiers: Dossiers) -> Mapping[str, Any]:
    """The pages by material code as they stand in the case."""
    part = dossiers.get(file.case.matter, file.case.papers.part) if file.case.papers else None
    papers: Mapping[str, Any] = part.content["papers"] if part else {}
    return papers


def _told(matter: str, name: str, dossiers: Dossiers) -> Told:
    part = dossiers.get(matter, name)
    content = part.content if part else {}
    return Told(content.get("text", ""), content.get("rows", {}))
