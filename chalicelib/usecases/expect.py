"""What stands where the readers of the log's stream have missed nothing, found without a look at it: so that what is expected
of many commits is looked for at once.

It is the readers themselves that say so, of a store that believes whatever they are about to do to be done.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.ports import Notices, Views
from chalicelib.usecases.rehearse import ReadOnlyViews

NoticeKey = tuple[str, str]


@dataclass
class Expected:
    """Of one commit: `rows` as they must stand, None for one that must not; `summaries` are rows that must have been written
    by the commit of this seq or a later one; `notices` are the keys that must be taken."""

    rows: dict[RowKey, Row | None] = field(default_factory=dict)
    summaries: dict[RowKey, int] = field(default_factory=dict)
    notices: Sequence[NoticeKey] = ()

    def is_met(self, rows: Rows, notices: Collection[NoticeKey]) -> bool:
        """By these, among which is all of it that stands."""
        return (
            all(rows.get(key) == row for key, row in self.rows.items())
            and all(key in rows and int(rows[key]["seq"]) >= seq for key, seq in self.summaries.items())
            and all(key in notices for key in self.notices)
        )


class ExpectedViews(ReadOnlyViews):
    """The views of a matter as whoever projects its commit `head`, the last, would leave them."""

    def __init__(self, views: Views, head: int, expected: Expected) -> None:
        super().__init__(views)
        self._head = head
        self._expected = expected

    def get(self, key: RowKey) -> Row | None:
        return self.glance(key)

    def glance(self, key: RowKey) -> Row | None:
        """A projection looks at its summary alone, and has nothing to put there where it stands at the head."""
        self._expected.summaries[key] = self._head
        return {"seq": self._head, "due_row": ""}

    def put(self, key: RowKey, row: Row) -> None:
        self._expected.rows[key] = row

    def delete(self, key: RowKey) -> None:
        self._expected.rows[key] = None


def unmet(expected: Sequence[Expected | None], *, views: Views, notices: Notices) -> Iterable[int]:
    """The positions of those of which anything is lacking; None, of which nobody can say what to expect, is one of them."""
    known = [one for one in expected if one]
    rows = views.get_many({key for one in known for key in (*one.rows, *one.summaries)})
    standing = notices.standing({key for one in known for key in one.notices})
    return [number for number, one in enumerate(expected) if one is None or not one.is_met(rows, standing)]
