"""A leader's phone against the running local cloud, without a script; cases on their way to the leaders."""

import html
import json
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import requests

from chalicelib import wiring
from chalicelib.domain.links import DecideLink, read, sign
from chalicelib.usecases.leader_links import decide_token, todo_token
from chalicelib.usecases.sessions import read_session
from infra.city_folder import city_folder
from infra.local.server import LocalCloud
from tests.leaders import Leaders
from tests.running_site import signed_in

PORTS = ("log", "dossiers", "catalogue", "parties", "guards", "entropy", "views", "papers")
PINS: Mapping[str, str] = json.loads((city_folder() / "demo_pins.json").read_text())
WRONG = "900817"


def leaders_of_cloud() -> Leaders:
    return Leaders(
        SimpleNamespace(**{name: getattr(wiring, name)() for name in PORTS}), wiring.calendar(), wiring.now()
    )


def link_to(matter: str, step: str, holder: str) -> str:
    """The token of the good link."""
    case = leaders_of_cloud().read(matter).case
    return decide_token(case, step, holder, keys=wiring.link_keys(), now=wiring.now())


def list_link(holder: str) -> str:
    return todo_token(holder, keys=wiring.link_keys(), now=wiring.now())


def aged(token: str, **changes: Any) -> str:
    """The decide link with other contents, signed by the city's own key."""
    link = read(token, DecideLink, keys=wiring.link_keys(), now=wiring.now())
    return sign(DecideLink(**{name: getattr(link, name) for name in link.__slots__} | changes), keys=wiring.link_keys())


class Phone:
    """`page` is what the last answer said, unescaped; `fields` are those of its last form above the footer."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.http = requests.Session()
        self.page = ""

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._keep(self.http.get(self.cloud.url + path, timeout=30, **options))

    def post(self, path: str, fields: Mapping[str, str], **options: Any) -> requests.Response:
        return self._keep(self.http.post(self.cloud.url + path, dict(fields), timeout=30, **options))

    def decide(self, path: str, outcome: str, **typed: str) -> requests.Response:
        return self.post(path, {**self.fields, "outcome": outcome, **typed})

    def enter(self, path: str, staff: str) -> requests.Response:
        """By PIN and, since the device is new, by the code from the SMS."""
        assert self.post(path, {"pin": PINS[staff]}).url.endswith("/leader/code"), self.page
        return self.post("/leader/code", {"code": self.code_for(staff)})

    def code_for(self, staff: str) -> str:
        number = "+86" + wiring.parties().get(staff, "staff")["phone"]  # type: ignore[index]
        return [found[1] for sms in self.sms(number) if (found := re.search(r"验证码(\d{6})", sms))][-1]

    def sms(self, number: str) -> list[str]:
        return [message["text"] for message in self.cloud.cloud.outbox.messages(number)]

    def as_leader(self, staff: str) -> "Phone":
        """Signed in without the pages."""
        self.http.cookies.set("leader", signed_in(staff, "leader").token)
        return self

    def form_token(self) -> str:
        """For a page without a form of its own."""
        found = read_session(self.http.cookies["leader"], guards=wiring.guards(), now=wiring.now())
        return found.form_token if found else ""

    def forget_session(self) -> None:
        del self.http.cookies["leader"]

    @property
    def fields(self) -> dict[str, str]:
        form = re.findall(r"<form.*?</form>", self.page.partition("<footer")[0], re.DOTALL)[-1:]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', "".join(form)))

    def _keep(self, answer: requests.Response) -> requests.Response:
        self.page = html.unescape(answer.text)
        return answer


FOR_EVER = 2**53


def stored(cloud: LocalCloud) -> object:
    """Everything in every table, to see that nothing changed; what has expired goes by itself, whenever it likes.

    Read from the database's file: it is read before and after hundreds of requests.
    """
    tables = [f"local-{table}" for table in ("CaseLog", "Dossiers", "Views", "Guards", "Parties", "Notices")]
    items = cloud._dynamodb._store._fetch(
        f"SELECT item FROM items WHERE table_name IN ({','.join('?' * len(tables))}) AND ifnull(expires_at, ?) >= ?"  # noqa: S608
        " ORDER BY table_name, partition_key, sort_key",
        (*tables, FOR_EVER, int(wiring.now().timestamp())),
    )
    return items, cloud.cloud.outbox.messages()
