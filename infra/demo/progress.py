"""What is happening right now: one line for each step, on a terminal drawn while it runs."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_TURN_SECONDS = 0.1
_CLEAR = "\r\x1b[2K"


class Progress:
    """Prints to `out`; None keeps silent."""

    def __init__(self, out: TextIO | None = sys.stdout) -> None:
        self._out = out

    def title(self, words: str) -> None:
        self._print(f"\n{words}\n")

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Shows the step while it runs, then that it is done and how long it took."""
        began, over = time.monotonic(), threading.Event()
        spinner = threading.Thread(target=self._spin, args=(words, over), daemon=True)
        spinner.start()
        mark = "✗"
        try:
            yield
            mark = "✓"
        finally:
            over.set()
            spinner.join()
            clear = _CLEAR if self._live else ""
            self._print(f"{clear}  {mark} {words}  {time.monotonic() - began:.1f} s\n")

    @property
    def _live(self) -> bool:
        return self._out is not None and self._out.isatty()

    def _spin(self, words: str, over: threading.Event) -> None:
        turn = 0
        while self._live and not over.wait(_TURN_SECONDS):
            self._print(f"{_CLEAR}  {_SPINNER[turn % len(_SPINNER)]} {words}")
            turn += 1

    def _print(self, text: str) -> None:
        if self._out is not None:
            self._out.write(text)
            self._out.flush()
