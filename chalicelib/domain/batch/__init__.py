"""A batch is a matter of its own: what was asked for, what officers said to do with its rows, and how far its cases are.

Its cases are ordinary cases; only their own logs say how each stands.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.actor import Actor
from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import FIRST_PREV, Commit
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.document.telling import Call, Told, called, told
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.replacing import replace

ACTS: Final = ("accept", "grant", "correct", "hand_over")
"""What may be said of many rows at once: accept; accept where need be and pass the officer's own step; ask for
corrections; hand over the result at the window."""


@dataclass(frozen=True)
class Batch:
    matter: str
    received: f.BatchReceived
    seq: int = 0
    head: str = FIRST_PREV
    recorded_at: str = ""
    decided: f.BatchDecided | None = None
    handed_over_at: str = ""
    notices: tuple[Document, ...] = ()
    commands: Mapping[str, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """In the words of a case's status."""
        if self.handed_over_at:
            return "served"
        return "concluded" if self.decided else "in_review"


@dataclass(frozen=True)
class Instruction:
    """What an officer says of these rows; `note` is sealed in the batch's dossier."""

    id: str
    actor: Actor
    act: str
    rows: tuple[int, ...]
    corrections: tuple[f.CorrectionRow, ...]
    note: f.Sealed


def fold_batch(matter: str, commits: Iterable[Commit]) -> Batch | None:
    """The state after these commits, which start at seq 1; None for no commits.

    Raises UnknownFactError.
    """
    batch: Batch | None = None
    for commit in commits:
        batch = evolve_batch(batch, matter, commit)
    return batch


def evolve_batch(batch: Batch | None, matter: str, commit: Commit) -> Batch:
    for fact in commit.facts:
        if isinstance(fact, f.BatchReceived) and batch is None:
            batch = Batch(matter, fact)
            continue
        apply = _APPLY.get(type(fact))
        if batch is None or apply is None:
            raise f.UnknownFactError(f"{fact.TYPE} is no fact of a batch here ({matter} seq {commit.seq})")
        batch = apply(fact, batch)
    if batch is None:
        raise f.UnknownFactError(f"{matter} does not start with its receipt")
    commands = {**batch.commands, commit.command: commit.seq}
    return replace(batch, seq=commit.seq, head=commit.hash, recorded_at=commit.recorded_at, commands=commands)


def instruct(batch: Batch, asked: Instruction, definition: Definition, now: str) -> f.BatchInstructed:
    """The fact of an instruction; whether a row's case allows it is that case's own rule.

    Raises RefusedError: not_your_step, own_case, not_possible_now, act_unknown, batch_rows, correction_without_rows.
    """
    _instructs(batch, asked.actor, definition)
    if batch.handed_over_at:
        raise RefusedError("not_possible_now", {"status": batch.status})
    if asked.act not in ACTS:
        raise RefusedError("act_unknown", {"act": asked.act})
    rows = tuple(sorted(set(asked.rows)))
    if not rows or rows[0] < 1 or rows[-1] > batch.received.rows:
        raise RefusedError("batch_rows")
    if asked.act == "correct" and not asked.corrections:
        raise RefusedError("correction_without_rows")
    return f.BatchInstructed(now, asked.act, rows, asked.corrections, asked.note)


def call_about(
    batch: Batch, call: Call, actor: Actor, definition: Definition, now: str
) -> tuple[f.DocumentServed | f.CallUnanswered, str]:
    """The fact of a telephone call about a notice of the batch, and for whom the officer acts.

    Raises RefusedError: not_your_step, own_case, document_unknown, document_served, service_time, call_unnoted.
    """
    _instructs(batch, actor, definition)
    return called(batch.notices, call, now), actor.acts_for(officers_post(batch), definition)


def _instructs(batch: Batch, actor: Actor, definition: Definition) -> None:
    """Raises RefusedError (not_your_step, own_case)."""
    if not actor.holds(officers_post(batch), definition):
        raise RefusedError("not_your_step", {"unit": batch.received.unit, "post": "officer"})
    if actor.parties(definition) & {batch.received.applicant, batch.received.agent}:
        raise RefusedError("own_case")


def officers_post(batch: Batch) -> str:
    """The post that may instruct; who holds it as a deputy does so in another's name."""
    return f"{batch.received.unit}:officer"


def reached(batch: Batch, cases: Iterable[Case], definition: Definition, now: str) -> tuple[f.Fact, ...]:
    """What the batch has come to, given all of its cases: nothing while one is still on its way."""
    states = tuple(cases)
    if batch.handed_over_at or len(states) != batch.received.rows:
        return ()
    facts: list[f.Fact] = []
    if not batch.decided:
        if not all(case.outcome for case in states):
            return ()
        facts.append(f.BatchDecided(now, sum(case.outcome == "granted" for case in states)))
    if all(_gone(case, definition) for case in states):
        facts.append(f.BatchHandedOver(now))
    return tuple(facts)


def opening_command(matter: str, row: int) -> str:
    """The command with which the case of a row begins."""
    return f"batch:{matter}:{row}"


def child_command(instruction: str, row: int) -> str:
    """The command with which a row's case follows an instruction."""
    return f"{instruction}-{row}"


def _gone(case: Case, definition: Definition) -> bool:
    """Whether nothing of this case is left to hand over."""
    if case.taken_away and case.taken_away.for_good:
        return True
    return case.status in ENDED or bool(case.parcels) or case.outcome != "granted" or not definition.data["result"]


def corrected_rows(commit: Commit) -> tuple[int, ...]:
    """The rows whose cases this commit's instruction asks for corrections."""
    asked = (fact for fact in commit.facts if isinstance(fact, f.BatchInstructed) and fact.act == "correct")
    return tuple(row for fact in asked for row in fact.rows)


def _instructed(fact: f.BatchInstructed, batch: Batch) -> Batch:
    """A request for corrections is one notice for all of its rows."""
    if fact.act != "correct":
        return batch
    return replace(batch, notices=(*batch.notices, Document("correction_notice", batch.seq + 1, fact.effective_at)))


def _told(fact: Told, batch: Batch) -> Batch:
    return replace(batch, notices=told(batch.notices, fact))


def _decided(fact: f.BatchDecided, batch: Batch) -> Batch:
    return replace(batch, decided=fact)


def _handed_over(fact: f.BatchHandedOver, batch: Batch) -> Batch:
    return replace(batch, handed_over_at=fact.effective_at)


_APPLY: Final[Mapping[type, Callable[[Any, Batch], Batch]]] = {
    f.BatchInstructed: _instructed,
    f.BatchDecided: _decided,
    f.BatchHandedOver: _handed_over,
    **dict.fromkeys((f.DocumentServed, f.NoticeUndelivered, f.CallUnanswered), _told),
}
