"""The supervisors' page: what is red, what turns red soon and who holds it, the cards, the suspicious patterns."""

from functools import partial
from typing import Any

from chalicelib import wiring
from chalicelib.domain.patterns import KINDS, REAPPLIED
from chalicelib.handlers.oversight_lists import lists
from chalicelib.handlers.problems import NotFoundError
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff_actor, supervisor
from chalicelib.texts import text
from chalicelib.usecases import watch
from chalicelib.usecases.handled_inquiries import sees_card

NEWEST = 5
"""Cases of each pattern on the first page; the pattern's own page has the rest."""


def home(request: Request) -> Reply:
    held = supervisor(request)
    views, log, catalogue = wiring.views(), wiring.log(), wiring.catalogue()
    calendar, now = wiring.calendar(), wiring.now()
    sees = partial(sees_card, actor=staff_actor(held), edition=wiring.edition())
    red = watch.red_cases(views=views, sees=sees, after=request.query.get("red", ""))
    soon = watch.turning_red(log=log, views=views, catalogue=catalogue, calendar=calendar, now=now)
    cards = watch.cards(views=views, sees=sees, after=request.query.get("cards", ""))
    unreached = watch.unreached(views=views, sees=sees, after=request.query.get("unreached", ""))
    told = lists([*red.rows, *cards.rows, *unreached.rows, *(vars(one.would_be) for one in soon)])
    found = {kind: _newest(kind) for kind in KINDS}
    return show(
        "oversight/home.html",
        **staff_frame(held),
        numbers=watch.numbers(len(soon), views=views, sees=sees),
        red=[told.red(row) for row in red.rows],
        more_red=red.beyond,
        soon=[told.soon(one.case, one.would_be, one.since) for one in soon],
        cards=[told.card(row) for row in cards.rows],
        more_cards=cards.beyond,
        unreached=[told.unreached(row) for row in unreached.rows],
        more_unreached=unreached.beyond,
        patterns=[_pattern(kind) | {"found": [told.finding(kind, row) for row in found[kind]]} for kind in KINDS],
    )


def patterns(request: Request) -> Reply:
    """The cases of one pattern, the newest first."""
    held, kind = supervisor(request), request.query.get("kind", "")
    if kind not in KINDS:
        raise NotFoundError
    views, settings = wiring.views(), wiring.edition().data["rules"]["patterns"]
    page = watch.pattern(
        kind, views=views, within_days=settings["reapplied_within_days"], after=request.query.get("after", "")
    )
    told = lists([row for row in page.rows if "staff" in row])
    groups = told.groups(kind, page.rows)
    return show("oversight/patterns.html", **staff_frame(held), **_pattern(kind), groups=groups, more=page.beyond)


def _newest(kind: str) -> Any:
    """An application that came again is looked for on the pattern's own page only: it takes a read for each case."""
    return [] if kind == REAPPLIED else watch.pattern(kind, views=wiring.views(), within_days=0).rows[:NEWEST]


def _pattern(kind: str) -> dict[str, Any]:
    settings = wiring.edition().data["rules"]["patterns"]
    return {
        "kind": kind,
        "title": text(f"oversight.pattern.{kind}.title"),
        "about": text(f"oversight.pattern.{kind}.about", **settings),
    }
