"""A batch's notice is served once for all the cases of which it tells: by its SMS, by a telephone call, or because every
case's own was opened. The batch's log knows; its cases follow by the work queue, a few to a task."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.batch import call_about, child_command, corrected_rows
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.commands import SYSTEM_BATCH, SYSTEM_SMS, Actor, ServeDocument
from chalicelib.domain.commit import Commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.document.telling import Call, unserved
from chalicelib.domain.times import instant, stamp
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Queue, Task
from chalicelib.usecases.batch_cases import AT_ONCE, read_child
from chalicelib.usecases.batch_file import BatchFile, add_to_batch, read_batch
from chalicelib.usecases.execute import execute
from chalicelib.usecases.seal import seal

BATCH_SERVED: Final = "batch_served"
TEMPLATE: Final = "batch_correction"
"""Of the batch's messages the one from whose arrival a time of the applicant's runs."""

OPENED: Final = "opened"
LATER: Final = (60, 600, 900)
"""Seconds after which a row is tried again whose case has not followed the officer's instruction yet."""


class NotFollowedError(Exception):
    """The batch's notice was served, but in cases of it that are still undecided its instruction was never carried out."""


def batch_notice_served(matter: str, seq: int, at: str, *, log: Log, catalogue: Catalogue, now: datetime) -> None:
    """The SMS that told of the batch's commit arrived, at the stamp; safe to repeat, in any order. Raises UnknownBatchError, BusyError."""

    def made(file: BatchFile) -> tuple[f.Fact, ...]:
        waiting = (one for one in unserved(file.batch.notices) if one.seq == seq)
        return tuple(f.DocumentServed(max(one.at, at), one.id, "sms", f.UNSEALED) for one in waiting)

    add_to_batch(matter, f"sms:{seq}", SYSTEM_SMS.record(), made, log=log, catalogue=catalogue, now=now)


def batch_notice_failed(matter: str, seq: int, template: str, *, log: Log, catalogue: Catalogue, now: datetime) -> None:
    """The SMS failed for good: what it told of is the window's to telephone, unless it has been served. Safe to repeat.

    Raises UnknownBatchError, BusyError.
    """

    def made(file: BatchFile) -> tuple[f.Fact, ...]:
        waiting = (one for one in unserved(file.batch.notices) if one.seq == seq)
        return tuple(f.NoticeUndelivered(stamp(now), one.id) for one in waiting)

    if template == TEMPLATE:
        add_to_batch(matter, f"undelivered:{seq}", SYSTEM_SMS.record(), made, log=log, catalogue=catalogue, now=now)


def note_batch_call(
    file: BatchFile,
    command: str,
    call: Call,
    note: str,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    now: datetime,
) -> BatchFile:
    """Notes a telephone call about a notice of the batch; `note` is who was told what, and is sealed once the call is allowed.

    Raises RefusedError (not_your_step, own_case, document_unknown, document_served, service_time, call_unnoted, words_too_long),
    BusyError.
    """
    refuse_too_long(note)
    matter, sealed = file.batch.matter, f.UNSEALED
    acts_for = ""
    if command not in file.batch.commands:
        asked = replace(call, note=f.PROBE if note.strip() else f.UNSEALED)
        _, acts_for = call_about(file.batch, asked, actor, file.definition, stamp(now))
        if note.strip():
            sealed = seal(matter, f"call#{command}", {"text": note.strip()}, dossiers=dossiers, entropy=entropy)
    return add_to_batch(
        matter,
        command,
        actor.record(acts_for),
        lambda seen: (call_about(seen.batch, replace(call, note=sealed), actor, seen.definition, stamp(now))[0],),
        log=log,
        catalogue=catalogue,
        now=now,
    )


def settle_notices(matter: str, *, log: Log, catalogue: Catalogue, now: datetime) -> None:
    """Records that a notice needs nobody's call any more, once it was served in each of its cases or none waits for it; the
    last row is looked at first, as whoever opens them one by one begins with the first."""
    file = read_batch(matter, log=log, catalogue=catalogue)
    for notice in unserved(file.batch.notices):
        if all(not _waits(case, given) for case, given in _of_cases(file, notice, log=log)):
            _opened(matter, notice.id, log=log, catalogue=catalogue, now=now)


def _opened(matter: str, notice: str, *, log: Log, catalogue: Catalogue, now: datetime) -> None:
    def made(seen: BatchFile) -> tuple[f.Fact, ...]:
        waiting = notice in {one.id for one in unserved(seen.batch.notices)}
        return (f.DocumentServed(stamp(now), notice, OPENED, f.UNSEALED),) if waiting else ()

    add_to_batch(matter, f"opened:{notice}", SYSTEM_BATCH.record(), made, log=log, catalogue=catalogue, now=now)


def serving_tasks(commit: Commit) -> Iterator[Task]:
    """What the work queue is to do after a commit of a batch that served a notice by itself."""
    if any(isinstance(fact, f.DocumentServed) and fact.how != OPENED for fact in commit.facts):
        yield _task(commit.matter, commit.seq, 0)


def serve_cases(
    body: Mapping[str, Any],
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    queue: Queue,
    now: datetime,
) -> None:
    """Carries out a task of `serving_tasks` for AT_ONCE rows and leaves the rest to the next; safe to repeat.

    Raises NotFollowedError where a case has not followed the instruction after the last try: a person must look.
    """
    matter, seq, tries = body["matter"], int(body["seq"]), int(body["tries"])
    file = read_batch(matter, log=log, catalogue=catalogue)
    commit = file.commits[seq - 1]
    (fact,) = commit.facts
    if not isinstance(fact, f.DocumentServed):
        raise TypeError(f"{matter} seq {seq} serves nothing")
    notice = next(one for one in file.batch.notices if one.id == fact.document)
    rows = body.get("rows") or corrected_rows(file.commits[notice.seq - 1])
    first = int(body["first"])
    part = dossiers.get(matter, fact.note.part) if fact.note.part else None
    missing = []
    for row in rows[first : first + AT_ONCE]:
        case = read_child(file, row, log=log)
        given = _given(case, notice, row, file) if case else None
        if case is None or given is None:
            if _may_follow(case):
                missing.append(row)
        elif not given.served_at:
            note = fact.note
            if part is not None:
                note = seal(case.matter, f"note#{commit.hash}", part.content, dossiers=dossiers, entropy=entropy)
            _serve(case, given, fact, commit, note, log=log, catalogue=catalogue, calendar=calendar, now=now)
    if first + AT_ONCE < len(rows):
        queue.put(_task(matter, seq, first + AT_ONCE, tries=tries, rows=body.get("rows", ())))
    if not missing:
        return
    if tries == len(LATER):
        raise NotFollowedError(f"{matter} seq {seq}: rows {missing}")
    queue.put(_task(matter, seq, 0, tries=tries + 1, rows=missing, delay=LATER[tries]))


def _serve(
    case: Case,
    given: Document,
    fact: f.DocumentServed,
    commit: Commit,
    note: f.Sealed,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Served as the batch was, by whoever did that; what the case allows no more is let be."""
    by = SYSTEM_SMS if fact.how == "sms" else SYSTEM_BATCH
    command = ServeDocument(f"served:{commit.hash}", by, given.id, fact.how, max(given.at, fact.effective_at), note)
    try:
        execute(case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=max(now, instant(given.at)))
    except RefusedError as refused:
        if refused.code not in ("document_served", "not_possible_now"):
            raise


def _of_cases(file: BatchFile, notice: Document, *, log: Log) -> Iterator[tuple[Case | None, Document | None]]:
    for row in reversed(corrected_rows(file.commits[notice.seq - 1])):
        case = read_child(file, row, log=log)
        yield case, _given(case, notice, row, file) if case else None


def _waits(case: Case | None, given: Document | None) -> bool:
    return _may_follow(case) if case is None or given is None else case.unserved_notice == given


def _may_follow(case: Case | None) -> bool:
    """Whether the row's case may still carry out an instruction that it has not."""
    return case is None or not case.outcome


def _given(case: Case, notice: Document, row: int, file: BatchFile) -> Document | None:
    """The case's own notice of which the batch's told; None while the case has not followed the instruction."""
    seq = case.commands.get(child_command(file.commits[notice.seq - 1].command, row))
    return case.document(f"{notice.kind}-{seq}")


def _task(matter: str, seq: int, first: int, *, tries: int = 0, rows: Any = (), delay: int = 0) -> Task:
    body = {"kind": BATCH_SERVED, "matter": matter, "seq": seq, "first": first, "tries": tries, "rows": list(rows)}
    return Task(body, delay_seconds=delay)
