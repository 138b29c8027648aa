"""Uploads in DynamoDB: one item each, purged with the draft; the verdict is one conditional update."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.adapters.tables import UploadItem, bound, can_be_key, condition_failed
from chalicelib.ports import ExistsError, StaleError, Upload

WAITING = "waiting"


class DynamoUploads:
    """`now` is the clock by which uploads expire: DynamoDB itself may take days to remove them."""

    def __init__(self, table: str, dynamodb: Any, now: Callable[[], datetime]) -> None:
        self._model = bound(UploadItem, table, dynamodb)
        self._now = now

    def add(self, upload: Upload) -> None:
        try:
            self._item(upload).save(condition=self._model.id.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                raise ExistsError(upload.id) from error
            raise

    def get(self, upload_id: str) -> Upload | None:
        if not can_be_key(upload_id):
            return None
        try:
            item = self._model.get(upload_id, consistent_read=True)
        except self._model.DoesNotExist:
            return None
        return _upload(item) if self._live(item) else None

    def get_many(self, ids: Iterable[str]) -> Mapping[str, Upload]:
        """A verdict is given once, so of what a replica has as judged nothing else stands."""
        wanted = set(ids)
        judged = {one.id: one for one in self._many(wanted, strongly=False) if one.state != WAITING}
        return judged | {one.id: one for one in self._many(wanted - judged.keys(), strongly=True)}

    def _many(self, ids: Iterable[str], *, strongly: bool) -> Iterator[Upload]:
        wanted = sorted(ids)
        found = self._model.batch_get(wanted, consistent_read=strongly) if wanted else ()
        return (_upload(item) for item in found if self._live(item))

    def judge(self, judged: Upload) -> None:
        model = self._model
        verdict: list[Action] = [
            model.state.set(judged.state),
            model.code.set(judged.code),
            model.sha256.set(judged.sha256),
            model.version.set(judged.version),
            model.content_type.set(judged.content_type),
            model.size.set(judged.size),
            model.expires_at.set(judged.expires_at),
        ]
        try:
            model(judged.id).update(verdict, condition=model.state == WAITING)
        except UpdateError as error:
            if condition_failed(error):
                raise StaleError(judged.id) from error
            raise

    def _live(self, item: UploadItem) -> bool:
        return bool(item.expires_at > self._now().timestamp())

    def _item(self, upload: Upload) -> UploadItem:
        return self._model(
            upload.id,
            owner=upload.owner,
            draft=upload.draft,
            material=upload.material,
            state=upload.state,
            code=upload.code,
            sha256=upload.sha256,
            version=upload.version,
            content_type=upload.content_type,
            size=upload.size,
            created_at=upload.created_at,
            expires_at=upload.expires_at,
        )


def _upload(item: UploadItem) -> Upload:
    return Upload(
        id=item.id,
        owner=item.owner,
        draft=item.draft,
        material=item.material,
        state=item.state,
        code=item.code,
        sha256=item.sha256,
        version=item.version,
        content_type=item.content_type,
        size=int(item.size),
        created_at=item.created_at,
        expires_at=int(item.expires_at),
    )
