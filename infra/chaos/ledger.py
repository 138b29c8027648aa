"""What the people at their devices were told while the city was killed under them."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

_SERVER_ERROR = 500
_DECIDED = re.compile(r"after=c-(\w+):(\d+)")
_BY_DRAFT = ("/api/cases", "/supplements")
"""What is sent with a draft; the draft's id is the command."""


@dataclass(frozen=True)
class Acknowledged:
    """A client was told that this stands: the commit `seq` with this hash, or the command of this id; empty: not said."""

    reference: str
    seq: int = 0
    hash: str = ""
    command: str = ""


@dataclass
class Ledger:
    """Counts and claims of all clients together; safe from any thread."""

    acknowledged: set[Acknowledged] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    answers: int = 0
    lost: int = 0
    cases: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: requests.Response) -> None:
        """Keeps what an answer says of a commit, whether it answers a command or a question."""
        claims = set(_claims(answer)) if answer.ok else set()
        with self._lock:
            self.answers += 1
            self.acknowledged |= claims
            if answer.status_code >= _SERVER_ERROR:
                asked = f"{answer.request.method} {answer.request.url}"
                self.complaints.append(f"{asked} answered {answer.status_code}: {answer.text[:300]}")

    def note_lost(self) -> None:
        with self._lock:
            self.lost += 1

    def note_case(self) -> None:
        with self._lock:
            self.cases += 1

    def complain(self, sentence: str) -> None:
        with self._lock:
            self.complaints.append(sentence)

    def summary(self) -> str:
        with self._lock:
            return (
                f"{self.cases} cases served, {len(self.acknowledged)} claims acknowledged, {self.answers} answers, "
                f"{self.lost} lost and asked for again"
            )


def _claims(answer: requests.Response) -> Iterator[Acknowledged]:
    first = (answer.history or [answer])[0].request
    if answer.headers.get("Content-Type") == "application/json":
        yield from _of_api(first, answer.json())
    elif found := _DECIDED.search(answer.url):
        yield Acknowledged(found[1], int(found[2]), command=_form(first).get("command", [""])[-1])


def _of_api(request: requests.PreparedRequest, told: Any) -> Iterator[Acknowledged]:
    if not isinstance(told, Mapping):
        return
    reference, command = str(told.get("reference", "")), _command(request)
    if reference and "hash" in told:
        yield Acknowledged(reference, told["seq"], told["hash"])
    if reference and command:
        yield Acknowledged(reference, command=command)
    for sent in told.get("results", ()):
        if sent["recorded"]:
            yield Acknowledged(sent["reference"], sent["seq"], sent["hash"])
            yield Acknowledged(sent["reference"], command=command)


def _command(request: requests.PreparedRequest) -> str:
    by_draft = request.method == "POST" and urlsplit(str(request.url)).path.endswith(_BY_DRAFT)
    key = request.headers.get("Idempotency-Key", "")
    return str(key or json.loads(request.body or b"{}")["draft"]) if key or by_draft else ""


def _form(request: requests.PreparedRequest) -> Mapping[str, list[str]]:
    body = request.body or ""
    return parse_qs(body.decode() if isinstance(body, bytes) else body) if request.method == "POST" else {}
