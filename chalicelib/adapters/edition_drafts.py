"""Drafts of editions: a row for each in the catalogue's table, what they say as compressed S3 objects by digest.

A number points to a draft's id before the draft stands; a number whose draft never came is passed over.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from botocore.exceptions import ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.adapters.catalogue import ABSENT
from chalicelib.adapters.tables import EditionDraftItem, bound, can_be_key, condition_failed
from chalicelib.domain.publication.draft import EditionDraft, draft_from_json, draft_to_json
from chalicelib.ports import StaleError

_LAST: Final = "drafts"


class DynamoEditionDrafts:
    def __init__(self, table: str, dynamodb: Any, bucket: str, s3: Any) -> None:
        self._model = bound(EditionDraftItem, table, dynamodb)
        self._bucket = bucket
        self._s3 = s3

    def add(self, draft: EditionDraft) -> EditionDraft:
        standing = self.get(draft.id)
        if standing is not None:
            return standing
        numbered = replace(draft, number=self._claim(draft.id))
        if self._put(_key(draft.id), numbered.version, _text(numbered)):
            return numbered
        return self.get(draft.id) or numbered

    def get(self, draft_id: str) -> EditionDraft | None:
        body = self._body(_key(draft_id)) if can_be_key(_key(draft_id)) else ""
        return draft_from_json(json.loads(body)) if body else None

    def change(self, draft: EditionDraft) -> None:
        item = self._model(_key(draft.id), version=draft.version, body=_text(draft))
        try:
            item.save(self._model.version == draft.version - 1)
        except PynamoDBException as error:
            if not condition_failed(error):
                raise
            raise StaleError(draft.id) from None

    def newest(self, *, beyond: int = 0, limit: int = 20) -> Sequence[EditionDraft]:
        found: list[EditionDraft] = []
        top = beyond - 1 if beyond else self._last()
        while top > 0 and len(found) < limit:
            numbers = range(top, max(0, top - limit), -1)
            found += self._numbered(numbers)
            top = numbers[-1] - 1
        return found[:limit]

    def _numbered(self, numbers: Sequence[int]) -> list[EditionDraft]:
        """Those that stand, in the order of the numbers."""
        ids = self._bodies(f"draft#{number}" for number in numbers)
        drafts = [draft_from_json(json.loads(body)) for body in self._bodies(map(_key, ids.values())).values()]
        known = {draft.number: draft for draft in drafts}
        return [known[number] for number in numbers if number in known]

    def _bodies(self, pointers: Iterable[str]) -> dict[str, str]:
        wanted = list(pointers)
        found = self._model.batch_get(wanted, consistent_read=True) if wanted else ()
        return {str(item.pointer): str(item.body) for item in found}

    def keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        body = gzip.compress(content, mtime=0)
        self._s3.put_object(Bucket=self._bucket, Key=f"edition-drafts/{digest}", Body=body)
        return digest

    def read(self, digest: str) -> bytes:
        try:
            body = self._s3.get_object(Bucket=self._bucket, Key=f"edition-drafts/{digest}")["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] not in ABSENT:
                raise
            raise LookupError(digest) from None
        return gzip.decompress(body)

    def _claim(self, draft_id: str) -> int:
        """The next number that nobody else has taken."""
        number = self._last() + 1
        while not self._put(f"draft#{number}", 0, draft_id) and (self._body(f"draft#{number}") != draft_id):
            number += 1
        self._advance(number)
        return number

    def _last(self) -> int:
        body = self._body(_LAST)
        return int(body) if body else 0

    def _advance(self, number: int) -> None:
        """Never back: whoever comes later has seen more."""
        item = self._model(_LAST, version=number, body=str(number))
        try:
            item.save(self._model.pointer.does_not_exist() | (self._model.version < number))
        except PynamoDBException as error:
            if not condition_failed(error):
                raise

    def _put(self, pointer: str, version: int, body: str) -> bool:
        """Whether nothing stood there before."""
        item = self._model(pointer, version=version, body=body)
        try:
            item.save(self._model.pointer.does_not_exist())
        except PynamoDBException as error:
            if not condition_failed(error):
                raise
            return False
        return True

    def _body(self, pointer: str) -> str:
        """Empty where nothing stands."""
        try:
            return str(self._model.get(pointer, consistent_read=True).body)
        except self._model.DoesNotExist:
            return ""


def _key(draft_id: str) -> str:
    return f"draft@{draft_id}"


def _text(draft: EditionDraft) -> str:
    return json.dumps(draft_to_json(draft), ensure_ascii=False)
