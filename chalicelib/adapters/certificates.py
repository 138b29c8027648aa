"""Certificates in the bucket, by digest, and where the signing key's own lies."""

from typing import Any, Final

from botocore.exceptions import ClientError

PRECONDITION_FAILED = 412

SIGNING_CHAIN: Final = "signing/chain.pem"
"""The X.509 certificate of the key that signs, then those that vouch for it."""


class S3Certificates:
    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket = bucket
        self._s3 = s3

    def keep(self, sha256: str, pdf: bytes, number: str) -> None:
        """The first to store a digest wins; the content is the same, so a second version would only cost."""
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=_key(sha256),
                Body=pdf,
                ContentType="application/pdf",
                CacheControl="private, max-age=86400, immutable",
                ContentDisposition=f'inline; filename="{number}.pdf"',
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != PRECONDITION_FAILED:
                raise

    def read(self, sha256: str) -> bytes:
        body: bytes = self._s3.get_object(Bucket=self._bucket, Key=_key(sha256))["Body"].read()
        return body

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        """What the holder's own browser keeps would outlive the certificate's end, so it keeps nothing."""
        shown = {"Bucket": self._bucket, "Key": _key(sha256), "ResponseCacheControl": "private, no-store"}
        address: str = self._s3.generate_presigned_url("get_object", Params=shown, ExpiresIn=seconds)
        return address


def _key(sha256: str) -> str:
    return f"certificates/{sha256}.pdf"
