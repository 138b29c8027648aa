"""The sample city's flows are sound, and with any one thing wrong they are refused at the place where it is wrong."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.flow.check import check_flow
from chalicelib.domain.flow.data import spelt_out
from chalicelib.texts import text
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.sample import TUESDAY, edition, published

DATA = edition().data
POSTS = {post["code"]: post for post in DATA["posts"]} | {"minister": {"name": "厅长", "inside_centre": False}}
VARIANTS = [edition().variant_data(item["code"], v["code"]) for item in edition().items() for v in item["variants"]]
Item = dict[str, Any]
Broken = tuple[Item, str, str]
"""An item with one defect, where it is, and its code."""


def flaws(item: Item) -> set[tuple[str, str]]:
    found = check_flow(item, ready=DATA["flows"], posts=POSTS, units=edition().units())
    for flaw in found:
        assert text(f"flow_flaw.{flaw.code}", variant="X", place=flaw.place, **flaw.about)
    return {(flaw.place, flaw.code) for flaw in found}


def test_the_city_uses_each_ready_flow_but_the_one_that_waits_for_nothing() -> None:
    assert set(DATA["flows"]) == {"instant", "standard", "surveyed", "reviewed", "joint"}
    assert {item["flow"]["use"] for item in VARIANTS if "use" in item["flow"]} == set(DATA["flows"]) - {"standard"}


def test_the_citys_flows_are_sound() -> None:
    assert [flaws(dict(item)) for item in VARIANTS] == [set()] * len(VARIANTS)


def broken_flows(item: Item) -> Iterator[Broken]:
    flow = item["flow"]
    yield with_flow(item, flow | {"steps": []}), "/steps", "flow_empty"
    yield with_flow(item, flow | {"one_officer": not flow.get("one_officer", False)}), "/one_officer", "instant_promise"
    yield with_flow(item, flow | {"separated": [["nobody"]]}), "/separated/0", "separated_unknown"
    yield with_flow(item, {"use": "quick"}), "/use", "ready_flow_unknown"
    if flow.get("one_officer"):
        yield (
            with_flow(item, flow | {"steps": flow["steps"] + [flow["steps"][0] | {"id": "more"}]}),
            "/steps",
            "instant_steps",
        )
    everything = deepcopy(flow)
    for node in everything["steps"]:
        node["when"] = condition(item)
    if all(node["kind"] == "step" for node in everything["steps"]):
        yield with_flow(item, everything), "/steps", "every_step_conditional"
    for index, node in enumerate(flow["steps"]):
        place = f"/steps/{index}"
        yield changed(item, place, kind="branch"), f"{place}/kind", "kind_unknown"
        if node["kind"] == "step":
            yield from broken_steps(item, place)
        else:
            yield with_flow(item, flow | {"steps": flow["steps"][: index + 1]}), place, "ends_in_joint_review"
            yield from broken_joints(item, place, node)


def broken_steps(item: Item, place: str) -> Iterator[Broken]:
    yield changed(item, place, post="minister"), f"{place}/post", "post_outside"
    yield changed(item, place, post="king"), f"{place}/post", "post_unknown"
    yield changed(item, place, unit="NOBODY"), f"{place}/unit", "unit_unknown"
    yield changed(item, place, id=""), f"{place}/id", "id_missing"
    yield changed(item, place, name=None), f"{place}/name", "name_missing"
    yield changed(item, place, needs=["hearing"]), f"{place}/needs/0", "need_unknown"
    yield changed(item, place, returns_to="nowhere"), f"{place}/returns_to", "returns_forward"
    yield changed(item, place, when={"field": "moon", "equals": True}), f"{place}/when/field", "condition_field"
    yield changed(item, place, when=condition(item) | {"equals": []}), f"{place}/when/equals", "condition_value"
    if item["regime"] == "promise":
        yield changed(item, place, needs=["testing"]), f"{place}/needs/0", "need_not_allowed"
    if item["flow"].get("one_officer"):
        yield changed(item, place, needs=["survey"]), f"{place}/needs/0", "instant_with_need"
        return
    promise = item["promised_limit"]["amount"]
    yield changed(item, place, limit=None), f"{place}/limit", "limit_missing"
    yield changed(item, place, limit={"amount": 0, "unit": "working_days"}), f"{place}/limit", "limit_amount"
    yield changed(item, place, limit={"amount": 1, "unit": "months"}), f"{place}/limit", "limit_unit"
    yield changed(item, place, limit={"amount": promise + 1, "unit": "working_days"}), "/steps", "limits_over_promise"


def broken_joints(item: Item, place: str, node: Item) -> Iterator[Broken]:
    count = len(node["branches"])
    yield changed(item, place, lead="NOBODY"), f"{place}/lead", "unit_unknown"
    yield changed(item, place, branches=[]), f"{place}/branches", "joint_empty"
    yield changed(item, place, join={"rule": "most"}), f"{place}/join/rule", "join_rule"
    yield changed(item, place, join={"rule": "n_of_m", "n": count + 1}), f"{place}/join/n", "join_count"
    yield changed(item, place, join={"rule": "n_of_m", "n": 0}), f"{place}/join/n", "join_count"
    yield changed(item, place, join={"rule": "veto", "by": ["x"]}), f"{place}/join/by/0", "join_branch"
    yield changed(item, place, when=condition(item)), f"{place}/when", "joint_conditional"
    twice = node["branches"][0]["id"]
    yield changed(item, f"{place}/branches/1", id=twice), f"{place}/branches/1/id", "id_twice"
    for index in range(count):
        branch = f"{place}/branches/{index}"
        yield changed(item, branch, steps=[]), f"{branch}/steps", "branch_empty"
        yield changed(item, branch, unit="NOBODY"), f"{branch}/unit", "unit_unknown"
        yield changed(item, branch, when={"field": "moon", "equals": 1}), f"{branch}/when/field", "condition_field"
        yield from broken_steps(item, f"{branch}/steps/0")


def with_flow(item: Item, flow: Item) -> Item:
    return {**item, "flow": flow}


def changed(item: Item, place: str, **values: Any) -> Item:
    flow = deepcopy(item["flow"])
    part: Any = flow
    for key in place[1:].split("/"):
        part = part[int(key)] if isinstance(part, list) else part[key]
    part.update(values)
    return with_flow(item, flow)


def condition(item: Item) -> Item:
    return {"field": next(iter(item["form"]["properties"])), "equals": "x"}


@pytest.mark.parametrize("variant", VARIANTS, ids=[item["flow"].get("use", item["code"]) for item in VARIANTS])
def test_one_defect_is_refused_with_its_place(variant: Item) -> None:
    item = with_flow(variant, deepcopy(spelt_out(variant["flow"], DATA["flows"])))
    for broken, place, code in broken_flows(item):
        assert (place, code) in flaws(broken), (place, code, flaws(broken))


def test_limits_and_conditions_of_ones_own_name_what_the_ready_flow_has() -> None:
    item = dict(next(item for item in VARIANTS if item["flow"].get("use") == "surveyed"))
    own = {"use": "surveyed", "limits": {"sing": {"amount": 1, "unit": "working_days"}}, "when": {"dance": {}}}
    assert flaws(with_flow(item, item["flow"] | own)) >= {
        ("/limits/sing", "own_value_unknown"),
        ("/when/dance", "own_value_unknown"),
    }


def test_a_bad_flow_is_not_published_and_the_sentence_names_the_place() -> None:
    catalogue = published()
    items = deepcopy(dict(DATA["items"]))
    items["XN-YJJ-001"]["flow"]["when"]["inspect"]["equals"] = "也许"
    with pytest.raises(BadEditionError) as refused:
        publish_edition({**DATA, "items": items}, catalogue=catalogue, now=TUESDAY)
    (reason,) = refused.value.reasons
    assert reason.startswith("XN-YJJ-001-1 的流程（/flow/steps/1/when/equals）：“现场踏勘”的条件永远不会成立")
    assert catalogue.current() == edition()


def test_what_cannot_even_be_read_is_not_published() -> None:
    items = {**DATA["items"], "XN-YJJ-001": {**DATA["items"]["XN-YJJ-001"], "flow": ["handle"]}}
    with pytest.raises(BadEditionError, match="XN-YJJ-001-1（/flow）"):
        publish_edition({**DATA, "items": items}, catalogue=published(), now=TUESDAY)
