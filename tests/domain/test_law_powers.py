"""Whose each act is, over all rows of the law: both names stand on the record, and nobody acts on an own case."""

from collections.abc import Callable

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain import powers
from chalicelib.domain.transitions import TRANSITIONS
from tests.law import people
from tests.law.story import Story, accepted, granted, in_days, in_state

BY_PEOPLE = {
    "by the way that SMS take": (c.ReportUndelivered,),
    "by anybody the edge lets in": (
        *(c.Receive, c.RecordCertificate, c.FollowCertificate),
        *(c.RecordParcel, c.CorrectCarrier, c.DoubtParcel),
    ),
    "by the applicant": (c.SupplyCorrection, c.Withdraw, c.OpenDocuments),
}
OF_THE_OFFICE = [row.command for row in TRANSITIONS if not any(row.command in kinds for kinds in BY_PEOPLE.values())]


def _hearing(*more: type) -> Story:
    story = accepted("permit")
    for kind in (c.OfferHearing, *more):
        story.does(kind)
    return story


def _held() -> Story:
    story = in_state("in_review")
    story.does(c.CallHearing, held_on=in_days(story, 14))
    return story.goes_on(in_days(story, 14))


def _carded() -> Story:
    story = in_state("in_review")
    story.does(c.GiveCard, colour="red")
    story.does(c.AnswerCard, answer="objection")
    return story


def _voided() -> Story:
    story = in_state("in_review")
    story.does(c.ProposeVoid, actor=people.SUPERVISOR)
    return story


def _proposed() -> Story:
    story = in_state("in_review")
    story.does(c.ProposeVoid, actor=people.deputy_of("GHJ:officer", "s-away"))
    return story


def _certified() -> Story:
    story = granted()
    story.does(c.RecordCertificate)
    return story


def _sent() -> Story:
    story = _certified()
    story.does(c.RecordDispatch)
    return story


def _revoked() -> Story:
    story = _certified()
    story.does(c.FollowCertificate, how="revoked")
    return story


def _heard_branch() -> Story:
    return accepted().decides("handle", "fire-opinion")


def _reviewed() -> Story:
    return accepted("permit").decides("handle")


STATES: dict[type, Callable[[], Story]] = {
    **dict.fromkeys((c.Accept, c.Decline, c.AllowCorrection), lambda: in_state("received")),
    c.RequestCorrection: lambda: in_state("received"),
    c.NoteUnanswered: lambda: in_state("correcting"),
    c.Forward: _reviewed,
    **dict.fromkeys((c.ProlongProcedure, c.CloseProcedure), lambda: in_state("special_procedure")),
    c.RequestHearing: _hearing,
    c.HoldHearing: _held,
    c.RecordSurvey: lambda: in_state("survey"),
    c.RecordPayment: lambda: in_state("fee_due"),
    c.ConfirmVoid: _voided,
    c.TakeBackVoid: _proposed,
    **dict.fromkeys((c.AddBranch, c.WithdrawBranch, c.ReturnBranch), _heard_branch),
    **dict.fromkeys((c.AnswerCard, c.WithdrawCard, c.FollowUpCard), _carded),
    **dict.fromkeys((c.RecordDispatch, c.RecordPickup, c.KeepForPickup), _certified),
    c.ConfirmArrival: _sent,
    c.SetAside: _revoked,
}
"""A state in which each is possible; for the others, a review that has begun."""

CHANGES: dict[type, Callable[[Story], dict[str, object]]] = {
    c.WithdrawBranch: lambda _: {"branch": "defence"},
    c.ReturnBranch: lambda _: {"to": "fire-opinion"},
    c.CallHearing: lambda story: {"held_on": in_days(story, 14)},
    c.ProlongProcedure: lambda story: {"planned_end_on": in_days(story, 9)},
    c.Reassign: lambda _: {"staff": people.COLLEAGUE.id},
    c.ServeDocument: lambda _: {"document": "receipt-1"},
}
POSTS: dict[type, str] = {
    **dict.fromkeys((c.AllowCorrection, c.GiveCard, c.WithdrawCard, c.FollowUpCard), "ZWZX:supervisor"),
    **dict.fromkeys((c.AddBranch, c.WithdrawBranch, c.ReturnBranch), "GHJ:chief"),
    c.ExtendLimit: "GHJ:director",
}
"""By which post each is done; the others by the officer of the unit."""


def _told(kind: type) -> tuple[Story, dict[str, object]]:
    story = STATES.get(kind, lambda: in_state("in_review"))()
    return story, CHANGES.get(kind, lambda _: {})(story)


@pytest.mark.parametrize("kind", OF_THE_OFFICE)
def test_whatever_a_deputy_does_stands_under_both_names(kind: type) -> None:
    story, changes = _told(kind)
    deputy = people.deputy_of(POSTS.get(kind, "GHJ:officer"), "s-away")
    story.does(kind, actor=deputy, **changes)
    assert dict(story.journal.commits[-1].actor) == {"kind": "staff", "id": deputy.id, "for": "s-away"}


@pytest.mark.parametrize("kind", OF_THE_OFFICE)
def test_nobody_acts_for_the_office_on_an_own_case_nor_for_a_colleague_whose_case_it_is(kind: type) -> None:
    post = POSTS.get(kind, "GHJ:officer")
    story, changes = _told(kind)
    for actor in (
        people.staff("s-own", post, party=people.APPLICANT.id),
        people.deputy_of(post, "s-own", party=people.APPLICANT.id),
        people.staff("s-both", post, deputy=(c.Deputy("GHJ:chief", "s-own", party=people.APPLICANT.id),)),
    ):
        story.may_not(kind, "own_case", actor=actor, **changes)


def test_every_row_says_whose_it_is() -> None:
    nobodys = {row.command for row in TRANSITIONS if row.by is powers.anybody}
    assert nobodys == set(BY_PEOPLE["by anybody the edge lets in"])


def test_an_own_post_goes_before_one_that_is_held_for_another() -> None:
    story = in_state("received")
    both = people.staff("s-both", "GHJ:officer", deputy=(c.Deputy("GHJ:officer", "s-away"),))
    story.does(c.Accept, actor=both)
    assert "for" not in story.journal.commits[-1].actor


def test_who_stands_in_for_the_proposer_is_no_second_person() -> None:
    story = in_state("in_review")
    story.does(c.ProposeVoid, actor=people.OFFICER)
    story.may_not(c.ConfirmVoid, "void_needs_two", actor=people.deputy_of("GHJ:officer", people.OFFICER.id))
    stood_in = in_state("in_review")
    stood_in.does(c.ProposeVoid, actor=people.deputy_of("GHJ:officer", people.OFFICER.id))
    stood_in.may_not(c.ConfirmVoid, "void_needs_two", actor=people.OFFICER)
    stood_in.does(c.ConfirmVoid, actor=people.COLLEAGUE)


def test_a_step_given_to_a_deputy_by_name_is_done_in_the_holders_name() -> None:
    story = accepted("permit")
    deputy = people.deputy_of("GHJ:officer", "s-away")
    story.does(c.Reassign, actor=people.ADMIN, staff=deputy.id)
    story.decides("handle", actor=deputy)
    assert story.journal.commits[-1].actor["for"] == "s-away"


def test_no_row_is_left_out_here() -> None:
    left = {row.command for row in TRANSITIONS} - set(OF_THE_OFFICE)
    assert left == {kind for kinds in BY_PEOPLE.values() for kind in kinds}
