"""Sending a notice again, by an officer of the case's unit: nothing that may have arrived is sent twice by itself."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.notice import Notice, planned_again
from chalicelib.ports import Catalogue, Log, Notices, Waiting
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.case_notices import may_be_repeated, notices_of
from chalicelib.usecases.officer_case import read_for_staff


class NotTheUnitsOfficerError(Exception):
    """Others of the case's staff, and supervisors, see what was sent and send nothing."""

    code = "forbidden"


class UnknownNoticeError(LookupError):
    code = "notice_unknown"


class NothingToRepeatError(Exception):
    """It has arrived, waits still, was withheld or is said by a newer one."""

    code = "notice_not_repeatable"


class ArrivalUnstatedError(Exception):
    """It was sent, or may have been: whoever sends it again states that it did not arrive."""

    code = "notice_arrival_unstated"


def resend_notice(
    reference: str,
    notice_id: str,
    actor: Actor,
    *,
    not_arrived: bool,
    log: Log,
    catalogue: Catalogue,
    notices: Notices,
    now: datetime,
) -> Notice:
    """Plans the notice anew, to the number that the case has now; the schedule sends it within a minute, or after the
    night. Asked for again it is the same one.

    Raises UnknownCaseError, NotTheUnitsOfficerError, UnknownNoticeError, NothingToRepeatError, ArrivalUnstatedError.
    """
    file = read_for_staff(reference, actor, log=log, catalogue=catalogue)
    if not may_resend(file, actor):
        raise NotTheUnitsOfficerError
    notice = next((one for one in notices_of(file.case, notices=notices) if one.id == notice_id), None)
    if notice is None:
        raise UnknownNoticeError(notice_id)
    again = _to_the_number_of_now(planned_again(notice, actor.id, now), file.case)
    standing = notices.get(again.recipient_key, again.message_key)
    if standing is not None:
        return standing
    if not may_be_repeated(notice):
        raise NothingToRepeatError
    if notice.state != "failed" and not not_arrived:
        raise ArrivalUnstatedError
    notices.wait(Waiting(again.look_again_at, again.recipient_key, again.message_key))
    return notices.plan(again)


def may_resend(file: CaseFile, actor: Actor) -> bool:
    """The officers of the unit whose case it is; a leader's session holds other posts."""
    return actor.holds(f"{file.definition.unit}:officer", file.definition)


def _to_the_number_of_now(notice: Notice, case: Case) -> Notice:
    """What a correction changed counts from then on."""
    part = case.form.part if case.form else notice.message.recipient.part
    return replace(notice, message=replace(notice.message, recipient=replace(notice.message.recipient, part=part)))
