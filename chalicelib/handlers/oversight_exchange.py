"""The supervisors' page from which a day's process records are taken as files."""

from datetime import timedelta

from chalicelib import wiring
from chalicelib.domain.exchange.receiver import receivers
from chalicelib.domain.tally.periods import day_from
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.oversight_exchange_api import exchange_day
from chalicelib.handlers.oversight_scope import unit_asked
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import supervisor
from chalicelib.pages.month_view import unit_name


def exchange(request: Request) -> Reply:
    """`?day=` (yesterday), `?receiver=` (the first), `?unit=`. Raises UnknownDayError, UnitUnknownError."""
    held, edition = supervisor(request), wiring.edition()
    known, units = receivers(edition), edition.units()
    yesterday = wiring.now().astimezone(SHANGHAI).date() - timedelta(days=1)
    day = day_from(request.query.get("day") or yesterday.isoformat())
    unit = unit_asked(request)
    code = request.query.get("receiver", "")
    chosen = known.get(code) or next(iter(known.values()), None)
    return show(
        "oversight/exchange.html",
        **staff_frame(held),
        receivers=list(known.values()),
        chosen=chosen,
        day=day,
        complete=exchange_day(day, unit).complete,
        unit=unit,
        units=[{"code": one, "name": unit_name(one, edition)} for one in units],
    )
