"""A unit's ratings, for programs: by a desk's or a leader's bearer session."""

from chalicelib import wiring
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.usecases.unit_questions import units_of
from chalicelib.usecases.unit_ratings import UnitRatings, unit_ratings


def list_ratings(request: Request) -> Reply:
    """Numbers, and words without whose they are."""
    units = units_of(staff_actor(decider(request)), wiring.edition())
    found = {
        unit: unit_ratings(unit, wiring.edition(), views=wiring.views(), dossiers=wiring.dossiers()) for unit in units
    }
    return json_reply({"units": [_unit(unit, one) for unit, one in found.items()]})


def _unit(unit: str, found: UnitRatings) -> dict[str, object]:
    months = [
        {"month": one.month, "levels": {str(level): count for level, count in one.levels.items()}}
        for one in found.months
    ]
    words = [{"month": month, "level": level, "words": said} for month, level, said in found.words]
    return {"unit": unit, "months": months, "words": words}
