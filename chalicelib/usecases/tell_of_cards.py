"""SMS about supervision cards: to the holder at once, to the head of the unit, at last to the supervisors; and each
working-day morning three numbers to every supervisor.

Of one kind of card news each person is told once a day: the first names its case, the others stand in their list. A unit
in trouble earns hundreds in a morning, and as many SMS would bury the to-do links.
"""

from datetime import date, datetime
from typing import Final

from chalicelib.domain.actor import SUPERVISOR
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.messages.cards import SUPERVISORS, CardNews, card_news
from chalicelib.domain.notice import STAFF_MATTER, Message, Notice, Recipient, planned
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Parties
from chalicelib.usecases.each_morning import tell_each_morning
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.send_notices import Sender, plan_and_send
from chalicelib.usecases.tell_leaders import Lists
from chalicelib.usecases.watch import COUNTED, numbers, turning_red

MORNING_TEMPLATE: Final = "oversight_morning"


def tell_of_cards(commit: Commit, after: Case, definition: Definition, *, sender: Sender, now: datetime) -> None:
    """Each person hears of a commit's cards once, by the gravest of its news."""
    told = set[str]()
    for news in card_news(commit, after, definition):
        for staff in _people(news.to, definition, sender.parties, local_date(stamp(now))):
            if staff not in told:
                told.add(staff)
                plan_and_send(card_notice(staff, news, commit, now), sender=sender, now=now)


def card_notice(staff: str, news: CardNews, commit: Commit, now: datetime) -> Notice:
    """The one notice of the day of the commit that tells this person such news, whichever card comes first."""
    message = Message(Recipient("staff", staff), news.template, news.params)
    return planned(STAFF_MATTER, local_date(commit.recorded_at).isoformat(), message, now)


def tell_supervisors_in_the_morning(*, lists: Lists, sender: Sender, calendar: Calendar, now: datetime) -> int:
    """Once each working-day morning, the three numbers of the day; returns how many people were told."""

    def messages(_today: date) -> list[Message]:
        log, views, catalogue = lists.log, lists.views, sender.catalogue
        soon = turning_red(log=log, views=views, catalogue=catalogue, calendar=calendar, now=now, limit=COUNTED)
        day = numbers(len(soon), views=views)
        params = {"red": str(day.red), "soon": str(day.soon), "unanswered": str(day.unanswered)}
        told = supervisors(parties=sender.parties)
        return [Message(Recipient("staff", staff), MORNING_TEMPLATE, params) for staff in told]

    return tell_each_morning("oversight", messages, guards=lists.guards, sender=sender, calendar=calendar, now=now)


def supervisors(*, parties: Parties) -> tuple[str, ...]:
    """The staff ids who hold the supervisor's post, in whichever unit it lies: one read of the list of staff."""
    listed = parties.query(STAFF_LIST)
    return tuple(staff for staff, one in listed if any(post.endswith(f":{SUPERVISOR}") for post in one["posts"]))


def _people(to: str, definition: Definition, parties: Parties, today: date) -> tuple[str, ...]:
    """Whoever stands in is told in the place of a holder who is away."""
    if to == SUPERVISORS:
        return supervisors(parties=parties)
    if ":" not in to:
        return (to,)
    return tuple(sorted(post_people(to, parties=parties).in_charge_of("", definition, today)))
