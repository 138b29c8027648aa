"""What leaders are told: one SMS when their to-do list stops being empty, one each working-day morning while it is not.

`todo:<staff>` in the guards says that the holder has been told and names the commit that told them; it goes when the list
is empty after a step has closed, and after the 72 hours that the link lives. A step that opens just as the list becomes
empty may find the guard still there while its own row is not there yet: then nobody is told of it, until the next step
that opens or the morning's message, which looks at the list itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case, Opened
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.links import LIFETIME, expiry
from chalicelib.domain.notice import STAFF_MATTER, Message, Recipient, planned, seq_mark
from chalicelib.domain.rows import Row
from chalicelib.domain.sign_off import is_leaders, post_of
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Catalogue, ExistsError, Guards, Log, Views
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.enrol_staff import holders
from chalicelib.usecases.send_notices import Sender, come_back_to, hold, plan_and_send

MORNING: Final = (time(8, 30), time(12, 0))
"""From when the morning's message is sent, and until when a late one still makes sense."""

ROWS_LOOKED_AT: Final = 20
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True)
class Lists:
    """Where it stands who has what to do, and who has been told."""

    log: Log
    views: Views
    guards: Guards


@dataclass(frozen=True)
class Progress:
    """The commit between two states of a case, and the case as it now stands."""

    before: Case
    after: Case
    head: Case
    definition: Definition

    def closed_posts(self) -> set[str]:
        return _leaders(self.before.opened, self.before.opened.keys() - self.after.opened.keys())

    def opened_posts(self) -> set[str]:
        """The posts of what this commit opened."""
        return _leaders(self.after.opened, self._fresh())

    def news_posts(self) -> set[str]:
        """Of these, the posts of what nobody has closed since: a late record tells of nothing past."""
        return _leaders(
            self.after.opened,
            (step for step in self._fresh() if self.head.opened.get(step) == self.after.opened[step]),
        )

    def waiting_posts(self) -> set[str]:
        return {post_of(opened) for opened in self.head.opened.values()}

    def _fresh(self) -> Iterator[str]:
        return (step for step, opened in self.after.opened.items() if opened.seq == self.after.seq)


def _leaders(opened: Mapping[str, Opened], steps: Iterable[str]) -> set[str]:
    return {post for post in (post_of(opened[step]) for step in steps) if is_leaders(post)}


def tell_of_steps(progress: Progress, *, lists: Lists, sender: Sender, now: datetime) -> None:
    """Tells the holders of the posts for which the commit has opened a step, unless they know of their list.

    A record that comes again also finds the notices that a crash has left half done, though they are no news any more.
    """
    for post in sorted(progress.closed_posts()):
        for holder in _holders(post, sender):
            if not _has_todo(holder, progress, lists=lists, sender=sender):
                lists.guards.remove(_guard(holder))
    news = progress.news_posts()
    for post in sorted(progress.opened_posts()):
        for holder in _holders(post, sender):
            message = _link_message(holder, "todo", now)
            notice = planned(progress.after.matter, seq_mark(progress.after.seq), message, now)
            if post in news and _tells(holder, progress.after, guards=lists.guards, now=now):
                plan_and_send(notice, sender=sender, now=now)
            else:
                come_back_to(notice, sender=sender, now=now)


def tell_in_the_morning(*, lists: Lists, sender: Sender, calendar: Calendar, now: datetime) -> int:
    """Once each working-day morning, tells every holder of a post in whose queue something waits; returns how many.

    One look at each post of each unit, whatever the number of cases.
    """
    here = now.astimezone(SHANGHAI)
    today, second = here.date().isoformat(), int(now.timestamp())
    if not (MORNING[0] <= here.time() < MORNING[1] and calendar.is_working_day(here.date())):
        return 0
    if lists.guards.get(f"morning:{today}", now=second) is not None:
        return 0
    told = sorted({holder for post in _posts_with_todo(sender, lists.views) for holder in _holders(post, sender)})
    for holder in told:
        notice = planned(STAFF_MATTER, today, _link_message(holder, "todo_morning", now), now)
        # A minute later this list may be empty, and nobody would come back to a message that a crash has left.
        hold(notice, sender=sender)
        plan_and_send(notice, sender=sender, now=now)
    lists.guards.put(f"morning:{today}", {}, expires_at=second + DAY_SECONDS)
    return len(told)


def _posts_with_todo(sender: Sender, views: Views) -> Iterator[str]:
    edition = sender.catalogue.current()
    for unit in edition.units():
        for post in edition.data["posts"]:
            queue = f"{unit}:{post['code']}"
            if is_leaders(queue) and views.query(queue, limit=1):
                yield queue


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


def _has_todo(holder: str, progress: Progress, *, lists: Lists, sender: Sender) -> bool:
    """Whether anything waits for the holder: rows may lag behind the log, so one is believed when its case confirms it."""
    person = sender.parties.get(holder, "staff")
    posts = {post for post in person["posts"] if is_leaders(post)} if person else set[str]()
    if posts & progress.waiting_posts():
        return True
    rows = (row for post in sorted(posts) for _, row in lists.views.query(post, limit=ROWS_LOOKED_AT))
    return any(_waits(row, lists.log, sender.catalogue) for row in rows if row["matter"] != progress.head.matter)


def _waits(row: Row, log: Log, catalogue: Catalogue) -> bool:
    return row["step"] in read_case(str(row["matter"]), log=log, catalogue=catalogue).case.opened


def _link_message(holder: str, template: str, now: datetime) -> Message:
    return Message(Recipient("staff", holder), template, {"link_expires_at": stamp(expiry(now))})


def _holders(post: str, sender: Sender) -> tuple[str, ...]:
    unit, _, code = post.partition(":")
    return holders(unit, code, parties=sender.parties)


def _guard(holder: str) -> str:
    return f"todo:{holder}"
