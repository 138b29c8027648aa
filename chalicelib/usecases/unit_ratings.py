"""What a unit may know of its ratings: how many of each level by month, and the words apart from whose they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.inquiry_queues import ratings_queue
from chalicelib.ports import Dossiers, Views

READ: Final = 500


@dataclass(frozen=True)
class Month:
    """`levels` are numbers of ratings by level."""

    month: str
    levels: Mapping[int, int]


@dataclass(frozen=True)
class UnitRatings:
    """Months with the newest first. `words` are (month, level, text), in no order of time; empty while the unit has fewer
    ratings than the city's least, for of few one would guess whose they are."""

    months: Sequence[Month]
    words: Sequence[tuple[str, int, str]]
    least: int


def unit_ratings(unit: str, edition: Edition, *, views: Views, dossiers: Dossiers) -> UnitRatings:
    """Of the newest READ ratings, in two reads."""
    least: int = inquiry_rules(edition)["ratings_shown_from"]
    rows = [row for _, row in views.query(ratings_queue(unit), limit=READ, newest_first=True)]
    counted = Counter((str(row["month"]), int(row["level"])) for row in rows)
    months = [
        Month(month, {level: counted[month, level] for level in (5, 4, 3, 2, 1)})
        for month in sorted({month for month, _ in counted}, reverse=True)
    ]
    if len(rows) < least:
        return UnitRatings(months, (), least)
    parts = dossiers.get_many((str(row["matter"]), str(row["words"])) for row in rows if row["words"])
    said = ((row, parts.get((str(row["matter"]), str(row["words"])))) for row in rows)
    words = [(str(row["month"]), int(row["level"]), str(part.content["text"])) for row, part in said if part]
    return UnitRatings(months, words, least)
