"""A bureau's people at their devices; sessions are renewed as people renew them: officers' every morning, leaders' each
time."""

import threading
import time
from collections.abc import Mapping, Sequence

from infra.api_client import Citizen, Courier, ProblemError, Staff
from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.line import Line
from infra.simulate.offices import People


class Bureau:
    """Safe from any thread; each thread has a connection of its own. `pins` and `phones` are by staff id."""

    def __init__(
        self, city: City, ledger: Ledger, people: People, *, pins: Mapping[str, str], phones: Mapping[str, str]
    ) -> None:
        self.ledger = ledger
        self._city = city
        self._people = people
        self._pins = pins
        self._phones = phones
        self._tokens: dict[str, str] = {}
        self._devices: dict[str, str] = {}
        self._citizens: dict[str, str] = {}
        self._renewing = threading.Lock()
        self._own = threading.local()

    @property
    def surveyors(self) -> Sequence[str]:
        return self._people.surveyors

    def open_windows(self) -> None:
        """A new day's sessions."""
        with self._renewing:
            for one in self._people.officers:
                self._tokens[one] = Staff.sign_in(self._city.url, one, self._pins[one], http=self._line()).token

    def officer(self, number: int) -> Staff:
        officers = self._people.officers
        return Staff(self._city.url, self._tokens[officers[number % len(officers)]], http=self._line())

    def leader(self, post: str) -> Staff:
        """On a device that the city knows from the second time on."""
        who = self._people.leaders[post]
        with self._renewing:
            signed = Staff.sign_in_leader(
                self._city.url,
                who,
                self._pins[who],
                self._phones[who],
                device=self._devices.get(who, ""),
                http=self._line(),
            )
            self._devices[who] = signed.device
        return signed

    def citizen(self, phone: str, last_four: str) -> Citizen:
        """In the session that they have, else signed in by SMS."""
        if phone not in self._citizens:
            self._citizens[phone] = self._signed_in(phone, last_four).token
        return Citizen(self._city.url, self._citizens[phone], http=self._line())

    def _signed_in(self, phone: str, last_four: str) -> Citizen:
        """Who was sent a code by a city that was killed before it answered waits as long as they are told to."""
        while True:
            try:
                return Citizen.sign_in(self._city.url, phone, last_four=last_four, http=self._line())
            except ProblemError as problem:
                if problem.code != "too_many_requests":
                    raise
                time.sleep(60 * problem.problem["about"]["minutes"])

    def courier(self) -> Courier:
        return Courier(self._city.url, http=self._line())

    def _line(self) -> Line:
        if not hasattr(self._own, "line"):
            self._own.line = Line(self._city, self.ledger)
        line: Line = self._own.line
        return line
