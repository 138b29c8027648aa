"""The stage in DATA_DIR, for a command: that of `make run`'s server where it is running, else one started for the command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.lock import DataDirectoryBusyError
from infra.local.server import start
from infra.local.visit import visit
from infra.progress import step


@contextmanager
def local_stage() -> Iterator[None]:
    """`wiring` reaches it meanwhile. Raises NotReachedError, BadCityError."""
    data_dir = Path(os.environ.get("DATA_DIR", ".local"))
    try:
        with step(f"opening {data_dir}"):
            cloud = start(data_dir)
    except DataDirectoryBusyError:
        with visit(data_dir):
            yield
        return
    try:
        yield
    finally:
        cloud.stop()
