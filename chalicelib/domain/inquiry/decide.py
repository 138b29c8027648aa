"""Which facts a command adds to an inquiry, or why it may not. Total and pure; the rules are transitions.py."""

from chalicelib.domain.facts import Fact
from chalicelib.domain.inquiry import commands as c
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.inquiry.transitions import INQUIRY_TRANSITIONS, OF_EVERY_ROW, InquiryTransition
from chalicelib.domain.refused import RefusedError


def decide_inquiry(command: c.InquiryCommand, at: InquirySituation) -> tuple[tuple[Fact, ...], str]:
    """The facts of this command, and for whom its actor acts (empty: in their own name).

    Raises RefusedError.
    """
    row = _row(command, at)
    acts_for = row.by(command, at)
    for guard in (*OF_EVERY_ROW, *row.guards):
        guard(command, at)
    return row.facts(command, at), acts_for


def refusal_of_inquiry(command: c.InquiryCommand, at: InquirySituation) -> str:
    """The code with which the command would be refused; empty where not."""
    try:
        decide_inquiry(command, at)
    except RefusedError as refused:
        return refused.code
    return ""


def _row(command: c.InquiryCommand, at: InquirySituation) -> InquiryTransition:
    """Who may not act is told so, before how it stands with somebody else's affair."""
    rows = [row for row in INQUIRY_TRANSITIONS if row.kind is at.inquiry.kind and row.command is type(command)]
    for row in rows:
        if at.inquiry.status in row.statuses:
            return row
        if at.inquiry.opening:
            row.by(command, at)
    raise RefusedError("inquiry_not_so_now", {"status": at.inquiry.status})
