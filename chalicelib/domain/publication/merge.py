"""Bringing a draft up to date: what it changes in an edition, laid over the edition that came after, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Item = Mapping[str, Any]
Side = Literal["mine", "theirs"]

GIVEN: Final = "version"
"""The part that publication itself gives."""

OWN: Final = "effective_from"
"""The part that each version has of its own: where the draft names a day, it is the draft's."""


@dataclass(frozen=True)
class Conflict:
    """A part of an item that the draft and the later edition both changed, each in its own way. `part` is empty where one
    of them has the whole item new and the other too; `mine` and `theirs` are None where it is absent."""

    item: str
    part: str
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        return f"{self.item}/{self.part}"


@dataclass(frozen=True)
class Merged:
    """The items as they are to be now, and what somebody must choose."""

    items: Mapping[str, Item]
    conflicts: tuple[Conflict, ...]


def merged(
    base: Mapping[str, Item], mine: Mapping[str, Item], theirs: Mapping[str, Item], chosen: Mapping[str, Side]
) -> Merged:
    """`mine` are the draft's items made on `base`, `theirs` those of the edition now in force; `chosen` says by a conflict's
    name whose part holds. A part that only one side changed is that side's; an item that is as it is in force is left out."""
    items: dict[str, Item] = {}
    conflicts: list[Conflict] = []
    for code, item in mine.items():
        now = theirs.get(code)
        if now is None:
            items[code] = item
            continue
        laid, open_ones = _item(code, base.get(code, {}), item, now, chosen)
        conflicts += open_ones
        if laid != dict(now):
            items[code] = laid
    return Merged(items, tuple(conflicts))


def _item(
    code: str, base: Item, mine: Item, theirs: Item, chosen: Mapping[str, Side]
) -> tuple[dict[str, Any], list[Conflict]]:
    laid: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for part in dict.fromkeys([*theirs, *mine, *base]):
        was, own, now = base.get(part, _ABSENT), mine.get(part, _ABSENT), theirs.get(part, _ABSENT)
        value = now
        if part != GIVEN and own not in (was, now):
            conflict = Conflict(code, part, _told(own), _told(now))
            side = "mine" if now == was or part == OWN else chosen.get(conflict.name)
            if side is None:
                conflicts.append(conflict)
            value = now if side == "theirs" else own
        if value is not _ABSENT:
            laid[part] = value
    return laid, conflicts


class _Absent:
    """Equal to itself only."""


_ABSENT: Final[Any] = _Absent()


def _told(value: Any) -> Any:
    return None if value is _ABSENT else value
