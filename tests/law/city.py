"""A city made for the law: the sample city with items that between them use every flow, regime, clock and rule."""

from functools import cache
from typing import Any

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.usecases.publish_edition import publish_edition
from tests import sample
from tests.fakes.catalogue import FakeCatalogue

LEAD, FIRE, DEFENCE, HOUSING, LAND = "GHJ", "XFJ", "RFB", "ZJW", "GTJ"
CENTRE = "ZWZX"
BASEMENT = {"field": "has_basement", "equals": True}
PLANNED = {"field": "needs_detailed_plan", "equals": True}
FEES = [
    {"item": "登记费", "amount_fen": 8000, "unit": "件", "basis": "示例"},
    {"item": "工本费", "amount_fen": 500, "unit": "本", "basis": "示例"},
]
HIGHER = [{"code": "provincial", "name": "省级主管部门", "unit": LEAD}]


def days(amount: int, unit: str = "working_days") -> dict[str, Any]:
    return {"amount": amount, "unit": unit}


def step(step_id: str, post: str, limit: int = 2, **other: Any) -> dict[str, Any]:
    return {"id": step_id, "kind": "step", "name": step_id, "post": post, "limit": days(limit), **other}


def branch(name: str, unit: str, *more: dict[str, Any], **other: Any) -> dict[str, Any]:
    """One unit's opinion by its chief, after what other steps of its own come first."""
    steps = [*more, step(f"{name}-opinion", "chief", 5)]
    return {"id": name, "unit": unit, "name": name, "steps": steps, **other}


def joint(join: dict[str, Any], *branches: dict[str, Any]) -> dict[str, Any]:
    return {"id": "joint", "kind": "parallel", "name": "joint", "lead": LEAD, "join": join, "branches": list(branches)}


def flow(*nodes: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"name": "law", "steps": list(nodes), **other}


HANDLE, REVIEW, APPROVE = step("handle", "officer"), step("review", "chief"), step("approve", "director", 1)
BRANCHES = (branch("fire", FIRE), branch("defence", DEFENCE), branch("housing", HOUSING))
SURVEYED = step("handle", "officer", 5, needs=["survey"])
EXPERTS = step("review", "chief", 4, needs=["expert_review"])

ITEMS: dict[str, dict[str, Any]] = {
    "permit": {"flow": flow(HANDLE, REVIEW, APPROVE)},
    "joint": {"flow": flow(HANDLE, joint({"rule": "all"}, *BRANCHES), REVIEW, APPROVE)},
    "joint-by-another-law": {
        "regime": "other_law",
        "extension": 10,
        "flow": flow(HANDLE, joint({"rule": "all"}, *BRANCHES), REVIEW, APPROVE),
    },
    "joint-service": {
        "regime": "promise",
        "statutory_limit": None,
        "procedures": ["expert_review"],
        "flow": flow(HANDLE, joint({"rule": "all"}, *BRANCHES), REVIEW, APPROVE),
    },
    "two-of-three": {
        "regime": "other_law",
        "flow": flow(HANDLE, joint({"rule": "n_of_m", "n": 2}, *BRANCHES), APPROVE),
        "statutory_limit": days(2, "months"),
        "extension": 1,
    },
    "veto": {
        "flow": flow(
            HANDLE,
            joint({"rule": "veto", "by": ["fire"]}, branch("fire", FIRE, step("look", "officer")), *BRANCHES[1:]),
            APPROVE,
        ),
    },
    "conditional": {
        "regime": "other_law",
        "statutory_limit": days(60, "calendar_days"),
        "extension": 30,
        "flow": flow(
            HANDLE,
            joint({"rule": "all"}, BRANCHES[0], {**BRANCHES[1], "when": BASEMENT}, {**BRANCHES[2], "when": BASEMENT}),
            step("review", "chief", when=PLANNED),
            APPROVE,
        ),
    },
    "surveyed": {"flow": flow(SURVEYED, EXPERTS, APPROVE), "survey": {"stops_promise": True}},
    "service": {
        "regime": "promise",
        "category": "service",
        "statutory_limit": None,
        "promised_limit": days(10),
        "procedures": ["testing"],
        "correction_limit": days(15, "calendar_days"),
        "flow": flow(SURVEYED, APPROVE, separated=[["handle", "approve"]]),
    },
    "at-once": {
        "promised_limit": {"unit": "session"},
        "flow": flow({"id": "decide", "kind": "step", "name": "decide", "post": "officer"}, one_officer=True),
    },
    "bare": {
        "flow": flow(HANDLE, REVIEW, APPROVE, separated=[["review", "approve"]]),
        "fees": [],
        "forwards_to": [],
        "correction_after_acceptance": False,
        "result": None,
    },
}
"""What each item has of its own; the rest is `COMMON`."""

CATEGORY = {"licence": "licence", "other_law": "approval", "promise": "service"}

COMMON: dict[str, Any] = {
    "regime": "licence",
    "promised_limit": days(12),
    "statutory_limit": days(20),
    "fees": FEES,
    "forwards_to": HIGHER,
    "correction_after_acceptance": True,
}


@cache
def edition() -> Edition:
    """The sample city's edition with these items instead of its own."""
    base = sample.edition().item(sample.JOINT)
    items = {}
    for name, own in ITEMS.items():
        code = name.upper()
        variants = [{"code": f"{code}-1", "name": name}]
        item = {**base, **COMMON, **own, "code": code, "name": name, "variants": variants}
        items[code] = {**item, "category": CATEGORY[item["regime"]]}
    city = sample.edition().data
    data = {**city, "rules": {**city["rules"], "instant_unless": []}, "items": items, "certificates": {}}
    return publish_edition(data, catalogue=FakeCatalogue(), now=sample.TUESDAY)


@cache
def definition(name: str) -> Definition:
    return edition().definition(name.upper(), f"{name.upper()}-1")


def published() -> FakeCatalogue:
    catalogue = FakeCatalogue()
    catalogue.publish(edition(), now="")
    return catalogue
