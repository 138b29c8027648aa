"""Where CloudFront's way in is the only one, nobody comes in beside it; the viewer's address is what it tells, by its key only."""

import json
from typing import Any

import pytest

from app import app
from chalicelib import settings
from chalicelib.handlers import edge
from chalicelib.pages.assets import asset_path
from infra.package.template import PROJECT

KEY, OTHER = "a-key-that-only-cloudfront-knows", "the-one-that-takes-its-place"
BEHIND = {"X-Origin-Key": KEY, "CloudFront-Viewer-Address": "203.0.113.9:46532"}


@pytest.fixture
def fronted(monkeypatch: pytest.MonkeyPatch) -> None:
    """CloudFront stands, DNS may point to it or not yet."""
    monkeypatch.setenv("ORIGIN_KEYS", f"{KEY} ")
    monkeypatch.setenv("EDGE_ONLY", "no")


@pytest.fixture
def shut(fronted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGE_ONLY", "yes")


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "site_origin", lambda: "https://site.test")


def status(headers: dict[str, str]) -> int:
    event: dict[str, Any] = json.loads((PROJECT / "events" / "http-get.json").read_text(encoding="utf-8"))
    path = asset_path("upload")
    event |= {"path": path, "resource": "/assets/{name}", "pathParameters": {"name": path.rpartition("/")[2]}}
    event["requestContext"] |= {"path": path, "resourcePath": "/assets/{name}"}
    event["headers"] |= headers
    event["multiValueHeaders"] |= {name: [value] for name, value in headers.items()}
    return int(app(event, None)["statusCode"])


@pytest.mark.usefixtures("fronted")
def test_until_the_way_beside_it_is_shut_both_are_answered() -> None:
    assert status(BEHIND) == status({}) == status({"X-Origin-Key": "wrong"}) == 200


@pytest.mark.usefixtures("shut")
def test_while_the_key_is_being_changed_both_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_KEYS", f"{OTHER} {KEY}")
    assert status(BEHIND) == status({"X-Origin-Key": OTHER}) == 200
    assert status({"X-Origin-Key": f"{OTHER} {KEY}"}) == 404
    monkeypatch.setenv("ORIGIN_KEYS", f"{OTHER} ")
    assert status(BEHIND) == 404


@pytest.mark.usefixtures("shut")
def test_only_who_comes_through_the_front_is_answered() -> None:
    assert status(BEHIND) == 200
    for key in ("", "wrong", KEY[:-1], KEY + "x", "钥匙"):
        assert status({**BEHIND, "X-Origin-Key": key}) == 404
    assert status({}) == 404


def test_without_cloudfront_nobody_asks_for_its_key() -> None:
    assert status({}) == 200
    assert status({"X-Origin-Key": "wrong"}) == 200


@pytest.mark.usefixtures("fronted")
@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.9:46532", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1:443", "2001:db8::1"),
        ("", "192.0.2.1"),
    ],
)
def test_the_viewer_is_whom_cloudfront_saw(told: str, address: str) -> None:
    assert edge._address({"x-origin-key": KEY, "cloudfront-viewer-address": told}, "192.0.2.1") == address


@pytest.mark.usefixtures("fronted")
@pytest.mark.parametrize("said", [{}, {"x-origin-key": "wrong"}, {"x-origin-key": ""}])
def test_who_comes_beside_it_has_the_address_that_the_gateway_saw(said: dict[str, str]) -> None:
    assert edge._address({**said, "cloudfront-viewer-address": "203.0.113.9:1"}, "192.0.2.1") == "192.0.2.1"


def test_nobody_says_who_they_are_where_cloudfront_is_not() -> None:
    assert edge._address({"cloudfront-viewer-address": "203.0.113.9:1"}, "192.0.2.1") == "192.0.2.1"
