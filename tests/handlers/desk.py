"""A window's computer against the running local cloud: a browser without a script."""

import html
import re
from typing import Any

import requests

from tests.sample import INSTANT
from tests.walk_ins import FIELDS, ORIGINALS

VARIANT = f"{INSTANT}-1"
PIN = "399858"
PATIENCE = 20


class Desk:
    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.page = ""

    def get(self, path: str) -> requests.Response:
        return self._keep(self.http.get(self.url + path, timeout=PATIENCE))

    def post(self, path: str, fields: Any, **options: Any) -> requests.Response:
        form = [*fields.items()] if isinstance(fields, dict) else [*fields]
        return self._keep(
            self.http.post(self.url + path, [*form, ("csrf_token", self.csrf)], timeout=PATIENCE, **options)
        )

    def _keep(self, answer: requests.Response) -> requests.Response:
        self.page = html.unescape(answer.text)
        return answer

    @property
    def csrf(self) -> str:
        return self._hidden("csrf_token")

    @property
    def command(self) -> str:
        return self._hidden("command")

    @property
    def draft(self) -> str:
        return self._hidden("draft")

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    def sign_in(self, who: str = "李文静", pin: str = PIN) -> requests.Response:
        self.get("/staff/signin?next=/window/tasks")
        return self.post("/staff/signin", {"who": who, "pin": pin, "next": "/window/tasks"})

    def receive(self, then: str = "grant", command: str = "", **changes: Any) -> requests.Response:
        self.get(f"/window?item={INSTANT}&variant={VARIANT}")
        fields = {**FIELDS, "item": INSTANT, "variant": VARIANT, "then": then, **changes}
        fields["command"] = command or self.command
        originals = [("original", code) for code in ORIGINALS]
        return self.post("/window/cases", [*fields.items(), *originals])


def reference_in(answer: requests.Response) -> str:
    return answer.url.rpartition("/")[2].partition("?")[0]
