"""What the month used, from the meter's lines: units, invocations, GB-seconds, messages, times, bytes.

Lambda bills an invocation's duration in an environment whose memory buys a share of a core. Here a duration is the
processor time that the invocation took, stretched to its function's share, plus a network's wait for each request; what a
cold start adds is the function's imports, stretched in the same way. The machine's own waiting for a core is left out.
"""

import json
import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from infra.functions import FUNCTIONS

CORE_MB: Final = 1769
"""Memory that buys one core (AWS Lambda Developer Guide, "Configure Lambda function memory")."""

WAIT_MS: Final[Mapping[str, float]] = {"dynamodb": 5.0, "kms": 10.0, "s3": 20.0, "sns": 50.0, "sqs": 10.0}
"""Assumed wait for an answer inside a region, by service; the local cloud's own time says nothing of it."""

OTHER_WAIT_MS: Final = 10.0
IDLE: Final = timedelta(minutes=7)
"""An environment that was not called for so long is taken as gone. Lambda publishes no figure; between 5 and 15 minutes is
what people measure (unverified)."""

SCHEDULED: Final = ("send", "sweep", "nightly")
"""What the clock calls, work or none: their month is computed from their schedule, for the clock here moves in leaps."""

ALWAYS_WARM: Final = ("send", "sweep")
"""Called every minute."""

RUNS_A_MONTH: Final[Mapping[str, int]] = {"send": 30 * 24 * 60, "sweep": 30 * 24 * 60, "nightly": 2 * 30}

Json = Mapping[str, Any]


@dataclass
class Used:
    """Of some invocations together; units by table."""

    invocations: int = 0
    gb_seconds: float = 0.0
    processor_ms: float = 0.0
    duration_ms: float = 0.0
    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)

    def add(self, line: Json) -> None:
        self.invocations += 1
        self.gb_seconds += gb_seconds(line)
        self.processor_ms += line["cpu_ms"]
        self.duration_ms += duration_ms(line)
        self.reads.update(line["reads"])
        self.writes.update(line["writes"])
        self.requests.update(line["requests"])

    def json(self) -> Json:
        return {
            "invocations": self.invocations,
            "gb_seconds": round(self.gb_seconds, 3),
            "processor_seconds": round(self.processor_ms / 1000, 3),
            "billed_seconds": round(self.duration_ms / 1000, 3),
            "read_units": round(sum(self.reads.values()), 1),
            "write_units": round(sum(self.writes.values()), 1),
            "reads": {table: round(units, 1) for table, units in sorted(self.reads.items())},
            "writes": {table: round(units, 1) for table, units in sorted(self.writes.items())},
            "requests": dict(sorted(self.requests.items())),
        }


def metered(path: Path) -> Iterator[Json]:
    """The lines of a meter; the one that a kill cut off is left out."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def duration_ms(line: Json) -> float:
    """As Lambda would bill it, cold start apart."""
    waits: float = sum(
        count * WAIT_MS.get(request.partition(".")[0], OTHER_WAIT_MS) for request, count in line["requests"].items()
    )
    return stretched(line["function"], line["cpu_ms"]) + waits


def stretched(function: str, cpu_ms: float) -> float:
    """Processor time on the share of a core that the function's memory buys."""
    return cpu_ms * max(1.0, CORE_MB / FUNCTIONS[function].memory)


def gb_seconds(line: Json) -> float:
    return FUNCTIONS[line["function"]].memory / 1024 * math.ceil(duration_ms(line)) / 1000


def is_idle(line: Json) -> bool:
    """What a clock's call uses that finds nothing to do."""
    return line["function"] in SCHEDULED and not line["writes"] and "sqs.SendMessage" not in line["requests"]


def totals(lines: Iterable[Json]) -> tuple[Used, Mapping[str, Used], Mapping[str, Used]]:
    """What the cases caused, all of it and by function; and one idle run of each function that the clock calls."""
    caused, by_function, idle = Used(), defaultdict[str, Used](Used), defaultdict[str, Used](Used)
    for line in lines:
        if is_idle(line):
            idle[line["function"]].add(line)
            continue
        caused.add(line)
        by_function[line["function"]].add(line)
    return caused, by_function, idle


def by_kind(lines: Iterable[Json], kinds: Mapping[str, str]) -> Mapping[str, Mapping[str, float]]:
    """Units of a case of each kind: an invocation's are shared by the cases that it touched; `shared` is what touched none
    (sign-ins, drafts before they are cases, checks of photos), by the case of all kinds."""
    reads, writes = defaultdict[str, float](float), defaultdict[str, float](float)
    for line in lines:
        if is_idle(line):
            continue
        touched = [kinds[case] for case in line["cases"] if case in kinds] or ["shared"]
        for kind in touched:
            reads[kind] += sum(line["reads"].values()) / len(touched)
            writes[kind] += sum(line["writes"].values()) / len(touched)
    count = Counter(kinds.values())
    count["shared"] = len(kinds)
    return {
        kind: {"read_units": round(reads[kind] / count[kind], 1), "write_units": round(writes[kind] / count[kind], 1)}
        for kind in sorted({*reads, *writes})
    }


def times(
    lines: Iterable[Json], opens: Sequence[datetime], cold_ms: Mapping[str, float]
) -> Mapping[str, Mapping[str, float]]:
    """p50, p95 and p99 in milliseconds by operation, as Lambda would take, cold starts included; `cold` counts them.

    The clock leaps from slot to slot, and what the slot holds is done at once: its invocations are spread evenly over the
    time until the next slot before it is asked which environments were still there."""
    taken, cold = defaultdict[str, list[float]](list), Counter[str]()
    last: dict[str, datetime] = {}
    for at, line in _spread(lines, opens):
        function, name = line["function"], line["operation"]
        before, last[function] = last.get(function), at
        is_cold = function not in ALWAYS_WARM and (before is None or at - before > IDLE)
        cold[name] += is_cold
        taken[name].append(duration_ms(line) + (stretched(function, cold_ms.get(function, 0.0)) if is_cold else 0.0))
    return {
        name: {**_percentiles(values), "n": len(values), "cold": cold[name]}
        for name, values in sorted(taken.items(), key=lambda one: -len(one[1]))
    }


def _spread(lines: Iterable[Json], opens: Sequence[datetime]) -> Iterator[tuple[datetime, Json]]:
    slots: dict[int, list[Json]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: one["at"]):
        slots[bisect_right(opens, datetime.fromisoformat(line["at"]))].append(line)
    for number, held in sorted(slots.items()):
        start = opens[max(number - 1, 0)]
        end = opens[number] if number < len(opens) else start + timedelta(hours=1)
        step = min(end - start, timedelta(minutes=50)) / len(held)
        yield from ((start + place * step, line) for place, line in enumerate(held))


def _percentiles(values: Sequence[float]) -> Mapping[str, float]:
    ordered = sorted(values)
    return {
        f"p{part}_ms": round(ordered[min(len(ordered) - 1, math.ceil(len(ordered) * part / 100) - 1)], 1)
        for part in (50, 95, 99)
    }
