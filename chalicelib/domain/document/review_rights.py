"""Where a decision can be taken for review: data of the unit that decides (Administrative Licensing Law, Art. 38(2))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import BY_LAW, Edition, handling_units

FIELDS: Final = ("review_authority", "review_days", "court", "court_months", "review_basis")


@dataclass(frozen=True)
class ReviewRights:
    """复议 by `authority` within `days`, or a suit at `court` within `months`; `basis` are the articles."""

    authority: str
    days: int
    court: str
    months: int
    basis: str


class RightsMissingError(LookupError):
    """A unit decides by law and its data do not say where its decisions can be taken for review."""

    code = "rights_missing"


def review_rights(unit: Mapping[str, Any], regime: str) -> ReviewRights | None:
    """The rights against a decision of this unit; None where the city only promises a service.

    Raises RightsMissingError.
    """
    if regime not in BY_LAW:
        return None
    if missing := [field for field in FIELDS if not unit.get(field)]:
        raise RightsMissingError(f"{unit['code']}: {', '.join(missing)}")
    return ReviewRights(
        unit["review_authority"], unit["review_days"], unit["court"], unit["court_months"], unit["review_basis"]
    )


def units_without_rights(edition: Edition) -> Iterator[tuple[str, str]]:
    """(item, unit) wherever a unit handles an item by law and its data do not name the review."""
    units = edition.units()
    for item in edition.items():
        by_law = {variant.get("regime", item["regime"]) for variant in item["variants"]}.intersection(BY_LAW)
        lacking = (code for code in handling_units(item) if not all(units[code].get(field) for field in FIELDS))
        yield from ((item["code"], code) for code in sorted(lacking) if by_law)
