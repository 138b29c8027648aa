"""Whatever admins and the legal office try in whatever order: two people stand behind each publication, nothing is lost."""

from dataclasses import replace
from functools import partial
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.actor import Deputy
from chalicelib.domain.commands import Actor
from chalicelib.domain.publication.draft import (
    MAKING,
    MOST_EVENTS,
    RULES,
    Act,
    EditionDraft,
    Stand,
    acted,
    draft_from_json,
    draft_to_json,
    possible_acts,
    started,
)
from chalicelib.domain.refused import RefusedError

NOW = "2026-03-03T01:30:00.000000Z"
IN_FORCE, OLDER = "e" * 64, "d" * 64
GOOD = Stand(IN_FORCE, "c" * 64, "原因", "依据", 1, 0)
PEOPLE = [
    Actor("staff", "admin-1", frozenset({"ZWZX:admin"})),
    Actor("staff", "admin-2", frozenset({"ZWZX:admin"})),
    Actor("staff", "legal-1", frozenset({"FZB:legal"})),
    Actor("staff", "both", frozenset({"ZWZX:admin", "FZB:legal"})),
    Actor("staff", "officer", frozenset({"JYJ:officer"})),
    Actor("staff", "deputy", frozenset(), (Deputy("FZB:legal", "legal-1"), Deputy("ZWZX:admin", "admin-1"))),
]
STANDS = [
    GOOD,
    replace(GOOD, base=OLDER),
    replace(GOOD, wrong=2),
    replace(GOOD, changed=0),
    replace(GOOD, reason=" "),
    replace(GOOD, basis=""),
]
FOLLOWING = [act for act in get_args(Act) if act != "start"]
acts = st.lists(
    st.tuples(
        st.sampled_from(FOLLOWING), st.sampled_from(PEOPLE), st.sampled_from(STANDS), st.sampled_from(["", "话"])
    ),
    max_size=12,
)


def draft(stand: Stand = GOOD, by: Actor = PEOPLE[0]) -> EditionDraft:
    return started("d1", stand, by, now=NOW)


@given(st.sampled_from(STANDS), acts)
@settings(deadline=None, max_examples=400)
def test_two_people_stand_behind_every_publication_and_no_event_is_lost(
    first: Stand, tried: list[tuple[Act, Actor, Stand, str]]
) -> None:
    current = draft(first)
    for act, actor, stand, words in tried:
        before, possible = current, possible_acts(current, actor)
        new = stand if act in MAKING else None
        try:
            current = acted(current, act, actor, now=NOW, in_force=IN_FORCE, stand=new, words=words)
        except RefusedError:
            continue
        assert act in possible
        assert current.events[:-1] == before.events
        assert before.state not in ("published", "discarded"), "what is over stays so"
        if act == "publish":
            assert before.state == "submitted"
            assert actor.id not in {event.by for event in current.events if event.act in MAKING}
            assert (current.stand.base, current.stand.wrong) == (IN_FORCE, 0)
            assert current.stand.changed
            assert current.stand.reason.strip()
            assert current.stand.basis.strip()
    assert draft_from_json(draft_to_json(current)) == current


@pytest.mark.parametrize("act", RULES)
def test_an_act_is_its_posts_own_and_no_deputys(act: Act) -> None:
    for actor in PEOPLE[-2:]:
        tried = partial(started, "d2", GOOD) if act == "start" else partial(acted, draft(), act, in_force=IN_FORCE)
        with pytest.raises(RefusedError) as refused:
            tried(actor, now=NOW)
        assert (refused.value.code, refused.value.about) == ("draft_post", {"post": RULES[act].post})


@pytest.mark.parametrize(
    ("stand", "code"),
    [
        (replace(GOOD, base=OLDER), "draft_outdated"),
        (replace(GOOD, changed=0), "draft_empty"),
        (replace(GOOD, wrong=2), "draft_wrong"),
        (replace(GOOD, reason=" "), "draft_unfounded"),
        (replace(GOOD, basis=""), "draft_unfounded"),
        (replace(GOOD, basis="字" * 501), "words_too_long"),
    ],
)
def test_what_is_not_ready_is_not_given_to_the_legal_office(stand: Stand, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        acted(draft(stand), "submit", PEOPLE[0], now=NOW, in_force=IN_FORCE)
    assert refused.value.code == code


def test_nobody_publishes_what_they_had_a_part_in() -> None:
    both = PEOPLE[3]
    given_by_another = acted(draft(by=both), "submit", PEOPLE[1], now=NOW, in_force=IN_FORCE)
    with pytest.raises(RefusedError) as refused:
        acted(given_by_another, "publish", both, now=NOW, in_force=IN_FORCE)
    assert refused.value.code == "draft_second_person"
    assert "publish" not in possible_acts(given_by_another, both)
    assert acted(given_by_another, "publish", PEOPLE[2], now=NOW, in_force=IN_FORCE).state == "published"


def test_sending_back_needs_a_reason() -> None:
    given_over = acted(draft(), "submit", PEOPLE[0], now=NOW, in_force=IN_FORCE)
    with pytest.raises(RefusedError) as refused:
        acted(given_over, "send_back", PEOPLE[2], now=NOW, in_force=IN_FORCE, words=" ")
    assert refused.value.code == "words_required"
    assert acted(given_over, "send_back", PEOPLE[2], now=NOW, in_force=IN_FORCE, words="电话不对").state == "returned"


def test_a_draft_changed_too_often_can_only_be_discarded() -> None:
    worn = replace(draft(), events=draft().events * MOST_EVENTS)
    with pytest.raises(RefusedError) as refused:
        acted(worn, "change", PEOPLE[0], now=NOW, in_force=IN_FORCE)
    assert refused.value.code == "draft_worn_out"
    assert acted(worn, "discard", PEOPLE[0], now=NOW, in_force=IN_FORCE).state == "discarded"
