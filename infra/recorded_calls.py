"""`make record-calls`: has the tests' local clouds write down every call of every function, and gathers them in one table.

The table is committed: `tests/infra/test_roles.py` judges each role by it. TESTS names the tests to run (default: those
that run a local cloud); what was recorded before stays until ANEW=1 begins with an empty table.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from infra.iam import Call

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "infra" / "recorded_calls.json"
TESTS = "tests/handlers tests/journeys tests/infra"

Recorded = dict[str, set[Call]]


def read_table(path: Path = TABLE) -> Recorded:
    """What each function has called."""
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        function: {Call(action, resource, frozenset(context.items())) for action, resource, context in calls}
        for function, calls in told.items()
    }


def gathered(folder: Path) -> Recorded:
    """What the processes of a run have written into a folder (`infra.local.roles`)."""
    found: Recorded = {}
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            function, action, resource, context = json.loads(line)
            found.setdefault(function, set()).add(Call(action, resource, frozenset(context.items())))
    return found


def merged(parts: Iterable[Recorded]) -> Recorded:
    whole: Recorded = {}
    for part in parts:
        for function, calls in part.items():
            whole.setdefault(function, set()).update(calls)
    return whole


def write_table(recorded: Recorded, path: Path = TABLE) -> None:
    lines = [
        f"{json.dumps(function)}: [\n"
        + ",\n".join(f"  {json.dumps(line)}" for line in sorted(_lines(calls), key=json.dumps))
        + "\n]"
        for function, calls in sorted(recorded.items())
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _lines(calls: Iterable[Call]) -> list[list[object]]:
    return [[call.action, call.resource, dict(call.context)] for call in calls]


def main() -> int:
    tests = os.environ.get("TESTS", TESTS).split()
    before = {} if os.environ.get("ANEW") == "1" else read_table()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *tests]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "RECORD_CALLS": folder}, check=False)
        whole = merged([before, gathered(Path(folder))])
    write_table(whole)
    print(f"{TABLE}: {len(whole)} functions, {sum(map(len, whole.values()))} calls")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
