from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.row import Row, RowKey
from chalicelib.ports import StaleError


class FakeViews:
    def __init__(self) -> None:
        self.rows: dict[RowKey, Row] = {}

    def get(self, key: RowKey) -> Row | None:
        return self.rows.get(key)

    def glance(self, key: RowKey) -> Row | None:
        return self.get(key)

    def get_many(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Row]:
        return {key: row for key in keys if (row := self.glance(key)) is not None}

    def put(self, key: RowKey, row: Row) -> None:
        self.rows[key] = dict(row)

    def delete(self, key: RowKey) -> None:
        self.rows.pop(key, None)

    def put_summary(self, key: RowKey, row: Row, *, seen: Row | None) -> None:
        standing = self.rows.get(key)
        mark = (standing["seq"], standing["due_row"]) if standing else None
        if mark != ((seen["seq"], seen["due_row"]) if seen else None):
            raise StaleError(key.sort)
        self.put(key, row)

    def query(
        self, queue: str, *, after: str = "", up_to: str = "", limit: int = 50, newest_first: bool = False
    ) -> Sequence[tuple[RowKey, Row]]:
        found = sorted((item for item in self.rows.items() if item[0].queue == queue), reverse=newest_first)
        if newest_first:
            page = [item for item in found if not after or item[0].sort < after]
        else:
            page = [item for item in found if item[0].sort > after and (not up_to or item[0].sort <= up_to)]
        return page[:limit]

    def glance_queue(self, queue: str, *, after: str = "", limit: int = 50) -> Sequence[tuple[RowKey, Row]]:
        return self.query(queue, after=after, limit=limit)
