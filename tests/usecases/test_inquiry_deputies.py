"""Who stands in for a handler of complaints and bad ratings, and who has no part even so."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.commands import Actor, Deputy
from chalicelib.domain.reference import MatterKind
from chalicelib.usecases.delegate import Wish, delegate
from chalicelib.usecases.handled_inquiries import list_handled
from tests.fakes.views import FakeViews
from tests.inquiries import (
    ASKER,
    CONCERNED,
    SUPERVISOR,
    key,
    opened,
    outside,
    phone_of,
    refused,
    tell,
)
from tests.sample import INSTANT, TUESDAY, edition


def standing_in(holder: str, *classes: str, post: str = "ZWZX:supervisor", party: str = "") -> Actor:
    return Actor("staff", "s-deputy", deputy=(Deputy(post, holder, frozenset(classes), party),))


FOR_SUPERVISOR = standing_in(SUPERVISOR.id)


@pytest.mark.parametrize("kind", ["x", "r"])
def test_who_stands_in_handles_it_and_both_names_stand_on_the_record(kind: str) -> None:
    desk, views = opened(kind), FakeViews()
    desk.project(views)
    assert list_handled(MatterKind(kind), FOR_SUPERVISOR, edition(), views=views).open
    done = desk.act(FOR_SUPERVISOR, "take" if kind == "x" else "verify", key(1))
    assert (done.commit.actor["id"], done.commit.actor["for"]) == ("s-deputy", SUPERVISOR.id)
    assert (done.inquiry.events[-1].by, done.inquiry.events[-1].acts_for) == ("s-deputy", SUPERVISOR.id)


@pytest.mark.parametrize(
    "shut_out",
    [
        standing_in(CONCERNED.id),
        replace(FOR_SUPERVISOR, id=CONCERNED.id),
        standing_in(SUPERVISOR.id, party=ASKER.id),
        replace(FOR_SUPERVISOR, party=ASKER.id),
        standing_in(SUPERVISOR.id, INSTANT),
        standing_in(SUPERVISOR.id, post="JYJ:officer"),
    ],
)
def test_whom_it_concerns_and_whose_it_is_have_no_part_as_deputy_nor_by_one(shut_out: Actor) -> None:
    desk, views = opened("x"), FakeViews()
    desk.project(views)
    assert not list_handled(MatterKind.COMPLAINT, shut_out, edition(), views=views).open
    with refused("inquiry_unknown"):
        desk.act(shut_out, "take", key(1))


def test_a_deputy_for_the_item_handles_its_bad_rating() -> None:
    for classes in (INSTANT, str(edition().item(INSTANT)["category"])):
        opened("r").act(standing_in(SUPERVISOR.id, classes), "verify", key(1))


def test_who_stands_in_is_told_of_a_complaint_in_the_place_of_who_is_away() -> None:
    desk = opened("x", concerns=())
    sending = outside(desk)
    supervisor, deputy = "s-zwzx-1", "s-zwzx-2"
    wish = Wish("ZWZX:supervisor", deputy, (), "2026-03-03", "2026-03-09")
    ports: Any = {"edition": edition(), "parties": sending.world.parties, "now": TUESDAY}
    delegate("away-000000000001", wish, supervisor, given_by=supervisor, **ports)
    tell(desk, sending)
    assert {number for number, _ in sending.sms.sent} == {"+86" + phone_of(deputy)}
