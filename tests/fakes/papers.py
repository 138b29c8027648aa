import hashlib
from collections.abc import Mapping
from typing import Any

from chalicelib.ports import PaperChangedError


class FakePapers:
    """`incoming` holds bodies by (upload, version), as a versioned bucket does."""

    def __init__(self) -> None:
        self.incoming: dict[tuple[str, str], bytes] = {}
        self.papers: dict[str, tuple[bytes, str]] = {}
        self.previews: dict[str, bytes] = {}

    def sign_upload(self, upload_id: str, content_type: str, max_bytes: int, seconds: int) -> Mapping[str, Any]:
        fields = {"key": f"incoming/{upload_id}", "Content-Type": content_type, "limit": f"{max_bytes}/{seconds}"}
        return {"url": "https://bucket.test/", "fields": fields}

    def read_incoming(self, upload_id: str, version: str) -> bytes:
        return self.incoming[upload_id, version]

    def keep(self, sha256: str, body: bytes, content_type: str, preview: bytes | None) -> None:
        self.papers.setdefault(sha256, (body, content_type))
        if preview is not None:
            self.previews.setdefault(sha256, preview)

    def read(self, sha256: str) -> bytes:
        body, _ = self.papers[sha256]
        if hashlib.sha256(body).hexdigest() != sha256:
            raise PaperChangedError(sha256)
        return body

    def sign_view(self, sha256: str, *, seconds: int) -> str:
        return f"https://bucket.test/papers/{sha256}?seconds={seconds}"

    def sign_preview(self, sha256: str, *, seconds: int) -> str:
        return f"https://bucket.test/previews/{sha256}.jpg?seconds={seconds}"
