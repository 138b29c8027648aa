"""Supervision for programs: the same use cases, by a supervisor's bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.facts import UNSEALED, CardGiven
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.oversight_operations import FOLLOW_UP_CARD, GIVE_CARD, WITHDRAW_CARD
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff_actor, supervisor
from chalicelib.usecases.act_on_card import CardCommand, act_on_card
from chalicelib.usecases.execute import Executed


def give_card(request: Request) -> Reply:
    actor = staff_actor(supervisor(request))
    body = json_body(request, GIVE_CARD)
    give = c.GiveCard(idempotency_key(request), actor, body["colour"], body.get("step", ""), UNSEALED)
    done = _act(request, give, body["note"])
    given = next(fact for fact in done.commit.facts if isinstance(fact, CardGiven))
    return json_reply(card_state(done, given.card), status=201)


def withdraw_card(request: Request) -> Reply:
    actor, card = staff_actor(supervisor(request)), request.params["card"]
    body = json_body(request, WITHDRAW_CARD)
    done = _act(request, c.WithdrawCard(idempotency_key(request), actor, card, UNSEALED), body["note"])
    return json_reply(card_state(done, card))


def follow_up_card(request: Request) -> Reply:
    actor, card = staff_actor(supervisor(request)), request.params["card"]
    level = json_body(request, FOLLOW_UP_CARD)["level"]
    done = _act(request, c.FollowUpCard(idempotency_key(request), actor, card, level), "")
    return json_reply(card_state(done, card))


def card_state(done: Executed, card: str) -> Mapping[str, Any]:
    """The card after the command."""
    found = done.case.card(card)
    state = {"open": found.open, "followed_up": found.followed_up, "withdrawn_at": found.withdrawn_at} if found else {}
    commit = {"seq": done.case.seq, "hash": done.case.head, "repeated": done.repeated}
    return {"reference": reference_of(done.case.matter), "card": card, **state, **commit}


def _act(request: Request, command: CardCommand, words: str) -> Executed:
    return act_on_card(
        request.params["reference"],
        command,
        words,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
