"""What an officer concludes from an application: accept it, ask for everything that is missing, or decline it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import Accept, Actor, Conclusion, Decline, RequestCorrection, Sitting
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.sealed import PROBE, CorrectionRow, Sealed
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import Executed, execute_on
from chalicelib.usecases.seal import seal

FREE_TEXT = -1
"""The sentence number of a row that only the officer's own words explain."""

Seal = Callable[[str, Mapping[str, Any]], Sealed]
"""Seals content as the part of this kind ("note", "opinion", ...) of the command at hand."""


@dataclass(frozen=True)
class Acceptance:
    """Acceptance, and with sitting "grant" the decision on the spot with this opinion."""

    sitting: Sitting
    opinion: str


@dataclass(frozen=True)
class CorrectionNotice:
    """One notice that lists everything missing; `note` explains the rows that no ready sentence fits."""

    rows: tuple[CorrectionRow, ...]
    note: str


@dataclass(frozen=True)
class Declination:
    """`to_unit` is the unit whose matter it is, for ground "other_unit" only."""

    ground: str
    to_unit: str
    note: str


Intent = Acceptance | CorrectionNotice | Declination


def conclude(
    matter: str,
    command: str,
    intent: Intent,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Carries out the officer's conclusion on a received case.

    Raises UnknownCaseError, RefusedError (see conclusion), BusyError.
    """
    file = read_case(matter, log=log, catalogue=catalogue)
    return conclude_on(
        file,
        command,
        intent,
        actor,
        log=log,
        dossiers=dossiers,
        catalogue=catalogue,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def conclude_on(
    file: CaseFile,
    command: str,
    intent: Intent,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """As `conclude`, on a case that was just read.

    Raises RefusedError (see conclusion), BusyError.
    """
    matter, definition = file.case.matter, file.definition
    units = catalogue.edition(definition.edition).units()

    def sealed(kind: str, content: Mapping[str, Any]) -> Sealed:
        return seal(matter, f"{kind}#{command}", content, dossiers=dossiers, entropy=entropy)

    def asked(words: Seal) -> Conclusion:
        return conclusion(intent, definition, command=command, actor=actor, units=units, sealed=words)

    probed = asked(lambda _kind, _content: PROBE)
    return execute_on(file, probed, log=log, calendar=calendar, now=now, sealed=lambda: asked(sealed))


def conclusion(
    intent: Intent, definition: Definition, *, command: str, actor: Actor, units: Mapping[str, Any], sealed: Seal
) -> Conclusion:
    """The command of an intent, its words sealed.

    Raises RefusedError: words_too_long, material_unknown, sentence_unknown, correction_unexplained, unit_unknown.
    """
    refuse_too_long(intent.opinion if isinstance(intent, Acceptance) else intent.note)
    if isinstance(intent, Acceptance):
        granting = intent.sitting == "grant"
        return Accept(
            command, actor, intent.sitting, sealed("opinion", {"text": intent.opinion}) if granting else Sealed("", "")
        )
    if isinstance(intent, CorrectionNotice):
        note = {"text": intent.note, "rows": _row_texts(intent, definition)}
        return RequestCorrection(command, actor, intent.rows, sealed("note", note))
    if intent.to_unit and intent.to_unit not in units:
        raise RefusedError("unit_unknown", {"unit": intent.to_unit})
    return Decline(command, actor, intent.ground, intent.to_unit, sealed("note", {"text": intent.note, "rows": {}}))


def _row_texts(notice: CorrectionNotice, definition: Definition) -> dict[str, str]:
    """What the applicant is told for each material: the ready sentences, or the note where none fits."""
    ready = {material.code: material.data["corrections"] for material in definition.materials} | {"form": ()}
    texts: dict[str, list[str]] = {}
    for row in notice.rows:
        if row.material not in ready:
            raise RefusedError("material_unknown", {"material": row.material})
        if row.sentence == FREE_TEXT and not notice.note:
            raise RefusedError("correction_unexplained", {"material": row.material})
        if not FREE_TEXT <= row.sentence < len(ready[row.material]):
            raise RefusedError("sentence_unknown", {"material": row.material})
        told = notice.note if row.sentence == FREE_TEXT else ready[row.material][row.sentence]
        texts.setdefault(row.material, []).append(told)
    return {material: "\n".join(told) for material, told in texts.items()}
