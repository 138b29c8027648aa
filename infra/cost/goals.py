"""The report's four goals for moving to the cloud, each defined so that it can be answered with a figure of ours."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from infra.cost.bill import ASSUMED, GB, Bill, Json

UPKEEP: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    (Path(__file__).resolve().parent / "upkeep.json").read_text(encoding="utf-8")
)
"""What has to be touched for a change: `files` of a city's folder, `commands` of the Makefile."""


def goals(month: Json, bill: Bill, bundle_bytes: int) -> Iterator[tuple[str, str]]:
    """Goal and answer; `bundle_bytes` is 0 where nothing is packaged."""
    yield "performance (the report: 10 times)", _performance(month)
    yield "running cost (the report: -60 %)", _running_cost(bill)
    for change, needs in UPKEEP.items():
        files, commands = len(needs["files"]), len(needs["commands"])
        yield f"maintenance: {change}", f"files: {files}, commands: {commands} ({needs['how']})"
    yield "maintenance: systems to patch", "operating systems: 0, database servers: 0 (always on: 2 and 1)"
    yield "space (the report: -90 %)", _space(month, bundle_bytes)


def cases_a_second(month: Json) -> tuple[float, float]:
    """Cases with all that follows of them: here, bound by environments or by what a new table takes at once; and on a pair of
    servers with every core busy, the same processor time a case."""
    cases, used = month["cases"]["received"], month["used"]
    by_environments = ASSUMED["concurrency"] / (used["billed_seconds"] / cases)
    by_tables = ASSUMED["table_writes_a_second"] / (max(used["writes"].values()) / cases)
    return min(by_environments, by_tables), ASSUMED["server_cores"] / (used["processor_seconds"] / cases)


def _performance(month: Json) -> str:
    ours, theirs = cases_a_second(month)
    return (
        f"at the peak {ours:.0f} decided cases a second with all that follows ({ASSUMED['concurrency']} environments, new "
        f"tables of {ASSUMED['table_writes_a_second']} writes a second); two servers of {ASSUMED['server_cores']} cores "
        f"together: {theirs:.0f}; {ours / theirs:.1f} times"
    )


def _running_cost(bill: Bill) -> str:
    one, many, always = bill.month(1), bill.month(ASSUMED["units"]), bill.always_on
    return (
        f"one bureau {bill.currency}{one:.2f} a month against {bill.currency}{always:.2f} always on: {one / always - 1:+.1%}; "
        f"{ASSUMED['units']} units {bill.currency}{many:.2f}: {many / always - 1:+.1%} (no SMS on either side)"
    )


def _space(month: Json, bundle_bytes: int) -> str:
    kept = sum(month["table_bytes_a_case"].values()) + sum(month["object_bytes_a_case"].values())
    sheets, metre = ASSUMED["paper_sheets_a_case"], ASSUMED["paper_sheets_a_shelf_metre"]
    said = f"{kept / 1024:.0f} KB a case, where {sheets} sheets of paper take {sheets / metre * 1000:.1f} mm of shelf"
    if not bundle_bytes:
        return f"{said} (`make package` first, to compare the bundle with a server's image)"
    servers = 2 * ASSUMED["server_image_gb"] * GB
    return (
        f"{said}; functions and layers {bundle_bytes / 1e6:.0f} MB, two servers' images {servers / 1e9:.0f} GB: "
        f"{bundle_bytes / servers - 1:+.1%}"
    )
