"""From the meter's lines to figures, by hand-made lines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.functions import FUNCTIONS
from infra.simulate import figures

OPENS = [datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (1, 2, 3)]


def line(function: str = "window", at: datetime = OPENS[0], **changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "at": at.isoformat(),
        "function": function,
        "operation": function,
        "ms": 9.0,
        "cpu_ms": 10.0,
    }
    made |= {"reads": {}, "writes": {}, "requests": {}, "cases": []}
    return made | changed


def test_a_duration_is_stretched_to_the_share_of_a_core_and_waits_for_answers() -> None:
    one = line(cpu_ms=10.0, requests={"dynamodb.GetItem": 2, "kms.Sign": 1})
    waits = 2 * figures.WAIT_MS["dynamodb"] + figures.WAIT_MS["kms"]
    assert figures.duration_ms(one) == pytest.approx(10.0 * 1769 / FUNCTIONS["window"].memory + waits)


def test_what_the_clock_calls_in_vain_is_no_cases_affair() -> None:
    idle = line("send", reads={"notices": 1.5})
    busy = line("send", writes={"notices": 2.0})
    caused, by_function, in_vain = figures.totals([idle, busy, line()])
    assert caused.invocations == 2
    assert by_function["send"].writes["notices"] == 2.0
    assert in_vain["send"].reads["notices"] == 1.5


def test_units_are_shared_by_the_cases_that_were_touched() -> None:
    kinds = {"c-A": "window", "c-B": "online", "c-C": "online"}
    lines = [line(writes={"views": 6.0}, cases=["c-A", "c-B"]), line(writes={"guards": 9.0})]
    told = figures.by_kind(lines, kinds)
    assert told["window"]["write_units"] == 3.0
    assert told["online"]["write_units"] == 1.5
    assert told["shared"]["write_units"] == 3.0


def test_the_first_call_and_one_after_a_long_rest_are_cold() -> None:
    soon = [line(at=OPENS[0] + timedelta(seconds=number)) for number in range(100)]
    told = figures.times([*soon, line(at=OPENS[2])], OPENS, {"window": 100.0})["window"]
    assert (told["n"], told["cold"]) == (101, 2)
    assert told["p50_ms"] == pytest.approx(figures.duration_ms(line()), abs=0.1)
    assert told["p99_ms"] == pytest.approx(figures.duration_ms(line()) + figures.stretched("window", 100.0), abs=0.1)
