"""A leader's telephone: opens the link of the SMS, enters the PIN, on a new device the code too, and signs off by page."""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import requests

from infra.api_client import Phones, until

_LINK = re.compile(r"https?://\S+/t/[A-Za-z0-9_-]+")
_FORM = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_ANSWER_SECONDS = 30
_DEVICE = "leader-device"
_devices_lock = Lock()


class UnexpectedPageError(Exception):
    """The page is not the one that should have come."""

    code = "unexpected_page"


class LeaderPhone:
    """`devices` is where telephones remember that the city knows them, so that it asks for no code next time."""

    def __init__(
        self, url: str, phone: str, pin: str, *, devices: Path | None = None, http: requests.Session | None = None
    ) -> None:
        self._http = http or requests.Session()
        self._phones = Phones(url, http=self._http)
        self._phone = phone
        self._pin = pin
        self._url = url
        self._devices = devices
        self._page = ""
        if device := _known(devices).get(phone):
            self._http.cookies.set(_DEVICE, device, domain=urlsplit(url).hostname, path="/")

    def sign_off(self, reference: str, step: str, opinion: str) -> None:
        """Decides the step with "pass", by the way from the newest link that was sent to this telephone."""
        if "leader" not in self._http.cookies:
            self._come_in()
        href = f"/todo/{reference}/{step}"
        until(lambda: self._get("/todo"), lambda page: f'href="{href}"' in page, f"{href} on the list")
        self._get(href)
        action, fields = self._form(href)
        self._post(action, {**fields, "outcome": "pass", "opinion": opinion})
        if f"after=c-{reference}" not in self._at:
            raise UnexpectedPageError(f"{href} led to {self._at}")

    def _come_in(self) -> None:
        link = until(self._links, len, f"a link for {self._phone}")[-1]
        self._get(link.removeprefix(self._url))
        action, fields = self._form("/t/")
        self._post(action, {**fields, "pin": self._pin})
        if self._at.endswith("/leader/code"):
            action, fields = self._form("/leader/code")
            self._post(action, {**fields, "code": self._phones.code(self._phone)})
        if "/todo" not in self._at:
            raise UnexpectedPageError(f"the PIN of {self._phone} led to {self._at}")
        self._remember()

    def _links(self) -> list[str]:
        return [link[0] for sms in self._phones.messages(self._phone) if (link := _LINK.search(sms.text))]

    def _form(self, action: str) -> tuple[str, dict[str, str]]:
        """The first form on the page whose action begins so, with its hidden fields."""
        for found, inner in _FORM.findall(self._page):
            if found.startswith(action):
                return found, {name: html.unescape(value) for name, value in _HIDDEN.findall(inner)}
        raise UnexpectedPageError(f"no form for {action} at {self._at}")

    def _get(self, path: str) -> str:
        return self._keep(self._http.get(self._url + path, timeout=_ANSWER_SECONDS))

    def _post(self, path: str, fields: Mapping[str, str]) -> str:
        return self._keep(self._http.post(self._url + path, data=dict(fields), timeout=_ANSWER_SECONDS))

    def _keep(self, answer: requests.Response) -> str:
        self._page, self._at = answer.text, answer.url
        return self._page

    def _remember(self) -> None:
        if self._devices is None:
            return
        device = self._http.cookies[_DEVICE]
        with _devices_lock:
            self._devices.write_text(json.dumps({**_known(self._devices), self._phone: device}), encoding="utf-8")


def _known(devices: Path | None) -> Mapping[str, str]:
    if devices is None or not devices.exists():
        return {}
    known: Mapping[str, str] = json.loads(devices.read_text(encoding="utf-8"))
    return known
