"""A draft of the next edition: who makes it, who publishes it, what may follow what. The draft is its record: each act adds
an event, none is taken away, and the last one says how it stands."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from chalicelib.domain.actor import ADMIN, Actor, held
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.words import refuse_too_long

Act = Literal["start", "change", "rebase", "submit", "take_back", "send_back", "discard", "publish"]
State = Literal["open", "submitted", "returned", "discarded", "published"]

LEGAL: Final = "legal"
"""The post that reads what the admin has made, and publishes it or sends it back: the second person."""

MOST_EVENTS: Final = 200
"""A record of these stays well below what a row may hold."""

MAKING: Final[frozenset[Act]] = frozenset({"start", "change", "rebase"})
"""Who has done one of these has a part in what the draft says."""


@dataclass(frozen=True)
class Stand:
    """What a draft says: `content` names its stored items and what is wrong with them, laid over the edition `base`;
    `back_to` is the older edition that it would put in force again, empty otherwise. `file` is the name of the file that
    the items came in, `body` names the stored workbook; `changed` and `wrong` count items and faults."""

    base: str
    content: str
    reason: str
    basis: str
    changed: int
    wrong: int
    back_to: str = ""
    file: str = ""
    body: str = ""


@dataclass(frozen=True)
class Event:
    """`at` is a stamp; `words` are why it was sent back, or the digest of the edition that it became."""

    act: Act
    by: str
    at: str
    stand: Stand
    words: str = ""


@dataclass(frozen=True)
class Rule:
    """Whose act it is, in which states it is possible, and the state after it."""

    post: str
    when: frozenset[State]
    then: State


_IN_HAND: Final[frozenset[State]] = frozenset({"open", "returned"})
_GIVEN: Final[frozenset[State]] = frozenset({"submitted"})

RULES: Final[Mapping[Act, Rule]] = {
    "start": Rule(ADMIN, frozenset(), "open"),
    "change": Rule(ADMIN, _IN_HAND, "open"),
    "rebase": Rule(ADMIN, _IN_HAND, "open"),
    "submit": Rule(ADMIN, _IN_HAND, "submitted"),
    "take_back": Rule(ADMIN, _GIVEN, "open"),
    "send_back": Rule(LEGAL, _GIVEN, "returned"),
    "discard": Rule(ADMIN, _IN_HAND, "discarded"),
    "publish": Rule(LEGAL, _GIVEN, "published"),
}


@dataclass(frozen=True)
class EditionDraft:
    """`number` counts drafts from 1, `id` follows from the command that started it; never without an event."""

    id: str
    number: int
    events: tuple[Event, ...]

    @property
    def version(self) -> int:
        return len(self.events)

    @property
    def state(self) -> State:
        return RULES[self.events[-1].act].then

    @property
    def stand(self) -> Stand:
        return self.events[-1].stand

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who made or changed it."""
        return frozenset(event.by for event in self.events if event.act in MAKING)


def started(draft_id: str, stand: Stand, actor: Actor, *, now: str) -> EditionDraft:
    """Raises RefusedError (draft_post)."""
    _check_post("start", actor)
    return EditionDraft(draft_id, 0, (Event("start", actor.id, now, stand),))


def acted(
    draft: EditionDraft, act: Act, actor: Actor, *, now: str, in_force: str, stand: Stand | None = None, words: str = ""
) -> EditionDraft:
    """The draft after the act; `in_force` is the digest of the edition in force, `stand` what the draft says from now on.

    Raises RefusedError: draft_post, draft_not_so_now, draft_worn_out, draft_second_person, draft_outdated, draft_empty,
    draft_wrong, draft_unfounded, words_required, words_too_long.
    """
    _check_post(act, actor)
    if draft.state not in RULES[act].when:
        raise RefusedError("draft_not_so_now", {"state": draft.state})
    if draft.version >= MOST_EVENTS and act != "discard":
        raise RefusedError("draft_worn_out", {"limit": str(MOST_EVENTS)})
    if act == "publish" and actor.id in draft.authors:
        raise RefusedError("draft_second_person")
    if act in ("submit", "publish"):
        _check_ready(draft.stand, in_force)
    if act == "send_back":
        _check_words(words)
    return replace(draft, events=(*draft.events, Event(act, actor.id, now, stand or draft.stand, words.strip())))


def became(draft: EditionDraft, edition: str, actor: Actor, *, now: str) -> EditionDraft:
    """The draft that stands in the record of publications as this edition: that is so, whatever has come between."""
    return replace(draft, events=(*draft.events, Event("publish", actor.id, now, draft.stand, edition)))


def possible_acts(draft: EditionDraft, actor: Actor) -> tuple[Act, ...]:
    """What the actor's posts and the draft's state allow; whether the draft is ready is another matter."""
    return tuple(
        act
        for act, rule in RULES.items()
        if draft.state in rule.when and _holds(actor, rule.post) and (act != "publish" or actor.id not in draft.authors)
    )


def _check_post(act: Act, actor: Actor) -> None:
    if not _holds(actor, RULES[act].post):
        raise RefusedError("draft_post", {"post": RULES[act].post})


def _holds(actor: Actor, post: str) -> bool:
    """In one's own name: what is published is signed for by the post's holder, never by who stands in."""
    return bool(held(replace(actor, deputy=()), lambda _unit, code: code == post))


def _check_ready(stand: Stand, in_force: str) -> None:
    if stand.base != in_force:
        raise RefusedError("draft_outdated")
    if not stand.changed:
        raise RefusedError("draft_empty")
    if stand.wrong:
        raise RefusedError("draft_wrong", {"count": str(stand.wrong)})
    if not (stand.reason.strip() and stand.basis.strip()):
        raise RefusedError("draft_unfounded")
    refuse_too_long(stand.reason)
    refuse_too_long(stand.basis)


def _check_words(words: str) -> None:
    if not words.strip():
        raise RefusedError("words_required")
    refuse_too_long(words)


def draft_to_json(draft: EditionDraft) -> dict[str, Any]:
    return asdict(draft)


def draft_from_json(data: Mapping[str, Any]) -> EditionDraft:
    events = (Event(**{**event, "stand": Stand(**event["stand"])}) for event in data["events"])
    return EditionDraft(data["id"], data["number"], tuple(events))
