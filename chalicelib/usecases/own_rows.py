"""What an account's parties have, by the time of receipt with the newest first, page by page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.reference import reference_of
from chalicelib.domain.row import Row
from chalicelib.ports import Views

LISTED: Final = 50
"""Rows on one page of a person's list."""


@dataclass(frozen=True)
class OwnMatter:
    """A case or batch by its summary row, at its place (a sort) among the others."""

    sort: str
    row: Row

    @property
    def matter(self) -> str:
        return str(self.row["matter"])

    @property
    def reference(self) -> str:
        return reference_of(self.matter)


@dataclass(frozen=True)
class OwnPage:
    """`beyond` is the sort before which the next page begins, empty on the last."""

    matters: Sequence[OwnMatter]
    beyond: str = ""


def newest(queues: Iterable[str], *, views: Views, most: int, before: str = "") -> OwnPage:
    """The newest rows of the queues together, at most so many and all before the sort; one read for each queue."""
    found = {
        key.sort: row
        for queue in queues
        for key, row in views.query(queue, after=before, limit=most + 1, newest_first=True)
    }
    return _page(found, most)


def with_own_change(page: OwnPage, changed: OwnMatter, *, most: int) -> OwnPage:
    """The page with a row as the log has it, unless its place is on a later page."""
    if changed.sort < page.beyond:
        return page
    shown = _page({**{one.sort: one.row for one in page.matters}, changed.sort: changed.row}, most)
    return OwnPage(shown.matters, shown.beyond or page.beyond)


def side_by_side(pages: Iterable[OwnPage], *, most: int) -> OwnPage:
    """Pages that begin at the same place as one: rows past the end of any of them wait for the next."""
    pages = list(pages)
    cut = max(page.beyond for page in pages)
    shown = _page({one.sort: one.row for page in pages for one in page.matters if one.sort >= cut}, most)
    return OwnPage(shown.matters, shown.beyond or cut)


def _page(found: Mapping[str, Row], most: int) -> OwnPage:
    sorts = sorted(found, reverse=True)
    matters = [OwnMatter(sort, found[sort]) for sort in sorts[:most]]
    return OwnPage(matters, matters[-1].sort if len(sorts) > most else "")
