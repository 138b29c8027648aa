"""What leaders are told: one SMS when their to-do list stops being empty, one each working-day morning while it is not.

`todo:<staff>` in the guards names, for the 72 hours that its link lives, the commit of which the holder was told last. A
step that opens is told of unless something of which they know still waits: a step of that commit, or one that came onto
the list before. Of several that open as the list was empty the first is told of, whatever the order of their records.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.desk_posts import is_leaders
from chalicelib.domain.links import LIFETIME, expiry
from chalicelib.domain.notice import Message, Recipient, planned, seq_mark
from chalicelib.domain.row import Row
from chalicelib.domain.rows import is_to_do, step_place, waits_for
from chalicelib.domain.sign_off import in_hand_of, post_of
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, ExistsError, Guards, Log, StaleError, Views
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.each_morning import tell_each_morning
from chalicelib.usecases.post_people import glance_people, post_people
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
    news = progress.news()
    for holder, steps in sorted(_by_holder(progress.opened(), progress.definition, sender, now).items()):
        message = _link_message(holder, "todo", now)
        notice = planned(progress.after.matter, seq_mark(progress.after.seq), message, now)
        fresh = steps & news
        if fresh and _tells(holder, min(fresh), progress, lists=lists, sender=sender, now=now):
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
            rows = views.glance_queue(queue, limit=ROWS_LOOKED_AT) if is_leaders(queue) else ()
            people = post_people(queue, parties=sender.parties) if rows else None
            for _, row in rows:
                if people and is_to_do(row):
                    yield from people.in_charge_of(str(row.get("staff", "")), _definition(row, sender.catalogue), today)


def _by_holder(
    steps: Iterable[InHand], definition: Definition, sender: Sender, now: datetime
) -> Mapping[str, frozenset[InHand]]:
    """Whose to-do lists these steps are on; one look at each post."""
    found: dict[str, frozenset[InHand]] = {}
    for post, theirs in groupby(sorted(steps, key=lambda one: one.post), key=lambda one: one.post):
        people = glance_people(post, parties=sender.parties)
        for one in theirs:
            for holder in people.in_charge_of(one.staff, definition, local_date(stamp(now))):
                found[holder] = found.get(holder, frozenset()) | {one}
    return found


def _tells(holder: str, step: InHand, progress: Progress, *, lists: Lists, sender: Sender, now: datetime) -> bool:
    """Whether this commit is the one that tells the holder of this step, be it again after a crash."""
    key, mark, second = (
        f"todo:{holder}",
        {"matter": progress.after.matter, "seq": progress.after.seq},
        int(now.timestamp()),
    )
    until, guards = int((now + LIFETIME).timestamp()), lists.guards
    told = guards.get(key, now=second)
    if told == mark:
        return True
    try:
        if told is None:
            guards.add(key, mark, expires_at=until, now=second)
        elif _knows_of_something(holder, told, step, progress, lists=lists, sender=sender, now=now):
            return False
        else:
            guards.exchange(key, mark, seen=told, expires_at=until)
    except (ExistsError, StaleError):
        return guards.get(key, now=second) == mark
    return True


def _knows_of_something(
    holder: str,
    told: Mapping[str, Any],
    step: InHand,
    progress: Progress,
    *,
    lists: Lists,
    sender: Sender,
    now: datetime,
) -> bool:
    """Whether anything else waits for the holder that came onto the list before this step, or with the commit of which they
    were told. Rows may lag behind the log, so one is believed when its case confirms it."""
    actor = acting_staff(holder, parties=sender.parties, now=now)
    if actor is None:
        return False
    head, definition = progress.head, progress.definition
    if any(opened.seq < step.seq and _is_theirs(actor, name, head, definition) for name, opened in head.opened.items()):
        return True
    if told["matter"] != head.matter:
        file = read_case(told["matter"], log=lists.log, catalogue=sender.catalogue)
        of_that = (name for name, opened in file.case.opened.items() if opened.seq <= told["seq"])
        if any(_is_theirs(actor, name, file.case, file.definition) for name in of_that):
            return True
    posts = {post for post in actor.posts | {one.post for one in actor.deputy} if is_leaders(post)}
    since, before = stamp(now - LIFETIME), step_place(head, step.step)
    pages = (lists.views.query(post, after=since, up_to=before, limit=ROWS_LOOKED_AT) for post in sorted(posts))
    rows = (row for page in pages for _, row in page)
    others = (row for row in rows if is_to_do(row) and row["matter"] != head.matter)
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
