"""resendNotice, for programs: by a bearer session of the window."""

from chalicelib import wiring
from chalicelib.handlers.api_input import json_body
from chalicelib.handlers.notice_json import notice_json
from chalicelib.handlers.notices_operations import RESEND_NOTICE
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_notices import resent


def resend_notice(request: Request) -> Reply:
    actor = staff_actor(staff(request))
    stated = json_body(request, RESEND_NOTICE)
    notice = resent(request, request.params["notice"], actor, not_arrived=bool(stated.get("not_arrived")))
    return json_reply(notice_json(notice, wiring.notices().of_recipient(notice.recipient_key)))
