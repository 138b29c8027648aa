"""The local cloud as a process of its own on one data directory, which is killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STOPS_WITHIN_S = 30


class CityNotReadyError(Exception):
    """The process ended before it answered; its log says why."""

    code = "city_not_ready"


class City:
    """`url` stays the same over all its lives, since the links in messages hold it; `up` is set while it answers.

    `module` is the program, which is given `variables` beside its own environment."""

    def __init__(
        self, data_dir: Path, log: Path, *, module: str = "infra.local", variables: Mapping[str, str] | None = None
    ) -> None:
        self.data_dir = data_dir
        self.log = log
        self._module = module
        self._variables = variables or {}
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.up = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def spawn(self) -> None:
        """Start the process without waiting for it."""
        environment = {**os.environ, **self._variables, "DATA_DIR": str(self.data_dir), "PORT": str(self.port)}
        command = [sys.executable, "-m", self._module]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def wait_until_ready(self) -> None:
        """Raises CityNotReadyError."""
        if self.up.is_set():
            return
        for line in self._running.stdout or ():
            if line.startswith("ready "):
                self.up.set()
                return
        raise CityNotReadyError(self.log.read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """By SIGKILL: nothing in the process hears of it."""
        self.up.clear()
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self.up.clear()
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process = self._running
        process.send_signal(how)
        process.communicate(timeout=STOPS_WITHIN_S)
        self._process = None

    @property
    def running(self) -> bool:
        return self._process is not None

    @property
    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the city does not run")
        return self._process


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
