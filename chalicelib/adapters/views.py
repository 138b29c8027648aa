"""View rows in DynamoDB. Derived data: any row can be rebuilt from the log."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.adapters.tables import ViewItem, bound, condition_failed
from chalicelib.domain.row import Row, RowKey
from chalicelib.ports import StaleError

LONGEST_SORT = 1024
"""Bytes of a sort key: a limit of DynamoDB's."""

FIRST, LAST = " ", "\U0010ffff"


class DynamoViews:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(ViewItem, table, dynamodb)

    def get(self, key: RowKey) -> Row | None:
        return self._read(key, strongly=True)

    def glance(self, key: RowKey) -> Row | None:
        return self._read(key, strongly=False)

    def _read(self, key: RowKey, *, strongly: bool) -> Row | None:
        try:
            return _row(self._model.get(key.queue, key.sort, consistent_read=strongly))
        except self._model.DoesNotExist:
            return None

    def get_many(self, keys: Iterable[RowKey]) -> Mapping[RowKey, Row]:
        wanted = sorted({(key.queue, key.sort) for key in keys})
        found = self._model.batch_get(wanted) if wanted else ()
        return {RowKey(item.queue, item.sort): _row(item) for item in found}

    def put(self, key: RowKey, row: Row) -> None:
        self._model(key.queue, key.sort, row=_text(row)).save()

    def delete(self, key: RowKey) -> None:
        self._model(key.queue, key.sort).delete()

    def put_summary(self, key: RowKey, row: Row, *, seen: Row | None) -> None:
        item = self._model(key.queue, key.sort, row=_text(row), seq=int(row["seq"]), due_row=str(row["due_row"]))
        if seen is None:
            as_seen = self._model.queue.does_not_exist()
        else:
            as_seen = (self._model.seq == int(seen["seq"])) & (self._model.due_row == str(seen["due_row"]))
        try:
            item.save(condition=as_seen)
        except PutError as error:
            if condition_failed(error):
                raise StaleError(key.sort) from error
            raise

    def query(
        self, queue: str, *, after: str = "", up_to: str = "", limit: int = 50, newest_first: bool = False
    ) -> Sequence[tuple[RowKey, Row]]:
        if len(after.encode()) >= LONGEST_SORT:
            return []  # no row's place: an address that nobody was given
        if not newest_first and after.encode() >= (up_to or LAST).encode():
            return []  # DynamoDB refuses a span that ends before it begins
        span = self._span(after, up_to, newest_first=newest_first)
        return self._page(queue, span, limit, newest_first=newest_first, strongly=True)

    def glance_queue(self, queue: str, *, after: str = "", limit: int = 50) -> Sequence[tuple[RowKey, Row]]:
        if len(after.encode()) >= LONGEST_SORT:
            return []
        return self._page(queue, self._span(after, "", newest_first=False), limit, newest_first=False, strongly=False)

    def _page(
        self, queue: str, span: Condition | None, limit: int, *, newest_first: bool, strongly: bool
    ) -> Sequence[tuple[RowKey, Row]]:
        found = self._model.query(
            queue,
            span,
            limit=limit,
            page_size=limit,
            consistent_read=strongly,
            scan_index_forward=not newest_first,
        )
        return [(RowKey(item.queue, item.sort), _row(item)) for item in found]

    def _span(self, after: str, up_to: str, *, newest_first: bool) -> Condition | None:
        if newest_first:
            return self._model.sort < after if after else None
        if not (after or up_to):
            return None
        return self._model.sort.between(after + "\x00" if after else FIRST, up_to or LAST)


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"))


def _row(item: ViewItem) -> Row:
    row: Row = json.loads(item.row)
    return row
