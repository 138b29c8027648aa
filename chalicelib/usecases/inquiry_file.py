"""Reading a consultation, complaint or rating: its commits, the edition to whose rules it is pinned, its state."""

from dataclasses import dataclass

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.inquiry import OPENINGS, Inquiry, fold_inquiry
from chalicelib.domain.reference import BadReferenceError, MatterKind, matter_of, parse
from chalicelib.ports import Catalogue, Log


class UnknownInquiryError(LookupError):
    """No such consultation, complaint or rating, or none that this person may see: the two are not told apart."""

    code = "inquiry_unknown"


@dataclass(frozen=True)
class InquiryFile:
    """An inquiry as read strongly from the log."""

    inquiry: Inquiry
    commits: tuple[Commit, ...]
    edition: Edition


def inquiry_of(kind: MatterKind, reference: str) -> str:
    """The matter of a reference as typed or as it stands in an address. Raises UnknownInquiryError."""
    try:
        return matter_of(kind, parse(reference))
    except BadReferenceError:
        raise UnknownInquiryError(reference) from None


def read_inquiry(matter: str, *, log: Log, catalogue: Catalogue) -> InquiryFile:
    """Raises UnknownInquiryError, BrokenChainError, UnknownFactError."""
    commits = read_chain(log.read(matter))
    if not commits:
        raise UnknownInquiryError(matter)
    return InquiryFile(fold_inquiry(matter, commits), commits, pinned_edition(commits[0], catalogue=catalogue))


def pinned_edition(first: Commit, *, catalogue: Catalogue) -> Edition:
    """The edition in force when the inquiry began: later ones do not change its limits."""
    opening = first.facts[0]
    if not isinstance(opening, OPENINGS):
        raise TypeError(f"{first.matter} does not start with what was asked")
    return catalogue.edition(opening.edition)
