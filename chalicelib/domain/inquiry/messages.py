"""What a commit of an inquiry tells: whoever asked of its answer, and the office of what it owes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.actor import SUPERVISOR
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit
from chalicelib.domain.inquiry import BAD, Inquiry
from chalicelib.domain.inquiry.powers import watching_post
from chalicelib.domain.messages.cards import CardNews, Watch, news_of_cards
from chalicelib.domain.reference import MatterKind, reference_of, shown

_ANSWERED: Final = {
    MatterKind.CONSULTATION: "consultation_answered",
    MatterKind.COMPLAINT: "complaint_answered",
    MatterKind.RATING: "rating_answered",
}


@dataclass(frozen=True)
class Told:
    """A template for who asked, and its parameters."""

    template: str
    params: Mapping[str, str]


def told_who_asked(commit: Commit, after: Inquiry) -> Told | None:
    """At most one message, however many facts the commit holds."""
    params = {"reference": shown(reference_of(after.matter))}
    kinds = {type(fact) for fact in commit.facts}
    if f.InquiryAnswered in kinds:
        return Told(_ANSWERED[after.kind], params)
    if f.InquiryRectified in kinds and after.kind is MatterKind.COMPLAINT:
        return Told("complaint_rectified", params)
    return None


def told_the_office(commit: Commit, after: Inquiry, edition: Edition) -> Iterator[tuple[str, Told]]:
    """(post, message): a post is `unit:code`, or a code in whichever unit. Cards not among them."""
    reference = shown(reference_of(after.matter))
    for fact in commit.facts:
        if isinstance(fact, f.ComplaintFiled | f.ComplaintReopened) or _is_bad(fact):
            yield after.post, Told("inquiry_new", {"inquiry_kind": str(after.kind), "reference": reference})
        if isinstance(fact, f.RectificationOrdered):
            yield fact.post, Told("rectification_ordered", {"reference": reference})
        if isinstance(fact, f.InquiryRectified) and after.order and after.order.post != after.post:
            yield after.post, Told("rectification_reported", {"reference": reference})


def cards_told(commit: Commit, after: Inquiry, edition: Edition) -> tuple[CardNews, ...]:
    """The gravest first."""
    return news_of_cards(commit, after.cards, _watch(after, edition))


def _watch(after: Inquiry, edition: Edition) -> Watch:
    """Of a question the unit's head and the supervisors; else whoever watches the card."""

    def head(card: f.CardGiven) -> str:
        if isinstance(after.opened, f.ConsultationAsked):
            return f"{card.unit}:{edition.data['rules']['in_charge_post']}"
        return watching_post(card, after, edition)

    about = {"about_inquiry": str(after.kind), "reference": shown(reference_of(after.matter))}
    return Watch(head, after.post or SUPERVISOR, about)


def _is_bad(fact: f.Fact) -> bool:
    return isinstance(fact, f.CaseRated) and fact.level in BAD
