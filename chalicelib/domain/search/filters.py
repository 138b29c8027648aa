"""What narrows a list of items, alone or beside words: a zone, a unit, a kind, a theme."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import Edition, handling_units

Item = Mapping[str, Any]

KINDS: Final[Mapping[str, Callable[[Item], bool]]] = {
    "person": lambda item: "person" in item["applicants"],
    "company": lambda item: "company" in item["applicants"],
    "instant": lambda item: item["promised_limit"]["unit"] == "session",
    "online": lambda item: bool(item["online"]),
    "courier": lambda item: bool(item["courier"]),
    "free": lambda item: not item["fees"],
}


@dataclass(frozen=True)
class Filters:
    """Codes; empty means any. One that names nothing lets nothing pass."""

    zone: str = ""
    unit: str = ""
    kind: str = ""
    theme: str = ""

    def passes(self, item: Item, themes: Mapping[str, Item]) -> bool:
        return (
            self.zone in ("", item["zone"])
            and (not self.unit or self.unit in handling_units(item))
            and (not self.kind or (self.kind in KINDS and KINDS[self.kind](item)))
            and (not self.theme or (self.theme in themes and _belongs(item, themes[self.theme])))
        )

    def unknown(self, edition: Edition) -> tuple[str, ...]:
        """The filters whose value names nothing in this edition."""
        known = {
            "zone": {zone["code"] for zone in edition.city["zones"]},
            "unit": edition.units(),
            "kind": KINDS,
            "theme": themes_of(edition),
        }
        return tuple(name for name, codes in known.items() if (value := getattr(self, name)) and value not in codes)


def themes_of(edition: Edition) -> Mapping[str, Item]:
    """The city's themes by code in its order; none where it has not named any."""
    return {theme["code"]: theme for theme in edition.data.get("themes", ())}


def _belongs(item: Item, theme: Item) -> bool:
    """An item belongs to a theme by its unit, or by a word in its name."""
    return item["unit"] in theme["units"] or any(word in item["name"] for word in theme["words"])


EVERYTHING: Final = Filters()
