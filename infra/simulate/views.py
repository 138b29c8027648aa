"""Whether the views that the month has left are what its log gives anew: rebuilt into an empty table and compared row by row,
byte for byte, both after one sweep."""

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib import wiring
from infra import rebuild
from infra.local.server import start
from infra.simulate.near import answer_near


@dataclass(frozen=True)
class Views:
    """How many rows are in use, and the keys of those that a rebuild has not, has otherwise, or has alone."""

    rows: int
    different: tuple[rebuild.Key, ...]

    def json(self) -> Mapping[str, Any]:
        return {"rows": self.rows, "differ": len(self.different)}

    def broken(self) -> Iterator[str]:
        return (f"the view row {' '.join(key)} is rebuilt otherwise" for key in self.different)


@contextmanager
def rebuilding(data: Path) -> Iterator["Rebuild"]:
    """Compares in a process beside, on the files of a city that has been stopped, while the caller does something else."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as beside:
        yield Rebuild(beside, data)


class Rebuild:
    def __init__(self, beside: ProcessPoolExecutor, data: Path) -> None:
        self._running = beside.submit(compared, data)

    def views(self) -> Views:
        """Waits for its end."""
        return self._running.result()


def compared(data: Path) -> Views:
    cloud = start(data)
    try:
        cloud.drain()
        answer_near(wiring.client("dynamodb"), data, cloud.clock.now)
        found = rebuild.compare(lambda _: None)
        return Views(len(found.in_use), tuple(found.different))
    finally:
        cloud.stop()
