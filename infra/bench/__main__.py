"""`make bench [ONLY=cold_start,flow]`: every measurement, as a table and in bench.json (name → value, unit, budget, holds).

Each figure that has a budget of its own is a ratio of two things measured in one run, or a time on an otherwise idle
machine. With ONLY, the other figures of an earlier bench.json stay.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from infra.bench.figure import Figure, table

FILE = Path("bench.json")
MEASURED = (
    "pages",
    "search",
    "worklist",
    "local_query",
    "case_cost",
    "case_length",
    "join_race",
    "warm_calls",
    "flow",
    "sweep",
    "throughput",
    "cold_start",
)


def main() -> int:
    asked = [name for name in os.environ.get("ONLY", "").split(",") if name] or list(MEASURED)
    if unknown := sorted({*asked} - {*MEASURED}):
        print(f"no such measurement: {', '.join(unknown)}; there are {', '.join(MEASURED)}", file=sys.stderr)
        return 1
    found = list[Figure]()
    for number, name in enumerate(asked, start=1):
        began = time.monotonic()
        print(f"[{number}/{len(asked)}] {name}", file=sys.stderr, flush=True)
        figures = list(import_module(f"infra.bench.{name}").figures())
        found += figures
        print(table(figures), flush=True)
        print(f"    {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    _keep(found)
    missed = [one.name for one in found if one.holds is False]
    print(f"{len(found)} figures in {FILE}; budgets missed: {', '.join(missed) or 'none'}")
    return 0


def _keep(found: list[Figure]) -> None:
    before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    told = before | {one.name: one.as_json() for one in found}
    FILE.write_text(json.dumps(dict(sorted(told.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
