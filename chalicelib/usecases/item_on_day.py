"""What was required on a day: the versions of an item that were in force then, by the record of publications."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.times import end_of, instant, stamp, start_of
from chalicelib.ports import Catalogue, Publication


@dataclass(frozen=True)
class Stood:
    """For a part of the day, `since` to `until` (stamps), the catalogue held this version of the item; None: not the item."""

    since: str
    until: str
    edition: Edition
    item: Mapping[str, Any] | None


@dataclass(frozen=True)
class ItemOnDay:
    """`recorded_since` is the stamp of the first publication on record, empty where there is none: what was in force before
    is not known here. `parts` tile what is known of the day."""

    recorded_since: str
    parts: Sequence[Stood]


def item_on_day(code: str, day: date, *, catalogue: Catalogue) -> ItemOnDay:
    """A day to come is told as it has been published so far.

    Raises UnknownItemError for a code that no edition looked at knows, the current one included.
    """
    since, until = stamp(start_of(day)), stamp(end_of(day))
    last = _last_before(until, catalogue)
    held = _of_day(last, since, catalogue)
    ends = [*(one.published_at for one in held), until][1:]
    parts: list[Stood] = []
    for publication, end in zip(held, ends, strict=True):
        edition = catalogue.edition(publication.edition)
        parts += _parts(code, edition, max(publication.published_at, since), end)
    if all(part.item is None for part in parts) and not _is_known(code, catalogue.current()):
        raise UnknownItemError(code)
    first = _numbered(1, catalogue)
    return ItemOnDay(first.published_at if first else "", _joined(parts))


def _parts(code: str, edition: Edition, since: str, until: str) -> Iterator[Stood]:
    """The part of the day for which the edition was the last one published, cut where it turns by itself."""
    begin, end = instant(since), instant(until)
    for first, second in pairwise([begin, *edition.turns(begin, end), end]):
        standing = edition.as_of(first)
        yield Stood(stamp(first), stamp(second), standing, standing.data["items"].get(code))


def _joined(parts: Sequence[Stood]) -> list[Stood]:
    """Parts one after the other that hold the same version are one."""
    joined: list[Stood] = []
    for part in parts:
        if joined and joined[-1].item == part.item:
            joined[-1] = replace(joined[-1], until=part.until)
        elif part.since < part.until:
            joined.append(part)
    return joined


def _of_day(last: int, since: str, catalogue: Catalogue) -> list[Publication]:
    """The publication in force as the day began, then those of the day, in order."""
    found: list[Publication] = []
    while last and not (found and found[0].published_at <= since):
        found.insert(0, _known(last, catalogue))
        last -= 1
    return found


def _last_before(at: str, catalogue: Catalogue) -> int:
    """The number of the last publication before the stamp, 0 for none: looked up by halves, as numbers go by time."""
    newest = catalogue.publications(limit=1)
    low, high = 0, newest[0].number if newest else 0
    while low < high:
        middle = (low + high + 1) // 2
        if _known(middle, catalogue).published_at < at:
            low = middle
        else:
            high = middle - 1
    return low


def _numbered(number: int, catalogue: Catalogue) -> Publication | None:
    return next(iter(catalogue.publications(beyond=number + 1, limit=1)), None)


def _known(number: int, catalogue: Catalogue) -> Publication:
    found = _numbered(number, catalogue)
    if found is None:
        raise LookupError(f"publication {number} is missing from the record")
    return found


def _is_known(code: str, edition: Edition) -> bool:
    return code in edition.data["items"] or bool(edition.coming(code))
