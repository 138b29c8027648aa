"""When a notice goes out, by what its template and the city's rules say, and which newer one makes it needless."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.notice import Notice, put_off
from chalicelib.domain.sending_time import SmsRules, may_go_at
from chalicelib.domain.times import instant
from chalicelib.texts.messages import superseded_templates, templates


def timed(notice: Notice, edition: Edition) -> Notice:
    """A fresh notice with the time at which it goes out. One that waits for a newer one does not wait into the night."""
    kind, rules = templates()[notice.message.template].kind, SmsRules.of(edition.data["rules"])
    at = may_go_at(kind, notice.limit_on, instant(notice.send_at), rules)
    merged_at = at + timedelta(seconds=templates()[notice.message.template].merge_seconds)
    waits = rules.quiet_until_at(merged_at) is None and not notice.repeats
    return put_off(notice, merged_at if waits else at)


def held_until(notice: Notice, edition: Edition, now: datetime) -> datetime | None:
    """Until when one whose time has come must wait on; None where it may go."""
    kind = templates()[notice.message.template].kind
    at = may_go_at(kind, notice.limit_on, now, SmsRules.of(edition.data["rules"]))
    return at if at > now else None


def may_be_superseded(notice: Notice) -> bool:
    """What somebody asked to be sent again is sent."""
    return notice.message.template in superseded_templates() and not notice.repeats


def newer_one(notice: Notice, standing: Iterable[Notice]) -> Notice | None:
    """Of the same person's notices about the matter the last that says this one's news too; None where none does."""
    found = [one for one in standing if _is_newer(one, notice) and _says_it_too(one, notice)]
    return max(found, key=lambda one: one.mark, default=None)


def _is_newer(one: Notice, notice: Notice) -> bool:
    """Commits are in the order of their marks; of what else caused notices, the later planned is newer."""
    if len(one.mark) == len(notice.mark):
        return one.mark > notice.mark
    return one.planned_at > notice.planned_at


def _says_it_too(one: Notice, notice: Notice) -> bool:
    return notice.message.template in templates()[one.message.template].supersedes and one.state != "withheld"
