"""Complaints and bad ratings as those see them who handle them; whom one concerns finds nothing of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.domain.actor import SUPERVISOR, Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.inquiry.powers import affair_of, handling_for
from chalicelib.domain.inquiry_queues import bad_ratings_queue, complaints_queue
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import Row
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.handlers_of_complaints import handling_posts
from chalicelib.usecases.inquiry_duties import affair_of_row
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
        running += [{**row, "post": post} for _, row in views.query(queue(post, closed=False), limit=LISTED)]
        newest = views.query(queue(post, closed=True), limit=LISTED, newest_first=True)
        closed += [{**row, "post": post} for _, row in newest]
    return Handled(*([row for row in rows if _may_see(row, actor, edition)] for rows in (running, closed)))


def read_handled(kind: MatterKind, reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> InquiryFile:
    """Raises UnknownInquiryError, also for whom it concerns."""
    file = read_inquiry(inquiry_of(kind, reference), log=log, catalogue=catalogue)
    if handling_for(actor, affair_of(file.inquiry, file.edition)) is None:
        raise UnknownInquiryError(reference)
    return file


def _may_see(row: Row, actor: Actor, edition: Edition) -> bool:
    return handling_for(actor, affair_of_row(row, str(row["post"]), edition)) is not None


def sees_card(row: Row, actor: Actor, edition: Edition) -> bool:
    """Whether a row of the supervisors' lists is for this supervisor: of an inquiry, what they or a colleague handle and
    what is kept from nobody of them."""
    if kind_of(str(row["matter"])) not in KINDS:
        return True
    return handling_for(actor, affair_of_row(row, str(row["handler"]) or SUPERVISOR, edition)) is not None
