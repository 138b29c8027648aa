"""One device on a line that breaks: a request whose answer is lost is sent again as it was, with its Idempotency-Key."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests

from infra.chaos.city import City
from infra.chaos.ledger import Ledger

PATIENCE_S = 180.0
"""How long a client waits for what must come, kills included."""

_ANSWER_S = 30.0
_POLL_S = 0.05
_SERVER_ERROR = 500

T = TypeVar("T")


class LostError(Exception):
    """No whole answer came: nobody knows whether the request was carried out."""

    code = "answer_lost"


class UnexpectedError(Exception):
    """The city answered what it must not, or did not do in time what it must."""

    code = "unexpected"


class Web:
    """`token` is a bearer token; cookies are kept as a browser keeps them."""

    def __init__(self, city: City, ledger: Ledger, token: str = "") -> None:
        self.city = city
        self.ledger = ledger
        self.token = token
        self.http = requests.Session()

    def api(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """The JSON of a successful answer. Raises UnexpectedError."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        answer = self.send(method, self.city.url + path, json=body, headers=headers)
        told = _good(answer).json()
        self.ledger.told_by(told)
        return told

    def send(self, method: str, url: str, **options: Any) -> requests.Response:
        """The answer, however often it takes. Raises UnexpectedError when the city stays away."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.city.up.wait(max(0.0, deadline - time.monotonic()))
            try:
                return self.send_once(method, url, **options)
            except LostError:
                self.ledger.lost()
                time.sleep(_POLL_S)
        raise UnexpectedError(f"{method} {url}: no answer within {PATIENCE_S:.0f} s")

    def send_once(self, method: str, url: str, **options: Any) -> requests.Response:
        """Raises LostError."""
        try:
            answer = self.http.request(method, url, timeout=_ANSWER_S, allow_redirects=False, **options)
        except requests.RequestException as error:
            raise LostError(f"{method} {url}") from error
        self.ledger.answered()
        if answer.status_code >= _SERVER_ERROR:
            self.ledger.complain(f"{method} {url} answered {answer.status_code}: {answer.text[:300]}")
        return answer

    def page(self, path: str) -> str:
        return _good(self.send("GET", self.city.url + path)).text

    def post_form(self, path: str, fields: Mapping[str, str]) -> requests.Response:
        """The redirect that follows a good form post. Raises UnexpectedError."""
        return _good(self.send("POST", self.city.url + path, data=dict(fields)))

    def outbox(self, phone: str) -> list[str]:
        """The messages to a number (national), oldest first."""
        told = self.send("GET", f"{self.city.url}/local/outbox.json", params={"phone": f"+86{phone}"})
        return [message["text"] for message in _good(told).json()]


def wait_for(ask: Callable[[], T], enough: Callable[[T], Any], what: str) -> T:
    """Asks until the answer will do. Raises UnexpectedError."""
    deadline = time.monotonic() + PATIENCE_S
    while not enough(told := ask()):
        if time.monotonic() > deadline:
            raise UnexpectedError(f"{what} did not come within {PATIENCE_S:.0f} s; last: {told}")
        time.sleep(_POLL_S)
    return told


def _good(answer: requests.Response) -> requests.Response:
    if not answer.ok:
        request = answer.request
        raise UnexpectedError(f"{request.method} {request.url} answered {answer.status_code}: {answer.text[:500]}")
    return answer
