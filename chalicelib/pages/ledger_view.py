"""The time-in-hand ledger as a bar: who had the case how long, in working days that add up to the total beside them."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.ledger import Holder, Ledger, Share, Stretch, rounded, shares
from chalicelib.domain.times import instant
from chalicelib.texts import joined, text

Shown = dict[str, Any]

STEP: Final = Fraction(1, 10)
SHADES: Final = 4
"""Shades of offices in the bar; the names beside them carry the meaning."""


def ledger_bar(kept: Ledger, edition: Edition, calendar: Calendar) -> Shown | None:
    """For macros/ledger.html: {"parts": [{"name", "days", "text", "shade", "at", "width"}], "total", "beside"}; widths and
    places are per cent. None until a tenth of a day has passed."""
    main = _rounded(kept.main, calendar)
    total = sum((share.days for share in main), Fraction(0))
    if not total:
        return None
    at, parts, offices = Fraction(0), list[Shown](), 0
    for share in main:
        office = share.holder.kind in ("window", "post")
        shade = f"office{offices % SHADES}" if office else share.holder.kind
        offices += office
        width = share.days / total * 100
        parts.append(
            {**_told(share, edition), "shade": shade, "at": f"{float(at):.2f}", "width": f"{float(width):.2f}"}
        )
        at += width
    beside = joined(_told(share, edition)["text"] for share in _rounded(kept.beside, calendar))
    return {
        "parts": parts,
        "total": text("ledger.total", days=_days(total)),
        "beside": text("ledger.beside", parts=beside) if beside else "",
    }


def _rounded(stretches: Iterable[Stretch], calendar: Calendar) -> list[Share]:
    """Each holder's share in tenths of working days, without those that come to none; together they are the rounded
    whole."""

    def measure(since: str, until: str) -> Fraction:
        return calendar.service_days(instant(since), instant(until))

    public = (replace(stretch, holder=_public(stretch.holder)) for stretch in stretches)
    return [share for share in rounded(shares(public, measure), STEP) if share.days]


def _public(holder: Holder) -> Holder:
    """Applicants see the unit, not which of its posts."""
    return Holder("post", holder.unit) if holder.kind in ("window", "post") else holder


def _told(share: Share, edition: Edition) -> Shown:
    holder, days = share.holder, _days(share.days)
    if holder.unit:
        name = edition.unit(holder.unit)["short_name"]
    elif holder.kind == "third_party":
        name = text(f"interruption.{holder.post}")
    else:
        name = text(f"ledger.{holder.kind}")
    code = "ledger.uncounted" if holder.kind == "third_party" else "ledger.part"
    return {"name": name, "days": days, "text": text(code, name=name, days=days)}


def _days(days: Fraction) -> str:
    """3, or 3.5."""
    return f"{float(days):g}"
