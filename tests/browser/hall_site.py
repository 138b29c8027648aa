"""A hall of one page for the browser: pages and scripts are the real ones, the bucket and the verdicts answer as told."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import TYPE_CHECKING, Any

from chalicelib.pages.assets import asset
from chalicelib.pages.render import _environment
from tests.answering import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

CITY = {"centre": "示例政务服务中心", "hall_name": "网上办事大厅", "telephone": "0715-0000000"}
PAGE = """
{% extends "base.html" %}
{% import "macros/form.html" as form with context %}
{% import "macros/materials.html" as materials with context %}
{% import "macros/buttons.html" as buttons with context %}
{% block title %}申请{% endblock %}
{% block content %}
<h1>申请</h1>
{{ form.scan("/found", "扫码") }}
{% call form.post("/submitted", "command-1", {"data-draft": "d-1"}) %}
{{ form.field("subject", {"type": "string", "title": "学科"}) }}
{{ form.saved() }}
{{ materials.materials(materials_of_draft, "d-1") }}
{{ buttons.primary("提交") }}
{% endcall %}
{% endblock %}
{% block scripts %}
{% for name in ("upload", "draft", "scan") %}<script src="{{ asset(name) }}" defer nonce="{{ nonce }}"></script>{% endfor %}
{% endblock %}
"""
POLICY = "default-src 'none'; script-src 'self'; style-src 'nonce-n-1'; img-src 'self' blob: data:; connect-src 'self'"


@dataclass
class HallSite:
    """What the browser asked, and what it is told next: statuses of the bucket, verdicts by turn."""

    bucket_statuses: deque[int] = field(default_factory=deque)
    verdicts: deque[dict[str, Any]] = field(default_factory=deque)
    refusal: dict[str, Any] | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    materials: list[dict[str, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self) -> str:
        return (
            _environment()
            .from_string(PAGE)
            .render(city=CITY, nonce="n-1", today=date(2026, 5, 8), csrf="token-1", materials_of_draft=self.materials)
        )

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        if path.startswith("/assets/"):
            return 200, "text/javascript", asset(path.rpartition("/")[2]).content
        if path == "/bucket":
            status = self.bucket_statuses.popleft() if self.bucket_statuses else 204
            if status == 204:
                self.stored.append(body)
            return status, "application/xml", b"" if status == 204 else b"<Error><Code>Broken</Code></Error>"
        if path.endswith("/remove"):
            self.removed.append(path.split("/")[2])
            return 200, "application/json", b"{}"
        if path.startswith(("/uploads", "/drafts")):
            status, told = self._interface(method, json.loads(body or b"null"))
            return status, "application/json", json.dumps(told).encode()
        self.visited.append(path)
        return 200, "text/html; charset=utf-8", self.page().encode()

    def _interface(self, method: str, told: Any) -> tuple[int, dict[str, Any]]:
        if method == "PUT":
            self.drafts.append(told)
            return 200, {}
        if method == "GET":
            return 200, self.verdicts.popleft() if self.verdicts else {"state": "accepted", "sentence": "可以使用"}
        self.asked.append(told)
        if self.refusal:
            return 422, self.refusal
        return 201, {"upload": f"u-{len(self.asked)}", "url": f"{self.url}/bucket", "fields": {"key": "incoming/1"}}


def serving(site: HallSite) -> Iterator[HallSite]:
    """Serves the site on a free port until the generator is closed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            with site.lock:
                status, content_type, answer = site.answer(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_PUT = do_GET  # noqa: N815 - the names http.server calls

        def log_message(self, *_: object) -> None:
            """Requests are kept by the site."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    with listening(server):
        yield site
