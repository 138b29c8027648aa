"""The bucket of papers: what browsers post, what the check has kept, and signed addresses of both."""

import hashlib
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.ports import PaperChangedError

PRECONDITION_FAILED = 412


class S3Papers:
    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket = bucket
        self._s3 = s3

    def sign_upload(self, upload_id: str, content_type: str, max_bytes: int, seconds: int) -> Mapping[str, Any]:
        signed: Mapping[str, Any] = self._s3.generate_presigned_post(
            self._bucket,
            f"incoming/{upload_id}",
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 0, max_bytes]],
            ExpiresIn=seconds,
        )
        return {"url": signed["url"], "fields": signed["fields"]}

    def read_incoming(self, upload_id: str, version: str) -> bytes:
        found = self._s3.get_object(Bucket=self._bucket, Key=f"incoming/{upload_id}", VersionId=version)
        return bytes(found["Body"].read())

    def keep(self, sha256: str, body: bytes, content_type: str, preview: bytes | None) -> None:
        if preview is not None:
            self._put(_preview(sha256), preview, "image/jpeg")
        self._put(_paper(sha256), body, content_type)

    def read(self, sha256: str) -> bytes:
        body = bytes(self._s3.get_object(Bucket=self._bucket, Key=_paper(sha256))["Body"].read())
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PaperChangedError(sha256)
        return body

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        return self._sign(_paper(sha256), seconds)

    def sign_preview(self, sha256: str, *, seconds: int) -> str:
        return self._sign(_preview(sha256), seconds)

    def _put(self, key: str, body: bytes, content_type: str) -> None:
        """The first to store a digest wins; the content is the same, so a second version would only cost."""
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                CacheControl="private, max-age=86400, immutable",
                ContentDisposition="inline",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != PRECONDITION_FAILED:
                raise

    def _sign(self, key: str, seconds: int) -> str:
        address: str = self._s3.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=seconds
        )
        return address


def _paper(sha256: str) -> str:
    return f"papers/{sha256}"


def _preview(sha256: str) -> str:
    return f"previews/{sha256}.jpg"
