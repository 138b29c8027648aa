"""What leaders are told: one SMS when their to-do list stops being empty, one each working-day morning while it is not.

`todo:<staff>` in the guards says that the holder has been told and names the commit that told them; it goes when the list
is empty after a step has closed, and after the 72 hours that the link lives. A step that opens just as the list becomes
empty may find the guard still there while its own row is not there yet: then nobody is told of it, until the next step
that opens or the morning's message, which looks at the list itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import Actor
from chalicelib.domain.links import LIFETIME, expiry
from chalicelib.domain.notice import Message, Recipient, planned, seq_mark
from chalicelib.domain.rows import Row, is_to_do, waits_for
from chalicelib.domain.sign_off import in_hand_of, is_leaders, post_of
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, ExistsError, Guards, Log, Views
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.each_morning import tell_each_morning
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.send_notices import Sender, come_back_to, plan_and_send

ROWS_LOOKED_AT: Final = 20


@dataclass(frozen=True)
class Lists:
    """Where it stands who has what to do, and who has been told."""

    log: Log
    views: Views
    guards: Guards


@dataclass(frozen=True, order=True)
class InHand:
    """A step that can be decided, opened by the commit `seq`, in the hands of a leader's post, and in it of one member
    of staff where `staff` is not empty."""

    seq: int
    step: str
    post: str
    staff: str


@dataclass(frozen=True)
class Progress:
    """The commit between two states of a case, and the case as it now stands."""

    before: Case
    after: Case
    head: Case
    definition: Definition

    def closed(self) -> set[InHand]:
        """From whose list the commit has taken a step."""
        return _leaders(self.before) - _leaders(self.after)

    def opened(self) -> set[InHand]:
        """On whose list the commit has put a step."""
        return _leaders(self.after) - _leaders(self.before)

    def news(self) -> set[InHand]:
        """Of these, what nobody has closed since or given to somebody else: a late record tells of nothing past."""
        return self.opened() & _leaders(self.head)


def _leaders(case: Case) -> set[InHand]:
    """Of the open steps those that leaders can decide now: one that must wait is on nobody's list until it need not."""
    ready = ((step, opened) for step, opened in case.opened.items() if not waits_for(case, step))
    steps = ((opened.seq, step, post_of(opened), opened.staff) for step, opened in ready)
    return {InHand(*step) for step in steps if is_leaders(step[2])}


def tell_of_steps(progress: Progress, *, lists: Lists, sender: Sender, now: datetime) -> None:
    """Tells the holders of the posts for which the commit has opened a step, unless they know of their list.

    A record that comes again also finds the notices that a crash has left half done, though they are no news any more.
    """
    today = local_date(stamp(now))
    for holder in _people(progress.closed(), progress.definition, sender, today):
        if not _has_todo(holder, progress, lists=lists, sender=sender, now=now):
            lists.guards.remove(_guard(holder))
    news = set(_people(progress.news(), progress.definition, sender, today))
    for holder in _people(progress.opened(), progress.definition, sender, today):
        message = _link_message(holder, "todo", now)
        notice = planned(progress.after.matter, seq_mark(progress.after.seq), message, now)
        if holder in news and _tells(holder, progress.after, guards=lists.guards, now=now):
            plan_and_send(notice, sender=sender, now=now)
        else:
            come_back_to(notice, sender=sender, now=now)


def tell_in_the_morning(*, lists: Lists, sender: Sender, calendar: Calendar, now: datetime) -> int:
    """Once each working-day morning, tells everybody for whom something waits in the queue of a leader's post, and who
    stands in for somebody away in their place; returns how many.

    One look at each post of each unit, whatever the number of cases.
    """

    def messages(today: date) -> list[Message]:
        people = sorted(set(_people_with_todo(sender, lists.views, today)))
        return [_link_message(holder, "todo_morning", now) for holder in people]

    return tell_each_morning("morning", messages, guards=lists.guards, sender=sender, calendar=calendar, now=now)


def _people_with_todo(sender: Sender, views: Views, today: date) -> Iterator[str]:
    edition = sender.catalogue.current()
    for unit in edition.units():
        for post in edition.data["posts"]:
            queue = f"{unit}:{post['code']}"
            rows = views.query(queue, limit=ROWS_LOOKED_AT) if is_leaders(queue) else ()
            people = post_people(queue, parties=sender.parties) if rows else None
            for _, row in rows:
                if people and is_to_do(row):
                    yield from people.in_charge_of(str(row.get("staff", "")), _definition(row, sender.catalogue), today)


def _people(steps: set[InHand], definition: Definition, sender: Sender, today: date) -> list[str]:
    """Whose to-do lists these steps are on."""
    return sorted(
        {
            holder
            for one in steps
            for holder in post_people(one.post, parties=sender.parties).in_charge_of(one.staff, definition, today)
        }
    )


def _tells(holder: str, after: Case, *, guards: Guards, now: datetime) -> bool:
    """Whether this commit is the one that tells the holder, be it again after a crash."""
    key, mark, second = _guard(holder), {"matter": after.matter, "seq": after.seq}, int(now.timestamp())
    standing = guards.get(key, now=second)
    if standing is None:
        try:
            guards.add(key, mark, expires_at=int((now + LIFETIME).timestamp()), now=second)
        except ExistsError:
            standing = guards.get(key, now=second)
        else:
            return True
    return standing == mark


def _has_todo(holder: str, progress: Progress, *, lists: Lists, sender: Sender, now: datetime) -> bool:
    """Whether anything waits for the holder: rows may lag behind the log, so one is believed when its case confirms it."""
    actor = acting_staff(holder, parties=sender.parties, now=now)
    if actor is None:
        return False
    if any(_is_theirs(actor, step, progress.head, progress.definition) for step in progress.head.opened):
        return True
    posts = {post for post in actor.posts | {one.post for one in actor.deputy} if is_leaders(post)}
    rows = (row for post in sorted(posts) for _, row in lists.views.query(post, limit=ROWS_LOOKED_AT))
    others = (row for row in rows if is_to_do(row) and row["matter"] != progress.head.matter)
    return any(_is_confirmed(row, actor, lists.log, sender.catalogue) for row in others)


def _is_confirmed(row: Row, actor: Actor, log: Log, catalogue: Catalogue) -> bool:
    file = read_case(str(row["matter"]), log=log, catalogue=catalogue)
    return _is_theirs(actor, str(row["step"]), file.case, file.definition)


def _is_theirs(actor: Actor, step: str, case: Case, definition: Definition) -> bool:
    """Whether the step is open, can be decided now, and waits for this person in a leader's post."""
    opened = case.opened.get(step)
    if opened is None or waits_for(case, step):
        return False
    return is_leaders(post_of(opened)) and in_hand_of(opened, actor, definition)


def _definition(row: Row, catalogue: Catalogue) -> Definition:
    return catalogue.edition(str(row["edition"])).definition(str(row["item"]), str(row["variant"]))


def _link_message(holder: str, template: str, now: datetime) -> Message:
    return Message(Recipient("staff", holder), template, {"link_expires_at": stamp(expiry(now))})


def _guard(holder: str) -> str:
    return f"todo:{holder}"
