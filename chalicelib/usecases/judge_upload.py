"""The verdict on one uploaded object version: found by content, kept by digest, written once."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.content_type import real_type
from chalicelib.domain.verdict import after_opening, before_opening
from chalicelib.ports import Inspector, Papers, StaleError, Upload, Uploads

KEPT_FOR: Final = timedelta(days=90)
"""Longer than the draft that the page belongs to."""


def judge_upload(
    upload_id: str, version: str, *, uploads: Uploads, papers: Papers, inspector: Inspector, now: datetime
) -> Upload | None:
    """The upload as judged; None when nothing waits for a verdict: unknown, expired, or judged before.

    An object swapped after its verdict is another version of it, and changes nothing.
    """
    waiting = uploads.get(upload_id)
    if waiting is None or waiting.state != "waiting":
        return None
    body = papers.read_incoming(upload_id, version)
    expires_at = int((now + KEPT_FOR).timestamp())
    judged = replace(_judged(waiting, version, body, papers=papers, inspector=inspector), expires_at=expires_at)
    try:
        uploads.judge(judged)
    except StaleError:
        return None
    return judged


def _judged(waiting: Upload, version: str, body: bytes, *, papers: Papers, inspector: Inspector) -> Upload:
    """What is accepted is kept before the verdict is written, so that no accepted page is without its paper."""
    content_type = real_type(body)
    sha256 = hashlib.sha256(body).hexdigest()
    code, preview = before_opening(len(body), content_type), None
    if not code:
        opened = inspector.open(body, content_type)
        code, preview = after_opening(content_type, opened.figures), opened.preview
    if not code:
        papers.keep(sha256, body, content_type, preview)
    return replace(
        waiting,
        state="refused" if code else "accepted",
        code=code,
        sha256=sha256,
        version=version,
        content_type=content_type,
        size=len(body),
    )
