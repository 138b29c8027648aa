"""The state of a consultation, complaint or rating: what its log has said so far."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.card import CARD_FACTS, Cards, after_fact
from chalicelib.domain.commit import FIRST_PREV, Commit
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.replacing import replace

Opening = f.ConsultationAsked | f.ComplaintFiled | f.CaseRated
OPENINGS: Final = (f.ConsultationAsked, f.ComplaintFiled, f.CaseRated)
KINDS: Final = (MatterKind.CONSULTATION, MatterKind.COMPLAINT, MatterKind.RATING)

LEVELS: Final = (5, 4, 3, 2, 1)
BAD: Final = (2, 1)
"""The bottom two are bad ratings, 差评."""

STATUSES: Final[Mapping[MatterKind, tuple[str, ...]]] = {
    MatterKind.CONSULTATION: ("received", "answered"),
    MatterKind.COMPLAINT: ("received", "investigating", "answered", "rectified", "called_back"),
    MatterKind.RATING: ("thanked", "received", "verified", "rectified", "answered", "called_back"),
}
"""Where one can stand once it has begun."""

OVER: Final[Mapping[MatterKind, tuple[str, ...]]] = {
    MatterKind.CONSULTATION: ("answered",),
    MatterKind.COMPLAINT: ("called_back",),
    MatterKind.RATING: ("thanked", "called_back"),
}

FOUNDED: Final = "founded"
FINDINGS: Final = (FOUNDED, "unfounded")
RESULTS: Final = ("settled", "unsettled", "unreached")


@dataclass(frozen=True)
class Event:
    """One thing that happened: the type of its fact, by whom (`acts_for`: in whose place, or empty), and the words that
    went on record."""

    seq: int
    at: str
    kind: str
    by: str
    acts_for: str
    words: f.Sealed


@dataclass(frozen=True)
class Inquiry:
    """`unit` is whose it is now; `since` from when its limits count: receipt, or the reopening. `finding`, `order` and
    `result` are of its present round, so that "closed" never says "settled"."""

    matter: str
    opening: Opening | None = None
    seq: int = 0
    head: str = FIRST_PREV
    recorded_at: str = ""
    commands: Mapping[str, int] = field(default_factory=dict)
    status: str = "none"
    unit: str = ""
    since: str = ""
    finding: str = ""
    order: f.RectificationOrdered | None = None
    rectified: bool = False
    result: str = ""
    reopened: bool = False
    published: f.Sealed | None = None
    published_at: str = ""
    cards: Cards = ()
    events: tuple[Event, ...] = ()

    @property
    def kind(self) -> MatterKind:
        return kind_of(self.matter)

    @property
    def opened(self) -> Opening:
        """How it began."""
        if self.opening is None:
            raise LookupError(f"{self.matter} has not begun")
        return self.opening

    @property
    def item(self) -> str:
        """The item that it is about, or empty."""
        return "" if isinstance(self.opened, f.ComplaintFiled) else self.opened.item

    @property
    def case(self) -> str:
        """The matter of the case that it is about, or empty."""
        return "" if isinstance(self.opened, f.ConsultationAsked) else self.opened.case

    @property
    def concerns(self) -> tuple[str, ...]:
        """Staff from whom it is kept."""
        return self.opened.concerns if isinstance(self.opened, f.ComplaintFiled) else ()

    @property
    def post(self) -> str:
        """The code of the post that handles it; empty for a question, which a unit's officers answer."""
        return "" if isinstance(self.opened, f.ConsultationAsked) else self.opened.post

    @property
    def ordered_at(self) -> str:
        """Since when something must be put right, or empty."""
        return self.order.effective_at if self.order else ""

    @property
    def over(self) -> bool:
        """Whether the office has done all that it asked for."""
        return self.status in OVER[self.kind]

    def last(self, kind: str) -> Event | None:
        """The latest event of this kind."""
        return next((one for one in reversed(self.events) if one.kind == kind), None)


def fold_inquiry(matter: str, commits: Iterable[Commit]) -> Inquiry:
    """The state after these commits, which start at seq 1.

    Raises UnknownFactError.
    """
    inquiry = Inquiry(matter)
    for commit in commits:
        inquiry = evolve_inquiry(inquiry, commit)
    return inquiry


def evolve_inquiry(inquiry: Inquiry, commit: Commit) -> Inquiry:
    """The state after one more commit.

    Raises UnknownFactError.
    """
    for fact in commit.facts:
        inquiry = _applied(fact, inquiry, commit)
    commands = {**inquiry.commands, commit.command: commit.seq}
    return replace(inquiry, seq=commit.seq, head=commit.hash, recorded_at=commit.recorded_at, commands=commands)


def _applied(fact: f.Fact, inquiry: Inquiry, commit: Commit) -> Inquiry:
    apply = _APPLY.get(type(fact))
    if apply is None or isinstance(fact, OPENINGS) != (inquiry.opening is None):
        raise f.UnknownFactError(f"{fact.TYPE} is no fact of an inquiry here ({commit.matter} seq {commit.seq})")
    words, at = (
        getattr(fact, "words", getattr(fact, "note", f.UNSEALED)),
        str(getattr(fact, "effective_at", commit.recorded_at)),
    )
    inquiry = replace(inquiry, cards=_cards(fact, inquiry, commit))
    event = Event(commit.seq, at, fact.TYPE, commit.actor["id"], commit.actor.get("for", ""), words)
    return replace(apply(fact, inquiry), events=(*inquiry.events, event))


def _cards(fact: f.Fact, inquiry: Inquiry, commit: Commit) -> Cards:
    return after_fact(inquiry.cards, fact, commit.seq) if isinstance(fact, CARD_FACTS) else inquiry.cards


def _received(fact: Opening, inquiry: Inquiry) -> Inquiry:
    """A good rating asks for nothing more."""
    status = "thanked" if isinstance(fact, f.CaseRated) and fact.level not in BAD else "received"
    return replace(inquiry, opening=fact, status=status, unit=fact.unit, since=fact.effective_at)


def _redirected(fact: f.InquiryRedirected, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, unit=fact.unit)


def _taken(_fact: f.ComplaintTaken, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, status="investigating")


def _verified(fact: f.RatingVerified, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, status="verified", finding=fact.finding)


def _answered(fact: f.InquiryAnswered, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, status="answered", finding=fact.finding or inquiry.finding)


def _rectified(_fact: f.InquiryRectified, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, status="rectified", rectified=True)


def _called_back(fact: f.InquiryCalledBack, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, status="called_back", result=fact.result)


def _reopened(fact: f.ComplaintReopened, inquiry: Inquiry) -> Inquiry:
    """A round of its own: nothing that the first one found or did answers it."""
    fresh = replace(inquiry, status="received", since=fact.effective_at, reopened=True)
    return replace(fresh, finding="", order=None, rectified=False, result="")


def _published(fact: f.AnswerPublished, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, published=fact.words, published_at=fact.effective_at)


def _withdrawn(_fact: f.AnswerWithdrawn, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, published=None, published_at="")


def _ordered(fact: f.RectificationOrdered, inquiry: Inquiry) -> Inquiry:
    return replace(inquiry, order=fact)


def _no_change(_fact: f.Fact, inquiry: Inquiry) -> Inquiry:
    """Cards change nothing of its course."""
    return inquiry


_APPLY: Final[Mapping[type, Callable[[Any, Inquiry], Inquiry]]] = {
    f.ConsultationAsked: _received,
    f.ComplaintFiled: _received,
    f.CaseRated: _received,
    f.InquiryRedirected: _redirected,
    f.ComplaintTaken: _taken,
    f.RatingVerified: _verified,
    f.InquiryAnswered: _answered,
    f.InquiryRectified: _rectified,
    f.InquiryCalledBack: _called_back,
    f.ComplaintReopened: _reopened,
    f.AnswerPublished: _published,
    f.AnswerWithdrawn: _withdrawn,
    f.RectificationOrdered: _ordered,
    f.InquiryEscalated: _no_change,
    **dict.fromkeys(CARD_FACTS, _no_change),
}
