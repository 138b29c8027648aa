"""Instants as the log writes them (ISO 8601 UTC, microseconds, text order = time order) and local dates."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no daylight saving since 1991; a fixed offset needs no tz database in the function."""


def stamp(instant: datetime) -> str:
    """Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("instant must be aware")
    # Without its offset the text is strftime's, in a tenth of the time.
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """The stamp as an aware instant; `strptime` would take twenty times as long, and clocks read many stamps."""
    return datetime.fromisoformat(text)


def local(text: str) -> datetime:
    """The stamp as wall-clock time in China."""
    return instant(text).astimezone(SHANGHAI)


def local_date(text: str) -> date:
    return local(text).date()


def start_of(day: date) -> datetime:
    """Midnight at the start of the local day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def end_of(day: date) -> datetime:
    """The instant at which the local day is over."""
    return start_of(day + timedelta(days=1))
