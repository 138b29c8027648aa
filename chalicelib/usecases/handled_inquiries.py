"""Complaints and bad ratings as those see them who handle them; whom one concerns finds nothing of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor
from chalicelib.domain.inquiry.powers import handles
from chalicelib.domain.inquiry.rows import bad_ratings_queue, complaints_queue
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.rows import Row
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.handlers_of_complaints import handling_posts
from chalicelib.usecases.inquiry_file import InquiryFile, UnknownInquiryError, inquiry_of, read_inquiry
from chalicelib.usecases.watch import LISTED

_QUEUES: dict[MatterKind, Callable[..., str]] = {
    MatterKind.COMPLAINT: complaints_queue,
    MatterKind.RATING: bad_ratings_queue,
}


@dataclass(frozen=True)
class Handled:
    """Those under way, the longest waiting first, and those closed, the newest first; at most a page of each."""

    open: Sequence[Row]
    closed: Sequence[Row]


def list_handled(kind: MatterKind, actor: Actor, edition: Edition, *, views: Views) -> Handled:
    """Two reads for each handling post."""
    running: list[Row] = []
    closed: list[Row] = []
    for post in handling_posts(actor, edition):
        queue = _QUEUES[kind]
        running += [row for _, row in views.query(queue(post, closed=False), limit=LISTED)]
        closed += [row for _, row in views.query(queue(post, closed=True), limit=LISTED, newest_first=True)]
    return Handled([row for row in running if _may_see(row, actor)], [row for row in closed if _may_see(row, actor)])


def read_handled(kind: MatterKind, reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> InquiryFile:
    """Raises UnknownInquiryError, also for whom it concerns."""
    file = read_inquiry(inquiry_of(kind, reference), log=log, catalogue=catalogue)
    if not handles(actor, file.inquiry):
        raise UnknownInquiryError(reference)
    return file


def _may_see(row: Row, actor: Actor) -> bool:
    """As `handles`, of a row of a post that is held."""
    concerned: Any = str(row.get("concerns", "")).split(",")
    return actor.id not in concerned and (not actor.party or actor.party != row["party"])
