"""A new link in place of an expired one: to the number on file, and to no other."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import RenewLink
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.identity import check_mobile
from chalicelib.domain.links import DecideLink, LinkKeys, TodoLink
from chalicelib.domain.sms import parts
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Guards, Letter, Log, Parties, Sms, SmsUnknownError
from chalicelib.texts.messages import templates
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.city_sms import sms_letter
from chalicelib.usecases.execute import execute
from chalicelib.usecases.leader_links import decide_token, todo_token
from chalicelib.usecases.request_code import DAY, MINUTE, count_or_refuse

NEW_LINK: Final = "new_link"

PER_HOLDER: Final = ((5 * MINUTE, 1), (DAY, 6))
"""New links for one holder in each window of so many seconds."""


class UnknownHolderError(LookupError):
    """The link's holder is no longer on the staff."""

    code = "link_unknown"


def resend_link(
    expired: TodoLink | DecideLink,
    *,
    origin: str,
    keys: LinkKeys,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    parties: Parties,
    guards: Guards,
    sms: Sms,
    now: datetime,
) -> None:
    """Sends the same link anew, or the to-do list's where the step no longer waits for the holder or the site's address is
    so long that the step's link would take a part more.

    The case's log keeps that it was: every earlier link to the step is dead.

    Raises UnknownHolderError, UnknownCaseError, BusyError, TooManyRequestsError, SmsFailedError.
    """
    holder = parties.get(expired.holder, "staff")
    actor = acting_staff(expired.holder, parties=parties, now=now)
    if holder is None or actor is None:
        raise UnknownHolderError(expired.holder)
    count_or_refuse("resend-link", expired.holder, PER_HOLDER, guards=guards, now=now)
    edition = catalogue.current()
    letter = partial(_letter, check_mobile(holder["phone"]), origin, edition)
    chosen = letter(f"/t/{todo_token(expired.holder, keys=keys, now=now)}")
    if isinstance(expired, DecideLink):
        renew = RenewLink(f"renew-link:{expired.step}:{stamp(now)}", actor, expired.step)
        with suppress(RefusedError, UnknownStepError):
            renewed = execute(expired.matter, renew, log=log, catalogue=catalogue, calendar=calendar, now=now)
            of_step = letter(f"/d/{decide_token(renewed.case, expired.step, expired.holder, keys=keys, now=now)}")
            chosen = of_step if parts(of_step.words) <= templates()[NEW_LINK].parts else chosen
    try:
        sms.send(chosen)
    except SmsUnknownError:
        return  # it may have arrived: the page says to wait, and the limit above lets them ask again


def _letter(phone: str, origin: str, edition: Edition, path: str) -> Letter:
    return sms_letter(phone, NEW_LINK, {"link": origin + path}, edition)
