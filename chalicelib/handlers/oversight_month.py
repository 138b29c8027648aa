"""The month sheet: a page that also prints, for supervisors and for a head of their own units."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.tally.periods import month_after, month_before, month_from, month_of
from chalicelib.domain.tally.sheet import total
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.oversight_scope import Scope, scope
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.pages import month_view
from chalicelib.texts import joined, text
from chalicelib.usecases.month_sheets import Month


def sheet(request: Request) -> Reply:
    """`?month=` (this month), `?unit=`. Raises UnknownMonthError, and what `scope` raises."""
    seen, this_month = scope(request), month_of(wiring.now().astimezone(SHANGHAI).date())
    month = month_from(request.query.get("month") or this_month)
    sheets, edition = seen.sheets(), wiring.edition()
    found, months = sheets.month(month), sheets.trend(month)
    held = month_view.held_of(found.tallies, by_post=seen.units is not None)
    return show(
        "oversight/month.html",
        **staff_frame(seen.session),
        **_whose(seen),
        month=month,
        month_name=month_view.month_name(month),
        before=month_before(month),
        after=month_after(month) if month < this_month else "",
        **_told(found),
        total=month_view.cells(total(found.tallies)),
        numbers=month_view.cells(total(found.tallies), month_view.KEY),
        zones=month_view.zones(found.tallies, edition),
        windows=month_view.windows(found.tallies, edition),
        held_rows=month_view.held_rows(held, edition),
        held_chart=month_view.held_chart(held, edition) if held else None,
        held_note=month_view.more_than_drawn(held),
        nothing_held=month_view.nothing_held(found.tallies),
        trend_chart=month_view.trend_chart(months) if any(figures for _, figures in months) else None,
        trend_rows=month_view.trend_rows(months),
        exchanges=bool(edition.data.get("receivers")),
    )


def _whose(seen: Scope) -> dict[str, Any]:
    edition = wiring.edition()
    units = edition.units() if seen.allowed is None else seen.allowed
    everyone = text("statistics.everyone") if seen.allowed is None else ""
    named = [month_view.unit_name(unit, edition) for unit in seen.units or ()]
    return {
        "supervisor": seen.allowed is None,
        "leader": seen.session.kind == "leader",
        "unit": seen.unit,
        "units": [{"code": code, "name": month_view.unit_name(code, edition)} for code in units],
        "scope": joined(named) or everyone,
    }


def _told(found: Month) -> dict[str, Any]:
    """Up to which day the sheet is, what it lacks, and whether it is empty, each as a sentence or nothing."""
    name = month_view.month_name(found.month)
    empty = "" if found.tallies else "nothing"
    return {
        "until": month_view.until(found.until) if found.until else "",
        "lacking": month_view.lacking(found.lacking) if found.lacking else "",
        "empty": text(f"statistics.empty.{empty if found.until else 'ahead'}", month=name) if empty else "",
    }
