"""One changed item is published by one command; a running case goes on by the edition that it was received under."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.publication.revision import AnotherCityError, refounded
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.publish_edition import publish_edition
from infra.catalogue_publish import BadFileError, next_data, publish
from tests import cases
from tests.adapters.stage import running
from tests.sample import INSTANT, TUESDAY, World, edition

TOLD = {"reason": "简化材料", "basis": "市政府令第1号", "dry": False}
SECONDS = 10
OFFICER = {"unit": "RSJ", "post": "officer"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Path]:
    """A stage on which three items of the sample city are published."""
    folder = tmp_path / "cloud"
    folder.mkdir()
    with running(folder):
        wiring.forget()
        items = {code: edition().item(code) for code in (INSTANT, "XN-RSJ-001", "XN-GHJ-001")}
        publish_edition({**edition().data, "items": items}, catalogue=wiring.catalogue(), now=wiring.now())
        yield tmp_path
    wiring.forget()


def changed_item(**parts: Any) -> dict[str, Any]:
    return {**wiring.edition().item(INSTANT), **parts}


def written(folder: Path, content: Any) -> Path:
    file = folder / "item.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def test_one_item_is_published_in_seconds_recorded_and_rolled_back(stage: Path) -> None:
    before = wiring.edition()
    began = time.monotonic()
    publish(next_data(written(stage, changed_item(telephone="0715-0000099")), before), **TOLD)
    assert time.monotonic() - began < SECONDS
    after = wiring.edition()
    assert after.item(INSTANT)["telephone"] == "0715-0000099"
    assert after.item(INSTANT)["version"] == before.item(INSTANT)["version"] + 1
    [newest, *_] = wiring.catalogue().publications()
    assert (newest.edition, newest.before) == (after.digest, before.digest)
    assert newest.told["reason"] == TOLD["reason"]
    assert [(line["kind"], line["code"], line["parts"]) for line in newest.told["changes"]] == [
        ("changed", INSTANT, ["telephone"])
    ]
    folder = {**before.data, "items": {INSTANT: before.item(INSTANT)}}
    assert refounded(after, folder, now=wiring.now()) == after.data, (
        "the folder published again keeps what was published since"
    )
    publish(wiring.catalogue().edition(before.digest).data, **TOLD)
    assert wiring.edition() == before


def test_a_running_case_is_pinned_to_what_was_in_force_at_its_receipt(stage: Path) -> None:
    before = wiring.edition()
    world = World()
    world.catalogue.publish(before, now="")
    of = before.definition(INSTANT, f"{INSTANT}-1")
    matter = cases.opened(world, of, TUESDAY).case.matter
    fewer = changed_item(materials=changed_item()["materials"][:1], unit="RSJ", telephone="0715-0000099")
    publish(next_data(written(stage, fewer), before), **TOLD)
    world.catalogue.publish(wiring.edition(), now="")
    assert world.catalogue.current().definition(INSTANT, f"{INSTANT}-1") != of
    assert read_case(matter, log=world.log, catalogue=world.catalogue).definition == of


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"telephone": ""}, "咨询电话"),
        ({"unit": "NONE"}, "没有编码为“NONE”的单位"),
        ({"promised_limit": {"amount": 99, "unit": "calendar_days"}}, "承诺时限比法定时限长"),
    ],
)
def test_with_one_fault_nothing_is_published(stage: Path, wrong: dict[str, Any], told: str) -> None:
    before = wiring.edition()
    with pytest.raises(BadFileError, match=told):
        publish(next_data(written(stage, [changed_item(**wrong)]), before), **TOLD)
    assert wiring.edition() == before
    assert len(wiring.catalogue().publications()) == 1


def test_a_dry_run_and_a_change_without_a_reason_publish_nothing(stage: Path) -> None:
    before = wiring.edition()
    data = next_data(written(stage, changed_item(window="一楼1号窗口")), before)
    publish(data, **{**TOLD, "dry": True})
    with pytest.raises(BadFileError):
        publish(data, **{**TOLD, "reason": ""})
    assert wiring.edition() == before


@pytest.mark.parametrize("content", ["no item", [1], [{"name": "x"}], {"code": 1}])
def test_a_file_that_holds_no_items_is_refused(stage: Path, content: Any) -> None:
    with pytest.raises(BadFileError):
        next_data(written(stage, content), wiring.edition())
    with pytest.raises(BadFileError):
        next_data(stage / "nowhere.json", wiring.edition())


def test_another_citys_folder_is_refused_unless_the_city_was_renamed() -> None:
    current = World().catalogue.current()
    other = {**current.data, "city": {**current.city, "name": "别处"}}
    with pytest.raises(AnotherCityError):
        refounded(current, other, now=TUESDAY)
    renamed = {**other, "city": {**other["city"], "formerly": [current.city["name"]]}}
    assert refounded(current, renamed, now=TUESDAY) == renamed


def test_a_merger_is_listed_before_it_is_published(stage: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = wiring.edition()
    item = {**before.item("XN-RSJ-001"), "unit": "JXW"}
    content = {"units": [{**before.unit("RSJ"), "successors": ["JXW"]}], "items": [item]}
    enrol_staff([{"id": "s-1", "name": "甲", "phone": "", "posts": [OFFICER]}], parties=wiring.parties())
    data = next_data(written(stage, content), before)
    publish(data, **{**TOLD, "dry": True})
    listed = capsys.readouterr().out
    for line in ("RSJ → JXW", "item XN-RSJ-001 → JXW", "post RSJ:officer: 0 open tasks, held by s-1", "单位合并  RSJ"):
        assert line in listed
    assert "staff s-1 also holds JXW:officer" in listed
    assert wiring.edition() == before
    publish(data, **TOLD)
    assert "RSJ" not in wiring.edition().open_units()
    with pytest.raises(BadFileError):
        next_data(written(stage, {"units": ["RSJ"]}), before)
