"""The supervisors' lists for programs: apart from what is done with a card, so that a list starts without the commands."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.patterns import KINDS
from chalicelib.domain.reference import kind_of, reference_of
from chalicelib.domain.row import Row
from chalicelib.handlers.problems import NotFoundError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff_actor, supervisor
from chalicelib.usecases import watch
from chalicelib.usecases.handled_inquiries import sees_card

_CARD_FIELDS: Final = (
    *("card", "colour", "rule", "item", "unit", "post", "step", "since"),
    *("answer", "answered_at", "followed_up", "open"),
)
_FIGURES: Final = ("item", "unit", "at", "staff", "day", "minutes", "percent", "again_at")


def list_cards(request: Request) -> Reply:
    sees = partial(sees_card, actor=staff_actor(supervisor(request)), edition=wiring.edition())
    page = watch.cards(views=wiring.views(), sees=sees, after=request.query.get("after", ""))
    return json_reply({"cards": [_listed(row) for row in page.rows], "beyond": page.beyond})


def list_patterns(request: Request) -> Reply:
    supervisor(request)
    kind = request.query.get("kind", "")
    if kind not in KINDS:
        raise NotFoundError
    within = wiring.edition().data["rules"]["patterns"]["reapplied_within_days"]
    page = watch.pattern(kind, views=wiring.views(), within_days=within, after=request.query.get("after", ""))
    return json_reply({"cases": [_picked(row, _FIGURES) for row in page.rows], "beyond": page.beyond})


def _listed(row: Row) -> Mapping[str, Any]:
    kind = kind_of(str(row["matter"])).name.lower()
    return {"kind": kind, **_picked(row, _CARD_FIELDS), "staff": row["held_by"]}


def _picked(row: Row, fields: tuple[str, ...]) -> Mapping[str, Any]:
    return {"reference": reference_of(str(row["matter"])), **{name: row[name] for name in fields if name in row}}
