"""Delegations as pages tell them: who stands in for whom, in what, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.delegation import Delegation
from chalicelib.texts import text

CATEGORIES = ("licence", "approval", "service")
COLOURS = {"running": "green", "coming": "", "over": "", "revoked": ""}


def post_name(post: str, edition: Edition) -> str:
    """The unit's short name and the post's; the code of what the edition does not know."""
    unit, _, code = post.partition(":")
    names = {one["code"]: one["name"] for one in edition.data["posts"]}
    short = edition.units().get(unit, {}).get("short_name", unit)
    return f"{short}{names.get(code, code)}"


def class_choices(units: Sequence[str], edition: Edition) -> list[tuple[str, str]]:
    """(code, name) of what a delegation may be limited to: the categories, then the items of these units."""
    own = [(item["code"], item["name"]) for item in edition.items() if item["unit"] in units]
    return [(category, text(f"leader.category.{category}")) for category in CATEGORIES] + own


def shown(one: Delegation, names: Mapping[str, str], edition: Edition, today: date) -> Mapping[str, Any]:
    """One delegation as a list tells it."""
    known = dict(class_choices(tuple(edition.units()), edition))
    state = _state(one, today)
    return {
        "id": one.id,
        "post": post_name(one.post, edition),
        "by": names.get(one.by, one.by),
        "to": names.get(one.to, one.to),
        "classes": [known.get(code, code) for code in one.classes],
        "from_on": one.from_on,
        "until_on": one.until_on,
        "mark": text(f"leader.delegation.{state}"),
        "colour": COLOURS[state],
        "open": state in ("running", "coming"),
    }


def _state(one: Delegation, today: date) -> str:
    if one.revoked_at:
        return "revoked"
    if one.over(today):
        return "over"
    return "running" if one.in_force(today) else "coming"
