"""Moving all open steps of a post, or of one person in it, when staff move or units merge: looked at first, then one
reassignment for each, under an id of its own, so that a run that broke off is simply run again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, Reassign
from chalicelib.domain.decide import RefusedError, decide
from chalicelib.domain.reference import reference_of
from chalicelib.domain.row import Row
from chalicelib.domain.sealed import PROBE, UNSEALED
from chalicelib.domain.times import stamp
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Parties, Views
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.post_people import post_people

AT_ONCE: Final = 50
"""Tasks of one look or one run; the rest follows from the last one's place on."""


class BadMoveError(ValueError):
    """A move that leads nowhere; `field` is where to put it right.

    Codes: post_unknown, post_outside (nothing is decided there), queue_without_holder (nobody holds the post that is to
    take over), not_a_holder, already_theirs, reason_required, words_too_long.
    """

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Move:
    """From the post `UNIT:post`, there all tasks or those given to `from_staff`, to another post, there to anybody or to
    `to_staff`."""

    from_post: str
    from_staff: str
    to_post: str
    to_staff: str
    reason: str


@dataclass(frozen=True)
class Moved:
    """A task and what becomes of it: `code` is empty where it moves or has moved, else why it stays."""

    row: Row
    code: str

    @property
    def reference(self) -> str:
        return reference_of(str(self.row["matter"]))


@dataclass(frozen=True)
class Moves:
    """One part of the tasks, the longest open first; `beyond` is where the next part begins, empty after the last."""

    tasks: Sequence[Moved]
    beyond: str


@dataclass(frozen=True)
class Archive:
    """The ports that a move reads and writes."""

    views: Views
    log: Log
    dossiers: Dossiers
    catalogue: Catalogue
    parties: Parties
    entropy: Entropy
    calendar: Calendar


def look_at_moves(move: Move, actor: Actor, archive: Archive, *, beyond: str, now: datetime) -> Moves:
    """What a run would do with the next part of the tasks; changes nothing.

    Raises BadMoveError.
    """
    _check(move, archive)

    def probe(file: CaseFile, row: Row) -> None:
        asked = _command(move, "", actor, row, PROBE)
        decide(file.case, asked, file.definition, archive.calendar, stamp(now))

    return _each(move, beyond, archive, probe)


def run_moves(plan: str, move: Move, actor: Actor, archive: Archive, *, beyond: str, now: datetime) -> Moves:
    """Moves the next part of the tasks; the same plan again finds what it has moved already.

    Raises BadMoveError.
    """
    _check(move, archive)
    if not move.reason:
        raise BadMoveError("reason_required", "reason")
    if len(move.reason) > LONGEST_WORDS:
        raise BadMoveError("words_too_long", "reason")

    def carry_out(file: CaseFile, row: Row) -> None:
        asked = _command(move, f"move:{plan}:{row['step']}", actor, row, UNSEALED)
        ports: Any = {"log": archive.log, "dossiers": archive.dossiers}
        words = {"reason": {"text": move.reason}}
        act_on_file(file, asked, words, **ports, entropy=archive.entropy, calendar=archive.calendar, now=now)

    return _each(move, beyond, archive, carry_out)


def _each(move: Move, beyond: str, archive: Archive, act: Callable[[CaseFile, Row], None]) -> Moves:
    found = archive.views.query(move.from_post, after=beyond, limit=AT_ONCE)
    moved = []
    for _, row in found:
        if move.from_staff and row.get("staff") != move.from_staff:
            continue
        moved.append(Moved(row, _outcome(row, archive, act)))
    return Moves(moved, found[-1][0].sort if len(found) == AT_ONCE else "")


def _outcome(row: Row, archive: Archive, act: Callable[[CaseFile, Row], None]) -> str:
    """What waits before the review belongs to the unit itself and does not move."""
    if row["task"] != "decide":
        return "task_of_the_unit"
    try:
        file = read_case(str(row["matter"]), log=archive.log, catalogue=archive.catalogue)
        act(replace(file, definition=file.definition.staffed_by(archive.catalogue.current())), row)
    except (RefusedError, BusyError) as error:
        return error.code
    return ""


def _command(move: Move, command: str, actor: Actor, row: Row, reason: Any) -> Reassign:
    unit, _, post = move.to_post.partition(":")
    return Reassign(command, actor, str(row["step"]), unit, post, move.to_staff, reason)


def _check(move: Move, archive: Archive) -> None:
    edition = archive.catalogue.current()
    codes = {post["code"] for post in edition.data["posts"]}
    for name, post in (("from_post", move.from_post), ("to_post", move.to_post)):
        unit, _, code = post.partition(":")
        if unit not in edition.units() or code not in codes:
            raise BadMoveError("post_unknown", name)
    if move.to_post.partition(":")[2] not in edition.deciding_posts():
        raise BadMoveError("post_outside", "to_post")
    if (move.from_post, move.from_staff) == (move.to_post, move.to_staff):
        raise BadMoveError("already_theirs", "to_post")
    holders = post_people(move.to_post, parties=archive.parties).holders
    if not holders:
        raise BadMoveError("queue_without_holder", "to_post")
    if move.to_staff and move.to_staff not in holders:
        raise BadMoveError("not_a_holder", "to_staff")
