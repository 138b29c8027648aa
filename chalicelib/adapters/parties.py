"""People, companies, staff and posts in DynamoDB, as JSON values by (party, kind)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.adapters.tables import PartyItem, bound, can_be_key, condition_failed
from chalicelib.ports import ExistsError


class DynamoParties:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(PartyItem, table, dynamodb)

    def get(self, party: str, kind: str) -> Mapping[str, Any] | None:
        if not can_be_key(party):
            return None
        try:
            return _value(self._model.get(party, kind, consistent_read=True))
        except self._model.DoesNotExist:
            return None

    def query(self, party: str, kind_prefix: str = "") -> Sequence[tuple[str, Mapping[str, Any]]]:
        span = self._model.kind.startswith(kind_prefix) if kind_prefix else None
        return [(item.kind, _value(item)) for item in self._model.query(party, span, consistent_read=True)]

    def glance(self, party: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        return [(item.kind, _value(item)) for item in self._model.query(party)]

    def add(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        try:
            self._item(party, kind, value).save(condition=self._model.party.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                raise ExistsError(f"{party} {kind}") from error
            raise

    def put(self, party: str, kind: str, value: Mapping[str, Any]) -> None:
        self._item(party, kind, value).save()

    def remove(self, party: str, kind: str) -> None:
        self._model(party, kind).delete()

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        wanted = sorted({(party, kind) for party, kind in keys if can_be_key(party)})
        found = self._model.batch_get(wanted, consistent_read=True) if wanted else ()
        return {(item.party, item.kind): _value(item) for item in found}

    def put_many(self, items: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        with self._model.batch_write() as batch:
            for party, kind, value in items:
                batch.save(self._item(party, kind, value))

    def _item(self, party: str, kind: str, value: Mapping[str, Any]) -> PartyItem:
        return self._model(party, kind, value=json.dumps(value, ensure_ascii=False))


def _value(item: PartyItem) -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads(item.value)
    return value
