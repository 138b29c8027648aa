"""Which SMS a citizen's telephone gets: what is no more than courtesy can be switched off."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.identity import masked_phone
from chalicelib.handlers.request import BadRequestError, Reply, Request, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import citizen
from chalicelib.texts import text
from chalicelib.usecases.sms_wishes import wants_courtesies, wish_courtesies

CHOICES = {"true": True, "false": False}


def messages_form(request: Request) -> Reply:
    found = citizen(request)
    saved: dict[str, Any] | None = {"kind": "done", "text": text("hall.messages_saved")}
    return show(
        "hall/messages.html",
        csrf=found.form_token,
        phone=masked_phone(found.data["phone"]),
        courtesies=wants_courtesies(found.subject, parties=wiring.parties()),
        flash=saved if request.query.get("done") == "saved" else None,
    )


def save_messages(request: Request) -> Reply:
    found, chosen = citizen(request), request.field("courtesies")
    if chosen not in CHOICES:
        raise BadRequestError("form_incomplete")
    wish_courtesies(found.subject, wanted=CHOICES[chosen], parties=wiring.parties())
    return see_other("/mine/messages?done=saved")
