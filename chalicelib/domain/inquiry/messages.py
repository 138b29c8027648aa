"""What a commit of an inquiry tells: whoever asked of its answer, and the office of a limit that ran out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.commit import Commit
from chalicelib.domain.inquiry import BAD, Inquiry
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


def told_the_office(commit: Commit, after: Inquiry) -> Iterator[tuple[str, Told]]:
    """(post, message): a post is `unit:code`, or a code in whichever unit."""
    reference = shown(reference_of(after.matter))
    for fact in commit.facts:
        if isinstance(fact, f.ComplaintFiled | f.ComplaintReopened) or _is_bad(fact):
            yield after.post, Told("inquiry_new", {"inquiry_kind": str(after.kind), "reference": reference})
        if isinstance(fact, f.InquiryEscalated):
            params = {"rule": fact.clock, "bureau": after.unit, "reference": reference}
            yield fact.post, Told("inquiry_overdue", params)


def _is_bad(fact: f.Fact) -> bool:
    return isinstance(fact, f.CaseRated) and fact.level in BAD
