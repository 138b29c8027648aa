"""Clients at work while the city is killed at seeded moments, and its last peaceful minute."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from infra.chaos.city import City
from infra.chaos.journeys import (
    BY_PROGRAM,
    BY_TELEPHONE,
    LEADERS_BY_PROGRAM,
    Client,
    Journey,
    food_licence,
    planning_permit,
    walk_in,
)
from infra.chaos.ledger import Ledger
from infra.chaos.line import PATIENCE_S
from infra.chaos.people import Team

LOAD: Sequence[Journey] = (walk_in, walk_in, food_licence, food_licence, food_licence, planning_permit)
"""One client for each entry, all at once."""

MOST_ANSWERS = 120
"""A city lives until it has given so many answers at most, so that a slow machine has as much load as a fast one."""

LONGEST_REST_S = 0.3
"""And then at most so long, so that the kill comes anywhere in the work that follows an answer."""

LONGEST_LIFE_S = 20.0
"""The city is killed by then, however little it has answered."""

STILLBORN = 0.1
"""The share of kills that come while the city is only starting."""

LONGEST_BIRTH_S = 1.5
_POLL_S = 0.005


class Storm:
    """`ledger` is what the clients were told."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.ledger = Ledger()
        self._seed = seed
        self._chance = Random(seed)  # noqa: S311  # it has to repeat, not to surprise
        self._over = threading.Event()

    def blow(self, kills: int) -> None:
        """Leaves the city stopped and every case brought to its end. Raises CityNotReadyError."""
        print(f"  a first city is killed {self._kill_at_birth()}", flush=True)
        self.city.spawn()
        self.city.wait_until_ready()
        team = Team.sign_in(self.city, self.ledger, BY_PROGRAM, LEADERS_BY_PROGRAM, BY_TELEPHONE)
        with self._clients(team):
            for number in range(1, kills + 1):
                print(f"  kill {number:3}/{kills} {self._kill()}: {self.ledger.summary()}", flush=True)
                self.city.spawn()
            self.city.wait_until_ready()
            self._over.set()
        self.city.stop()

    def _kill_at_birth(self) -> str:
        """While it makes tables and secrets and publishes its catalogue."""
        self.city.spawn()
        return self._kill_after(self._chance.uniform(0, LONGEST_BIRTH_S), "into its start")

    def _kill(self) -> str:
        """Kills at the next seeded moment; says when that was."""
        if self._chance.random() < STILLBORN:
            return self._kill_after(self._chance.uniform(0, LONGEST_BIRTH_S), "into its start")
        answers, rest = self._chance.randint(0, MOST_ANSWERS), self._chance.uniform(0, LONGEST_REST_S)
        self.city.wait_until_ready()
        self._wait_for_answers(self.ledger.answers + answers)
        return self._kill_after(rest, f"after answer {answers}")

    def _kill_after(self, seconds: float, what: str) -> str:
        time.sleep(seconds)
        self.city.kill()
        return f"{seconds:.2f} s {what}"

    def _wait_for_answers(self, count: int) -> None:
        deadline = time.monotonic() + LONGEST_LIFE_S
        while self.ledger.answers < count and time.monotonic() < deadline:
            time.sleep(_POLL_S)

    @contextmanager
    def _clients(self, team: Team) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._work, args=(journey, team, f"{self._seed}:{number}"), daemon=True)
            for number, journey in enumerate(LOAD)
        ]
        for thread in threads:
            thread.start()
        yield
        deadline = time.monotonic() + PATIENCE_S
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                self.ledger.complain(f"a client did not come to an end within {PATIENCE_S:.0f} s")

    def _work(self, journey: Journey, team: Team, seed: str) -> None:
        """A client that met what must not be goes no further; the complaint is what counts."""
        try:
            Client(journey, team, seed).run(lambda: not self._over.is_set())
        except Exception as error:  # noqa: BLE001  # whatever it was, it was not to happen
            self.ledger.complain(f"{journey.__name__}: {type(error).__name__}: {error}")


@contextmanager
def folder(given: str) -> Iterator[Path]:
    """The folder of the run: a given one stays afterwards."""
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        yield Path(temporary)
