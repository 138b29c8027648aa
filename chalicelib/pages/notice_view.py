"""A case's messages as its officers read them."""

from dataclasses import dataclass

from chalicelib.domain.notice import Notice
from chalicelib.texts import UnknownTextError, text

_COLOURS = {
    "delivered": "green",
    "sent": "green",
    "failed": "red",
    "unknown": "yellow",
    "temporarily_failed": "yellow",
}


@dataclass(frozen=True)
class NoticeLine:
    """One message: `state` with its `colour`, `at` the stamp of its last news, `note` why it waits or failed; `stated` says
    whether sending it again needs the officer's word that it did not arrive."""

    id: str
    name: str
    to: str
    state: str
    colour: str
    at: str
    note: str
    parts: str
    repeatable: bool
    stated: bool


def notice_line(notice: Notice, state: str, *, repeatable: bool) -> NoticeLine:
    waits = notice.state == "planned"
    return NoticeLine(
        id=notice.id,
        name=text(f"notice.name.{notice.message.template}"),
        to=text(f"notice.to.{notice.message.recipient.kind}"),
        state=text(f"notice.state.{state}"),
        colour=_COLOURS.get(state, ""),
        at=notice.send_at if waits else notice.receipt_at or notice.ended_at or notice.planned_at,
        note=_note(notice.problem),
        parts=text("notice.parts", parts=notice.parts) if notice.parts else "",
        repeatable=repeatable,
        stated=notice.state != "failed",
    )


def _note(problem: str) -> str:
    """Empty for a provider's own word, which tells an officer nothing."""
    try:
        return text(f"notice.problem.{problem}") if problem else ""
    except UnknownTextError:
        return ""
