"""S3's REST protocol over `Objects`: path-style, the operations this project and its tests use."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from infra.local.errors import CloudError
from infra.local.s3_objects import Objects, StoredObject
from infra.local.s3_policy import check_post, parse_form
from infra.local.s3_signature import Credentials, check_presigned
from infra.local.wsgi import AsWritten, Request, Response

_KEPT = ("content-type", "cache-control", "content-disposition", "content-encoding", "content-language")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_POST_STATUSES = {"200", "201", "204"}


class ObjectService:
    """`now` is the real clock: botocore signs with it, and moving the local clock must not end a signature."""

    def __init__(self, objects: Objects, credentials: Credentials, *, now: Callable[[], datetime]) -> None:
        self._objects = objects
        self._credentials = credentials
        self._now = now

    def handle(self, request: Request) -> Response:
        bucket, _, key = request.path.lstrip("/").partition("/")
        try:
            if request.method == "OPTIONS":
                return self._preflight(request, bucket)
            response = self._answer(request, bucket, key)
        except CloudError as error:
            response = _failure(error, request.path)
        return Response(response.status, response.body, response.headers + self._cors(request, bucket))

    def _answer(self, request: Request, bucket: str, key: str) -> Response:
        if request.method == "POST" and not key and not request.query:
            return self._post(request, bucket)
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            self._check_url(request)
        if not key:
            return self._bucket(request, bucket)
        query = dict(request.query)
        if request.method in {"GET", "HEAD"}:
            return self._get(request, bucket, key, query)
        if request.method == "PUT":
            return (
                self._copy(request, bucket, key)
                if "x-amz-copy-source" in request.headers
                else self._put(request, bucket, key)
            )
        if request.method == "DELETE":
            marker = self._objects.delete(bucket, key, query.get("versionId"))
            headers = [("x-amz-delete-marker", "true"), ("x-amz-version-id", marker.version)] if marker else []
            return Response(204, b"", headers)
        raise CloudError("MethodNotAllowed", "The specified method is not allowed against this resource.", status=405)

    def _check_url(self, request: Request) -> None:
        names = {name for name, _ in request.query}
        if "Signature" not in names and "X-Amz-Signature" not in names:
            raise CloudError("AccessDenied", "Access Denied", status=403)
        check_presigned(request, self._credentials, self._now())

    def _post(self, request: Request, bucket: str) -> Response:
        self._objects.bucket(bucket)
        form = parse_form(request.headers.get("content-type", ""), request.body)
        key = check_post(form, bucket=bucket, credentials=self._credentials, now=self._now())
        stored = self._objects.put(bucket, key, form.file, _kept(dict(form.fields)), reason="POST Object")
        location = f"http://{request.headers.get('host', '')}/{bucket}/{quote(key)}"
        headers = [*_identity(stored), ("Location", location)]
        wanted = form.fields.get("success_action_status", "204")
        status = int(wanted) if wanted in _POST_STATUSES else 204
        if status != HTTPStatus.CREATED:
            return Response(status, b"", headers)
        body = f"<PostResponse><Location>{escape(location)}</Location><Bucket>{bucket}</Bucket><Key>{escape(key)}</Key><ETag>&quot;{stored.etag}&quot;</ETag></PostResponse>"
        return _xml(body, status=201, headers=headers)

    def _put(self, request: Request, bucket: str, key: str) -> Response:
        body = _payload(request)
        if request.headers.get("if-none-match") == "*":
            stored = self._objects.put_if_absent(bucket, key, body, _kept(request.headers))
        else:
            stored = self._objects.put(bucket, key, body, _kept(request.headers), reason="PutObject")
        return Response(200, b"", _identity(stored))

    def _copy(self, request: Request, bucket: str, key: str) -> Response:
        source, _, version = unquote(request.headers["x-amz-copy-source"]).lstrip("/").partition("?versionId=")
        source_bucket, _, source_key = source.partition("/")
        original = self._objects.get(source_bucket, source_key, version or None)
        wanted = request.headers.get("x-amz-copy-source-if-match", "").strip('"')
        if wanted and wanted != original.etag:
            raise CloudError(
                "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status=412
            )
        replaced = request.headers.get("x-amz-metadata-directive") == "REPLACE"
        headers = _kept(request.headers) if replaced else original.headers
        stored = self._objects.put(bucket, key, original.body, headers, reason="CopyObject")
        body = f"<CopyObjectResult {_NAMESPACE}><LastModified>{_iso(stored.modified_at)}</LastModified><ETag>&quot;{stored.etag}&quot;</ETag></CopyObjectResult>"
        return _xml(body, headers=[*_identity(stored), ("x-amz-copy-source-version-id", original.version)])

    def _get(self, request: Request, bucket: str, key: str, query: dict[str, str]) -> Response:
        stored = self._objects.get(bucket, key, query.get("versionId"))
        headers = stored.headers | {
            name.removeprefix("response-"): value for name, value in query.items() if name.startswith("response-")
        }
        if request.headers.get("x-amz-checksum-mode") != "ENABLED" or "range" in request.headers:
            headers = {name: value for name, value in headers.items() if not name.startswith("x-amz-checksum-")}
        shown = [
            *_identity(stored),
            ("Last-Modified", format_datetime(stored.modified_at.astimezone(UTC), usegmt=True)),
            ("Accept-Ranges", "bytes"),
            *((AsWritten(name), value) for name, value in headers.items()),
        ]
        if request.headers.get("if-none-match", "").strip('"') == stored.etag:
            return Response(304, b"", shown)
        status, body, range_headers = _ranged(request.headers.get("range", ""), stored.body)
        return Response(status, body, [*shown, *range_headers, ("Content-Length", str(len(body)))])

    def _bucket(self, request: Request, bucket: str) -> Response:
        query = dict(request.query)
        if request.method == "PUT" and not query:
            self._objects.create_bucket(bucket, {})
            return Response(200)
        self._objects.bucket(bucket)
        if request.method == "PUT" and "publicAccessBlock" in query:
            return Response(200)
        if request.method == "HEAD":
            return Response(200, b"", [("x-amz-bucket-region", self._credentials.region)])
        if request.method == "GET" and "versions" in query:
            return _xml(_versions(bucket, self._objects.versions(bucket, query.get("prefix", ""))))
        if request.method == "GET" and query.get("list-type") == "2":
            return _xml(_listing(bucket, self._objects.current(bucket, query.get("prefix", "")), query))
        raise CloudError("NotImplemented", "This operation is not part of the local cloud.", status=501)

    def _preflight(self, request: Request, bucket: str) -> Response:
        headers = self._cors(request, bucket)
        if not headers:
            message = "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
            raise CloudError("AccessForbidden", message, status=403)
        return Response(200, b"", headers)

    def _cors(self, request: Request, bucket: str) -> list[tuple[str, str]]:
        """The headers of the bucket's first CORS rule that admits the request; none without such a rule."""
        try:
            rules = self._objects.bucket(bucket).get("CorsConfiguration", {}).get("CorsRules", [])
        except CloudError:
            return []
        origin = request.headers.get("origin")
        method = request.headers.get("access-control-request-method", request.method)
        asked = {
            name.strip().lower() for name in request.headers.get("access-control-request-headers", "").split(",")
        } - {""}
        for rule in rules:
            allowed = {name.lower() for name in rule.get("AllowedHeaders", [])}
            if origin in rule["AllowedOrigins"] and method in rule["AllowedMethods"] and asked <= allowed:
                return [
                    ("Access-Control-Allow-Origin", str(origin)),
                    ("Access-Control-Allow-Methods", ", ".join(rule["AllowedMethods"])),
                    ("Access-Control-Allow-Headers", ", ".join(sorted(asked))),
                    ("Access-Control-Expose-Headers", ", ".join(rule.get("ExposedHeaders", []))),
                    ("Access-Control-Max-Age", str(rule.get("MaxAge", 0))),
                    ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
                ]
        return []


def _kept(headers: dict[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in headers.items()
        if name in _KEPT or name.startswith(("x-amz-meta-", "x-amz-checksum-"))
    }
    # aws-chunked is the transfer's own coding, not the object's.
    if kept.get("content-encoding") == "aws-chunked":
        del kept["content-encoding"]
    return {"content-type": "binary/octet-stream"} | kept


def _identity(stored: StoredObject) -> list[tuple[str, str]]:
    return [("ETag", f'"{stored.etag}"'), ("x-amz-version-id", stored.version), ("x-amz-request-id", uuid.uuid4().hex)]


def _payload(request: Request) -> bytes:
    if not request.headers.get("x-amz-content-sha256", "").startswith("STREAMING-"):
        return request.body
    chunks, rest = [], request.body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if length == 0:
            break
        chunks.append(rest[:length])
        rest = rest[length + 2 :]
    return b"".join(chunks)


def _ranged(header: str, body: bytes) -> tuple[int, bytes, list[tuple[str, str]]]:
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header)
    if not match or not any(match.groups()):
        return 200, body, []
    first, last = match.groups()
    start = int(first) if first else max(0, len(body) - int(last))
    end = min(int(last), len(body) - 1) if first and last else len(body) - 1
    if start >= len(body) or start > end:
        raise CloudError("InvalidRange", "The requested range is not satisfiable", status=416)
    return 206, body[start : end + 1], [("Content-Range", f"bytes {start}-{end}/{len(body)}")]


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _xml(body: str, *, status: int = 200, headers: list[tuple[str, str]] | None = None) -> Response:
    return Response(status, (_XML + body).encode(), [("Content-Type", "application/xml"), *(headers or [])])


def _failure(error: CloudError, resource: str) -> Response:
    elements = {
        "Code": error.code,
        "Message": str(error),
        **error.details,
        "Resource": resource,
        "RequestId": uuid.uuid4().hex,
    }
    body = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items())
    return _xml(f"<Error>{body}</Error>", status=error.status)


def _listing(bucket: str, found: list[StoredObject], query: dict[str, str]) -> str:
    after, limit = query.get("continuation-token") or query.get("start-after", ""), int(query.get("max-keys", 1000))
    rest = [stored for stored in found if stored.key > after]
    page, more = rest[:limit], len(rest) > limit
    contents = "".join(f"<Contents><Key>{quote(stored.key)}</Key>{_entry(stored)}</Contents>" for stored in page)
    token = f"<NextContinuationToken>{quote(page[-1].key)}</NextContinuationToken>" if more else ""
    return (
        f"<ListBucketResult {_NAMESPACE}><Name>{bucket}</Name><EncodingType>url</EncodingType><KeyCount>{len(page)}</KeyCount>"
        f"<MaxKeys>{limit}</MaxKeys><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}</ListBucketResult>"
    )


def _versions(bucket: str, found: list[StoredObject]) -> str:
    newest: set[str] = set()
    entries = []
    for stored in found:
        tag = "DeleteMarker" if stored.deleted else "Version"
        latest = str(stored.key not in newest).lower()
        newest.add(stored.key)
        entries.append(
            f"<{tag}><Key>{quote(stored.key)}</Key><VersionId>{stored.version}</VersionId><IsLatest>{latest}</IsLatest>{_entry(stored)}</{tag}>"
        )
    return f"<ListVersionsResult {_NAMESPACE}><Name>{bucket}</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>{''.join(entries)}</ListVersionsResult>"


def _entry(stored: StoredObject) -> str:
    return f"<LastModified>{_iso(stored.modified_at)}</LastModified><ETag>&quot;{stored.etag}&quot;</ETag><Size>{len(stored.body)}</Size><StorageClass>STANDARD</StorageClass>"
