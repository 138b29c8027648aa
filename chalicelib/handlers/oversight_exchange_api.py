"""The exchange for programs, and as files: by a supervisor's session."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib import wiring
from chalicelib.domain.exchange import KINDS
from chalicelib.domain.exchange.receiver import Receiver, receiver, receivers
from chalicelib.domain.tally.periods import day_from
from chalicelib.handlers.oversight_month_api import csv_reply
from chalicelib.handlers.oversight_scope import UnitUnknownError, unit_asked
from chalicelib.handlers.problems import NotFoundError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import supervisor
from chalicelib.texts import text
from chalicelib.usecases.exchange_day import ExchangeDay, record_table, written


def list_receivers(request: Request) -> Reply:
    supervisor(request)
    return json_reply({"receivers": [_told(one) for one in receivers(wiring.edition()).values()]})


def list_exchange_records(request: Request) -> Reply:
    supervisor(request)
    to, day = receiver(request.params["receiver"], wiring.edition()), day_from(request.params["day"])
    found = exchange_day(day, unit_asked(request))
    told = found.page(request.query.get("after", ""))
    records = [written(record, to) for record in told.records]
    about = {"receiver": to.code, "day": day.isoformat(), "complete": found.complete}
    return json_reply({**about, "records": records, "beyond": told.beyond})


def export_exchange_records(request: Request) -> Reply:
    """Raises NotFoundError for a kind that there is not, UnitUnknownError also without a unit."""
    supervisor(request)
    to, day = receiver(request.params["receiver"], wiring.edition()), day_from(request.params["day"])
    kind, unit = request.params["record"], unit_asked(request)
    if kind not in KINDS:
        raise NotFoundError
    if not unit:
        raise UnitUnknownError(unit)
    rows = record_table(kind, list(exchange_day(day, unit).whole()), to)
    what = str(to.records[kind]["name"])
    name = text("statistics.file.exchange", receiver=to.name, day=day.isoformat(), what=what)
    return csv_reply(wiring.tables().write(rows, "csv"), f"{to.code}-{day.isoformat()}-{kind}", name)


def exchange_day(day: date, unit: str) -> ExchangeDay:
    return ExchangeDay(day, unit, wiring.tallies(), wiring.log(), wiring.catalogue())


def _told(one: Receiver) -> Mapping[str, Any]:
    records = [
        {"kind": kind, "code": told["code"], "name": told["name"], "columns": list(told["fields"].values())}
        for kind, told in one.records.items()
    ]
    return {"receiver": one.code, "name": one.name, "standard": one.standard, "records": records}
