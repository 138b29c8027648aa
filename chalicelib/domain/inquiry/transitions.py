"""The machines of consultation, complaint and rating as one table: whatever stands in no row is refused.

consultation  received → answered (→ published ⇄ taken off)
complaint     received → investigating → answered (founded: the unit is ordered to put it right) → rectified → called back;
              reopened once: received again
rating        thanked; a bad one received → verified → rectified → answered → called back
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.commands import AnswerCard, FollowUpCard, WithdrawCard
from chalicelib.domain.effects import supervision as card
from chalicelib.domain.inquiry import FINDINGS, FOUNDED, KINDS, LEVELS, RESULTS, STATUSES
from chalicelib.domain.inquiry import commands as c
from chalicelib.domain.inquiry import powers as p
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.refused import RefusedError

Guard = Callable[[Any, InquirySituation], None]
Facts = Callable[[Any, InquirySituation], tuple[f.Fact, ...]]
CONSULTATION, COMPLAINT, RATING = MatterKind.CONSULTATION, MatterKind.COMPLAINT, MatterKind.RATING


@dataclass(frozen=True)
class InquiryTransition:
    """One command's row: `by` is whose it is, and the guards refuse in their order."""

    kind: MatterKind
    command: type
    statuses: tuple[str, ...]
    by: Callable[[Any, InquirySituation], str]
    facts: Facts
    guards: tuple[Guard, ...] = ()


def not_ones_own(command: Any, at: InquirySituation) -> None:
    """Nobody acts for the office on what they asked themselves."""
    if at.inquiry.opening and command.actor.kind == "staff" and command.actor.party == at.inquiry.opened.party:
        raise RefusedError("own_case")


def with_words(command: Any, at: InquirySituation) -> None:
    if not command.words.part:
        raise RefusedError("words_required")


def with_note(command: AnswerCard | WithdrawCard, at: InquirySituation) -> None:
    if not command.note.part:
        raise RefusedError("reason_required")


def with_public_words(command: c.Publish, at: InquirySituation) -> None:
    if not command.public.part:
        raise RefusedError("words_required")


def unit_is_another(command: c.Redirect, at: InquirySituation) -> None:
    if command.unit not in at.edition.units() or command.unit == at.inquiry.unit:
        raise RefusedError("unit_unknown")


def not_published(command: c.Publish, at: InquirySituation) -> None:
    if at.inquiry.published:
        raise RefusedError("answer_published_already")


def is_published(command: c.TakeOff, at: InquirySituation) -> None:
    if not at.inquiry.published:
        raise RefusedError("answer_not_published")


def with_finding(command: c.Answer | c.Verify, at: InquirySituation) -> None:
    if command.finding not in FINDINGS:
        raise RefusedError("finding_required")


def with_result(command: c.CallBack, at: InquirySituation) -> None:
    if command.result not in RESULTS:
        raise RefusedError("callback_result_required")


def what_is_founded_is_put_right(command: Any, at: InquirySituation) -> None:
    """Before anybody calls it done."""
    if at.inquiry.finding == FOUNDED and not at.inquiry.rectified:
        raise RefusedError("not_rectified")


def founded_is_ordered(command: c.Answer, at: InquirySituation) -> None:
    """What is founded is answered with what must be put right."""
    if command.finding == FOUNDED and not command.order.part:
        raise RefusedError("order_required")


def is_founded(command: c.Rectify, at: InquirySituation) -> None:
    if at.inquiry.finding != FOUNDED:
        raise RefusedError("nothing_to_rectify")


def once(command: c.Reopen, at: InquirySituation) -> None:
    if at.inquiry.reopened:
        raise RefusedError("reopened_already")


def rating_is_possible(command: c.Rate, at: InquirySituation) -> None:
    if not command.over:
        raise RefusedError("rating_too_early")
    if command.level not in LEVELS:
        raise RefusedError("rating_unknown")


def _ask(command: c.Ask, at: InquirySituation) -> tuple[f.Fact, ...]:
    asked = (at.now, command.edition, command.actor.id, command.unit, command.item, command.words)
    return (f.ConsultationAsked(*asked),)


def _file(command: c.FileComplaint, at: InquirySituation) -> tuple[f.Fact, ...]:
    about = (command.unit, command.case, command.concerns, command.post)
    return (f.ComplaintFiled(at.now, command.edition, command.actor.id, *about, command.words, command.contact),)


def _rate(command: c.Rate, at: InquirySituation) -> tuple[f.Fact, ...]:
    about = (command.unit, command.item, command.case, command.level, command.post)
    return (f.CaseRated(at.now, command.edition, command.actor.id, *about, command.words),)


def _redirect(command: c.Redirect, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.InquiryRedirected(at.now, command.unit),)


def _answer(command: c.Answer, at: InquirySituation) -> tuple[f.Fact, ...]:
    answered = f.InquiryAnswered(at.now, command.finding, command.words)
    if command.finding != FOUNDED:
        return (answered,)
    return answered, f.RectificationOrdered(at.now, command.post, command.order)


def _answer_rating(command: c.Answer, at: InquirySituation) -> tuple[f.Fact, ...]:
    """What was found was said when it was verified."""
    return (f.InquiryAnswered(at.now, "", command.words),)


def _answer_question(command: c.Answer, at: InquirySituation) -> tuple[f.Fact, ...]:
    published = (f.AnswerPublished(at.now, command.public),) if command.public.part else ()
    return (f.InquiryAnswered(at.now, "", command.words), *published)


def _publish(command: c.Publish, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.AnswerPublished(at.now, command.public),)


def _take_off(command: c.TakeOff, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.AnswerWithdrawn(at.now, command.words),)


def _take(command: c.Take, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.ComplaintTaken(at.now),)


def _verify(command: c.Verify, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.RatingVerified(at.now, command.finding, command.words),)


def _rectify(command: c.Rectify, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.InquiryRectified(at.now, command.words),)


def _call_back(command: c.CallBack, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.InquiryCalledBack(at.now, command.result, command.words),)


def _reopen(command: c.Reopen, at: InquirySituation) -> tuple[f.Fact, ...]:
    return (f.ComplaintReopened(at.now, command.words),)


def _card_rows(kind: MatterKind) -> Iterator[InquiryTransition]:
    """Cards, as of a case."""
    ever, answer, watch = STATUSES[kind], p.of_whom_the_card_was_given, p.of_who_watches
    yield InquiryTransition(kind, AnswerCard, ever, answer, card.answer_card, (card.card_is_open, with_note))
    yield InquiryTransition(kind, WithdrawCard, ever, watch, card.withdraw_card, (card.after_an_objection, with_note))
    levels = (card.card_is_open, card.the_next_level)
    yield InquiryTransition(kind, FollowUpCard, ever, watch, card.follow_up_card, levels)


OF_EVERY_ROW: Final[tuple[Guard, ...]] = (not_ones_own,)
_BEGUN_ANEW: Final = ("none",)
_CLOSING: Final = (with_result, with_words)
_T = InquiryTransition

INQUIRY_TRANSITIONS: Final = (
    _T(CONSULTATION, c.Ask, _BEGUN_ANEW, p.anybody, _ask, (with_words,)),
    _T(CONSULTATION, c.Redirect, ("received",), p.of_the_unit, _redirect, (unit_is_another,)),
    _T(CONSULTATION, c.Answer, ("received",), p.of_the_unit, _answer_question, (with_words,)),
    _T(CONSULTATION, c.Publish, ("answered",), p.of_the_unit, _publish, (not_published, with_public_words)),
    _T(CONSULTATION, c.TakeOff, ("answered",), p.of_the_head_or_admin, _take_off, (is_published, with_words)),
    _T(COMPLAINT, c.FileComplaint, _BEGUN_ANEW, p.anybody, _file, (with_words,)),
    _T(COMPLAINT, c.Take, ("received",), p.of_the_handlers, _take),
    _T(
        COMPLAINT,
        c.Answer,
        ("investigating",),
        p.of_the_handlers,
        _answer,
        (with_finding, with_words, founded_is_ordered),
    ),
    _T(COMPLAINT, c.Rectify, ("answered",), p.of_whom_it_was_ordered, _rectify, (is_founded, with_words)),
    _T(
        COMPLAINT,
        c.CallBack,
        ("answered", "rectified"),
        p.of_the_handlers,
        _call_back,
        (what_is_founded_is_put_right, *_CLOSING),
    ),
    _T(COMPLAINT, c.Reopen, ("answered", "rectified", "called_back"), p.of_who_asked, _reopen, (once, with_words)),
    _T(RATING, c.Rate, _BEGUN_ANEW, p.anybody, _rate, (rating_is_possible,)),
    _T(RATING, c.Verify, ("received",), p.of_the_handlers, _verify, (with_finding, with_words)),
    _T(RATING, c.Rectify, ("verified",), p.of_the_handlers, _rectify, (is_founded, with_words)),
    _T(
        RATING,
        c.Answer,
        ("verified", "rectified"),
        p.of_the_handlers,
        _answer_rating,
        (what_is_founded_is_put_right, with_words),
    ),
    _T(RATING, c.CallBack, ("answered",), p.of_the_handlers, _call_back, _CLOSING),
    *(row for kind in KINDS for row in _card_rows(kind)),
)
