"""Clients at work while the city is killed at seeded moments, and its last peaceful minute."""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from infra.chaos.city import City
from infra.chaos.journeys import Client, Journey, Staff, food_licence, planning_permit, walk_in
from infra.chaos.ledger import Ledger
from infra.chaos.web import PATIENCE_S, UnexpectedError

LOAD: Sequence[Journey] = (walk_in, walk_in, food_licence, food_licence, food_licence, planning_permit)
"""One client for each entry, all at once."""

LONGEST_LIFE_S = 2.0
"""A killed city lives at most so long after it has begun to answer."""

STILLBORN = 0.1
"""The share of kills that come while the city is only starting."""

LONGEST_BIRTH_S = 1.5


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
        self.city.spawn()
        self.city.wait_until_ready()
        staff = Staff.sign_in(self.city, self.ledger)
        with self._clients(staff):
            for number in range(1, kills + 1):
                print(f"  kill {number:3}/{kills} {self._kill()}: {self.ledger.summary()}", flush=True)
                self.city.spawn()
            self.city.wait_until_ready()
            self._over.set()
        self.city.stop()

    def _kill(self) -> str:
        """Kills at the next seeded moment; says when that was."""
        if self._chance.random() < STILLBORN:
            moment = self._chance.uniform(0, LONGEST_BIRTH_S)
            when = f"{moment:.2f} s into its start"
        else:
            moment = self._chance.uniform(0, LONGEST_LIFE_S)
            when = f"after {moment:.2f} s of answering"
            self.city.wait_until_ready()
        time.sleep(moment)
        self.city.kill()
        return when

    @contextmanager
    def _clients(self, staff: Staff) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._work, args=(journey, staff, f"{self._seed}:{number}"), daemon=True)
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

    def _work(self, journey: Journey, staff: Staff, seed: str) -> None:
        """A client that met what must not be goes no further; the complaint is what counts."""
        try:
            Client(journey, staff, self.city, self.ledger, seed).run(lambda: not self._over.is_set())
        except UnexpectedError as error:
            self.ledger.complain(f"{journey.__name__}: {error}")


@contextmanager
def folder(given: str) -> Iterator[Path]:
    """The folder of the run: a given one stays afterwards."""
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        yield Path(temporary)
