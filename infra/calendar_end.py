"""`make calendar`: how long the calendar and the service hours of CITY_DIR still last, and how to renew them.

A due date past their end is marked provisional, so they must be renewed in time. Where the next year's notice cannot be
had yet, `calendar/awaited.json` says when it was looked for; that counts for a month at most. Exit 1: renew now.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from chalicelib.adapters.city_files import read_city
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.times import SHANGHAI
from infra.city_folder import city_folder

RENEW_BEFORE = timedelta(days=60)
LOOK_AGAIN_WITHIN = timedelta(days=30)

_YEAR = """\
  1. Take the State Council's notice on the holidays of {year} (www.gov.cn, late October to mid-December).
  2. Add calendar/{year}.json in the form of the years before; remove calendar/awaited.json.
  3. In infra/requirements-dev.txt raise chinesecalendar to a release that knows {year}.
  4. Check: python -m pytest tests/domain/test_published_years.py tests/infra/test_calendar_end.py
  5. See which due dates move: make calendar-change FILE=.../calendar/{year}.json
  If the notice is not out yet, say so in calendar/awaited.json: year, looked_for_on, look_again_by, why."""
_HOURS = """\
  1. Add the next version to service_hours.json, with its notice and valid_from.
  2. Check: python -m pytest tests/domain/test_city_data.py tests/infra/test_calendar_end.py"""


class Standing(StrEnum):
    LASTS = "lasts"
    AWAITED = "awaited"
    RUNS_OUT = "runs out"


@dataclass(frozen=True)
class Awaited:
    """Somebody looked for the notice of `year` and could not have it; both days are local."""

    year: int
    looked_for_on: date
    look_again_by: date
    why: str


@dataclass(frozen=True)
class Finding:
    """How one kind of data stands; `text` is for the person who keeps them."""

    standing: Standing
    text: str


def standing(ends_on: date, today: date, awaited: Awaited | None) -> Standing:
    """How data stand whose last day is `ends_on`: 60 days before it they run out, unless the next year is awaited.

    Waiting counts from the day of looking through `look_again_by`, for 30 days at most and never beyond the end.
    """
    if today < ends_on - RENEW_BEFORE:
        return Standing.LASTS
    if awaited is None or awaited.year != ends_on.year + 1:
        return Standing.RUNS_OUT
    latest = min(awaited.look_again_by, awaited.looked_for_on + LOOK_AGAIN_WITHIN, ends_on)
    return Standing.AWAITED if awaited.looked_for_on <= today <= latest else Standing.RUNS_OUT


def last_published_day(calendar: Calendar, today: date) -> date:
    """The last day of the published years without a gap from this one; of the last year where this one is missing."""
    year = today.year
    while year in calendar.years:
        year += 1
    return date(year - 1, 12, 31)


def findings(calendar: Calendar, awaited: Awaited | None, today: date) -> list[Finding]:
    """The holidays' standing and, where the last version of the service hours has an end, theirs."""
    ends_on = last_published_day(calendar, today)
    found = [_finding("The holidays", ends_on, today, awaited, _YEAR.format(year=ends_on.year + 1))]
    if hours_end_on := calendar.hours[-1].valid_until:
        found.append(_finding("The service hours", hours_end_on, today, None, _HOURS))
    return found


def read_awaited(folder: Path) -> Awaited | None:
    """What the city's folder says of a notice that is not to be had yet."""
    path = folder / "calendar" / "awaited.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    looked, again = date.fromisoformat(data["looked_for_on"]), date.fromisoformat(data["look_again_by"])
    return Awaited(data["year"], looked, again, data["why"])


def _finding(what: str, ends_on: date, today: date, awaited: Awaited | None, renewal: str) -> Finding:
    stands = standing(ends_on, today, awaited)
    text = f"{what} are known to {ends_on}, {(ends_on - today).days} days from {today}."
    if stands is Standing.LASTS:
        return Finding(stands, text)
    if stands is Standing.AWAITED and awaited:
        text += f" {awaited.year} is awaited since {awaited.looked_for_on}; look again by {awaited.look_again_by}."
        text += f"\n  {awaited.why}"
    return Finding(stands, f"{text}\nTo renew them:\n{renewal}")


def main() -> int:
    folder, today = city_folder(), datetime.now(SHANGHAI).date()
    city = read_city(folder)
    found = findings(Calendar.from_data(city["calendar"], city["service_hours"]), read_awaited(folder), today)
    for finding in found:
        print(f"{finding.standing.upper()}: {finding.text}")
    return 1 if any(finding.standing is Standing.RUNS_OUT for finding in found) else 0


if __name__ == "__main__":
    sys.exit(main())
