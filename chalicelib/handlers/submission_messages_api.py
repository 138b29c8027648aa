"""getMessageWishes and setMessageWishes, for programs."""

from chalicelib import wiring
from chalicelib.handlers.api_input import json_body
from chalicelib.handlers.notices_operations import SET_MESSAGE_WISHES
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import citizen
from chalicelib.usecases.sms_wishes import wants_courtesies, wish_courtesies


def get_message_wishes(request: Request) -> Reply:
    found = citizen(request)
    return json_reply({"courtesies": wants_courtesies(found.subject, parties=wiring.parties())})


def set_message_wishes(request: Request) -> Reply:
    found = citizen(request)
    wanted = bool(json_body(request, SET_MESSAGE_WISHES)["courtesies"])
    wish_courtesies(found.subject, wanted=wanted, parties=wiring.parties())
    return json_reply({"courtesies": wanted})
