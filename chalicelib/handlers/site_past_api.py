"""What an item required on a day, for programs."""

from chalicelib import wiring
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.published import published
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.site_past import day_of
from chalicelib.usecases.item_on_day import item_on_day


def get_item_on_day(request: Request) -> Reply:
    """Raises InvalidError (not_a_date), UnknownItemError."""
    day = day_of(request.params["day"])
    if day is None:
        raise InvalidError({"day": "not_a_date"})
    found = item_on_day(request.params["code"], day, catalogue=wiring.catalogue())
    parts = [
        {"since": part.since, "until": part.until, "edition": part.edition.digest, "item": part.item}
        for part in found.parts
    ]
    answer = {"day": day.isoformat(), "recorded_since": found.recorded_since, "parts": parts}
    return published(request, json_reply(answer))
