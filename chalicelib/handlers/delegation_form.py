"""The form that gives a post to a colleague, as leaders and the admin meet it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.times import local_date, stamp
from chalicelib.handlers.request import Request
from chalicelib.pages import deputy_view
from chalicelib.usecases.delegate import Wish, delegations_by
from chalicelib.usecases.list_staff import colleagues

LISTED: Final = 10
"""Delegations on a page, the latest first; the log of cases keeps who acted for whom for ever."""


@dataclass(frozen=True)
class Typed:
    post: str = ""
    to: str = ""
    from_on: str = ""
    until_on: str = ""
    classes: tuple[str, ...] = ()

    @staticmethod
    def of(request: Request) -> "Typed":
        fields = {name: request.field(name) for name in ("post", "to", "from_on", "until_on")}
        return Typed(**fields, classes=tuple(request.form.get("classes", ())))


@dataclass(frozen=True)
class FormContext:
    """What the form's template needs, and the names of the colleagues by staff id."""

    shown: Mapping[str, Any]
    names: Mapping[str, str]


def wish_of(typed: Typed) -> Wish:
    return Wish(typed.post, typed.to, typed.classes, typed.from_on, typed.until_on)


def form_context(holder: str, posts: Iterable[str]) -> FormContext:
    """For the holder of these posts, with what they have given so far."""
    edition, parties, own = wiring.edition(), wiring.parties(), sorted(posts)
    units = list(dict.fromkeys(post.partition(":")[0] for post in own))
    names = {staff: name for unit in units for staff, name in colleagues(unit, parties=parties).items()}
    today = local_date(stamp(wiring.now()))
    given = delegations_by(holder, parties=parties)[:LISTED]
    shown = {
        "command": wiring.entropy().token(),
        "posts": [(post, deputy_view.post_name(post, edition)) for post in own],
        "people": {staff: name for staff, name in names.items() if staff != holder},
        "classes": deputy_view.class_choices(units, edition),
        "given": [deputy_view.shown(one, names, edition, today) for one in given],
    }
    return FormContext(shown, names)
