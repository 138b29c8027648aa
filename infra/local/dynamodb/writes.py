"""PutItem, UpdateItem, DeleteItem, BatchWriteItem, and the expiry of items."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import conditions, documents, updates
from .capacity import consumed, consumed_by_table, write_units
from .conditions import Condition
from .errors import DynamoDBError, choice, invalid
from .grammar import Bindings
from .store import Row, Store
from .stream_records import EXPIRY_IDENTITY, record
from .tables import Place, Table
from .values import Item, item_size, normal_item

Body = dict[str, Any]

MAX_ITEM_BYTES = 400 * 1024
MAX_BATCH = 25
# Items that expired earlier than this are kept: the service takes so old a time for a mistake.
OLDEST_EXPIRY = timedelta(days=5 * 365)
EXPIRED_PER_TRANSACTION = 200

_TOO_LARGE = "Item size has exceeded the maximum allowed size"
_TOO_LARGE_TO_UPDATE = "Item size to update has exceeded the maximum allowed size"


@dataclass(frozen=True)
class Write:
    """One change of one item: `becomes` gets the item that stands there and gives the next one, None to delete."""

    table: Table
    place: Place
    becomes: Callable[[Item | None], Item | None]
    condition: Condition | None = None
    on_failure: str = "NONE"
    too_large: str = _TOO_LARGE


@dataclass(frozen=True)
class Outcome:
    old: Row | None
    new: Row | None

    @property
    def units(self) -> float:
        return write_units(*(row.size for row in (self.old, self.new) if row), 0)


def put_item(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    item = normal_item(body["Item"])
    returned = choice(body, "ReturnValues", "NONE", "ALL_OLD")
    place = table.place(item)
    outcome = _commit(store, Write(table, place, lambda _: item, *_condition(body)))
    return _answer(body, outcome, outcome.old.item if outcome.old and returned == "ALL_OLD" else {})


def delete_item(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    returned = choice(body, "ReturnValues", "NONE", "ALL_OLD")
    _, place = table.place_of_key(body["Key"])
    outcome = _commit(store, Write(table, place, lambda _: None, *_condition(body)))
    return _answer(body, outcome, outcome.old.item if outcome.old and returned == "ALL_OLD" else {})


def update_item(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    returned = choice(body, "ReturnValues", "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
    key, place = table.place_of_key(body["Key"])
    bindings = Bindings(body)
    update = updates.parse(body, bindings)
    _refuse_key_change(table, update)
    condition = conditions.parse(body, "ConditionExpression", bindings)
    bindings.check_all_used()

    def becomes(standing: Item | None) -> Item | None:
        changed = update.apply(standing or key)
        return None if standing is None and update.only_removes() else changed

    write = Write(table, place, becomes, condition, _on_failure(body), _TOO_LARGE_TO_UPDATE)
    outcome = _commit(store, write)
    row = outcome.old if returned.endswith("_OLD") else outcome.new
    if row is None or returned == "NONE":
        return _answer(body, outcome, {})
    return _answer(
        body, outcome, row.item if returned.startswith("ALL") else documents.project(row.item, update.paths())
    )


def batch_write_item(store: Store, body: Body) -> Body:
    requests = [(name, request) for name, listed in body["RequestItems"].items() for request in listed]
    if not requests:
        raise invalid("The batch write request list for a table cannot be null or empty")
    if len(requests) > MAX_BATCH:
        raise invalid("Too many items requested for the BatchWriteItem call")
    writes = [_batched(store.table(name), request) for name, request in requests]
    if len({(write.table.name, write.place) for write in writes}) < len(writes):
        raise invalid("Provided list of item keys contains duplicates")
    units: dict[str, float] = {}
    with store.writing():
        for write in writes:
            units[write.table.name] = units.get(write.table.name, 0) + _apply(store, write).units
    return {"UnprocessedItems": {}, **consumed_by_table(body, units)}


def expire(store: Store, now: datetime) -> int:
    """Delete what expired before `now`, as the service's own background process does; how many items went."""
    total = 0
    oldest = int((now - OLDEST_EXPIRY).timestamp())
    for table in [table for table in store.tables() if table.expiry_attribute]:
        while True:
            with store.writing():
                rows = store.expired(table, int(now.timestamp()), oldest, EXPIRED_PER_TRANSACTION)
                for row in rows:
                    _replace(store, table, table.place(row.item), Outcome(row, None), EXPIRY_IDENTITY)
            total += len(rows)
            if len(rows) < EXPIRED_PER_TRANSACTION:
                break
    return total


def _commit(store: Store, write: Write) -> Outcome:
    with store.writing():
        return _apply(store, write)


def _apply(store: Store, write: Write) -> Outcome:
    old = store.find(write.table, write.place)
    if write.condition and not write.condition.holds(old.item if old else {}):
        item = old.item if old and write.on_failure == "ALL_OLD" else None
        raise DynamoDBError("ConditionalCheckFailedException", "The conditional request failed", item=item)
    item = write.becomes(old.item if old else None)
    new = None if item is None else Row(item, item_size(item))
    if new and new.size > MAX_ITEM_BYTES:
        raise invalid(write.too_large)
    # A write that changes nothing leaves no trace in the stream.
    outcome = Outcome(old, new)
    if new != old:
        _replace(store, write.table, write.place, outcome)
    return outcome


def _replace(store: Store, table: Table, place: Place, outcome: Outcome, identity: Body | None = None) -> None:
    store.replace(table, place, outcome.new)
    if table.stream_view:
        created_at = int(store.clock().timestamp())
        store.append(table, created_at, record(table, created_at, outcome.old, outcome.new, identity))


def _batched(table: Table, request: Body) -> Write:
    if request.keys() == {"PutRequest"}:
        item = normal_item(request["PutRequest"]["Item"])
        return Write(table, table.place(item), lambda _: item)
    if request.keys() == {"DeleteRequest"}:
        return Write(table, table.place_of_key(request["DeleteRequest"]["Key"])[1], lambda _: None)
    raise invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one of Put or Delete")


def _condition(body: Body) -> tuple[Condition | None, str]:
    bindings = Bindings(body)
    condition = conditions.parse(body, "ConditionExpression", bindings)
    bindings.check_all_used()
    return condition, _on_failure(body)


def _on_failure(body: Body) -> str:
    return choice(body, "ReturnValuesOnConditionCheckFailure", "NONE", "ALL_OLD")


def _refuse_key_change(table: Table, update: updates.Update) -> None:
    for path in update.paths():
        if path[0] in table.key_names:
            raise invalid(
                "One or more parameter values were invalid: "
                f"Cannot update attribute {path[0]}. This attribute is part of the key"
            )


def _answer(body: Body, outcome: Outcome, attributes: Item) -> Body:
    returned = {"Attributes": attributes} if attributes else {}
    return {**returned, **consumed(body, body["TableName"], outcome.units)}
