"""Who uses the city: applicants with a telephone, officers and leaders with a PIN, the courier's server."""

import io
import itertools
import json
import random
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from chalicelib.domain.identity import resident_check_digit
from infra.chaos.city import City
from infra.chaos.ledger import Acknowledged, Ledger
from infra.chaos.web import LostError, UnexpectedError, Web, wait_for
from infra.publish import city_folder

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_TODO_LINK = re.compile(r"/t/[A-Za-z0-9_-]+")
_LAST_FORM = re.compile(r"<form.*?</form>", re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_DECIDED = re.compile(r"after=c-(\w+):(\d+)")
_REFUSED_PUSH = 'class="said bad"'
_CREATED, _SEE_OTHER, _TOO_MANY = 201, 303, 429
_numbers = itertools.count(1)


def new_command() -> str:
    return str(uuid.uuid4())


def new_phone() -> str:
    """A mobile number that nobody has had before in this run."""
    return f"1991{next(_numbers):07}"


def new_resident_id() -> str:
    digits = f"42120119800101{next(_numbers) % 1000:03}"
    return digits + resident_check_digit(digits)


@cache
def paper() -> bytes:
    """A photo of a printed sheet, small, with enough ink on it to be one."""
    sheet = Image.new("RGB", (480, 640), (243, 240, 233))
    pen = ImageDraw.Draw(sheet)
    for line in range(40, 600, 14):
        pen.text((40, line), f"No. {line:03} application, page one, copy of the original", (38, 36, 40))
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=80)
    return file.getvalue()


@dataclass(frozen=True)
class Officer:
    """At the window, signed in."""

    web: Web

    @staticmethod
    def sign_in(web: Web, staff: str) -> "Officer":
        credentials = {"staff": staff, "pin": _pins()[staff]}
        web.token = web.api("POST", "/api/sessions", credentials)["token"]
        return Officer(web)

    def receive(self, walk_in: Mapping[str, Any]) -> str:
        """The reference of a walk-in."""
        return self._act("/api/window/cases", walk_in)

    def accept(self, reference: str) -> None:
        self._act(f"/api/cases/{reference}/accept", {"sitting": "accept"})

    def request_correction(self, reference: str, material: str) -> None:
        row = {"material": material, "sentence": 0}
        self._act(f"/api/cases/{reference}/corrections", {"rows": [row]})

    def decide(self, reference: str, step: str) -> None:
        decide_by_api(self.web, reference, step)

    def wait_for_certificate(self, reference: str) -> None:
        def ask() -> Any:
            return self.web.api("GET", f"/api/cases/{reference}")

        wait_for(ask, lambda told: told["certificate_number"], f"the certificate of {reference}")

    def dispatch(self, reference: str, waybill: str) -> None:
        command = new_command()
        parcel = {"carrier": "ems", "waybill": waybill, "references": [reference]}
        (sent,) = self.web.api("POST", "/api/dispatches", parcel, key=command)["results"]
        if not sent["recorded"]:
            raise UnexpectedError(f"{reference} was not dispatched: {sent['code']}")
        self.web.ledger.told(Acknowledged(reference, command=command))

    def wait_until_served(self, reference: str) -> None:
        def ask() -> Any:
            return self.web.api("GET", f"/api/cases/{reference}")

        wait_for(ask, lambda told: told["status"] == "served", f"service of {reference}")

    def _act(self, path: str, body: Mapping[str, Any]) -> str:
        command = new_command()
        reference = str(self.web.api("POST", path, body, key=command)["reference"])
        self.web.ledger.told(Acknowledged(reference, command=command))
        return reference


def decide_by_api(web: Web, reference: str, step: str) -> None:
    shown = web.api("GET", f"/api/cases/{reference}")["shown"][step]
    command, answer = new_command(), {"outcome": "pass", "shown": shown}
    web.api("POST", f"/api/cases/{reference}/steps/{step}/decision", answer, key=command)
    web.ledger.told(Acknowledged(reference, command=command))


@dataclass(frozen=True)
class Leader:
    """Signed in on a phone; decides from the page behind the link in the SMS, or by program."""

    web: Web
    phone: str

    @staticmethod
    def sign_in(web: Web, staff: str) -> "Leader":
        """By PIN, and by the code from the SMS since the device is new."""
        phone = _phones()[staff]
        web.post_form("/leader", {"who": staff, "pin": _pins()[staff]})
        web.post_form("/leader/code", {"code": _code(web, phone)})
        web.token = web.http.cookies["leader"]
        return Leader(web, phone)

    def decide_on_page(self, reference: str, step: str) -> None:
        """Comes in by the link of the newest message, as on a phone."""
        links = wait_for(lambda: self._links(), len, f"a message to {self.phone}")
        self.web.page(links[-1])
        form = _LAST_FORM.findall(self.web.page(f"/todo/{reference}/{step}"))[-1]
        fields = {**dict(_HIDDEN.findall(form)), "outcome": "pass"}
        answer = self.web.post_form(f"/todo/{reference}/{step}", fields)
        decided = _DECIDED.search(answer.headers.get("Location", ""))
        if answer.status_code != _SEE_OTHER or not decided:
            raise UnexpectedError(f"the page of {reference} {step} answered {answer.status_code}")
        self.web.ledger.told(Acknowledged(decided[1], int(decided[2]), command=fields["command"]))

    def decide_by_program(self, reference: str, step: str) -> None:
        decide_by_api(self.web, reference, step)

    def _links(self) -> list[str]:
        return [link[0] for text in self.web.outbox(self.phone) if (link := _TODO_LINK.search(text))]


class Applicant:
    """A citizen at home, signed in by a code to a number of their own."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.phone = ""
        while not self.phone:
            self.phone = self._sign_in(new_phone())

    def save(self, draft: str, body: Mapping[str, Any]) -> None:
        self.web.api("PUT", f"/api/drafts/{draft}", body)

    def upload(self, draft: str, material: str) -> str:
        """The upload's id. Where the transfer breaks, a new slot: the bucket's address changes with every start."""
        for _ in range(20):
            page = {"draft": draft, "material": material, "content_type": "image/jpeg", "name": "a.jpg"}
            slot = self.web.api("POST", "/api/uploads", {**page, "size": len(paper())})
            try:
                stored = self.web.send_once("POST", slot["url"], data=slot["fields"], files={"file": paper()})
            except LostError:
                self.web.ledger.lost()
                continue
            if not stored.ok:
                raise UnexpectedError(f"the bucket answered {stored.status_code}: {stored.text[:300]}")
            self._wait_for_verdict(slot["upload"])
            return str(slot["upload"])
        raise UnexpectedError(f"no upload of {material} got through")

    def submit(self, draft: str) -> str:
        """The reference of the case that the draft became."""
        reference = str(self.web.api("POST", "/api/cases", {"draft": draft})["reference"])
        self.web.ledger.told(Acknowledged(reference, command=draft))
        self.web.api("GET", f"/api/cases/{reference}")
        return reference

    def supply(self, reference: str, draft: str) -> None:
        self.web.api("POST", f"/api/cases/{reference}/supplements", {"draft": draft})
        self.web.ledger.told(Acknowledged(reference, command=draft))

    def _wait_for_verdict(self, upload: str) -> None:
        def ask() -> Any:
            return self.web.api("GET", f"/api/uploads/{upload}")

        told = wait_for(ask, lambda told: told["state"] != "waiting", f"the verdict on {upload}")
        if told["state"] != "accepted":
            raise UnexpectedError(f"upload {upload} was refused: {told['sentence']}")

    def _sign_in(self, phone: str) -> str:
        """The phone; empty when the answer was lost, for a second code to one number has to wait a minute."""
        try:
            asked = self.web.send_once("POST", f"{self.web.city.url}/api/login-codes", json={"phone": phone})
        except LostError:
            self.web.ledger.lost()
            self.web.city.up.wait()
            return ""
        if asked.status_code == _TOO_MANY:
            raise UnexpectedError("one address has asked for more codes than an hour allows")
        proof = {"sign_in": asked.json()["sign_in"], "code": _code(self.web, phone)}
        self.web.token = self.web.api("POST", "/api/sessions", proof)["token"]
        return phone


@dataclass(frozen=True)
class Courier:
    """The carrier's server, played by the local courier page, which signs as carriers do."""

    web: Web

    def push(self, waybill: str, state: str) -> None:
        """Pushes until the webhook has taken it."""
        protocol = random.choice(("kuaidi100", "standard"))  # noqa: S311  # no secret
        form = {"waybill": waybill, "protocol": protocol, "company": "ems", "state": state}
        answer = self.web.post_form("/local/courier", form)
        if _REFUSED_PUSH in answer.text:
            raise UnexpectedError(f"the push {state} of {waybill} was not taken: {answer.text}")


def _code(web: Web, phone: str) -> str:
    codes = wait_for(lambda: [code for text in web.outbox(phone) for code in _CODE.findall(text)], len, "a code")
    return codes[-1]


@cache
def _pins() -> Mapping[str, str]:
    return json.loads((city_folder() / "demo_pins.json").read_text(encoding="utf-8"))


@cache
def _phones() -> Mapping[str, str]:
    staff = json.loads((city_folder() / "staff.json").read_text(encoding="utf-8"))
    return {person["id"]: person["phone"] for person in staff}
