"""What a unit owes on inquiries: answers to their cards, and what a complaint's handlers ordered it to put right."""

from collections.abc import Sequence

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry.powers import Affair, affair_of, classes_of, handling_for
from chalicelib.domain.inquiry_queues import duties_queue
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.row import Row
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.inquiry_file import InquiryFile, UnknownInquiryError, inquiry_of, read_inquiry
from chalicelib.usecases.watch import LISTED


def inquiry_duties(actor: Actor, edition: Edition, *, views: Views) -> Sequence[Row]:
    """What this person owes by one of their posts or of those held for others, the oldest first: one read for each unit."""
    posts = {*actor.posts, *(one.post for one in actor.deputy)}
    units = sorted({post.partition(":")[0] for post in posts})
    rows = (row for unit in units for _, row in views.query(duties_queue(unit), limit=LISTED))
    owed = (row for row in rows if handling_for(actor, affair_of_row(row, str(row["owed_by"]), edition)) is not None)
    return sorted(owed, key=lambda row: str(row["since"]))


def affair_of_row(row: Row, post: str, edition: Edition) -> Affair:
    """What a row of an inquiry tells of who may handle it by this post."""
    concerns = tuple(str(row.get("concerns", "")).split(","))
    return Affair(post, classes_of(str(row["item"]), edition), str(row["party"]), concerns)


def read_rectification(reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> InquiryFile:
    """A complaint of which something was ordered of this person; nothing of it is shown but that.

    Raises UnknownInquiryError.
    """
    file = read_inquiry(inquiry_of(MatterKind.COMPLAINT, reference), log=log, catalogue=catalogue)
    order = file.inquiry.order
    if order is None or handling_for(actor, affair_of(file.inquiry, file.edition).by(order.post)) is None:
        raise UnknownInquiryError(reference)
    return file
