"""The month sheet in words: numbers as people write them, names of units, zones and holders, two charts."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.tally import Figures, Tallies
from chalicelib.domain.tally.periods import first_day
from chalicelib.domain.tally.sheet import (
    Held,
    Measures,
    by_unit,
    by_zone,
    held,
    held_by_unit,
    measures,
    total,
)
from chalicelib.pages.bar_charts import Bars, columns, rows
from chalicelib.pages.oversight_view import holder_name
from chalicelib.texts import text

Shown = dict[str, Any]

SHOWN: Final = (
    *("received", "accepted", "decided", "instant_share", "on_time_share", "elapsed", "promised"),
    *("yellow", "red", "complaints", "ratings", "bad_ratings"),
)
"""The columns of the page; a file has all of them."""

KEY: Final = ("received", "decided", "instant_share", "on_time_share")
IN_TREND: Final = ("received", "decided", "instant_share", "on_time_share", "elapsed")

_PERCENT: Final = ("instant_share", "on_time_share")
_DRAWN: Final = 10
LISTED: Final = 25
"""Holders in the chart, and in the table, which has the others as one line; a file has all of them."""


def month_name(month: str) -> str:
    first = first_day(month)
    return text("statistics.month", year=first.year, month=first.month)


def cells(figures: Figures, names: Sequence[str] = SHOWN) -> list[Shown]:
    """The numbers of a line: [{"heading", "value"}]."""
    found = measures(figures)
    return [{"heading": text(f"statistics.column.{name}"), "value": _told(found, name)} for name in names]


def zones(tallies: Tallies, edition: Edition) -> list[Shown]:
    """[{"name", "cells", "units": [{"name", "note", "cells"}]}] in the order of the city's zones, then what has none."""
    names = {zone["code"]: zone["name"] for zone in edition.city["zones"]} | {"": text("statistics.no_zone")}
    of_unit = zones_of(edition)
    sums, units = by_zone(tallies, of_unit), by_unit(tallies)
    return [
        {
            "name": name,
            "cells": cells(sums[zone]),
            "units": [
                {"name": unit_name(unit, edition), "note": _one_window(tallies, unit), "cells": cells(figures)}
                for unit, figures in units.items()
                if of_unit.get(unit, "") == zone
            ],
        }
        for zone, name in names.items()
        if zone in sums
    ]


def windows(tallies: Tallies, edition: Edition) -> list[Shown]:
    """Of the units that have several; of others the one window stands beside the unit."""
    return [
        {
            "unit": unit_name(window.unit, edition),
            "name": window.name or text("statistics.no_window"),
            "cells": cells(figures),
        }
        for window, figures in tallies.items()
        if len(_named(tallies, window.unit)) > 1
    ]


def _one_window(tallies: Tallies, unit: str) -> str:
    named = _named(tallies, unit)
    return named[0] if len(named) == 1 else ""


def _named(tallies: Tallies, unit: str) -> list[str]:
    return [window.name for window in tallies if window.unit == unit and window.name]


def zones_of(edition: Edition) -> Mapping[str, str]:
    """The zone of each unit, by codes."""
    return {code: str(unit["zone"]) for code, unit in edition.units().items()}


def unit_name(unit: str, edition: Edition) -> str:
    return str(edition.units().get(unit, {"short_name": unit})["short_name"])


def until(day: date) -> str:
    """统计到11月27日。"""
    return text("statistics.until", day=_day(day))


def lacking(days: Sequence[date]) -> str:
    code = "statistics.lacking" if len(days) > 1 else "statistics.lacking_one"
    return text(code, first=_day(days[0]), last=_day(days[-1]))


def trend_chart(months: Sequence[tuple[str, Figures]]) -> Bars:
    found = [(month, measures(figures)) for month, figures in months]
    busiest, most = max(found, key=lambda one: one[1].received)
    names = {"first": month_name(found[0][0]), "last": month_name(found[-1][0]), "most": month_name(busiest)}
    return columns(
        text("statistics.trend.title"),
        text("statistics.trend.desc", received=most.received, **names),
        [(str(first_day(month).month), (("received", one.received), ("decided", one.decided))) for month, one in found],
    )


def trend_rows(months: Sequence[tuple[str, Figures]]) -> list[Shown]:
    return [{"name": month_name(month), "cells": cells(figures, IN_TREND)} for month, figures in months]


def held_chart(found: Sequence[Held], edition: Edition) -> Bars:
    whole, first = sum((one.days for one in found), Fraction(0)), found[0]
    percent = round(100 * first.days / whole) if whole else 0
    told = {"first": holder_name(first.holder, edition), "days": _days(first.days), "percent": percent}
    return rows(
        text("statistics.held.title"),
        text("statistics.held.desc", **told),
        [
            (
                "office" if one.holder.counted else "outside",
                holder_name(one.holder, edition),
                float(one.days),
                text("statistics.days", value=_days(one.days)),
            )
            for one in found[:_DRAWN]
        ],
    )


def held_rows(found: Sequence[Held], edition: Edition) -> list[Shown]:
    """[{"name", "cells"}], the longest first; what comes after LISTED is one line."""
    whole = sum((one.days for one in found), Fraction(0))
    lines = [(holder_name(one.holder, edition), one.days, one.a_case) for one in found[:LISTED]]
    rest = found[LISTED:]
    if rest:
        sums = (sum((one.days for one in rest), Fraction(0)), sum((one.a_case for one in rest), Fraction(0)))
        lines.append((text("statistics.held.rest", count=len(rest)), *sums))
    names = ("held_days", "a_case", "share")
    return [
        {
            "name": name,
            "cells": [
                {"heading": text(f"statistics.column.{column}"), "value": value}
                for column, value in zip(names, (_days(days), f"{float(a_case):.2f}", _share(days, whole)), strict=True)
            ],
        }
        for name, days, a_case in lines
    ]


def _share(days: Fraction, whole: Fraction) -> str:
    return text("statistics.percent", value=_tenths(100 * days / whole)) if whole else ""


def held_of(tallies: Tallies, *, by_post: bool) -> Sequence[Held]:
    """By post, or, where there are many units, by unit; without who had it for less than a tenth of a day in all."""
    found = held(total(tallies)) if by_post else held_by_unit(total(tallies))
    return [one for one in found if one.days >= Fraction(1, 10)]


def nothing_held(tallies: Tallies) -> str:
    decided = measures(total(tallies)).decided
    return text("statistics.held.at_once" if decided else "statistics.held.nothing")


def more_than_drawn(found: Sequence[Held]) -> str:
    return text("statistics.held.many", count=_DRAWN) if len(found) > _DRAWN else ""


def _told(found: Measures, name: str) -> str:
    value = getattr(found, name)
    if value is None:
        return text("statistics.none")
    if name in _PERCENT:
        return text("statistics.percent", value=_tenths(100 * value))
    return f"{value:,}" if isinstance(value, int) else _days(value)


def _tenths(value: Fraction) -> str:
    """100, or 98.1."""
    return f"{round(float(value), 1):g}"


def _day(day: date) -> str:
    return text("date", month=day.month, day=day.day)


def _days(days: Fraction) -> str:
    return f"{float(days):,.1f}"
