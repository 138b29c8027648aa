"""A small client of the JSON API over plain HTTP, one object for each person: no AWS, nothing of the application's code.

Telephones and couriers exist only in the local cloud: messages are read from /local/outbox.json, parcels move by
/local/courier, which signs pushes as a carrier does.
"""

import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import requests

PATIENCE_SECONDS = 60.0
"""How long something that follows by itself (a verdict, an SMS, a certificate) is waited for."""

_ANSWER_SECONDS = 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _GROWTH = 0.05, 1.0, 1.6
"""Between two questions; a page's script asks for its verdicts at longer intervals that grow alike."""
_VERDICT_AFTER_S = 0.2
"""Before the first question of how a photo was judged, and between it and the second; a page's script lets 0.5 pass."""
_REFUSED_PUSH = 'class="said bad"'
_LINK = "://"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")

T = TypeVar("T")
Json = Mapping[str, Any]


class ProblemError(Exception):
    """The API refused: its stable `code`, the HTTP `status`, and the whole problem document."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(f"{status} {problem.get('code', '')}: {problem}")
        self.status = status
        self.code = str(problem.get("code", "unreadable"))
        self.problem = problem


class NotInTimeError(Exception):
    """What should follow by itself did not."""

    code = "not_in_time"


@dataclass(frozen=True)
class Verdict:
    """What the check says of an uploaded page: `state` is accepted or refused, `sentence` is for a person."""

    upload: str
    state: str
    sentence: str


@dataclass(frozen=True)
class Message:
    """One SMS; `to` is E.164, `at` ISO 8601, `parts` what is billed."""

    to: str
    text: str
    at: str
    parts: int


def until(ask: Callable[[], T], enough: Callable[[T], Any], what: str, *, pause: float = _FIRST_PAUSE_S) -> T:
    """Asks until the answer will do; `pause` are the seconds before the second question. Raises NotInTimeError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not enough(told := ask()):
        if time.monotonic() > deadline:
            raise NotInTimeError(f"{what} did not come within {PATIENCE_SECONDS:.0f} s; last: {told}")
        time.sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE_S)
    return told


def new_key() -> str:
    """An Idempotency-Key."""
    return str(uuid.uuid4())


def new_draft() -> str:
    """A draft's id, which the client makes."""
    return secrets.token_hex(13)


class Api:
    """One connection; `token` is sent as bearer where there is one. Connection errors are `requests`' own, or those of
    the session that is given."""

    def __init__(self, url: str, token: str = "", *, http: requests.Session | None = None) -> None:
        self.url = url
        self.token = token
        self.http = http or requests.Session()

    def call(self, method: str, path: str, body: Any = None, *, key: str = "", query: Json | None = None) -> Any:
        """The JSON of a good answer. Raises ProblemError."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        answer = self.http.request(
            method, self.url + path, json=body, headers=headers, params=query, timeout=_ANSWER_SECONDS
        )
        told = answer.json()
        if not answer.ok:
            raise ProblemError(answer.status_code, told)
        return told

    def items(self, words: str = "") -> Sequence[Json]:
        found: Sequence[Json] = self.call("GET", "/api/search", query={"q": words})["items"]
        return found

    def item(self, code: str) -> Json:
        found: Json = self.call("GET", f"/api/items/{code}")["item"]
        return found

    def case(self, reference: str) -> Json:
        """As the person sees it: an applicant their own, staff one of their posts."""
        found: Json = self.call("GET", f"/api/cases/{reference}")
        return found

    def verify(self, number: str, secret: str) -> Json:
        found: Json = self.call("GET", f"/api/certificates/{number}", query={"k": secret})
        return found


class Citizen(Api):
    """An applicant, signed in by the code that `Phones` reads."""

    @classmethod
    def sign_in(cls, url: str, phone: str, *, last_four: str = "", http: requests.Session | None = None) -> Self:
        """`phone` as a person types it; `last_four` of the identity number, for a new device of a known account."""
        person = cls(url, http=http)
        pending = person.call("POST", "/api/login-codes", {"phone": phone})["sign_in"]
        proof = {"sign_in": pending, "code": Phones(url, http=http).code(phone)}
        told = person.call("POST", "/api/sessions", proof | ({"last_four": last_four} if last_four else {}))
        person.token = told["token"]
        return person

    def save(self, draft: str, fields: Json) -> Json:
        """Creates the draft, or adds to it; `uploads` in the fields says which pages stay."""
        saved: Json = self.call("PUT", f"/api/drafts/{draft}", fields)
        return saved

    def upload(self, draft: str, material: str, content: bytes, *, name: str = "page.jpg") -> Verdict:
        """Hands a page in and waits for the verdict."""
        return self.verdict(self.hand_in(draft, material, content, name=name))

    def hand_in(self, draft: str, material: str, content: bytes, *, name: str = "page.jpg") -> str:
        """Asks for a slot and posts the file straight to the bucket; the upload's id."""
        page = {"draft": draft, "material": material, "content_type": "", "size": len(content), "name": name}
        slot = self.call("POST", "/api/uploads", page)
        stored = requests.post(
            slot["url"], data=slot["fields"], files={"file": (name, content)}, timeout=_ANSWER_SECONDS
        )
        stored.raise_for_status()
        return str(slot["upload"])

    def verdict(self, upload: str) -> Verdict:
        """Waits until a page that was handed in has been judged. Raises NotInTimeError."""
        time.sleep(_VERDICT_AFTER_S)
        told = until(
            lambda: self.call("GET", f"/api/uploads/{upload}"),
            lambda told: told["state"] != "waiting",
            f"the verdict on {upload}",
            pause=_VERDICT_AFTER_S,
        )
        return Verdict(told["upload"], told["state"], told["sentence"])

    def submit(self, draft: str) -> str:
        """The reference of the case that the draft becomes; the same draft again, the same reference."""
        return str(self.call("POST", "/api/cases", {"draft": draft})["reference"])

    def cases(self, after: str = "") -> Sequence[Json]:
        found: Sequence[Json] = self.call("GET", "/api/cases", query={"after": after})["cases"]
        return found

    def open(self, reference: str) -> Json:
        """The case after what waited for its applicant was opened, and so served."""
        opened: Json = self.call("POST", f"/api/cases/{reference}/openings", {})
        return opened

    def supply(self, reference: str, draft: str) -> Json:
        told: Json = self.call("POST", f"/api/cases/{reference}/supplements", {"draft": draft})
        return told

    def withdraw(self, reference: str, *, key: str = "") -> Json:
        told: Json = self.call("POST", f"/api/cases/{reference}/withdraw", {}, key=key or new_key())
        return told

    def certificate(self, reference: str) -> bytes:
        """The PDF."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.http.get(f"{self.url}/cases/{reference}/certificate", headers=headers, timeout=_ANSWER_SECONDS)
        answer.raise_for_status()
        return answer.content


class Staff(Api):
    """An officer or leader, signed in with a PIN. Every command takes a key; by default each call is a new command.

    `device` is the token by which a leader's program is known from now on.
    """

    device = ""

    @classmethod
    def sign_in(cls, url: str, staff: str, pin: str, *, http: requests.Session | None = None) -> Self:
        person = cls(url, http=http)
        person.token = person.call("POST", "/api/sessions", {"staff": staff, "pin": pin})["token"]
        return person

    @classmethod
    def sign_in_leader(
        cls, url: str, staff: str, pin: str, phone: str, *, device: str = "", http: requests.Session | None = None
    ) -> Self:
        """With all posts, for half an hour; `device` of an earlier sign-in saves the code that `phone` is sent."""
        person = cls(url, http=http)
        try:
            told = person.call(
                "POST", "/api/sessions", {"staff": staff, "pin": pin, "kind": "leader", "device": device}
            )
        except ProblemError as problem:
            if problem.code != "device_new":
                raise
            proof = {"sign_in": problem.problem["about"]["sign_in"], "code": Phones(url, http=http).code(phone)}
            told = person.call("POST", "/api/sessions", proof)
        person.token, person.device = told["token"], told["device"]
        return person

    def tasks(self, after: str = "") -> Sequence[Json]:
        found: Sequence[Json] = self.call("GET", "/api/tasks", query={"after": after})["tasks"]
        return found

    def receive(self, walk_in: Json, *, key: str = "") -> Json:
        return self._command("/api/window/cases", walk_in, key)

    def accept(self, reference: str, *, sitting: str = "accept", key: str = "") -> Json:
        return self._command(f"/api/cases/{reference}/accept", {"sitting": sitting}, key)

    def request_correction(self, reference: str, rows: Sequence[Json], *, note: str = "", key: str = "") -> Json:
        return self._command(f"/api/cases/{reference}/corrections", {"rows": rows, "note": note}, key)

    def decline(self, reference: str, ground: str, *, to_unit: str = "", note: str = "", key: str = "") -> Json:
        body = {"ground": ground, "to_unit": to_unit, "note": note}
        return self._command(f"/api/cases/{reference}/decline", body, key)

    def decide(self, reference: str, step: str, outcome: str = "pass", *, opinion: str = "", key: str = "") -> Json:
        """On what stands in the case now."""
        body = {"outcome": outcome, "opinion": opinion, "shown": self.case(reference)["shown"][step]}
        return self._command(f"/api/cases/{reference}/steps/{step}/decision", body, key)

    def dispatch(self, references: Sequence[str], carrier: str, waybill: str, *, key: str = "") -> Sequence[Json]:
        """What became of each reference."""
        body = {"carrier": carrier, "waybill": waybill, "references": list(references)}
        results: Sequence[Json] = self._command("/api/dispatches", body, key)["results"]
        return results

    def _command(self, path: str, body: Json, key: str) -> Json:
        told: Json = self.call("POST", path, body, key=key or new_key())
        return told


class Phones(Api):
    """Every telephone of the local cloud."""

    def messages(self, phone: str = "") -> Sequence[Message]:
        """Oldest first; to one number, or all."""
        told = self.call("GET", "/local/outbox.json", query={"phone": phone})
        return [Message(one["to"], one["text"], one["at"], one["parts"]) for one in told]

    def code(self, phone: str) -> str:
        """The newest sign-in code sent to the number."""
        found = until(lambda: self._codes(phone), len, f"a code for {phone}")
        return found[-1]

    def news(self, phone: str) -> Sequence[Message]:
        """What the number was told, sign-in codes left out."""
        return [message for message in self.messages(phone) if not _codes_in(message)]

    def _codes(self, phone: str) -> list[str]:
        return [code for message in self.messages(phone) for code in _codes_in(message)]


def _codes_in(message: Message) -> list[str]:
    return [] if _LINK in message.text else _CODE.findall(message.text)


class Courier(Api):
    """The carrier's server."""

    def push(self, waybill: str, state: str, *, protocol: str = "standard") -> None:
        """One signed push of a parcel's new state. Raises ProblemError when the webhook refused it."""
        form = {"waybill": waybill, "protocol": protocol, "company": "ems", "state": state}
        answer = self.http.post(f"{self.url}/local/courier", data=form, timeout=_ANSWER_SECONDS)
        if not answer.ok or _REFUSED_PUSH in answer.text:
            raise ProblemError(answer.status_code, {"code": "push_refused", "detail": answer.text})
