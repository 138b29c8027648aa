"""Cards of questions, complaints and ratings for programs, by a desk's or a leader's bearer session."""

from chalicelib.domain import commands as c
from chalicelib.domain.card import card_of
from chalicelib.domain.inquiry.commands import CardCommand
from chalicelib.domain.reference import reference_of
from chalicelib.domain.sealed import UNSEALED
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_inquiry_cards import acted, read
from chalicelib.handlers.window_inquiry_cards_operations import (
    ANSWER_INQUIRY_CARD,
    FOLLOW_UP_INQUIRY_CARD,
    WITHDRAW_INQUIRY_CARD,
)


def answer_inquiry_card(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    actor, body = staff_actor(decider(request)), json_body(request, ANSWER_INQUIRY_CARD)
    answer = c.AnswerCard(idempotency_key(request), actor, request.params["card"], body["answer"], UNSEALED)
    return _done(request, answer, body["note"])


def withdraw_inquiry_card(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    actor, body = staff_actor(decider(request)), json_body(request, WITHDRAW_INQUIRY_CARD)
    return _done(
        request, c.WithdrawCard(idempotency_key(request), actor, request.params["card"], UNSEALED), body["note"]
    )


def follow_up_inquiry_card(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    actor, body = staff_actor(decider(request)), json_body(request, FOLLOW_UP_INQUIRY_CARD)
    return _done(request, c.FollowUpCard(idempotency_key(request), actor, request.params["card"], body["level"]), "")


def _done(request: Request, command: CardCommand, note: str) -> Reply:
    done = acted(read(request, command.actor), command, note.strip())
    found = card_of(done.inquiry.cards, command.card)
    state = {"open": found.open, "followed_up": found.followed_up, "withdrawn_at": found.withdrawn_at} if found else {}
    commit = {"seq": done.inquiry.seq, "hash": done.inquiry.head, "repeated": done.repeated}
    return json_reply({"reference": reference_of(done.inquiry.matter), "card": command.card, **state, **commit})
