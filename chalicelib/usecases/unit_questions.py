"""A unit's questions: those to answer and those answered, for its officers and its head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.actor import SUPERVISOR, Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry_queues import answered_queue, questions_queue
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.row import Row
from chalicelib.ports import Catalogue, Dossiers, Log, Views
from chalicelib.usecases.inquiry_file import InquiryFile, UnknownInquiryError, inquiry_of, read_inquiry

LISTED: Final = 50


@dataclass(frozen=True)
class Question:
    """A row, and the beginning of what was asked; empty once erased."""

    row: Row
    text: str


def units_of(actor: Actor, edition: Edition) -> tuple[str, ...]:
    """The units whose questions somebody sees: as an officer, or as the person in charge, be it for another."""
    codes = ("officer", edition.data["rules"]["in_charge_post"])
    posts = {*actor.posts, *(one.post for one in actor.deputy)}
    return tuple(sorted({unit for unit, _, code in (post.partition(":") for post in posts) if code in codes}))


def open_questions(units: Sequence[str], *, views: Views, dossiers: Dossiers) -> Sequence[Question]:
    """The longest waiting first; one read for each unit."""
    rows = [row for unit in units for _, row in views.query(questions_queue(unit), limit=LISTED)]
    return _with_text(sorted(rows, key=lambda row: str(row["since"]))[:LISTED], dossiers)


def answered_questions(units: Sequence[str], *, views: Views, dossiers: Dossiers) -> Sequence[Question]:
    """The newest first; one read for each unit."""
    rows = [row for unit in units for _, row in views.query(answered_queue(unit), limit=LISTED, newest_first=True)]
    return _with_text(sorted(rows, key=lambda row: str(row["since"]), reverse=True)[:LISTED], dossiers)


def read_question(reference: str, actor: Actor, edition: Edition, *, log: Log, catalogue: Catalogue) -> InquiryFile:
    """For the staff of its unit, an admin, and a supervisor.

    Raises UnknownInquiryError.
    """
    file = read_inquiry(inquiry_of(MatterKind.CONSULTATION, reference), log=log, catalogue=catalogue)
    everywhere = any(post.endswith((":admin", f":{SUPERVISOR}")) for post in actor.posts)
    if not everywhere and file.inquiry.unit not in units_of(actor, edition):
        raise UnknownInquiryError(reference)
    return file


def _with_text(rows: Sequence[Row], dossiers: Dossiers) -> Sequence[Question]:
    keys = [(str(row["matter"]), str(row["words"])) for row in rows]
    parts = dossiers.get_many(keys)
    return [
        Question(row, _text(parts[key].content) if key in parts else "") for row, key in zip(rows, keys, strict=True)
    ]


def _text(content: Mapping[str, Any]) -> str:
    return str(content.get("text", ""))
