"""Editions: one compressed S3 object by digest, and a pointer in DynamoDB."""

import gzip
import json
from collections.abc import Callable
from typing import Any

from chalicelib.adapters.tables import PointerItem, bound
from chalicelib.domain.catalogue import Edition

CURRENT = "current"
POINTER_SECONDS = 30
KEPT = 8
"""Editions kept in memory: the current one and those to which running cases are pinned."""


class NoEditionError(LookupError):
    """Nothing has been published on this stage yet."""

    code = "no_edition"


class S3Catalogue:
    """`monotonic` gives seconds for the age of the cached pointer."""

    def __init__(self, table: str, bucket: str, s3: Any, monotonic: Callable[[], float]) -> None:
        self._model = bound(PointerItem, table)
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

    def edition(self, digest: str) -> Edition:
        known = self._editions.get(digest)
        if known is None:
            stored = self._s3.get_object(Bucket=self._bucket, Key=_key(digest))["Body"].read()
            known = Edition(digest, json.loads(gzip.decompress(stored)))
            while len(self._editions) >= KEPT:
                self._editions.pop(next(iter(self._editions)), None)
            self._editions[digest] = known
        return known

    def publish(self, edition: Edition, *, now: str) -> None:
        body = gzip.compress(json.dumps(edition.data, ensure_ascii=False).encode(), mtime=0)
        self._s3.put_object(Bucket=self._bucket, Key=_key(edition.digest), Body=body)
        self._model(CURRENT, edition=edition.digest, published_at=now).save()
        self._pointer = None


def _key(digest: str) -> str:
    return f"editions/{digest}.json.gz"
