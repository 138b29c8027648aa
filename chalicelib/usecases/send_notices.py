"""Planning a notice and sending it: what is due at once by the very function that takes what had to wait.

A notice is planned and claimed in one put when it can be sent at once, so that two writes are all that it costs. Whoever
meets a notice that has not ended and is not theirs leaves a due row behind, and `send_waiting` takes it from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.identity import IdentityError, check_mobile
from chalicelib.domain.links import TodoLink
from chalicelib.domain.notice import (
    Notice,
    Recipient,
    claimed,
    failed,
    left_unknown,
    postponed,
    put_off,
    sent,
    superseded,
)
from chalicelib.domain.sending_time import SmsRules, next_morning
from chalicelib.domain.sms import parts
from chalicelib.domain.times import stamp
from chalicelib.ports import (
    Catalogue,
    Dossiers,
    Entropy,
    Letter,
    Notices,
    Parties,
    Sms,
    SmsBusyError,
    SmsFailedError,
    SmsUnknownError,
    StaleError,
    Waiting,
)
from chalicelib.usecases.acting_staff import kept_of
from chalicelib.usecases.notice_limits import held_back
from chalicelib.usecases.notice_timing import held_until, may_be_superseded, newer_one, timed
from chalicelib.usecases.notice_words import letter_to

PAGE = 50


@dataclass(frozen=True)
class Sender:
    """What sending needs: `link_url` signs the address of a to-do link, `pickup_code` gives a matter's code, `rating_url`
    the address at which it is rated (all are the same at every call, so none is stored); `account` gives the pseudonym
    of a number, `failed` hears of each notice that failed for good, `unknown` (with its number) of each of
    which nobody knows, at least once, in `send_waiting`; `calendar` is the one in force, and
    `has_time` says whether one more message fits into this run."""

    notices: Notices
    sms: Sms
    dossiers: Dossiers
    parties: Parties
    catalogue: Catalogue
    entropy: Entropy
    link_url: Callable[[TodoLink], str]
    pickup_code: Callable[[str], str]
    rating_url: Callable[[str], str]
    account: Callable[[str], str]
    failed: Callable[[Notice], None]
    unknown: Callable[[Notice, str, datetime], None]
    calendar: Callable[[], Calendar]
    has_time: Callable[[], bool]


def plan_and_send(notice: Notice, *, sender: Sender, now: datetime) -> None:
    """Plans the notice unless one of its key stands, and sends it when it is due and there is time.

    Safe to repeat after a crash at any point: what may have been sent is never sent again.
    """
    notice = timed(notice, sender.catalogue.current())
    if notice.send_at > stamp(now) or not sender.has_time():
        standing = sender.notices.plan(notice)
        if not standing.ended:
            _leave_row(standing, sender)
        return
    letter = letter_of(notice, sender)
    fresh = claimed(notice, sender.entropy.token(), now)
    standing = sender.notices.plan(fresh)
    if standing.claim == fresh.claim:
        _send(standing, letter, sender=sender, now=now)
    else:
        _attend(standing, sender=sender, now=now)


def hold(notice: Notice, *, sender: Sender) -> None:
    """Leaves the due row of a notice that is about to be planned by somebody who, after a crash, might not plan it again."""
    _leave_row(notice, sender)


def come_back_to(notice: Notice, *, sender: Sender, now: datetime) -> None:
    """Does what the notice needs if an earlier try has planned it; plans nothing itself."""
    standing = sender.notices.get(notice.recipient_key, notice.message_key)
    if standing is not None:
        _attend(standing, sender=sender, now=now)


def send_waiting(*, sender: Sender, now: datetime) -> int:
    """Attends to every notice whose due row has come, while there is time; returns to how many.

    Raises ExceptionGroup after the last one when some failed; their rows stand.
    """
    attended, errors = 0, list[Exception]()
    after: Waiting | None = None
    while sender.has_time() and (page := sender.notices.due(stamp(now), after=after, limit=PAGE)):
        for waiting in page:
            try:
                _attend_waiting(waiting, sender=sender, now=now)
                attended += 1
            except Exception as error:  # noqa: BLE001 - one bad notice must not hold up those behind it
                errors.append(error)
            after = waiting
    if errors:
        raise ExceptionGroup(f"{len(errors)} notices failed", errors)
    return attended


def _attend_waiting(waiting: Waiting, *, sender: Sender, now: datetime) -> None:
    notice = sender.notices.get(waiting.recipient_key, waiting.message_key)
    standing = _attend(notice, sender=sender, now=now) if notice else None
    if standing and standing.state == "failed":
        sender.failed(standing)
    if standing and standing.state == "unknown":
        sender.unknown(standing, _phone(standing, sender), now)
    sender.notices.looked_at(waiting)


def _attend(notice: Notice, *, sender: Sender, now: datetime) -> Notice:
    """Does what a standing notice needs now, or leaves a due row for when it will need something; returns what stands."""
    while not notice.ended:
        if notice.look_again_at > stamp(now):
            _leave_row(notice, sender)
            break
        try:
            return _take(notice, sender=sender, now=now)
        except StaleError:
            notice = _standing(notice, sender)
    return notice


def _take(notice: Notice, *, sender: Sender, now: datetime) -> Notice:
    """Claims and sends a planned notice, unless a newer one has made it needless or it must wait on; one that a crash left
    claimed may have been sent.

    Raises StaleError when somebody else was faster.
    """
    if notice.state == "sending":
        lost = left_unknown(notice, "crashed", now)
        _leave_row(lost, sender)
        return _changed(lost, notice, sender)
    if newer := _newer(notice, sender):
        return _changed(superseded(notice, newer, now), notice, sender)
    if until := held_until(notice, sender.catalogue.current(), now):
        later = put_off(notice, until)
        _leave_row(later, sender)
        return _changed(later, notice, sender)
    letter = letter_of(notice, sender)
    taken = _changed(claimed(notice, sender.entropy.token(), now), notice, sender)
    return _send(taken, letter, sender=sender, now=now)


def _changed(done: Notice, seen: Notice, sender: Sender) -> Notice:
    sender.notices.change(done, seen=seen)
    return done


def _newer(notice: Notice, sender: Sender) -> Notice | None:
    if not may_be_superseded(notice):
        return None
    return newer_one(notice, sender.notices.of_recipient(notice.recipient_key))


def _send(notice: Notice, letter: Letter, *, sender: Sender, now: datetime) -> Notice:
    """Sends a notice whose claim is ours and records what became of it."""
    if not letter.phone:
        return _record(lambda known: failed(known, "no_phone", now), seen=notice, sender=sender)
    edition = sender.catalogue.current()
    billed = parts(letter.words)
    priced = replace(notice, parts=billed, cost=billed * SmsRules.of(edition.data["rules"]).part_price)
    account = sender.account(letter.phone)
    held = held_back(priced, account, edition, notices=sender.notices, parties=sender.parties, now=now)
    if held is not None:
        return _record(held, seen=notice, sender=sender)
    return _record(_outcome(letter, sender, now), seen=priced, sender=sender)


def _outcome(letter: Letter, sender: Sender, now: datetime) -> Callable[[Notice], Notice]:
    """Sends the letter; what that makes of its notice."""
    try:
        provider_id = sender.sms.send(letter)
    except SmsBusyError as error:
        problem = str(error)
        return lambda known: postponed(known, problem, now, next_morning(sender.calendar(), now))
    except SmsFailedError as error:
        problem = str(error)
        return lambda known: failed(known, problem, now)
    except SmsUnknownError as error:
        problem = str(error)
        return lambda known: left_unknown(known, problem, now)
    return lambda known: sent(known, provider_id, now)


def _record(outcome: Callable[[Notice], Notice], *, seen: Notice, sender: Sender) -> Notice:
    """Who sends knows best: where the claim ran out meanwhile and `unknown` was recorded, that is put right; what a faster
    receipt has told stands. The row of one that failed, or of which nobody knows, stands until `send_waiting` has done what follows."""
    while True:
        done = outcome(seen)
        if not done.ended or done.state in {"failed", "unknown"}:
            _leave_row(done, sender)
        try:
            return _changed(done, seen, sender)
        except StaleError:
            seen = replace(_standing(seen, sender), parts=seen.parts, cost=seen.cost)


def _leave_row(notice: Notice, sender: Sender) -> None:
    sender.notices.wait(Waiting(notice.look_again_at, notice.recipient_key, notice.message_key))


def _standing(notice: Notice, sender: Sender) -> Notice:
    standing = sender.notices.get(notice.recipient_key, notice.message_key)
    if standing is None:
        raise LookupError(f"notice {notice.recipient_key} {notice.message_key} is gone")
    return standing


def letter_of(notice: Notice, sender: Sender) -> Letter:
    """Made before the notice is claimed, so that one which cannot be made is not left behind as perhaps sent."""
    edition = sender.catalogue.current()
    return letter_to(
        _phone(notice, sender),
        notice,
        edition,
        link_url=sender.link_url,
        pickup_code=sender.pickup_code,
        rating_url=sender.rating_url,
    )


def _phone(notice: Notice, sender: Sender) -> str:
    to = notice.message.recipient
    if to.kind == "staff":
        person = kept_of(to.id, parties=sender.parties).get("staff", {})
    else:
        form = sender.dossiers.get(notice.matter, to.part)
        person = form.content.get(to.kind, {}) if form else {}
    try:
        return check_mobile(person.get("phone", ""))
    except IdentityError:
        return ""


def agent_has_phone(matter: str, agent: Recipient, sender: Sender) -> bool:
    """Whether the agent gave a telephone other than the applicant's: one telephone is told once."""
    form = sender.dossiers.get(matter, agent.part)
    given = form.content.get("agent", {}).get("phone", "") if form else ""
    return bool(form and given and given != form.content["applicant"]["phone"])
