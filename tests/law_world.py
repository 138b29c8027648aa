"""A world whose joint-review permit also allows what only some items do: fees, papers after acceptance, forwarding."""

from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Definition, Edition
from tests import cases
from tests.sample import JOINT, World, edition

ALLOWED: dict[str, Any] = {
    "correction_after_acceptance": True,
    "fees": [{"item": "工本费", "amount_fen": 1000, "unit": "本", "basis": "示例"}],
    "forwards_to": [{"code": "province", "name": "湖北省自然资源厅"}],
}


def law_world(**changes: Any) -> tuple[World, Definition]:
    """The world and the definition of its one changed item; `changes` replace parts of the item."""
    world, data = World(), edition().data
    item = {**data["items"][JOINT], **ALLOWED, **changes}
    world.catalogue.publish(Edition("law", {**data, "items": {**data["items"], JOINT: item}}), now="")
    variant = item["variants"][0]["code"]
    return world, world.catalogue.current().definition(JOINT, variant)


def reviewed(of: Definition) -> tuple[c.Command, ...]:
    """The officer and every branch have agreed."""
    steps = ("handle", "fire-opinion", "defence-opinion", "housing-opinion")
    return tuple(cases.decide(f"d-{step}", of, step) for step in steps)


def director(of: Definition) -> c.Actor:
    return cases.staff("s-director", f"{of.unit}:director")


def supervisor() -> c.Actor:
    return cases.staff("s-supervisor", "ZX:supervisor")
