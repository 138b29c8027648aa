"""Editions: one compressed S3 object by digest, and a pointer in DynamoDB."""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.adapters.tables import PointerItem, bound, condition_failed
from chalicelib.domain.catalogue import Edition, UnknownEditionError, digest_in
from chalicelib.ports import Publication, StaleError

CURRENT = "current"
POINTER_SECONDS = 30
ABSENT = ("NoSuchKey", "AccessDenied")
"""Who may not list a bucket is denied what is not there (S3, GetObject)."""

DIGEST = re.compile(r"[0-9a-f]{64}")
"""What a stranger names instead would be another object's key, or none that a bucket takes."""

KEPT = 8
"""Editions kept in memory: the current one and those to which running cases are pinned."""


class NoEditionError(LookupError):
    """Nothing has been published on this stage yet."""

    code = "no_edition"


class S3Catalogue:
    """`monotonic` gives seconds for the age of the cached pointer."""

    def __init__(self, table: str, dynamodb: Any, bucket: str, s3: Any, monotonic: Callable[[], float]) -> None:
        self._model = bound(PointerItem, table, dynamodb)
        self._bucket = bucket
        self._s3 = s3
        self._monotonic = monotonic
        self._editions: dict[str, Edition] = {}
        self._pointer: tuple[float, str] | None = None

    def current(self) -> Edition:
        now = self._monotonic()
        if self._pointer is None or now - self._pointer[0] > POINTER_SECONDS:
            try:
                self._pointer = (now, self._model.get(CURRENT, consistent_read=True).edition)
            except self._model.DoesNotExist:
                raise NoEditionError("publish an edition first") from None
        return self.edition(self._pointer[1])

    def edition(self, name: str) -> Edition:
        digest = digest_in(name)
        known = self._editions.get(digest)
        if known is None:
            known = Edition(digest, json.loads(gzip.decompress(self._stored(digest))))
            while len(self._editions) >= KEPT:
                self._editions.pop(next(iter(self._editions)), None)
            self._editions[digest] = known
        return known.named(name)

    def _stored(self, digest: str) -> bytes:
        if not DIGEST.fullmatch(digest):
            raise UnknownEditionError(digest)
        try:
            body: bytes = self._s3.get_object(Bucket=self._bucket, Key=_key(digest))["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] not in ABSENT:
                raise
            raise UnknownEditionError(digest) from None
        return body

    def publish(
        self, edition: Edition, *, now: str, told: Mapping[str, Any] | None = None, after: str | None = None
    ) -> None:
        body = gzip.compress(json.dumps(edition.data, ensure_ascii=False).encode(), mtime=0)
        self._s3.put_object(Bucket=self._bucket, Key=_key(edition.digest), Body=body)
        number, before = self._head()
        if before == edition.digest:
            return
        if after not in (None, before):
            raise StaleError(edition.digest)
        record = self._model(
            f"publication#{number + 1}",
            edition=edition.digest,
            published_at=now,
            told=json.dumps({"before": before, **(told or {})}, ensure_ascii=False),
        )
        try:
            record.save(self._model.pointer.does_not_exist())
        except PynamoDBException as error:
            if not condition_failed(error):
                raise
            self._point(number + 1)
            raise StaleError(edition.digest) from None
        self._point(number + 1)

    def publications(self, *, beyond: int = 0, limit: int = 20) -> list[Publication]:
        newest = (beyond or self._head()[0] + 1) - 1
        return [self._publication(number) for number in range(newest, max(0, newest - limit), -1)]

    def _head(self) -> tuple[int, str]:
        """The number of the last publication (0: none on record) and the edition in force."""
        try:
            pointer = self._model.get(CURRENT, consistent_read=True)
        except self._model.DoesNotExist:
            return 0, ""
        return int(pointer.number or 0), str(pointer.edition)

    def _point(self, number: int) -> None:
        """To a publication that stands in the record, be it one whose publisher did not come to this; never back."""
        record = self._publication(number)
        pointer = self._model(CURRENT, edition=record.edition, published_at=record.published_at, number=number)
        try:
            pointer.save(self._model.number.does_not_exist() | (self._model.number < number))
        except PynamoDBException as error:
            if not condition_failed(error):
                raise
        self._pointer = None

    def _publication(self, number: int) -> Publication:
        record = self._model.get(f"publication#{number}", consistent_read=True)
        told = json.loads(record.told)
        return Publication(number, record.edition, told.pop("before"), record.published_at, told)


def _key(digest: str) -> str:
    return f"editions/{digest}.json.gz"
