"""以前的规定: what an item required on a day, by the record of publications."""

from datetime import date
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.times import SHANGHAI, local, local_date
from chalicelib.domain.versions import versions_of
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, show_public
from chalicelib.texts import text
from chalicelib.usecases.item_on_day import ItemOnDay, Stood, item_on_day

YEARS: Final = range(1900, 3000)


def past(request: Request) -> Reply:
    """A field for the day; for `on` what was in force then, the last of the day unless `part` asks for an earlier one.

    Raises UnknownItemError.
    """
    code, asked = request.params["code"], request.query.get("on", "").strip()
    if not asked:
        return show_public(request, "hall/past.html", **_page(code, None))
    day = day_of(asked)
    if day is None:
        return show("hall/past.html", status=422, **_page(code, None, errors={"on": "not_a_date"}))
    return show_public(request, "hall/past.html", **_page(code, _day(request, code, day), asked))


def day_of(typed: str) -> date | None:
    """The date as typed, 2026-11-20; None for what is none of this age."""
    try:
        day = date.fromisoformat(typed) if len(typed) == len("2026-11-20") else None
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _page(code: str, shown: Any, asked: str = "", errors: dict[str, str] | None = None) -> dict[str, Any]:
    edition = wiring.edition()
    known = versions_of(edition.data, code)
    if not known and not shown:
        raise UnknownItemError(code)
    name = known[0]["name"] if known else shown["name"]
    return {"code": code, "name": name, "asked": asked, "errors": errors or {}, "shown": shown, "current": bool(known)}


def _day(request: Request, code: str, day: date) -> dict[str, Any]:
    """What the page shows of the day: the guide of one version, and the day's other versions to choose from."""
    found = item_on_day(code, day, catalogue=wiring.catalogue())
    parts = list(found.parts)
    chosen = request.query.get("part", "")
    place = int(chosen) if chosen.isdecimal() and len(chosen) <= 2 and int(chosen) < len(parts) else len(parts) - 1  # noqa: PLR2004
    part = parts[place] if parts else None
    item = part.item if part else None
    return {
        "day": day.isoformat(),
        "to_come": day > wiring.now().astimezone(SHANGHAI).date(),
        "unrecorded": _unrecorded(found, day),
        "recorded_since": found.recorded_since,
        "parts": [_part(n, one) for n, one in enumerate(parts)] if len(parts) > 1 else [],
        "place": place,
        "name": item["name"] if item else code,
        "guide": _guide(part.edition, item, request.query.get("variant", "")) if part and item else None,
        "status": text(f"status_then.{item['status']}") if item and item["status"] != "published" else "",
    }


def _unrecorded(found: ItemOnDay, day: date) -> str:
    """Whether all of the day, or its first part, lies before the record; empty for neither."""
    if not found.parts:
        return "all"
    return "part" if local_date(found.recorded_since) == day else ""


def _part(number: int, part: Stood) -> dict[str, Any]:
    since, until = local(part.since), local(part.until)
    clock = text("clock", hour=since.hour, minute=since.minute)
    ended = text("clock", hour=until.hour, minute=until.minute) if until.date() == since.date() else text("day_end")
    version = text("version_number", number=part.item["version"]) if part.item else text("status_then.none")
    return {"number": number, "title": text("part_of_day", since=clock, until=ended, version=version)}


def _guide(edition: Edition, item: Any, asked: str) -> Any:
    from chalicelib.pages.guide import guide

    known = [variant["code"] for variant in item["variants"]]
    variant = asked if asked in known else known[0]
    return guide(edition.definition(item["code"], variant), edition, {})
