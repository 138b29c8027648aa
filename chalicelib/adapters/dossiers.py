"""Dossiers in DynamoDB: parts are written once; erasing a matter's parts erases the person."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError, UpdateError

from chalicelib.adapters.tables import DossierItem, bound, condition_failed
from chalicelib.domain.dossier import Part


class DynamoDossiers:
    def __init__(self, table: str, dynamodb: Any, now: Callable[[], datetime]) -> None:
        self._model = bound(DossierItem, table, dynamodb)
        self._now = now

    def put(self, part: Part) -> Part:
        content = json.dumps(part.content, ensure_ascii=False, sort_keys=True)
        item = self._model(part.matter, part.name, salt=part.salt, content=content)
        try:
            item.save(condition=self._model.matter.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise
            return _part(self._model.get(part.matter, part.name, consistent_read=True))
        return part

    def get(self, matter: str, name: str) -> Part | None:
        """A part is written once, so what a replica has is what stands; only of what it lacks the leader has to be asked."""
        if not name:
            return None
        for strongly in (False, True):
            with suppress(self._model.DoesNotExist):
                item = self._model.get(matter, name, consistent_read=strongly)
                if not self._expired(item):
                    return _part(item)
        return None

    def glance(self, matter: str) -> Mapping[str, Part]:
        return {item.part: _part(item) for item in self._model.query(matter) if not self._expired(item)}

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
        wanted = sorted({(matter, name) for matter, name in keys if name})
        found = self._model.batch_get(wanted) if wanted else ()
        return {(item.matter, item.part): _part(item) for item in found if not self._expired(item)}

    def expire(self, matter: str, name: str, expires_at: int | None) -> None:
        field = self._model.expires_at
        action = field.remove() if expires_at is None else field.set(expires_at)
        try:
            self._model(matter, name).update([action], condition=self._model.matter.exists())
        except UpdateError as error:
            if not condition_failed(error):
                raise

    def _expired(self, item: DossierItem) -> bool:
        """DynamoDB erases up to days later: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html"""
        return item.expires_at is not None and item.expires_at <= self._now().timestamp()


def _part(item: DossierItem) -> Part:
    return Part(item.matter, item.part, item.salt, json.loads(item.content))
