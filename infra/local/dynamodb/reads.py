"""GetItem, BatchGetItem, Query and Scan."""

from typing import Any, NamedTuple

from . import conditions, documents, key_conditions
from .capacity import consumed, consumed_by_table, read_units
from .conditions import Condition
from .documents import Path
from .errors import choice, invalid
from .grammar import Bindings, projection
from .store import Bound, Page, Store
from .tables import Place, Table
from .values import Item

Body = dict[str, Any]

MAX_PAGE_BYTES = 1024 * 1024
MAX_BATCH = 100
MAX_BATCH_BYTES = 16 * 1024 * 1024


def get_item(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    _, place = table.place_of_key(body["Key"])
    bindings = Bindings(body)
    paths = projection(body, bindings)
    bindings.check_all_used()
    row = store.find(table, place)
    units = read_units(row.size if row else 0, consistent=bool(body.get("ConsistentRead")))
    found = {"Item": _shown(row.item, paths)} if row else {}
    return {**found, **consumed(body, table.name, units)}


def batch_get_item(store: Store, body: Body) -> Body:
    requests = {name: _Batch(store.table(name), request) for name, request in body["RequestItems"].items()}
    total = sum(len(batch.places) for batch in requests.values())
    if total > MAX_BATCH:
        raise invalid("Too many items requested for the BatchGetItem call")
    if not total:
        raise invalid("The list of keys in RequestItems for BatchGetItem is required")
    responses: dict[str, list[Item]] = {name: [] for name in requests}
    unprocessed: dict[str, Body] = {}
    units = dict.fromkeys(requests, 0.0)
    size = 0
    for name, batch in requests.items():
        for key, place in zip(batch.request["Keys"], batch.places, strict=True):
            row = store.find(batch.table, place)
            size += row.size if row else 0
            if size > MAX_BATCH_BYTES:
                unprocessed.setdefault(name, {**batch.request, "Keys": []})["Keys"].append(key)
                continue
            units[name] += read_units(row.size if row else 0, consistent=bool(batch.request.get("ConsistentRead")))
            if row:
                responses[name].append(_shown(row.item, batch.paths))
    return {"Responses": responses, "UnprocessedKeys": unprocessed, **consumed_by_table(body, units)}


def query(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    bindings = Bindings(body)
    partition, bounds = key_conditions.parse(body, table, bindings)
    chosen = conditions.parse_filter(body, bindings, table.key_names)
    paths = projection(body, bindings)
    bindings.check_all_used()
    direction, onward = ("ASC", ">") if body.get("ScanIndexForward", True) else ("DESC", "<")
    start = _start(table, body)
    if start:
        if start.partition != partition:
            raise invalid("The provided starting key is outside query boundaries based on provided conditions")
        bounds.append(Bound(onward, start.sort))
    return _answer(store, body, store.partition(table, partition, bounds, direction), _Shape(table, chosen, paths))


def scan(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    bindings = Bindings(body)
    chosen = conditions.parse(body, "FilterExpression", bindings)
    paths = projection(body, bindings)
    bindings.check_all_used()
    return _answer(store, body, store.every(table, _start(table, body)), _Shape(table, chosen, paths))


class _Shape(NamedTuple):
    """Which items of a page are shown, and what of them."""

    table: Table
    chosen: Condition | None
    paths: list[Path] | None


class _Batch:
    """One table's share of a BatchGetItem."""

    def __init__(self, table: Table, request: Body) -> None:
        self.table, self.request = table, request
        bindings = Bindings(request)
        self.paths = projection(request, bindings)
        bindings.check_all_used()
        self.places = [table.place_of_key(key)[1] for key in request["Keys"]]
        if len(set(self.places)) < len(self.places):
            raise invalid("Provided list of item keys contains duplicates")


def _start(table: Table, body: Body) -> Place | None:
    key = body.get("ExclusiveStartKey")
    return table.place_of_key(key)[1] if key else None


def _answer(store: Store, body: Body, page: Page, shape: _Shape) -> Body:
    limit = body.get("Limit", -1)
    if limit == 0 or limit < -1:
        raise invalid(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        )
    select = choice(body, "Select", "ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT")
    rows, stopped = store.read(page, limit, MAX_PAGE_BYTES)
    shown = [row for row in rows if shape.chosen is None or shape.chosen.holds(row.item)]
    units = read_units(sum(row.size for row in rows), consistent=bool(body.get("ConsistentRead")))
    answer: Body = {"Count": len(shown), "ScannedCount": len(rows)}
    if select != "COUNT":
        answer["Items"] = [_shown(row.item, shape.paths) for row in shown]
    if stopped:
        answer["LastEvaluatedKey"] = shape.table.key_of(rows[-1].item)
    return {**answer, **consumed(body, shape.table.name, units)}


def _shown(item: Item, paths: list[Path] | None) -> Item:
    return item if paths is None else documents.project(item, paths)
