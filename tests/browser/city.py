"""The local cloud as a newcomer starts it: a process of its own, reached by its address alone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

PROJECT = Path(__file__).resolve().parents[2]
STOPS_WITHIN_S = 20


class CityNotReadyError(Exception):
    code = "city_not_ready"


@dataclass(frozen=True)
class City:
    """`log` is what its process wrote; `examined` are the kinds of pages that were searched for barriers already."""

    url: str
    log: Path
    examined: set[str] = field(default_factory=set)

    @property
    def today(self) -> str:
        """As its clock page says: a city that starts in the evening starts on the next morning."""
        clock = requests.get(f"{self.url}/local/clock", timeout=10).text
        found = re.search(r'value="(\d{4}-\d\d-\d\d)T', clock)
        assert found
        return found[1]


@contextmanager
def running_city(folder: Path) -> Iterator[City]:
    """Raises CityNotReadyError with what the process said instead."""
    log = folder / "city.log"
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "PORT": "0"}
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=errors
        )
        try:
            yield City(_ready(process, log), log)
        finally:
            process.terminate()
            process.communicate(timeout=STOPS_WITHIN_S)


def _ready(process: subprocess.Popen[bytes], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        word, _, url = line.decode().strip().partition(" ")
        if word == "ready":
            return url
    raise CityNotReadyError(log.read_text(encoding="utf-8"))
