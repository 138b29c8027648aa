"""Whoever publishes is told of every fault at once, each in a sentence that names the place."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.catalogue import Edition
from chalicelib.usecases.check_edition import check_edition
from tests.sample import INSTANT, edition

JOINT = "XN-GHJ-001"


def changed(change: Callable[[dict[str, Any]], None], code: str = INSTANT) -> dict[str, Any]:
    item = copy.deepcopy(dict(edition().item(code)))
    change(item)
    return {**edition().data, "items": {**edition().data["items"], code: item}}


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        at: Any = item
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = value

    return change


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a promise over the law": (
        put("promised_limit", value={"amount": 31, "unit": "calendar_days"}),
        "承诺时限比法定时限长",
    ),
    "a material without basis": (put("materials", 0, "basis", value=""), "没有依据"),
    "a material whose ready sentences are none": (put("materials", 0, "corrections", value=None), "补正提示"),
    "a material with an empty ready sentence": (put("materials", 0, "corrections", value=[""]), "补正提示"),
    "a material without source": (put("materials", 0, "source", value=""), "没有来源"),
    "a catch-all material": (put("materials", 0, "name", value="其他材料"), "兜底材料"),
    "a condition that no form meets": (
        put("materials", 0, "required", value={"field": "education", "equals": "小学"}),
        "写法不对",
    ),
    "a field neither used nor explained": (
        put("form", "properties", "more", value={"type": "string", "title": "补充"}),
        "没有用处，也没有说明",
    ),
    "an unknown unit": (put("unit", value="NONE"), "没有编码为“NONE”的单位"),
    "an unknown zone": (put("zone", value="nowhere"), "功能区"),
    "no legal limit": (put("statutory_limit", value=None), "法定时限"),
    "a fee of nothing": (
        put("fees", value=[{"item": "工本费", "amount_fen": 0, "unit": "本", "basis": "批复"}]),
        "金额",
    ),
    "no telephone": (put("telephone", value=""), "咨询电话"),
    "a flow that is not there": (put("flow", value={"use": "none"}), "现成流程"),
    "a code that is another's": (put("variants", 0, "code", value="XN-RSJ-001-1"), "已经被“XN-RSJ-001”用了"),
    "a stop that leads nowhere": (put("status", value="cancelled"), "该去哪里办"),
}


@pytest.mark.parametrize(("change", "told"), FAULTS.values(), ids=list(FAULTS))
def test_each_fault_is_told_with_its_place(change: Callable[[dict[str, Any]], None], told: str) -> None:
    data = changed(change)
    faults = check_edition(Edition("test", data), only={INSTANT})
    assert any(told in fault.sentence for fault in faults), [fault.sentence for fault in faults]
    assert all(fault.item == INSTANT and fault.place in fault.sentence for fault in faults)


def test_a_decision_outside_the_centre_is_told() -> None:
    posts = [{**post, "inside_centre": False} for post in edition().data["posts"]]
    faults = check_edition(Edition("test", {**edition().data, "posts": posts}), only={JOINT})
    assert any("/post）" in fault.sentence for fault in faults)


def test_all_faults_are_told_not_the_first_only() -> None:
    def several(item: dict[str, Any]) -> None:
        put("materials", 0, "basis", value="")(item)
        put("materials", 1, "name", value="其他证明")(item)
        put("fees", value=[{"item": "工本费", "amount_fen": -1, "unit": "", "basis": "批复"}])(item)

    faults = [
        fault
        for fault in check_edition(Edition("test", changed(several)), only={INSTANT})
        if fault.variant == f"{INSTANT}-1"
    ]
    assert [fault.place for fault in faults] == [
        "/materials/0/basis",
        "/materials/1/name",
        "/fees/0/amount_fen",
        "/fees/0/unit",
    ]


@pytest.mark.parametrize("key", sorted(edition().item(INSTANT)))
@pytest.mark.parametrize("value", [None, "", [], {}, 0, [None], {"use": 1}, "x"], ids=json.dumps)
def test_whatever_stands_in_a_part_the_check_answers(key: str, value: object) -> None:
    check_edition(Edition("test", changed(put(key, value=value))), only={INSTANT})
