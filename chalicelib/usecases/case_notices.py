"""What applicant and agent of a case were sent, and which of it can be sent again."""

from collections.abc import Sequence
from typing import Final, Literal

from chalicelib.domain.case import Case
from chalicelib.domain.notice import UNACCOUNTED, Notice, State
from chalicelib.ports import Notices
from chalicelib.usecases.notice_limits import HELD_BACK

Shown = Literal["temporarily_failed"] | State

MAY_BE_REPEATED: Final = frozenset({"failed", "sent", "unknown"})
"""States of a notice that may not have arrived. What waits goes out by itself; what arrived has been told."""


def notices_of(case: Case, *, notices: Notices) -> Sequence[Notice]:
    """The oldest first; strongly read, one query for each of the two people."""
    application = case.application
    people = dict.fromkeys(person for person in (application.applicant, application.agent) if person)
    found = [one for person in people for one in notices.of_recipient(f"{case.matter}#{person}")]
    return sorted(found, key=lambda one: (one.planned_at, one.message_key))


def shown_state(notice: Notice) -> Shown:
    """As people are told: one that is tried again has failed for the time being."""
    retried = notice.state == "planned" and notice.problem and notice.problem not in HELD_BACK
    return "temporarily_failed" if retried else notice.state


def repeatable(notice: Notice, notices: Sequence[Notice]) -> bool:
    """Whether it can be sent again: it may not have arrived, and nobody has had it sent again yet."""
    again = (one for one in notices if one.repeats and one.recipient_key == notice.recipient_key)
    return may_be_repeated(notice) and not any(one.repeats == notice.message_key for one in again)


def may_be_repeated(notice: Notice) -> bool:
    """One of which nobody knows is first looked for in the provider's log."""
    looked_for = notice.state != "unknown" or notice.problem == UNACCOUNTED
    return notice.state in MAY_BE_REPEATED and looked_for
