"""Months and days as people and programs write them: `2026-03`, `2026-03-01`."""

import re
from datetime import date, timedelta
from typing import Final

_MONTH: Final = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
FIRST_YEAR, LAST_YEAR = 1900, 9000


class UnknownMonthError(ValueError):
    """Not written as a month."""

    code = "month_unknown"


class UnknownDayError(ValueError):
    """Not written as a day."""

    code = "day_unknown"


def month_from(text: str) -> str:
    """Raises UnknownMonthError."""
    if not _MONTH.fullmatch(text) or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise UnknownMonthError(text)
    return text


def day_from(text: str) -> date:
    """Raises UnknownDayError."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise UnknownDayError(text) from None
    if text != found.isoformat() or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnknownDayError(text)
    return found


def month_of(day: date) -> str:
    return day.isoformat()[:7]


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def month_after(month: str) -> str:
    return month_of(first_day(month) + timedelta(days=31))


def month_before(month: str) -> str:
    return month_of(first_day(month) - timedelta(days=1))


def days_of(month: str) -> tuple[date, ...]:
    first = first_day(month)
    return tuple(first + timedelta(days=number) for number in range((first_day(month_after(month)) - first).days))


def months_until(month: str, number: int) -> tuple[str, ...]:
    """So many months that end with this one, the oldest first."""
    found = [month]
    while len(found) < number:
        found.append(month_before(found[-1]))
    return tuple(reversed(found))
