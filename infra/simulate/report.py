"""The month as a table for people and as one JSON object for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from infra.simulate import figures
from infra.simulate.figures import RUNS_A_MONTH, Used
from infra.simulate.plan import Plan
from infra.simulate.recount import Counts
from infra.simulate.stored import Stored

Json = Mapping[str, Any]
SHOWN_OPERATIONS: Final = 25


@dataclass(frozen=True)
class Metered:
    """The meter's lines, the kind of each case by its matter, and what a cold start of each function takes of a core."""

    lines: Sequence[Json]
    kinds: Mapping[str, str]
    cold_ms: Mapping[str, float]


def summed_up(plan: Plan, counts: Sequence[Counts], stored: Stored, metered: Metered) -> dict[str, Any]:
    """Everything that `make cost` needs; units, seconds and bytes are sums of the month unless a name says otherwise."""
    caused, by_function, idle = figures.totals(metered.lines)
    cases = len(plan.cases)
    return {
        "seed": plan.seed,
        "cases": dict(counts[0]),
        "recount": dict(counts[1]),
        "tallies": dict(counts[2]),
        "planned": dict(counts[3]),
        "units": dict(Counter(case.unit for case in plan.cases)),
        "busiest_hour": max(plan.arrivals().values()),
        "kinds": dict(Counter(case.kind for case in plan.cases)),
        "used": caused.json(),
        "functions": {name: used.json() for name, used in sorted(by_function.items())},
        "idle_run": {name: _one_run(used) for name, used in sorted(idle.items())},
        "idle_runs_a_month": dict(RUNS_A_MONTH),
        "units_by_kind": figures.by_kind(metered.lines, metered.kinds),
        "messages": len(stored.outbox),
        "parts": sum(sms["parts"] for sms in stored.outbox),
        "receipts": dict(Counter(sms["outcome"] or "none" for sms in stored.outbox)),
        "notices": dict(Counter(notice["state"] for notice in stored.notices)),
        "times": figures.times(metered.lines, [opens for opens, _ in plan.opens], metered.cold_ms),
        "cold_start_ms": dict(metered.cold_ms),
        "table_bytes_a_case": {name: round(size / cases) for name, size in sorted(stored.table_bytes.items())},
        "object_bytes_a_case": {name: round(size / cases) for name, size in sorted(stored.object_bytes.items())},
    }


def _one_run(used: Used) -> Json:
    return {
        "gb_seconds": round(used.gb_seconds / used.invocations, 5),
        "read_units": round(sum(used.reads.values()) / used.invocations, 2),
        "requests": {name: round(count / used.invocations, 2) for name, count in sorted(used.requests.items())},
    }


def table(month: Json) -> Iterator[str]:
    """Lines."""
    cases, used = month["cases"], month["used"]
    received = cases["received"]
    yield f"cases: {received} received, {cases['instant']} instant, {cases['complaints']} complaints"
    yield f"  at {', '.join(month['units'])}; {month['busiest_hour']} begin in the busiest hour"
    beside = ("consultations", "ratings", "cards")
    yield f"  {', '.join(f'{cases[name]} {name}' for name in beside)}"
    others = {n: count for n, count in cases.items() if n not in ("received", "instant", "complaints", *beside)}
    yield f"  ended: {', '.join(f'{count} {name}' for name, count in sorted(others.items()))}"
    agreed = cases == month["recount"] == month["tallies"] == month["planned"]
    yield f"  the log's facts, the folded states, the tallies and the plan agree: {agreed}"
    views = month["views"]
    yield f"  a rebuild of the views from the log: {views['rows']} rows, {views['differ']} of them otherwise"
    yield f"  alarms in the functions' log: {sum(month['alarms'].values())}"
    yield from (f"    {count} times {alarm}" for alarm, count in month["alarms"].items())
    yield (
        f"a case: {used['write_units'] / received:.1f} write units, {used['read_units'] / received:.1f} read units, "
        f"{used['invocations'] / received:.1f} invocations, {used['gb_seconds'] / received:.2f} GB-seconds, "
        f"{month['messages'] / received:.2f} messages of {month['parts'] / received:.2f} parts"
    )
    yield ""
    yield f"{'of a case':12} {'writes':>8} {'reads':>8}"
    for kind, units in month["units_by_kind"].items():
        yield f"{kind:12} {units['write_units']:8.1f} {units['read_units']:8.1f}"
    yield ""
    yield f"{'function':16} {'invocations':>11} {'GB-seconds':>11} {'writes':>9} {'reads':>9}"
    for name, one in month["functions"].items():
        yield (
            f"{name:16} {one['invocations']:11} {one['gb_seconds']:11.1f} {one['write_units']:9.0f} "
            f"{one['read_units']:9.0f}"
        )
    yield ""
    yield f"{'bytes kept of a case':22} {'':>9}"
    for place in ("table_bytes_a_case", "object_bytes_a_case"):
        yield from (f"  {name:20} {size:9}" for name, size in month[place].items() if size)
    yield ""
    yield f"{'milliseconds as on Lambda':48} {'n':>7} {'cold':>5} {'p50':>7} {'p95':>7} {'p99':>7}"
    for name, one in list(month["times"].items())[:SHOWN_OPERATIONS]:
        yield f"{name:48} {one['n']:7} {one['cold']:5} {one['p50_ms']:7.0f} {one['p95_ms']:7.0f} {one['p99_ms']:7.0f}"
