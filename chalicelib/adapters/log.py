"""The case log in DynamoDB: conditional puts only; no role may update or delete."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.adapters.tables import CommitItem, bound, condition_failed
from chalicelib.ports import SeqTakenError


class DynamoLog:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(CommitItem, table, dynamodb)

    def append(self, matter: str, seq: int, body: bytes) -> None:
        item = self._model(matter, seq, body=body.decode())
        try:
            item.save(condition=self._model.matter.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                raise SeqTakenError(f"{matter} seq {seq}") from error
            raise

    def get(self, matter: str, seq: int) -> bytes | None:
        """What a replica has is what stands, for no commit changes; only of what it lacks the leader has to be asked."""
        for strongly in (False, True):
            with suppress(self._model.DoesNotExist):
                return self._model.get(matter, seq, consistent_read=strongly).body.encode()
        return None

    def glance(self, matter: str) -> Sequence[bytes]:
        return [item.body.encode() for item in self._model.query(matter)]

    def read(self, matter: str, after: int = 0) -> Sequence[bytes]:
        found = self._model.query(matter, self._model.seq > after, consistent_read=True)
        return [item.body.encode() for item in found]

    def openings(self, matters: Iterable[str]) -> Mapping[str, bytes]:
        """By replicas, as `get`."""
        found = dict[str, bytes]()
        wanted = frozenset(matters)
        for strongly in (False, True):
            if lacking := sorted(wanted - found.keys()):
                items = self._model.batch_get([(matter, 1) for matter in lacking], consistent_read=strongly)
                found |= {item.matter: item.body.encode() for item in items}
        return found

    def matters(self) -> Iterable[str]:
        seen = {item.matter for item in self._model.scan(attributes_to_get=["matter"])}
        return sorted(seen)
