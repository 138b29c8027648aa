"""Another process at a running local cloud: by what the running one left in its data directory.

Whoever visits works as on any deployed stage: through the same tables and bucket, whose conditional writes keep two from
overwriting each other.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from infra.local import environment
from infra.local.application import PROJECT, Application

_LEFT: Final = "reached.json"


class NotReachedError(Exception):
    """The data directory is in use by a process that cannot be visited: it is only now starting, or is no server."""

    code = "not_reached"


@contextmanager
def open_to_visits(data_dir: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """While it lasts, another process may visit; what a killed process left is taken away first."""
    left = data_dir / _LEFT
    left.unlink(missing_ok=True)
    try:
        left.write_text(json.dumps(dict(variables)), encoding="utf-8")
        yield
    finally:
        left.unlink(missing_ok=True)


@contextmanager
def visit(data_dir: Path, project: Application = PROJECT) -> Iterator[None]:
    """`wiring` reaches the running cloud's services, at its time. Raises NotReachedError."""
    try:
        variables = json.loads((data_dir / _LEFT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotReachedError(f"{data_dir} is in use, and nothing there can be reached: try again") from None
    ahead = _ahead(data_dir / "cloud.sqlite")
    with environment.in_force(variables):
        project.use_clock(lambda: datetime.now(UTC) + ahead)
        yield


def _ahead(database: Path) -> timedelta:
    """How far the running cloud's clock has been moved forward."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as stored:
        row = stored.execute("SELECT offset_seconds FROM clock").fetchone()
    return timedelta(seconds=row[0]) if row else timedelta()
