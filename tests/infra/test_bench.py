"""The benchmarks' own parts: a budget that is missed is said, and a cold start is one of a real process."""

import pytest

from infra.bench.bootstrap import NotAnsweredError, cold_start
from infra.bench.figure import Figure, table


def test_a_figure_above_its_budget_is_missed_and_says_by_how_much() -> None:
    assert Figure("a", 0.4, "x", 0.4).holds
    assert Figure("a", 0.5, "x").holds is None
    missed = Figure("a", 0.5, "x", 0.4)
    assert missed.as_json() == {"value": 0.5, "unit": "x", "budget": 0.4, "holds": False}
    assert "MISSED: 1.25 times its budget of 0.4" in table([missed])
    assert "MISSED: 2 more than its budget of 0" in table([Figure("a", 2, "calls", 0)])


def test_the_floor_starts_under_the_real_runtime_client() -> None:
    start = cold_start("infra.bench.floor.handler", "floor", {})
    assert start.answer["statusCode"] == 204
    assert start.cpu_ms > 0


def test_a_handler_that_is_not_there_is_no_start() -> None:
    with pytest.raises(NotAnsweredError, match="nothing_here"):
        cold_start("infra.bench.nothing_here.handler", "floor", {})
