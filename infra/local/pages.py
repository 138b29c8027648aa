"""The pages that exist only locally: phone, staff, clock, courier. Served by the front, never by `app.py`."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from infra.local.clock import ClockBackwardError
from infra.local.cloud import CITY_TIME
from infra.local.courier import Courier
from infra.local.network import Network
from infra.local.sns import Outbox
from infra.local.wsgi import Request, Response

_URL = re.compile(r"(https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)")
_LONGEST_ADVANCE = 250
_FIRST_COURIER_FORM = {"waybill": "", "protocol": "kuaidi100", "company": "ems", "state": "collected"}


class LocalPages:
    """`advance(at)` moves the clock and runs what falls due; `add_working_days(at, n)` knows the city's calendar."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        network: Network,
        courier: Courier,
        now: Callable[[], datetime],
        advance: Callable[[datetime], None],
        add_working_days: Callable[[datetime, int], datetime],
        staff: Callable[[], list[dict[str, Any]]],
    ) -> None:
        self._outbox = outbox
        self._network = network
        self._courier = courier
        self._now = now
        self._advance = advance
        self._add_working_days = add_working_days
        self._staff = staff
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).resolve().parent / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._routes = {
            ("GET", "/local/"): self._index,
            ("GET", "/local"): self._index,
            ("GET", "/local/staff"): self._staff_list,
            ("GET", "/local/phone"): self._phone,
            ("POST", "/local/phone"): self._report,
            ("GET", "/local/outbox.json"): self._messages,
            ("POST", "/local/receipts"): self._tell,
            ("GET", "/local/clock"): self._clock,
            ("POST", "/local/clock"): self._move_clock,
            ("GET", "/local/courier"): self._courier_form,
            ("POST", "/local/courier"): self._push,
            ("POST", "/local/kuaidi100/poll"): self._subscribe,
        }

    def handle(self, request: Request) -> Response:
        page = self._routes.get((request.method, request.path))
        return page(request) if page else _problem(404, "not_found", "There is no such local page.")

    def _index(self, _request: Request) -> Response:
        return self._page("index.html", here="", now=_shown(self._now()))

    def _staff_list(self, _request: Request) -> Response:
        return self._page("staff.html", here="staff", groups=self._staff())

    def _phone(self, request: Request) -> Response:
        phone = _phone_number(request)
        messages = [
            {
                **message,
                "at": _shown(datetime.fromisoformat(message["at"])),
                "pieces": _pieces(message["text"]),
            }
            for message in self._outbox.messages(phone)
            if phone
        ]
        return self._page("phone.html", here="phone", phone=phone, messages=messages, phones=self._outbox.phones())

    def _report(self, request: Request) -> Response:
        form = request.form()
        try:
            self._network.report({form["message"]: form["outcome"]})
        except KeyError as error:
            return _problem(400, "receipt_request", f"unknown message or outcome {error}")
        query = urlencode({"phone": form.get("phone", "")})
        return Response(303, b"", [("Location", f"/local/phone?{query}")])

    def _tell(self, request: Request) -> Response:
        """`{message: outcome}` of a program, told to the stage together."""
        try:
            self._network.report(json.loads(request.body))
        except KeyError as error:
            return _problem(400, "receipt_request", f"unknown message or outcome {error}")
        return _json(200, {})

    def _messages(self, request: Request) -> Response:
        """Those to `phone`, or all; with `untold=1` those of which the network has said nothing."""
        if dict(request.query).get("untold"):
            return _json(200, self._outbox.untold())
        return _json(200, self._outbox.messages(_phone_number(request) or None))

    def _clock(self, _request: Request) -> Response:
        now = self._now()
        local = (now.astimezone(CITY_TIME) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
        return self._page("clock.html", here="clock", now=_shown(now), local=local)

    def _move_clock(self, request: Request) -> Response:
        try:
            self._advance(self._wanted(request))
        except ClockBackwardError as error:
            return _problem(409, error.code, str(error))
        except (ValueError, TypeError, KeyError) as error:
            return _problem(
                400, "clock_request", f"advance_working_days (1 to 250) or at (ISO 8601 with offset): {error}"
            )
        return _json(200, {"now": self._now().astimezone(CITY_TIME).isoformat()})

    def _wanted(self, request: Request) -> datetime:
        body = json.loads(request.body)
        if "at" in body:
            at = datetime.fromisoformat(body["at"])
            if at.tzinfo is None:
                raise ValueError("at names no offset from UTC")
            return at
        days = body["advance_working_days"]
        if not isinstance(days, int) or not 0 < days <= _LONGEST_ADVANCE:
            raise ValueError("advance_working_days is out of range")
        return self._add_working_days(self._now(), days)

    def _courier_form(self, request: Request) -> Response:
        known = {name: value for name, value in request.query if name in _FIRST_COURIER_FORM}
        return self._page(
            "courier.html",
            here="courier",
            subscribed=self._courier.subscriptions(),
            outcome=None,
            **(_FIRST_COURIER_FORM | known),
        )

    def _push(self, request: Request) -> Response:
        form = {name: value.strip() for name, value in request.form().items() if name in _FIRST_COURIER_FORM}
        form = _FIRST_COURIER_FORM | form
        try:
            outcome = self._courier.push(**form)
        except KeyError as error:
            return _problem(400, "courier_request", f"unknown protocol or state {error}")
        return self._page(
            "courier.html", here="courier", subscribed=self._courier.subscriptions(), outcome=outcome, **form
        )

    def _subscribe(self, request: Request) -> Response:
        return _json(200, self._courier.subscribe(request.form()))

    def _page(self, name: str, **values: Any) -> Response:
        html = self._templates.get_template(name).render(**values)
        return Response(
            200, html.encode(), [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        )


def _phone_number(request: Request) -> str:
    """The number asked for; a `+` that a hand-typed query lost as a space is given back, +86 may be left out."""
    phone = dict(request.query).get("phone", "").strip()
    if re.fullmatch(r"86\d{11}", phone):
        return f"+{phone}"
    return f"+86{phone}" if re.fullmatch(r"1\d{10}", phone) else phone


def _pieces(text: str) -> list[dict[str, str]]:
    """A text cut at its links."""
    return [{"text": piece, "url": piece if _URL.fullmatch(piece) else ""} for piece in _URL.split(text) if piece]


def _shown(at: datetime) -> str:
    return at.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M")


def _json(status: int, value: Any) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), [("Content-Type", "application/json")])


def _problem(status: int, code: str, detail: str) -> Response:
    body = json.dumps({"type": "about:blank", "status": status, "title": code, "detail": detail})
    return Response(status, body.encode(), [("Content-Type", "application/problem+json")])
