"""What a city chooses in rules.json: whether each figure is there and can be worked with."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from chalicelib.domain.clocks import CLOCKS
from chalicelib.domain.inquiry.clocks import INQUIRY_CLOCKS
from chalicelib.domain.publication.item_check import LIMIT_UNITS
from chalicelib.domain.sending_time import QUIET
from chalicelib.texts import text

Json = Mapping[str, Any]

COLOURS: Final[tuple[Any, ...]] = ("yellow", "red")
_TIME: Final = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _counts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_count, value))


def _limit(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and _count(value.get("amount"))
        and value["amount"] > 0
        and value.get("unit") in LIMIT_UNITS
    )


def _time(value: Any) -> bool:
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


def _quiet(value: Any) -> bool:
    return isinstance(value, list) and len(value) == len(QUIET) and all(map(_time, value)) and value[0] != value[1]


def _date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


FIGURES: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("correction_limit", "service_limit", "unpaid_fee_limit", "pre_review_limit"), _limit),
    **dict.fromkeys(("reminders_before", "follow_up_after", "renewal/remind_days_before"), _counts),
    **dict.fromkeys(("delegation_days", "archived_after_days", "renewal/apply_days_before"), _count),
    **dict.fromkeys(("telephone/after_days", "telephone/unreached_days"), _count),
    **dict.fromkeys(("lights/yellow_at_percent", "lights/last_day_from", "inquiries/ratings_shown_from"), _count),
    **dict.fromkeys(("patterns/quick_decision_minutes", "patterns/evening_many"), _count),
    **dict.fromkeys(("patterns/reapplied_within_days", "patterns/pause_share_percent"), _count),
    **dict.fromkeys(("patterns/evening_from", "patterns/evening_until"), _time),
}
"""Every figure by its place, with what it must be."""

MAY_BE_LEFT_OUT: Final[Mapping[str, Callable[[Any], bool]]] = {
    "pickup": lambda value: isinstance(value, Mapping),
    "pickup/remind_after_days": lambda value: _count(value) and value > 0,
    "address_kept_days": _count,
    "sms": lambda value: isinstance(value, Mapping),
    "sms/quiet": _quiet,
    **dict.fromkeys(("sms/most_a_day", "sms/parts_a_day", "sms/alarm_at_percent"), _count),
    "sms/part_price": lambda value: isinstance(value, Mapping) and {"thousandths_of_yuan", "as_of"} <= value.keys(),
    "sms/part_price/thousandths_of_yuan": _count,
    "sms/part_price/as_of": _date,
}
"""As FIGURES, of what need not be there."""

_OF_INQUIRIES: Final = frozenset(clock.name for clock in INQUIRY_CLOCKS)
BY_CLOCK: Final[Mapping[str, tuple[frozenset[str], Callable[[Any], bool]]]] = {
    "cards": (frozenset(clock.name for clock in CLOCKS), COLOURS.__contains__),
    "inquiries/cards": (_OF_INQUIRIES, COLOURS.__contains__),
    "inquiries/limits": (_OF_INQUIRIES, _limit),
}
"""What is said of clocks: by its place the clocks of which it may be said, and what it must be. A clock left out runs
without it."""


def check_rules(rules: Json) -> Iterator[str]:
    """Sentences, one for each fault."""
    for place, is_right in FIGURES.items():
        if not is_right(_at(rules, place)):
            yield text("city_flaw.missing", file="rules", place=f"/{place}")
    for place, is_right in MAY_BE_LEFT_OUT.items():
        given = _at(rules, place)
        if given is not None and not is_right(given):
            yield text("city_flaw.missing", file="rules", place=f"/{place}")
    for place, (clocks, is_right) in BY_CLOCK.items():
        given = _at(rules, place)
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if name not in clocks:
                yield text("city_flaw.unknown", file="rules", place=f"/{place}", value=name)
            elif not is_right(value):
                yield text("city_flaw.missing", file="rules", place=f"/{place}/{name}")


def _at(rules: Any, place: str) -> Any:
    """None where there is nothing."""
    for key in place.split("/"):
        rules = rules.get(key) if isinstance(rules, Mapping) else None
    return rules
