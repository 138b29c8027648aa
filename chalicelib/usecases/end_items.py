"""An item is cancelled with the effect that its running cases end: each is terminated on the law's own ground, told in its
log, by document and by SMS.

The sweep sees that the catalogue reads differently than when it last looked, whatever brought that about, and asks the
work queue to walk the queues in which a running case stands. Each task may run twice, late, or beside another one.
"""

from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import SYSTEM_CATALOGUE, Terminate
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.publication.ending import ending, queues
from chalicelib.domain.publication.succession import taken_over
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.rows.cards import RED_QUEUE
from chalicelib.domain.sealed import UNSEALED
from chalicelib.domain.transitions import BEFORE_DECISION
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Queue, Task, Views
from chalicelib.texts import text
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.hand_over_units import hand_over_task

PAGE: Final = 100
SETTLED_SECONDS: Final = 120
"""Longer than a function may go on taking applications by the edition before (`Catalogue.current`)."""

GROUND: Final = "item_cancelled"
SEEN: Final = RowKey("catalogue-seen", "edition")
"""The catalogue at which the sweep looked last; it follows from no log, and a rebuild leaves it out."""


def follow_catalogue(*, catalogue: Catalogue, views: Views, queue: Queue, now: datetime) -> None:
    """Asks for the running cases of newly ended items to be ended, once every function knows the catalogue, and for the
    posts of units that were merged or split to be handed on.

    What was seen is written last: a look that broke off is made again.
    """
    edition, seen = catalogue.current().as_of(now), views.get(SEEN)
    if seen is not None and seen["edition"] == edition.digest:
        return
    before = catalogue.edition(str(seen["edition"])) if seen else None
    known = ending(before) if before else {}
    for item in ending(edition).items() - known.items():
        for name in (DUE_QUEUE, RED_QUEUE, *queues(edition)):
            queue.put(_walk(item[0], name, "", delay_seconds=SETTLED_SECONDS))
    if taken_over(edition) != (taken_over(before) if before else {}):
        queue.put(hand_over_task())
    views.put(SEEN, {"edition": edition.digest})


def walk_ended_item(item: str, name: str, after: str, *, views: Views, queue: Queue) -> None:
    """Asks for the matters of one page of a queue to be looked at, and for the next page."""
    page = views.query(name, after=after, limit=PAGE)
    found = {str(row["matter"]) for _, row in page if row.get("item", item) == item}
    for matter in sorted(matter for matter in found if kind_of(matter) is MatterKind.CASE):
        queue.put(Task({"kind": "end_case", "matter": matter, "item": item}))
    if len(page) == PAGE:
        queue.put(_walk(item, name, page[-1][0].sort))


def end_case(
    matter: str,
    item: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Terminates the case if it is a running one of this item and the item still ends its running cases.

    Raises BusyError (the queue asks again).
    """
    edition = catalogue.current().as_of(now)
    file = read_case(matter, log=log, catalogue=catalogue)
    version = ending(edition).get(item)
    if version is None or file.case.application.item != item or file.case.phase not in BEFORE_DECISION:
        return
    command = Terminate(f"ended:{item}:{version}", SYSTEM_CATALOGUE, GROUND, UNSEALED)
    words = {"note": {"text": _reason(edition, item)}}
    try:
        act_on_file(file, command, words, log=log, dossiers=dossiers, entropy=entropy, calendar=calendar, now=now)
    except RefusedError:
        if read_case(matter, log=log, catalogue=catalogue).case.phase in BEFORE_DECISION:
            raise


def _reason(edition: Edition, item: str) -> str:
    ended = edition.item(item)["ended"]
    reason, basis, instead = (ended[key].strip().removesuffix("。") for key in ("reason", "basis", "instead"))
    return text("item_ended.reason", reason=reason, basis=basis, instead=instead)[:LONGEST_WORDS]


def _walk(item: str, name: str, after: str, *, delay_seconds: int = 0) -> Task:
    return Task({"kind": "end_item", "item": item, "queue": name, "after": after}, delay_seconds=delay_seconds)
