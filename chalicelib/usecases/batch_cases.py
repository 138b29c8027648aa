"""The cases of a batch: opened from its rows, found again by their references, and what the batch has come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.batch import opening_command, reached
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.commands import SYSTEM_BATCH, Actor, Application, Receive
from chalicelib.domain.commit import read_chain
from chalicelib.domain.fold import fold
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.row import Row
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Papers, Views
from chalicelib.usecases.batch_file import BatchFile, BatchTable, add_to_batch, read_batch, read_table
from chalicelib.usecases.execute import BusyError, open_case
from chalicelib.usecases.own_reference import candidates, not_anothers, standing
from chalicelib.usecases.read_form import read_form
from chalicelib.usecases.seal import seal

AT_ONCE: Final = 20
"""Rows whose cases one task opens."""

MOST_ROWS: Final = 500
"""No item's batches may be larger: their cases' summaries are one page of a queue."""


@dataclass(frozen=True)
class ListedChild:
    """A row's case as its summary has it; `matter` is empty while the case is still to be opened."""

    row: int
    matter: str
    summary: Row


def open_batch_cases(
    matter: str,
    first: int,
    *,
    log: Log,
    catalogue: Catalogue,
    dossiers: Dossiers,
    papers: Papers,
    entropy: Entropy,
    calendar: Calendar,
) -> None:
    """Opens the cases of AT_ONCE rows from `first` on, as received when the batch was; those that stand are left alone.

    Raises UnknownBatchError, BusyError.
    """
    file = read_batch(matter, log=log, catalogue=catalogue)
    table = read_table(file.batch, dossiers=dossiers, papers=papers)
    for row in range(first, min(first + AT_ONCE, len(table.rows) + 1)):
        if not standing(MatterKind.CASE, opening_command(matter, row), log=log):
            _open(file, table, row, log=log, dossiers=dossiers, entropy=entropy, calendar=calendar)


def read_children(file: BatchFile, *, log: Log) -> Iterator[Case]:
    """The cases that stand, the last row's first: who asks whether all are decided meets those still to be decided early."""
    for row in range(file.batch.received.rows, 0, -1):
        case = read_child(file, row, log=log)
        if case is not None:
            yield case


def read_child(file: BatchFile, row: int, *, log: Log) -> Case | None:
    """The row's case as read strongly from the log; None while it is still to be opened."""
    matter = standing(MatterKind.CASE, opening_command(file.batch.matter, row), log=log)
    return fold(matter, read_chain(log.read(matter)), file.definition) if matter else None


def settle_batch(matter: str, *, log: Log, catalogue: Catalogue, now: datetime) -> BatchFile:
    """Records what the batch has come to once its last case has come there; safe to repeat."""
    file = read_batch(matter, log=log, catalogue=catalogue)
    cases: list[Case] = []
    for case in () if file.batch.handed_over_at else read_children(file, log=log):
        if not case.outcome:
            return file
        cases.append(case)
    facts = reached(file.batch, cases, file.definition, stamp(now))
    command = f"settle:{'+'.join(fact.TYPE for fact in facts)}"
    return add_to_batch(
        matter,
        command,
        SYSTEM_BATCH.record(),
        lambda seen: reached(seen.batch, cases, seen.definition, stamp(now)),
        log=log,
        catalogue=catalogue,
        now=now,
    )


def list_children(file: BatchFile, *, views: Views) -> list[ListedChild]:
    """Every row with its case's summary, in one read."""
    matter = file.batch.matter
    found = {str(row["matter"]): row for _, row in views.query(matter, limit=MOST_ROWS)}
    listed = []
    for row in range(1, file.batch.received.rows + 1):
        child = next((one for one in candidates(MatterKind.CASE, opening_command(matter, row)) if one in found), "")
        listed.append(ListedChild(row, child, found.get(child, {})))
    return listed


def _open(
    file: BatchFile,
    table: BatchTable,
    row: int,
    *,
    log: Log,
    dossiers: Dossiers,
    entropy: Entropy,
    calendar: Calendar,
) -> None:
    received, command = file.batch.received, opening_command(file.batch.matter, row)
    form_of_all = read_form(file.batch.matter, received.form, dossiers=dossiers)
    if not form_of_all:
        return
    answers = table.rows[row - 1]["answers"]
    contents: Mapping[str, Mapping[str, object]] = {
        "form": {**form_of_all, "answers": answers},
        "papers": {"papers": table.papers_of(row)},
    }
    for child in not_anothers(MatterKind.CASE, command, log=log):
        form, papers = (
            seal(child, f"{name}#{command}", content, dossiers=dossiers, entropy=entropy)
            for name, content in contents.items()
        )
        application = Application(
            received.applicant,
            "online",
            form,
            papers,
            tuple(material.code for material in file.definition.required_materials(answers)),
            "courier" if received.delivery == "courier" else "pickup",
            skipped=file.definition.flow.skipped_by(answers),
            agent=received.agent,
            parent=file.batch.matter,
        )
        receive = Receive(command, Actor("applicant", received.applicant), application)
        at = instant(received.effective_at)
        if open_case(child, receive, file.definition, log=log, calendar=calendar, now=at):
            return
    raise BusyError(command)
