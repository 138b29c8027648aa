"""Answering a correction notice at the window, for the applicant or agent who came with what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, SupplyCorrection
from chalicelib.domain.sealed import UNSEALED
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.act_on_case import Words, act_on_file
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.correct_form import corrected_form
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.identify import presented_party
from chalicelib.usecases.my_case import form_of, papers_of
from chalicelib.usecases.supply_correction import asks_for_form, wanted_materials


@dataclass(frozen=True)
class Brought:
    """What the applicant brought. `command` is the form's nonce; `identity` says whose document the officer saw (see
    presented_party); `originals` are the codes of the materials seen, `papers` the pages of those that were scanned, as
    gather_papers has them; `fields`, named as a draft's, matter only where the notice asks for the form."""

    command: str
    identity: str
    originals: tuple[str, ...]
    papers: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def supply_at_window(
    file: CaseFile,
    brought: Brought,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Supplies what was brought, all of what was asked for at once; the same command again is answered from its commit.

    Raises InvalidApplicationError, PapersIncompleteError (material_not_brought), RefusedError, BusyError.
    """
    case, definition = file.case, file.definition
    words: Words = {}
    skipped = case.skipped
    if case.open_correction and brought.command not in case.commands:
        form = form_of(file, dossiers=dossiers)
        if asks_for_form(case):
            form = corrected_form(file, brought.fields, catalogue=catalogue, dossiers=dossiers, now=now)
        answers = form.get("answers", {})
        _check_all_brought(file, brought, answers)
        skipped = definition.flow.skipped_by(answers)
        words = {"form": form, "papers": {"papers": {**papers_of(file, dossiers=dossiers), **brought.papers}}}
    seen = tuple(material.code for material in definition.materials if material.code in brought.originals)
    party = presented_party(brought.identity, case.application)
    command = SupplyCorrection(brought.command, actor, UNSEALED, UNSEALED, skipped, seen, party)
    return act_on_file(
        file,
        command,
        words,
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def _check_all_brought(file: CaseFile, brought: Brought, answers: Mapping[str, Any]) -> None:
    here = {*brought.originals, *(code for code, pages in brought.papers.items() if pages)}
    missing = [code for code in wanted_materials(file, answers) if code not in here]
    if missing:
        raise PapersIncompleteError({f"pages.{code}": "material_not_brought" for code in missing})
