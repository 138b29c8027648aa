"""rectifyComplaint, for programs: by a desk's or a leader's bearer session."""

from chalicelib.domain.reference import reference_of
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.oversight_complaints_operations import RECTIFY_COMPLAINT
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_rectifications import reported


def rectify_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    actor = staff_actor(decider(request))
    done = reported(request, actor, json_body(request, RECTIFY_COMPLAINT)["words"], idempotency_key(request))
    inquiry = done.inquiry
    state = {"reference": reference_of(inquiry.matter), "unit": inquiry.unit, "status": inquiry.status}
    return json_reply({**state, "seq": inquiry.seq, "hash": inquiry.head, "repeated": done.repeated})
