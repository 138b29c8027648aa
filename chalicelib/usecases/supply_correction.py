"""Answering a correction notice: what was asked for is replaced, everything else stays as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import Actor, SupplyCorrection
from chalicelib.domain.reference import reference_of
from chalicelib.domain.sealed import FORM_ROW
from chalicelib.ports import Catalogue, Dossiers, Draft, Drafts, Entropy, Log, Parties, Uploads
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.correct_form import corrected_form
from chalicelib.usecases.drafts import CorrectionClosedError, read_draft
from chalicelib.usecases.execute import Executed, execute
from chalicelib.usecases.gather_papers import gather_papers
from chalicelib.usecases.my_case import acting_party, form_of, papers_of, read_my_case
from chalicelib.usecases.seal import seal


def supply_correction(
    account: str,
    reference: str,
    draft_id: str,
    *,
    calendar: Calendar,
    catalogue: Catalogue,
    drafts: Drafts,
    uploads: Uploads,
    dossiers: Dossiers,
    log: Log,
    parties: Parties,
    entropy: Entropy,
    now: datetime,
) -> Executed:
    """Supplies what the draft holds; the same draft sent again is the same answer.

    Raises UnknownCaseError, UnknownDraftError, CorrectionClosedError, InvalidApplicationError, PapersIncompleteError,
    RefusedError.
    """
    file = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties)
    draft = read_draft(account, draft_id, drafts=drafts)
    case = file.case
    if draft.matter != case.matter or (case.open_correction is None and draft_id not in case.commands):
        raise CorrectionClosedError(reference)
    form, papers, skipped = case.form, case.papers, case.skipped
    if draft_id not in case.commands:
        content, pages = _contents(file, draft, catalogue=catalogue, uploads=uploads, dossiers=dossiers, now=now)
        skipped = file.definition.flow.skipped_by(content.get("answers", {}))
        form, papers = (
            seal(case.matter, f"{name}#{draft_id}", sealed, dossiers=dossiers, entropy=entropy)
            for name, sealed in (("form", content), ("papers", {"papers": pages}))
        )
    if form is None or papers is None:
        raise LookupError(f"{case.matter} has no form or papers")
    command = SupplyCorrection(
        draft_id, Actor("applicant", acting_party(account, file, parties=parties)), form, papers, skipped
    )
    executed = execute(case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
    drafts.submitted(draft_id, reference_of(case.matter))
    return executed


def asked_materials(case: Case) -> tuple[str, ...]:
    """The materials that the open notice asks for, each once."""
    rows = case.corrections[-1].rows if case.corrections else ()
    return tuple(dict.fromkeys(row.material for row in rows if row.material != FORM_ROW))


def asks_for_form(case: Case) -> bool:
    return bool(case.corrections) and any(row.material == FORM_ROW for row in case.corrections[-1].rows)


def wanted_materials(file: CaseFile, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The materials to upload: those asked for, and those that a changed form now requires."""
    asked = {code for code in asked_materials(file.case) if not _material_shared(file.definition, code)}
    before = set(file.case.application.required)
    new = {m.code for m in file.definition.required_materials(answers) if not m.shared} - before
    return tuple(m.code for m in file.definition.materials if m.code in asked | new)


def _contents(
    file: CaseFile, draft: Draft, *, catalogue: Catalogue, uploads: Uploads, dossiers: Dossiers, now: datetime
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The form and the pages by material, as they stand with what the draft puts in."""
    form = form_of(file, dossiers=dossiers)
    if asks_for_form(file.case):
        form = corrected_form(file, draft.fields, catalogue=catalogue, dossiers=dossiers, now=now)
    wanted = wanted_materials(file, form.get("answers", {}))
    fresh = gather_papers(draft, wanted, uploads=uploads)
    return form, {**papers_of(file, dossiers=dossiers), **fresh}


def _material_shared(definition: Definition, code: str) -> bool:
    return any(material.code == code and material.shared for material in definition.materials)
