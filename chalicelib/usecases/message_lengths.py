"""How long the parameters of an SMS can get in a city: computed from its data and from the formats in which they are said.

With these and the rooms that were chosen for names, each template has a longest text, and that must fit its parts.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.domain.certificate_ends import RULES
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.interruption import HEARING, PROCEDURES
from chalicelib.domain.law import LONGEST_EXTENSION
from chalicelib.domain.links import LONGEST_ORIGIN, LinkKeys, TodoLink, sign
from chalicelib.domain.parcel import LONGEST_WAYBILL
from chalicelib.domain.pickup import LENGTH as PICKUP_LENGTH
from chalicelib.domain.reference import from_number, shown
from chalicelib.domain.sms import worst_case
from chalicelib.domain.time_rules import MANUAL
from chalicelib.texts import money, text
from chalicelib.texts.messages import Template
from chalicelib.usecases.request_code import CODE_DIGITS
from chalicelib.usecases.watch import COUNTED

Json = Mapping[str, Any]

LONGEST_STAFF_ID: Final = 16
"""Longer ones would make a leader's link longer than its SMS has room for."""

_LINK: Final = TodoLink("z" * LONGEST_STAFF_ID, datetime(2063, 12, 31, tzinfo=UTC))
_KEYS: Final = LinkKeys("a", {"a": bytes(16)})


def longest_fields(data: Json) -> Mapping[str, int]:
    """UCS-2 units by parameter, of an edition's data without unreadable parts; of those for which a template has a room
    of its own that room counts instead."""
    parts = [part for item in data["items"].values() for part in (item, *item["variants"])]
    rules, day = data["rules"], text("date", month=12, day=31)
    cards = (*rules["cards"], *rules["inquiries"]["cards"], MANUAL)
    return {
        **dict.fromkeys(("date", "by"), _units(day)),
        "reference": _units(shown(from_number(0))),
        "count": _digits([*map(_most_asked, parts), *_most_rows(parts)]),
        "granted": _digits(_most_rows(parts)),
        "days": _digits(rules["reminders_before"]),
        "procedure": _longest(text(f"interruption.{kind}") for kind in (*PROCEDURES, HEARING)),
        "amount": _longest(money(fee["amount_fen"]) for part in parts for fee in part.get("fees", ())),
        "limit": _longest(_extensions(parts)),
        "code": max(CODE_DIGITS, PICKUP_LENGTH),
        "waybill": LONGEST_WAYBILL,
        "why": _longest(text(f"oversight.why.{code}") for code in cards),
        "kind": _longest(text(f"inquiry.kind.{kind}") for kind in KINDS),
        "end": _longest(text(f"certificate.end.{end}") for end, rule in RULES.items() if rule.two),
        **dict.fromkeys(("red", "soon", "unanswered"), _digits([COUNTED])),
        "link": LONGEST_ORIGIN + len("/t/") + len(sign(_LINK, keys=_KEYS)),
    }


def most_parts(words: str, template: Template, longest: Mapping[str, int]) -> int:
    """The parts that a text of this template takes with every parameter at its longest. Raises KeyError for a parameter
    that the template does not have."""
    return worst_case(words, {**longest, **template.rooms})


def _most_asked(part: Json) -> int:
    """How many rows a correction notice can have: each ready sentence of a material, the note on it, and the form."""
    return 1 + sum(1 + len(one.get("corrections", ())) for one in part.get("materials", ()))


def _most_rows(parts: Iterable[Json]) -> list[int]:
    return [int(batch["most_rows"]) for part in parts if (batch := part.get("batch"))] or [0]


def _extensions(parts: Iterable[Json]) -> Iterator[str]:
    """In whichever unit the item's limit is."""
    amounts = {LONGEST_EXTENSION, *(int(part["extension"]) for part in parts if part.get("extension"))}
    yield from (text(f"limit.{unit}", amount=amount) for unit in _UNITS for amount in amounts)


def _digits(numbers: Iterable[int]) -> int:
    return len(str(max(numbers)))


def _longest(words: Iterable[str]) -> int:
    return max(map(_units, words), default=0)


def _units(words: str) -> int:
    return len(words.encode("utf-16-be")) // 2


_UNITS: Final = ("working_days", "calendar_days", "months")
