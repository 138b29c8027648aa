"""EventBridge schedule expressions: when does a rule fire next? Times are UTC, as EventBridge's are."""

import re
from datetime import datetime, timedelta

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], start=1
    )
}
_DAYS = {name: number for number, name in enumerate(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], start=1)}
_HORIZON_DAYS = 366 * 2


def next_after(expression: str, after: datetime) -> datetime:
    """The first firing of `rate(...)` or `cron(...)` later than `after` (aware UTC); ValueError if there is none."""
    kind, _, body = expression.rstrip(")").partition("(")
    if kind == "rate":
        value, unit = body.split()
        return after + int(value) * _UNITS[unit.removesuffix("s")]
    if kind == "cron":
        return _next_cron(body.split(), after)
    raise ValueError(f"{expression} is neither rate(...) nor cron(...)")


def _next_cron(fields: list[str], after: datetime) -> datetime:
    minutes, hours = _values(fields[0], 0, 59, {}), _values(fields[1], 0, 23, {})
    days, months = _values(fields[2], 1, 31, {}), _values(fields[3], 1, 12, _MONTHS)
    weekdays, years = _values(fields[4], 1, 7, _DAYS), _values(fields[5], 1970, 2199, {})
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    for offset in range(_HORIZON_DAYS):
        day = midnight + timedelta(days=offset)
        weekday = day.isoweekday() % 7 + 1
        if day.day not in days or day.month not in months or weekday not in weekdays or day.year not in years:
            continue
        firings = (day.replace(hour=hour, minute=minute) for hour in sorted(hours) for minute in sorted(minutes))
        found = next((firing for firing in firings if firing > after), None)
        if found:
            return found
    raise ValueError(f"cron({' '.join(fields)}) does not fire within two years")


def _values(field: str, lowest: int, highest: int, names: dict[str, int]) -> set[int]:
    """Numbers of one cron field: `*`, `?`, lists, ranges, steps and names; `L`, `W` and `#` are refused."""
    if field in {"*", "?"}:
        return set(range(lowest, highest + 1))
    values: set[int] = set()
    for item in field.split(","):
        match = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", item)
        if not match:
            raise ValueError(f"{item} is not part of the local cloud's cron")
        first, last, step = match.groups()
        start = lowest if first == "*" else _number(first, names)
        end = _number(last, names) if last else (highest if step or first == "*" else start)
        values |= set(range(start, end + 1, int(step or 1)))
    return values


def _number(text: str, names: dict[str, int]) -> int:
    return names[text.upper()] if text.upper() in names else int(text)
