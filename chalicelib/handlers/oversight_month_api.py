"""Statistics for programs, and as files: by a supervisor's session, or a head's."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final
from urllib.parse import quote

from chalicelib import wiring
from chalicelib.domain.tally import Figures
from chalicelib.domain.tally.periods import month_from, month_of
from chalicelib.domain.tally.sheet import Held, by_unit, by_zone, held, measures, total
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.oversight_scope import scope
from chalicelib.handlers.problems import NotFoundError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.pages.month_view import month_name, unit_name, zones_of
from chalicelib.texts import text
from chalicelib.usecases.month_table import held_table, month_table

_TABLES: Final = {"windows": month_table, "held": held_table}
_DIGITS: Final = 4


def get_month_sheet(request: Request) -> Reply:
    seen, month = scope(request), month_from(request.params["month"])
    found, edition = seen.sheets().month(month), wiring.edition()
    zones, whole = zones_of(edition), total(found.tallies)
    return json_reply(
        {
            "month": month,
            "until": found.until.isoformat() if found.until else "",
            "lacking": [day.isoformat() for day in found.lacking],
            "total": _measures(whole),
            "zones": [
                {"zone": zone, "measures": _measures(figures)}
                for zone, figures in by_zone(found.tallies, zones).items()
            ],
            "units": [
                {"unit": unit, "zone": zones.get(unit, ""), "measures": _measures(figures)}
                for unit, figures in by_unit(found.tallies).items()
            ],
            "windows": [
                {"unit": window.unit, "window": window.name, "measures": _measures(figures)}
                for window, figures in found.tallies.items()
            ],
            "held": [_held(one) for one in held(whole)],
        }
    )


def export_month_sheet(request: Request) -> Reply:
    """Raises NotFoundError for a table that there is not."""
    seen, month, of = scope(request), month_from(request.params["month"]), request.query.get("of") or "windows"
    if of not in _TABLES:
        raise NotFoundError
    edition = wiring.edition()
    rows = _TABLES[of](seen.sheets().month(month).tallies, edition)
    whose = unit_name(seen.unit, edition) if seen.unit else ""
    name = text(f"statistics.file.{of}", what=whose, month=month_name(month))
    return csv_reply(wiring.tables().write(rows, "csv"), f"statistics-{month}-{of}", name)


def get_trend(request: Request) -> Reply:
    seen, this_month = scope(request), month_of(wiring.now().astimezone(SHANGHAI).date())
    months = seen.sheets().trend(month_from(request.query.get("month") or this_month))
    return json_reply({"months": [{"month": month, "measures": _measures(figures)} for month, figures in months]})


def csv_reply(body: bytes, ascii_name: str, name: str) -> Reply:
    """A file to be kept, under a name that people can read."""
    told = f"attachment; filename=\"{ascii_name}.csv\"; filename*=UTF-8''{quote(name, safe='')}.csv"
    headers = {"Content-Disposition": told, "Cache-Control": "no-store"}
    return Reply(body=body, content_type="text/csv; charset=utf-8", headers=headers)


def _measures(figures: Figures) -> Mapping[str, Any]:
    return {name: _number(value) for name, value in vars(measures(figures)).items()}


def _held(one: Held) -> Mapping[str, Any]:
    holder = {"kind": one.holder.kind, "unit": one.holder.unit, "post": one.holder.post}
    return {**holder, "days": _number(one.days), "a_case": _number(one.a_case)}


def _number(value: int | Fraction | None) -> int | float | None:
    return round(float(value), _DIGITS) if isinstance(value, Fraction) else value
