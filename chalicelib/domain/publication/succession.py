"""Units that were merged into another or split among several: who works for whom from then on.

A closed unit stays in the catalogue with `successors`, so that whatever names it keeps its name; it has no items. Its
running cases stay with it, with their windows, steps, lead and branches, and the people of the units that take over hold
its posts beside their own until the last of them is through.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.catalogue import Edition

Unit = Mapping[str, Any]

OFFICER: Final = "officer"


def is_closed(unit: Unit) -> bool:
    return bool(unit.get("successors"))


def taken_over(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Each closed unit with the open ones that take over from it, through whatever units were closed since."""
    units = edition.units()
    return {code: tuple(_open(code, units)) for code, unit in units.items() if is_closed(unit)}


def handed_on(edition: Edition) -> frozenset[str]:
    """The codes of the posts that are handed on: those in which a case is worked on."""
    return frozenset({OFFICER, *edition.deciding_posts()})


def posts_besides(held: Collection[str], edition: Edition) -> frozenset[str]:
    """The posts `UNIT:post` that come to who holds these: a closed unit's people get theirs in the units that take over, and
    the people of those get the closed unit's.

    Of a split unit only who holds nothing in any of its successors yet goes to all of them: an admin may have said to which.
    """
    codes, taken = handed_on(edition), taken_over(edition)
    worked_in = [(unit, code) for unit, _, code in (post.partition(":") for post in held) if code in codes]
    units = {unit for unit, _ in worked_in}
    homes = {(home, code) for unit, code in worked_in for home in _homes(unit, units, taken)}
    left = {(unit, code) for unit, heirs in taken.items() for home, code in homes if home in heirs}
    return frozenset(f"{unit}:{code}" for unit, code in homes | left) - frozenset(held)


def _homes(unit: str, units: Collection[str], taken: Mapping[str, tuple[str, ...]]) -> Collection[str]:
    """The open units in which who works in the unit works now."""
    heirs = taken.get(unit, (unit,))
    return () if len(heirs) > 1 and not set(heirs).isdisjoint(units) else heirs


def _open(code: str, units: Mapping[str, Unit], passed: frozenset[str] = frozenset()) -> Iterator[str]:
    """Where the unit's work went in the end; a circle leads nowhere."""
    found: dict[str, None] = {}
    for heir in units[code]["successors"]:
        if heir not in units or heir in passed:
            continue
        heirs = _open(heir, units, passed | {code}) if is_closed(units[heir]) else (heir,)
        found |= dict.fromkeys(heirs)
    yield from found
