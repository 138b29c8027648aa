"""What keeps a message back that could be sent: its number's share of the day, the city's budget, the person's own wish.

Legal notices and codes are counted and never held back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.notice import Notice, released, withheld
from chalicelib.domain.sending_time import SmsRules
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Notices, Parties
from chalicelib.texts.messages import templates
from chalicelib.usecases.sms_wishes import wants_courtesies

OPTED_OUT, DAILY_CAP, DAILY_BUDGET = "opted_out", "daily_cap", "daily_budget"
HELD_BACK: Final = frozenset({DAILY_CAP, DAILY_BUDGET})
"""Problems of a notice that waits though nothing has failed."""

ALARMED, STOPPED = "alarmed", "stopped"
NEVER_HELD_BACK: Final = frozenset({"legal", "code"})

Outcome = Callable[[Notice], Notice]


@dataclass(frozen=True)
class Spending:
    """The parts of a local day; `news` are those of ALARMED and STOPPED that have come with this look."""

    parts: int
    budget: int
    news: tuple[str, ...]


def held_back(
    notice: Notice, account: str, edition: Edition, *, notices: Notices, parties: Parties, now: datetime
) -> Outcome | None:
    """What becomes of a claimed notice, its parts known, that is not to be sent to the number of this account; None, and
    the notice is counted, where it may be sent."""
    kind, rules, day = templates()[notice.message.template].kind, SmsRules.of(edition.data["rules"]), _day(now)
    tomorrow = rules.next_day(now)
    if kind == "courtesy" and not wants_courtesies(account, parties=parties):
        return lambda known: withheld(known, OPTED_OUT, now)
    if kind in NEVER_HELD_BACK:
        notices.count_on(day, account, notice)
        return None
    if rules.parts_a_day and notices.is_marked(day, STOPPED):
        return lambda known: released(known, DAILY_BUDGET, tomorrow)
    if not notices.count_on(day, account, notice, most=rules.most_a_day):
        return lambda known: released(known, DAILY_CAP, tomorrow)
    return None


def told_between(number: str, since: datetime, until: datetime, *, notices: Notices) -> Sequence[Notice]:
    """What was counted for a number, a pseudonym, on the local days of the two instants, a day apart at most: every notice
    that may have gone to it between them. A read for each."""
    days = sorted({_day(since), _day(until)})
    return [notice for day in days for notice in notices.told_on(day, number)]


def watch_spending(edition: Edition, *, notices: Notices, now: datetime) -> Spending | None:
    """Stops the day's other messages once its budget is spent; None for a city without one. The parts are counted anew
    from what each number got, so that nothing is counted twice."""
    rules, day = SmsRules.of(edition.data["rules"]), _day(now)
    if not rules.parts_a_day:
        return None
    spent = notices.parts_on(day)
    limits = {ALARMED: rules.alarm_at_percent, STOPPED: 100}
    reached = [what for what, percent in limits.items() if spent * 100 >= rules.parts_a_day * percent]
    return Spending(spent, rules.parts_a_day, tuple(what for what in reached if notices.mark_day(day, what)))


def _day(now: datetime) -> str:
    return local_date(stamp(now)).isoformat()
