"""AWS Signature Version 4, checked as S3 checks it: presigned URLs and policy documents.

Requests signed in their Authorization header are botocore's own work and need no check here.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from infra.local.errors import CloudError
from infra.local.wsgi import Request

ALGORITHM = "AWS4-HMAC-SHA256"
_DATE = "%Y%m%dT%H%M%SZ"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    region: str


def sign(credentials: Credentials, scope: str, text: str) -> str:
    """Sign a text under a scope (`key/date/region/s3/aws4_request`)."""
    _, date, region, service, terminator = scope.split("/")
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (date, region, service, terminator):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def check_scope(credentials: Credentials, scope: str) -> None:
    """Refuse a credential that is not ours or not for S3 in this region."""
    parts = scope.split("/")
    if parts[0] != credentials.access_key:
        message = "The AWS Access Key Id you provided does not exist in our records."
        raise CloudError("InvalidAccessKeyId", message, status=403)
    if parts[2:] != [credentials.region, "s3", "aws4_request"]:
        raise CloudError(
            "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter", status=400
        )


def check_signature(expected: str, given: str) -> None:
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise CloudError("SignatureDoesNotMatch", _MISMATCH, status=403)


def check_presigned(request: Request, credentials: Credentials, now: datetime) -> None:
    """Accept a request whose query carries a valid, unexpired signature; S3's errors otherwise."""
    query = dict(request.query)
    if query.get("X-Amz-Algorithm") != ALGORITHM:
        raise CloudError(
            "InvalidRequest", f"The authorization mechanism you have provided is not supported. Please use {ALGORITHM}."
        )
    scope = query.get("X-Amz-Credential", "")
    check_scope(credentials, scope)
    try:
        signed_at = datetime.strptime(query["X-Amz-Date"], _DATE).replace(tzinfo=UTC)
        lifetime = timedelta(seconds=int(query["X-Amz-Expires"]))
    except (KeyError, ValueError) as error:
        message = "Query-string authentication version 4 requires X-Amz-Date and X-Amz-Expires"
        raise CloudError("AuthorizationQueryParametersError", message) from error
    if now > signed_at + lifetime:
        raise CloudError("AccessDenied", "Request has expired", status=403)
    canonical = _canonical(request, query.get("X-Amz-SignedHeaders", ""))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join((ALGORITHM, query["X-Amz-Date"], scope.partition("/")[2], digest))
    check_signature(sign(credentials, scope, text), query.get("X-Amz-Signature", ""))


def _canonical(request: Request, signed_headers: str) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in request.query
        if name != "X-Amz-Signature"
    )
    headers = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in signed_headers.split(";"))
    return "\n".join(
        (
            request.method,
            request.raw_path,
            "&".join(f"{name}={value}" for name, value in pairs),
            headers,
            signed_headers,
            "UNSIGNED-PAYLOAD",
        )
    )
