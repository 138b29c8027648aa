"""How staff without a PIN get one: an admin hands out a slip with a code, and each sets their own at the desk, by page."""

import html
import re
from collections.abc import Iterable
from random import Random
from typing import Final

import requests

from infra.demo.leader_phone import UnexpectedPageError

_SLIP: Final = re.compile(r'<b class="number">([A-Z2-7]{4}-[A-Z2-7]{4})</b>')
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]*)"')
_ANSWER_SECONDS: Final = 60


class Desk:
    """A browser without a script."""

    def __init__(self, url: str, http: requests.Session) -> None:
        self._url = url
        self._http = http
        self._page = ""

    def sign_in(self, staff: str, pin: str) -> None:
        self.get("/staff/signin")
        self.post("/staff/signin", who=staff, pin=pin)

    def get(self, path: str) -> None:
        self._keep(self._http.get(self._url + path, timeout=_ANSWER_SECONDS))

    def post(self, path: str, **fields: str) -> str:
        """The page that comes of it. Raises UnexpectedPageError for a refusal."""
        token = _TOKEN.search(self._page)
        form = {**fields, "csrf_token": token[1] if token else ""}
        return self._keep(self._http.post(self._url + path, data=form, timeout=_ANSWER_SECONDS))

    def _keep(self, answer: requests.Response) -> str:
        self._page = html.unescape(answer.text)
        if not answer.ok:
            raise UnexpectedPageError(
                f"{answer.request.method} {answer.url} answered {answer.status_code}: {self._page}"
            )
        return self._page


def pin_of(staff: str) -> str:
    """Theirs, whenever it is asked for."""
    return f"{Random(staff).randrange(135_790, 976_542)}"  # noqa: S311  # no secret


def enrol(staff: Iterable[str], *, admin: Desk, door: Desk) -> None:
    """Each sets their PIN (`pin_of`) at the `door` with a slip from the hand of the `admin`, who is signed in. Done again it
    ends the same. Raises UnexpectedPageError."""
    for one in staff:
        admin.get("/admin/staff")
        slip = _SLIP.search(admin.post(f"/admin/staff/{one}/enrolment"))
        if slip is None:
            raise UnexpectedPageError(f"no slip for {one}")
        door.get("/staff/enrol")
        door.post("/staff/enrol", who=one, code=slip[1], pin=pin_of(one), pin_again=pin_of(one))
