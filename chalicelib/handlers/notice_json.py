"""A notice as the API tells of it: which message it was and what became of it, never its text."""

from collections.abc import Sequence
from typing import Any

from chalicelib.domain.notice import Notice
from chalicelib.texts import text
from chalicelib.usecases.case_notices import repeatable, shown_state


def notice_json(notice: Notice, among: Sequence[Notice]) -> dict[str, Any]:
    """`among` are all of its case."""
    repeated = (one.id for one in among if notice.repeats and one.message_key == notice.repeats)
    return {
        "notice": notice.id,
        "to": notice.message.recipient.kind,
        "template": notice.message.template,
        "name": text(f"notice.name.{notice.message.template}"),
        "state": shown_state(notice),
        "planned_at": notice.planned_at,
        "send_at": notice.send_at,
        "ended_at": notice.ended_at,
        "receipt_at": notice.receipt_at,
        "parts": notice.parts,
        "cost": notice.cost,
        "problem": notice.problem,
        "repeats": next(repeated, ""),
        "repeatable": repeatable(notice, among),
    }
