"""Counts times prices, by hand-made counts."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from infra.cost.__main__ import main
from infra.cost.bill import PRICES, bill, without_signatures
from infra.cost.chart import chart
from infra.cost.goals import UPKEEP, cases_a_second, goals

PROJECT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"


def used(**changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"invocations": 0, "gb_seconds": 0.0, "read_units": 0.0, "write_units": 0.0, "requests": {}}
    return made | {"processor_seconds": 1.0, "billed_seconds": 2.0, "writes": {"views": 10.0}} | changed


def month(**changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"cases": {"received": 10}, "used": used(), "functions": {}, "parts": 20}
    made |= {"idle_run": {}, "idle_runs_a_month": {}, "table_bytes_a_case": {}, "object_bytes_a_case": {}}
    return made | changed


def test_a_line_is_its_count_times_its_price() -> None:
    told = bill(month(used=used(write_units=1e6, requests={"kms.Sign": 1000})), REGION, alarms=0)
    assert told.variable["DynamoDB writes"] == pytest.approx(0.0625)
    assert told.variable["KMS signatures"] == pytest.approx(0.0015)
    assert told.a_case == pytest.approx(0.0640)


def test_an_idle_month_is_paid_for_by_nobody_in_particular() -> None:
    idle = {"send": {"gb_seconds": 0.02, "read_units": 2.0, "requests": {}}}
    told = bill(month(idle_run=idle, idle_runs_a_month={"send": 43_200}), REGION, alarms=10)
    assert told.fixed["KMS key"] == 1.0
    assert told.fixed["alarms"] == pytest.approx(1.0)
    assert told.fixed["schedules"] > 43_200 * 0.02 * 1.33334e-5
    assert told.month(63) == pytest.approx(told.idle_month + 63 * 5008 * told.a_case)


def test_without_signatures_nothing_of_certify_is_left() -> None:
    certify = {"invocations": 4, "gb_seconds": 3.0, "read_units": 5.0, "write_units": 6.0}
    whole = used(invocations=9, gb_seconds=4.0, write_units=8.0, requests={"kms.Sign": 4, "s3.PutObject": 7})
    certify["requests"] = {"kms.Sign": 4, "s3.PutObject": 4}  # type: ignore[assignment]
    made = month(used=whole, functions={"certify": certify}, object_bytes_a_case={"certificates": 9, "papers": 1})
    left = without_signatures(made)
    assert left["used"]["requests"] == {"s3.PutObject": 3}
    assert (left["used"]["write_units"], left["object_bytes_a_case"]) == (2.0, {"papers": 1})


def test_every_invocation_may_be_traced() -> None:
    told = bill(month(used=used(invocations=130), idle_runs_a_month={"send": 43_200}), REGION, alarms=0)
    assert told.traces == pytest.approx(13 * 5e-6)
    assert told.idle_traces == pytest.approx(0.216)
    assert not told.variable.keys() & {"X-Ray", "traces"}


def test_only_who_asks_for_it_draws_the_readme_s_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "simulate.json").write_text(json.dumps(month()), encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("FILE", "CHART"):
        monkeypatch.delenv(name, raising=False)
    ours = (PROJECT / "docs" / "cost.svg").read_bytes()
    assert main() == 0
    assert (tmp_path / "cost.svg").exists()
    assert (PROJECT / "docs" / "cost.svg").read_bytes() == ours


def test_each_price_names_its_source_and_day_or_says_that_it_is_unverified() -> None:
    for offered in PRICES["regions"].values():
        for name, one in {**offered["prices"], **offered["always_on"]}.items():
            assert one.get("unverified") or (one["source"] and one["date"]), name


def test_both_regions_price_the_same_things() -> None:
    first, second = PRICES["regions"].values()
    assert (first["prices"].keys(), first["always_on"].keys()) == (second["prices"].keys(), second["always_on"].keys())


def test_the_chart_is_an_image_with_words_for_who_does_not_see_it() -> None:
    told = bill(month(), REGION, alarms=1)
    root = ET.fromstring(chart(told))  # noqa: S314  # our own
    texts = [one.text for one in root.iter() if one.text and one.text.strip()]
    assert root.get("role") == "img"
    assert any(f"{told.always_on:.2f}" in text for text in texts)


def test_peaks_are_bound_by_whatever_is_used_up_first() -> None:
    ours, theirs = cases_a_second(month())
    assert ours == pytest.approx(4000)
    assert theirs == pytest.approx(40)
    slow = month(used=used(billed_seconds=100.0))
    assert cases_a_second(slow)[0] == pytest.approx(100)


def test_what_has_to_be_touched_for_a_change_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    city = PROJECT / "chalicelib" / "city"
    for change, needs in UPKEEP.items():
        assert set(needs["commands"]) <= targets, change
        assert all((city / file).exists() for file in needs["files"] if "<" not in file), change
    assert json.dumps([*goals(month(), bill(month(), REGION, alarms=1), 0)])
