"""A line that breaks whenever the city is killed."""

import time
from typing import Any

import requests

from infra.chaos.city import City
from infra.chaos.ledger import Ledger

PATIENCE_S = 180.0
"""How long a client goes on asking for one answer."""

_PAUSE_S = 0.05


class Line(requests.Session):
    """A session of one device that sends a request whose answer is lost again as it was, Idempotency-Key and all."""

    def __init__(self, city: City, ledger: Ledger) -> None:
        super().__init__()
        # Proxies and a netrc are looked for anew with every request, a quarter of what it costs; the city needs neither.
        self.trust_env = False
        self._city = city
        self._ledger = ledger

    def request(self, method: str | bytes, url: str | bytes, *rest: Any, **options: Any) -> requests.Response:
        """Raises requests.RequestException when the city stays away."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            self._city.up.wait(max(0.0, deadline - time.monotonic()))
            try:
                answer = super().request(method, url, *rest, **options)
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
                self._ledger.note_lost()
                time.sleep(_PAUSE_S)
            else:
                self._ledger.note(answer)
                return answer

    def beside(self) -> "Line":
        """Another line of the same device, for another thread."""
        other = Line(self._city, self._ledger)
        other.cookies.update(self.cookies)
        return other
