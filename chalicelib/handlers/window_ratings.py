"""What a unit is told of its ratings: numbers, and words without whose they are."""

from typing import Any

from chalicelib import wiring
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import text
from chalicelib.usecases.unit_questions import units_of
from chalicelib.usecases.unit_ratings import unit_ratings

Shown = dict[str, Any]


def ratings(request: Request) -> Reply:
    """Of each unit in which somebody is an officer or the head."""
    held = decider(request)
    units = units_of(staff_actor(held), wiring.edition())
    return show(
        "window/ratings.html",
        **staff_frame(held),
        leader=held.kind == "leader",
        levels=[text(f"inquiry.level.{level}") for level in (5, 4, 3, 2, 1)],
        units=[_unit(unit) for unit in units],
    )


def _unit(unit: str) -> Shown:
    found = unit_ratings(unit, wiring.edition(), views=wiring.views(), dossiers=wiring.dossiers())
    return {
        "name": inquiry_view.unit_name(unit, wiring.edition()),
        "months": [{"month": one.month, "counts": list(one.levels.values())} for one in found.months],
        "words": [
            {"month": month, "level": text(f"inquiry.level.{level}"), "text": said}
            for month, level, said in found.words
        ],
        "least": found.least,
    }
