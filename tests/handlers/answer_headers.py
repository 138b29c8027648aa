"""What every answer tells the browser to keep off, judged by its headers and, of a page, by what stands in it."""

import re

import requests

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}
POLICY = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'"}
SOURCES = re.compile(r"'self'|'none'|'nonce-[\w-]{20,}'|'sha256-[\w+/=]{44}'|data:|blob:|http://127\.0\.0\.1:\d+")
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]+\s(on[a-z]+|style)\s*=\s*[\"']", re.IGNORECASE)
GATEWAYS_OWN = '{"message": "Not Found"}'


def check_headers(answer: requests.Response) -> None:
    """Raises AssertionError."""
    if answer.text == GATEWAYS_OWN or answer.request.method == "HEAD":
        return
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    if not answer.content or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    policy = _policy(answer.headers["Content-Security-Policy"])
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert [source for listed in policy.values() for source in listed.split() if not SOURCES.fullmatch(source)] == []
    inline = [tag for tag in SCRIPT.findall(answer.text) if "src=" not in tag]
    assert [tag for tag in inline if not _allowed(tag, policy["script-src"])] == []
    assert HANDLER.search(answer.text) is None
    assert "javascript:" not in answer.text


def _policy(header: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in header.split(";"))
    return {name: value for name, _, value in parts if name}


def _allowed(tag: str, sources: str) -> bool:
    """A script in the page itself runs by its nonce only; data of a type that is no script does not run at all."""
    found = re.search(r'nonce="([\w-]+)"', tag)
    return bool(found and f"'nonce-{found[1]}'" in sources) or 'type="application/' in tag
