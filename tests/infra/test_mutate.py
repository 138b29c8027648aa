"""A seeded sample of the law's rows, taken away one by one: some test misses each. `make mutate` takes them all."""

import subprocess
import sys

import pytest

from infra.mutate import mutants

SAMPLE = 12


def test_some_test_misses_every_sampled_row_of_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "infra.mutate", "--sample", str(SAMPLE), "--seed", "3"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    with capsys.disabled():
        print("\n" + run.stdout.strip())  # noqa: T201 - the figure belongs into the test's record
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"caught: {SAMPLE};" in run.stdout


def test_rows_guards_clocks_and_stops_are_all_taken_away_once() -> None:
    names = [mutant.name for mutant in mutants()]
    assert len(names) == len(set(names))
    assert {"DecideStep in survey", "DecideStep: duties_are_separated", "clock notice", "time brings deemed"} <= set(
        names
    )
    assert {"survey stops promised", "hearing stops statutory", "Forward under licence"} <= set(names)
