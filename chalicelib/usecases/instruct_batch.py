"""Bulk decisions: the officer says once what is to be done with many rows, and each row's case follows by itself.

The instruction is one commit of the batch, so a crash between the cases loses nothing: the work queue follows it to the
end, and a case that has followed already answers from its commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain import commands as c
from chalicelib.domain.actor import Actor
from chalicelib.domain.batch import Instruction, child_command, instruct, officers_post
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.decide import RefusedError, decide, step_digest
from chalicelib.domain.facts import PROBE, BatchInstructed, CorrectionRow
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.times import stamp
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.batch_cases import read_child
from chalicelib.usecases.batch_file import BatchFile, add_to_batch, read_batch
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.conclude import Acceptance, CorrectionNotice, conclude, conclusion
from chalicelib.usecases.decide_step import BadAnswerError, StepAnswer, decide_step
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.record_pickup import record_handover
from chalicelib.usecases.seal import seal

NOT_OPENED: Final = "case_not_opened"
"""The row's case is still to be opened."""

_REFUSALS: Final = (RefusedError, BadAnswerError, BusyError, UnknownCaseError, UnknownStepError)


@dataclass(frozen=True)
class Wanted:
    """What the officer ticked: `words` are the opinion or the note."""

    act: str
    rows: Sequence[int]
    corrections: tuple[CorrectionRow, ...]
    words: str


@dataclass(frozen=True)
class Followed:
    """What became of one row: `code` is empty when it was done, else why it was not; `case` as it then stands."""

    row: int
    code: str
    case: Case | None


@dataclass(frozen=True)
class Desk:
    """What following needs."""

    log: Log
    dossiers: Dossiers
    catalogue: Catalogue
    entropy: Entropy
    calendar: Calendar


@dataclass(frozen=True)
class _Round:
    """One instruction on its way through the rows."""

    file: BatchFile
    wanted: Wanted
    actor: Actor
    desk: Desk
    now: datetime


def instruct_batch(
    matter: str, command: str, wanted: Wanted, actor: Actor, *, desk: Desk, now: datetime
) -> tuple[BatchFile, list[Followed]]:
    """Records the instruction for the rows whose cases allow it and has them follow; what does not allow it is told.

    Raises UnknownBatchError, RefusedError (see batch.instruct; material_unknown, sentence_unknown,
    correction_unexplained), BusyError.
    """
    file = read_batch(matter, log=desk.log, catalogue=desk.catalogue)
    refused: list[Followed] = []
    if command not in file.batch.commands:
        _check_words(wanted, file.definition, actor)
        asked = Instruction(command, actor, wanted.act, tuple(wanted.rows), wanted.corrections, PROBE)
        instruct(file.batch, asked, file.definition, stamp(now))
        tried = [_tried(_Round(file, wanted, actor, desk, now), row) for row in sorted(set(wanted.rows))]
        refused = [told for told in tried if told.code]
        possible = tuple(told.row for told in tried if not told.code)
        if not possible:
            return file, refused
        file = _recorded(file, replace(asked, rows=possible), wanted.words, desk=desk, now=now)
    followed = follow_instruction(file, file.batch.commands[command], actor, desk=desk, now=now)
    return file, sorted([*refused, *followed], key=lambda told: told.row)


def follow_instruction(file: BatchFile, seq: int, actor: Actor, *, desk: Desk, now: datetime) -> list[Followed]:
    """Has each row's case follow the instruction of this commit; whatever has followed stays as it is."""
    commit = file.commits[seq - 1]
    (fact,) = commit.facts
    if not isinstance(fact, BatchInstructed):
        raise TypeError(f"{commit.matter} seq {seq} is no instruction")
    part = desk.dossiers.get(commit.matter, fact.note.part) if fact.note.part else None
    wanted = Wanted(fact.act, fact.rows, fact.corrections, part.content["text"] if part else "")
    this = _Round(file, wanted, actor, desk, now)
    return [_followed(this, row, child_command(commit.command, row)) for row in fact.rows]


def _recorded(file: BatchFile, asked: Instruction, words: str, *, desk: Desk, now: datetime) -> BatchFile:
    matter, post = file.batch.matter, officers_post(file.batch)
    note = seal(matter, f"note#{asked.id}", {"text": words}, dossiers=desk.dossiers, entropy=desk.entropy)
    sealed = replace(asked, note=note)
    return add_to_batch(
        matter,
        asked.id,
        asked.actor.record(asked.actor.acts_for(post, file.definition)),
        lambda seen: (instruct(seen.batch, sealed, seen.definition, stamp(now)),),
        log=desk.log,
        catalogue=desk.catalogue,
        now=now,
    )


def _check_words(wanted: Wanted, definition: Definition, actor: Actor) -> None:
    """Materials and sentences that the item does not know, and too many words, are refused before anything is written."""
    refuse_too_long(wanted.words)
    if wanted.act == "correct":
        notice = CorrectionNotice(wanted.corrections, wanted.words)
        conclusion(notice, definition, command="", actor=actor, units={}, sealed=lambda _kind, _content: PROBE)


def _tried(this: _Round, row: int) -> Followed:
    """Whether the row's case would follow, tried on its state as it stands."""
    case = read_child(this.file, row, log=this.desk.log)
    if case is None:
        return Followed(row, NOT_OPENED, None)
    definition = this.file.definition
    try:
        decide(case, _probe(this, case), definition, this.desk.calendar, stamp(this.now))
    except (RefusedError, UnknownStepError) as error:
        return Followed(row, error.code, case)
    return Followed(row, "", case)


def _probe(this: _Round, case: Case) -> c.Command:
    actor, act = this.actor, this.wanted.act
    if act == "correct":
        return c.RequestCorrection("", actor, this.wanted.corrections, PROBE)
    if act == "hand_over":
        return c.RecordPickup("", actor)
    if act == "accept" or case.status == "received":
        return c.Accept("", actor, "accept", PROBE)
    return c.DecideStep("", actor, _own_step(this, case), "pass", "", PROBE, "", "window")


def _followed(this: _Round, row: int, command: str) -> Followed:
    """What became of the row; a refusal is none where somebody else has meanwhile had the case follow: the request that
    instructs and the work queue may do so at once."""
    case = read_child(this.file, row, log=this.desk.log)
    if case is None:
        return Followed(row, NOT_OPENED, None)
    if command in case.commands:
        return Followed(row, "", case)
    try:
        return Followed(row, "", _FOLLOW[this.wanted.act](this, case, command))
    except _REFUSALS as error:
        standing = read_child(this.file, row, log=this.desk.log) or case
        return Followed(row, "" if command in standing.commands else error.code, standing)


def _accept(this: _Round, case: Case, command: str) -> Case:
    return conclude(case.matter, command, Acceptance("accept", ""), this.actor, **vars(this.desk), now=this.now).case


def _grant(this: _Round, case: Case, command: str) -> Case:
    """In one commit where the item is granted on the spot; else accepted, and the officer's own step passed."""
    actor, desk, now = this.actor, this.desk, this.now
    if case.status == "received" and this.file.definition.instant:
        granted = Acceptance("grant", this.wanted.words)
        return conclude(case.matter, command, granted, actor, **vars(desk), now=now).case
    if case.status == "received":
        case = _accept(this, case, f"{command}-accept")
    step = _own_step(this, case)
    answer = StepAnswer(step, "pass", "", this.wanted.words, step_digest(case, this.file.definition, step))
    return decide_step(case.matter, command, answer, actor, via="window", **vars(desk), now=now).case


def _correct(this: _Round, case: Case, command: str) -> Case:
    notice = CorrectionNotice(this.wanted.corrections, this.wanted.words)
    return conclude(case.matter, command, notice, this.actor, **vars(this.desk), now=this.now).case


def _hand_over(this: _Round, case: Case, command: str) -> Case:
    log, catalogue, calendar = this.desk.log, this.desk.catalogue, this.desk.calendar
    return record_handover(
        case.matter, command, this.actor, log=log, catalogue=catalogue, calendar=calendar, now=this.now
    ).case


def _own_step(this: _Round, case: Case) -> str:
    """The open step that the officer's post has in hand. Raises RefusedError (not_possible_now)."""
    for step, opened in case.opened.items():
        if this.actor.holds(f"{opened.unit}:{opened.post}", this.file.definition):
            return step
    raise RefusedError("not_possible_now", {"status": case.phase})


_FOLLOW: Final[Mapping[str, Callable[[_Round, Case, str], Case]]] = {
    "accept": _accept,
    "grant": _grant,
    "correct": _correct,
    "hand_over": _hand_over,
}
