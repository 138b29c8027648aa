"""The edge's own request and reply, so that no handler knows Chalice or the gateway."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qs, quote


class BadRequestError(ValueError):
    """The request cannot be read; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Request:
    """One HTTP request. `headers` have lower-case names; `params` are the route's path parameters."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str

    @cached_property
    def cookies(self) -> Mapping[str, str]:
        """Read one by one: the standard library's reader gives up all of them for one that somebody else set badly, and
        a city's other sites set theirs for the whole domain."""
        pairs = (cookie.partition("=") for cookie in self.headers.get("cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs}

    @cached_property
    def looked_up(self) -> dict[str, Any]:
        """What was asked of a store for this request, by what was asked: who is asked for twice is read once."""
        return {}

    @cached_property
    def form(self) -> Mapping[str, list[str]]:
        """The fields of a posted form, every value that came.

        Raises BadRequestError (`not_utf8`, `form_too_long`).
        """
        try:
            return parse_qs(self.body.decode(), keep_blank_values=True, max_num_fields=400, errors="strict")
        except UnicodeDecodeError:
            raise BadRequestError("not_utf8") from None
        except ValueError:
            raise BadRequestError("form_too_long") from None

    def field(self, name: str) -> str:
        """The last value of a form field, without surrounding blanks; empty when it did not come."""
        return self.form.get(name, [""])[-1].strip()

    @cached_property
    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object. Infinities, NaN and halves of surrogate pairs are no JSON that can be kept.

        Raises BadRequestError (`not_json`).
        """
        try:
            data = json.loads((self.body or b"{}").decode(), parse_constant=_no_number)
            json.dumps(data, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise BadRequestError("not_json") from None
        if not isinstance(data, dict):
            raise BadRequestError("not_json")
        return data

    @property
    def is_api(self) -> bool:
        return self.path.startswith(("/api/", "/webhooks/"))

    @property
    def wants_json(self) -> bool:
        """Whether an error is answered as problem+json rather than as a page: a script follows a redirect to the sign-in
        unseen, and would take that page for success."""
        accept, sent = self.headers.get("accept", ""), self.headers.get("content-type", "")
        scripted = sent.startswith("application/json") or ("application/json" in accept and "text/html" not in accept)
        return self.is_api or scripted


@dataclass(frozen=True)
class Reply:
    """One HTTP response; `cookies` are whole Set-Cookie values."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


COMMAND: Final = re.compile(r"[A-Za-z0-9-]{16,80}")
"""The id of a command: a page's nonce, or what a program names in Idempotency-Key."""

_OF_ADDRESSES = "/?#[]@!$&'()*+,;=:%~"
"""What stands in an address as it is: RFC 3986's reserved characters, and those that are percent-encoded already."""


def _no_number(text: str) -> Any:
    raise ValueError(text)


def posted_command(request: Request) -> str:
    """The form's nonce; raises BadRequestError (form_incomplete) for a form that is not ours."""
    command = request.field("command")
    if not COMMAND.fullmatch(command):
        raise BadRequestError("form_incomplete")
    return command


def page(html: str, *, status: int = 200, cookies: tuple[str, ...] = ()) -> Reply:
    """A page for one person: never stored by a cache."""
    return Reply(status, html.encode(), headers={"Cache-Control": "no-store"}, cookies=cookies)


def see_other(location: str, *, cookies: tuple[str, ...] = ()) -> Reply:
    """After a POST: the browser gets the page by GET, so that reload and back do no harm. A header holds ASCII only."""
    return Reply(
        303, headers={"Location": quote(location, safe=_OF_ADDRESSES), "Cache-Control": "no-store"}, cookies=cookies
    )


def json_reply(data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps(data, ensure_ascii=False).encode()
    return Reply(status, body, "application/json", {"Cache-Control": "no-store", **(headers or {})})
