"""What the supervisors' pages and their programs share: the names behind posts, and rows in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib import wiring
from chalicelib.domain.row import Row
from chalicelib.pages.oversight_view import Lists
from chalicelib.usecases.acting_staff import DEPUTY


def lists(holders: Iterable[Mapping[str, Any] | Row]) -> Lists:
    """For rows that name a `unit`, `post` and `staff`: one read for each person or post, however many rows name it."""
    return Lists(wiring.edition(), _names(holders), wiring.calendar(), wiring.now())


def _names(holders: Iterable[Mapping[str, Any] | Row]) -> Mapping[str, Sequence[str]]:
    wanted = {str(one.get("staff") or one.get("held_by") or f"{one.get('unit')}:{one.get('post')}") for one in holders}
    return {key: _people(key) for key in sorted(wanted)}


def _people(key: str) -> Sequence[str]:
    parties = wiring.parties()
    if ":" in key:
        held = parties.query(f"post:{key}")
        return [str(person["name"]) for kind, person in held if not kind.startswith(DEPUTY)]
    person = parties.get(key, "staff")
    return [str(person["name"])] if person else []
