"""`python -m infra.cost`: FILE (DATA_DIR's simulate.json) holds the last line of `make simulate`; CHART (DATA_DIR's cost.svg)
is written anew: the README's is drawn from a whole month only, by whoever asks for it."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.cost.bill import ASSUMED, CASES_A_BUREAU, PRICES, Bill, Json, bill, without_signatures
from infra.cost.chart import chart
from infra.cost.goals import goals
from infra.functions import FUNCTIONS
from infra.package.alarms import alarms

CHARTED: Final = "us-east-1"
READERS: Final = ("project", "notify")
DEAD_LETTERS: Final = ("WorkDeadLetters", "CertifyDeadLetters", "StreamDeadLetters", "EventDeadLetters")
BUDGET: Final = {CHARTED: (0.00018, 0.00010)}
"""design.md's: of a case, and without signed certificates; dollars, without SMS."""


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ".local")
    file = Path(os.environ.get("FILE") or data_dir / "simulate.json")
    if not file.exists():
        print(f"{file} is not there: run `make simulate` first", file=sys.stderr)
        return 1
    month: Json = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
    rings = sum(
        one["Type"] == "AWS::CloudWatch::Alarm" for one in alarms(sorted(FUNCTIONS), READERS, DEAD_LETTERS).values()
    )
    bills = [bill(month, region, alarms=rings) for region in PRICES["regions"]]
    for one in bills:
        print(*_table(one, bill(without_signatures(month), one.region, alarms=rings)), sep="\n")
    print(*_unverified(), sep="\n")
    print("\nthe report's four goals")
    for goal, answer in goals(month, bills[0], _bundle_bytes()):
        print(f"  {goal}: {answer}")
    place = Path(os.environ.get("CHART") or data_dir / "cost.svg")
    place.write_text(chart(next(one for one in bills if one.region == CHARTED)), encoding="utf-8")
    print(f"\nchart: {place}")
    return 0


def _table(one: Bill, unsigned: Bill) -> Iterator[str]:
    money, units = one.currency, ASSUMED["units"]
    yield f"{one.region}: {CASES_A_BUREAU} cases in a bureau's month"
    yield f"  {'':24} {'a case':>12} {'one bureau':>12} {f'{units} units':>12}"
    for name, value in one.variable.items():
        yield _by_case(name, value, units)
    yield _by_case("by the case", one.a_case, units)
    for name, value in one.fixed.items():
        yield f"  {name:24} {'':12} {value:12.3f} {value:12.2f}"
    yield f"  {'an idle month':24} {'':12} {one.idle_month:12.3f} {one.idle_month:12.2f}"
    yield f"  {'the month':24} {'':12} {one.month(1):12.3f} {one.month(units):12.2f}"
    yield f"  {'always on instead':24} {'':12} {one.always_on:12.3f} {one.always_on:12.2f}"
    yield _by_case("SMS, apart", one.sms, units)
    yield _by_case("X-Ray, apart, at most", one.traces, units, idle=one.idle_traces)
    yield f"  without signed certificates a case costs {money}{unsigned.a_case:.7f}"
    if one.region in BUDGET:
        signed, plain = BUDGET[one.region]
        within = one.a_case <= signed and unsigned.a_case <= plain
        yield f"  budget {money}{signed:.5f} and {money}{plain:.5f}: {'within' if within else 'OVER'}"
    yield ""


def _by_case(name: str, value: float, units: int, *, idle: float = 0.0) -> str:
    month = value * CASES_A_BUREAU
    return f"  {name:24} {value:12.7f} {idle + month:12.3f} {idle + month * units:12.2f}"


def _unverified() -> Iterator[str]:
    """What the reader must not take for looked up."""
    yield f"prices as of {PRICES['as_of']}; {PRICES['note']}"
    for region, offered in PRICES["regions"].items():
        lines = {**offered["prices"], **offered["always_on"]}
        names = [name for name, one in lines.items() if one.get("unverified")]
        yield f"  unverified in {region}: {', '.join(names)}"


def _bundle_bytes() -> int:
    """Of what `make package` has left, zipped; 0 when it has not run."""
    return sum(one.stat().st_size for one in Path(".build/package").glob("*.zip"))


if __name__ == "__main__":
    sys.exit(main())
