"""How far long work has come, on standard error, so that standard output holds the results alone."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
SECONDS_BETWEEN = 10.0


def progress(what: str, parts: Sequence[T]) -> Iterator[T]:
    """Each part in turn; every ten seconds a line with the number done, the rate and the time that is left."""
    began = told = time.monotonic()
    for done, part in enumerate(parts):
        if done and time.monotonic() - told >= SECONDS_BETWEEN:
            told = time.monotonic()
            each = (told - began) / done
            left = each * (len(parts) - done)
            print(
                f"{what}: {done} of {len(parts)}, {1 / each:.1f} a second, {left:.0f} s left",
                file=sys.stderr,
                flush=True,
            )
        yield part


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says what is being done and, once it is, how long it took."""
    began = time.monotonic()
    print(f"{what} ...", end=" ", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(f"{time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
