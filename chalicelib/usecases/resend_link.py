"""A new link in place of an expired one: to the number on file, and to no other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.identity import check_mobile
from chalicelib.domain.links import DecideLink, LinkKeys, TodoLink
from chalicelib.domain.sign_off import post_of
from chalicelib.ports import Catalogue, Guards, Log, Parties, Sms, SmsUnknownError
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.leader_links import count_resend, decide_token, todo_token
from chalicelib.usecases.request_code import DAY, MINUTE, count_or_refuse

PER_HOLDER: Final = ((5 * MINUTE, 1), (DAY, 6))
"""New links for one holder in each window of so many seconds."""


class UnknownHolderError(LookupError):
    """The link's holder is no longer on the staff."""

    code = "link_unknown"


def resend_link(
    expired: TodoLink | DecideLink,
    *,
    origin: str,
    centre: str,
    keys: LinkKeys,
    log: Log,
    catalogue: Catalogue,
    parties: Parties,
    guards: Guards,
    sms: Sms,
    now: datetime,
) -> None:
    """Sends the same link anew, or the to-do list's where the step no longer waits for the holder.

    Raises UnknownHolderError, TooManyRequestsError, SmsFailedError.
    """
    holder = parties.get(expired.holder, "staff")
    if holder is None:
        raise UnknownHolderError(expired.holder)
    count_or_refuse("resend-link", expired.holder, PER_HOLDER, guards=guards, now=now)
    path = f"/t/{todo_token(expired.holder, keys=keys, now=now)}"
    if isinstance(expired, DecideLink):
        file = read_case(expired.matter, log=log, catalogue=catalogue)
        if _waits(expired, file, holder):
            count_resend(expired.matter, expired.step, expired.holder, guards=guards, now=now)
            path = f"/d/{decide_token(file.case, expired.step, expired.holder, keys=keys, guards=guards, now=now)}"
    try:
        sms.send(check_mobile(holder["phone"]), text("sms.new_link.text", centre=centre, link=origin + path))
    except SmsUnknownError:
        return  # it may have arrived: the page says to wait, and the limit above lets them ask again


def _waits(link: DecideLink, file: CaseFile, holder: Mapping[str, Any]) -> bool:
    return link.step in file.case.opened and post_of(file.case.opened[link.step]) in holder["posts"]
