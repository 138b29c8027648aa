"""answerCard, for programs: by a desk's or a leader's bearer session."""

from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.oversight_api import card_state
from chalicelib.handlers.oversight_operations import ANSWER_CARD
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import session, staff, staff_actor
from chalicelib.handlers.window_cards import answered


def answer_card(request: Request) -> Reply:
    actor = staff_actor(session(request, "leader") or staff(request))
    body = json_body(request, ANSWER_CARD)
    done = answered(request, idempotency_key(request), body["answer"], body["note"], actor)
    return json_reply(card_state(done, request.params["card"]))
