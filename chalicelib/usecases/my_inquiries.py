"""What an account has asked, complained of and rated: a list of its own, and one of them as who asked may see it."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.inquiry.rows import inquiry_key, inquiry_summary
from chalicelib.domain.inquiry_queues import inquiries_queue
from chalicelib.domain.reference import MatterKind
from chalicelib.ports import Catalogue, Dossiers, Log, Parties, Views
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.inquiry_file import InquiryFile, UnknownInquiryError, inquiry_of, read_inquiry
from chalicelib.usecases.own_rows import LISTED, OwnMatter, OwnPage, newest, with_own_change


def list_my_inquiries(
    account: str, after: str, before: str = "", *, log: Log, views: Views, catalogue: Catalogue, parties: Parties
) -> OwnPage:
    """Newest first; `after` is matter:seq of the person's own last change, `before` the `beyond` of the page before."""
    queues = [inquiries_queue(party) for party in _asking(account, parties)]
    page = newest(queues, views=views, most=LISTED, before=before)
    matter, _, seq = after.partition(":")
    shown = next((int(one.row["seq"]) for one in page.matters if one.matter == matter), 0)
    if before or not seq.isdecimal() or shown >= int(seq):
        return page
    try:
        inquiry = _own(account, matter, log=log, catalogue=catalogue, parties=parties).inquiry
    except UnknownInquiryError:
        return page
    changed = OwnMatter(inquiry_key(inquiry).sort, inquiry_summary(inquiry))
    return with_own_change(page, changed, most=LISTED)


def read_my_inquiry(
    account: str, kind: MatterKind, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties
) -> InquiryFile:
    """Raises UnknownInquiryError for a bad, unknown or another person's reference alike."""
    return _own(account, inquiry_of(kind, reference), log=log, catalogue=catalogue, parties=parties)


def words_in(inquiry: Inquiry, *, dossiers: Dossiers) -> Mapping[str, Mapping[str, Any]]:
    """What was written, by dossier part, in one batch; without what has been erased."""
    keys = {(inquiry.matter, event.words.part) for event in inquiry.events}
    return {name: part.content for (_, name), part in dossiers.get_many(keys).items()}


def _own(account: str, matter: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> InquiryFile:
    kind, _, reference = matter.partition("-")
    if kind not in set(MatterKind):
        raise UnknownInquiryError(matter)
    file = read_inquiry(inquiry_of(MatterKind(kind), reference), log=log, catalogue=catalogue)
    if file.inquiry.opened.party not in _asking(account, parties):
        raise UnknownInquiryError(matter)
    return file


def _asking(account: str, parties: Parties) -> tuple[str, ...]:
    """As whom an account has asked: itself, and its parties, whose cases may have been rated without signing in."""
    return (account, *parties_of(account, parties=parties))
