"""Guards in DynamoDB: codes, sessions, counters; removed by TTL, ignored once their time has passed."""

import json
from collections.abc import Mapping
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.adapters.tables import GuardItem, bound, condition_failed
from chalicelib.ports import ExistsError, StaleError


class DynamoGuards:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(GuardItem, table, dynamodb)

    def add(self, key: str, value: Mapping[str, Any], *, expires_at: int, now: int) -> None:
        item = self._model(key, value=json.dumps(value), expires_at=expires_at)
        free = self._model.key.does_not_exist() | (self._model.expires_at <= now)
        try:
            item.save(condition=free)
        except PutError as error:
            if condition_failed(error):
                raise ExistsError(key) from error
            raise

    def put(self, key: str, value: Mapping[str, Any], *, expires_at: int) -> None:
        self._model(key, value=json.dumps(value), expires_at=expires_at).save()

    def exchange(self, key: str, value: Mapping[str, Any], *, seen: Mapping[str, Any], expires_at: int) -> None:
        item = self._model(key, value=json.dumps(value), expires_at=expires_at)
        try:
            item.save(condition=self._model.value == json.dumps(seen))
        except PutError as error:
            if condition_failed(error):
                raise StaleError(key) from error
            raise

    def get(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        return self._read(key, now, strongly=True)

    def glance(self, key: str, *, now: int) -> Mapping[str, Any] | None:
        return self._read(key, now, strongly=False)

    def _read(self, key: str, now: int, *, strongly: bool) -> Mapping[str, Any] | None:
        try:
            item = self._model.get(key, consistent_read=strongly)
        except self._model.DoesNotExist:
            return None
        if item.expires_at <= now or item.value is None:
            return None
        value: Mapping[str, Any] = json.loads(item.value)
        return value

    def remove(self, key: str) -> None:
        self._model(key).delete()

    def count(self, key: str, *, expires_at: int) -> int:
        item = self._model(key)
        item.update(
            actions=[
                self._model.counted.add(1),
                self._model.expires_at.set(self._model.expires_at | expires_at),
            ]
        )
        return int(item.counted or 0)
