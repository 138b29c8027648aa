"""From receipt to acceptance (Administrative Licensing Law, Arts. 29–32): what is missing is said once, what is not
answered in time is deemed accepted, and papers are refused on the law's own grounds only."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.facts import UNSEALED, CorrectionRow, DeemedAccepted, LinkRenewed
from chalicelib.domain.rows.cards import card_rows, is_red
from chalicelib.domain.time_rules import next_instant
from chalicelib.domain.times import local_date, stamp
from tests.law import people
from tests.law.story import Story, accepted, granted, in_state, received, working_day
from tests.sample import calendar

LAND, DESIGN = CorrectionRow("land", 0), CorrectionRow("design", 0)


def test_a_correction_notice_names_what_is_missing_by_the_items_own_list() -> None:
    story = received()
    story.may_not(c.RequestCorrection, "correction_without_rows", rows=())
    story.may_not(c.RequestCorrection, "material_unknown", rows=(CorrectionRow("other materials", 0),))
    story.does(c.RequestCorrection, rows=(LAND, CorrectionRow("form", -1)))


def test_what_is_missing_is_said_once_and_more_takes_a_supervisor() -> None:
    story = received()
    story.does(c.RequestCorrection, rows=(LAND,))
    story.does(c.SupplyCorrection)
    story.may_not(c.RequestCorrection, "second_correction_notice", rows=(LAND, DESIGN))
    story.does(c.RequestCorrection, rows=(LAND,))
    story.does(c.SupplyCorrection)
    story.does(c.AllowCorrection)
    story.does(c.RequestCorrection, rows=(DESIGN,))
    story.does(c.SupplyCorrection)
    story.may_not(c.RequestCorrection, "second_correction_notice", rows=(CorrectionRow("land", 1),))


def test_words_of_ones_own_never_pass_for_what_was_said_before() -> None:
    """Each is a notice of its own: nobody can tell that they ask for the same."""
    own = CorrectionRow("land", -1)
    story = received()
    story.does(c.RequestCorrection, rows=(own,))
    story.does(c.SupplyCorrection)
    story.may_not(c.RequestCorrection, "second_correction_notice", rows=(own,))
    story.may_not(c.RequestCorrection, "second_correction_notice", rows=(LAND,))
    story.does(c.AllowCorrection)
    story.does(c.RequestCorrection, rows=(own,))
    story.does(c.SupplyCorrection)
    story.may_not(c.RequestCorrection, "second_correction_notice", rows=(own,))


def test_after_acceptance_papers_are_corrected_only_where_the_items_rules_say_so() -> None:
    accepted("bare").may_not(c.RequestCorrection, "correction_after_acceptance")
    accepted("permit").does(c.RequestCorrection)


@pytest.mark.parametrize(
    ("ground", "to_unit", "code"),
    [
        ("papers_missing", "", "ground_unknown"),
        ("other_unit", "", "other_unit_unnamed"),
        ("banned", "GTJ", "other_unit_unnamed"),
    ],
)
def test_an_application_is_declined_on_the_laws_grounds_only(ground: str, to_unit: str, code: str) -> None:
    received().may_not(c.Decline, code, ground=ground, to_unit=to_unit)


@pytest.mark.parametrize(
    ("ground", "to_unit", "document"),
    [("no_permit_needed", "", "not_a_permit_matter"), ("other_unit", "GTJ", "declined"), ("banned", "", "declined")],
)
def test_declining_gives_the_document_of_its_ground(ground: str, to_unit: str, document: str) -> None:
    story = received()
    story.does(c.Decline, ground=ground, to_unit=to_unit)
    assert story.case.documents[-1].kind == document


def test_a_permit_on_which_nobody_answers_in_five_working_days_is_deemed_accepted_as_of_receipt() -> None:
    story = received("permit")
    assert story.ends_on("notice") == working_day(story.today, 5)
    story.goes_on("2026-03-10")
    assert story.case.status == "received"
    story.goes_on("2026-03-11")
    assert (story.case.status, story.case.deemed) == ("in_review", True)
    assert story.case.accepted_at == story.case.received_at
    assert story.ends_on("statutory") == working_day(Story("permit").today, 20)
    assert ("red", "notice") in story.cards()
    deemed = [fact for commit in story.journal.commits for fact in commit.facts if isinstance(fact, DeemedAccepted)]
    assert [fact.due_at for fact in deemed] == [stamp(story.now.replace(hour=0, minute=0))]


@pytest.mark.parametrize("item", ["two-of-three", "service"])
def test_what_is_no_permit_is_never_deemed_accepted(item: str) -> None:
    story = received(item)
    assert not story.runs("notice")
    assert story.ends_on("pre_review") == working_day(story.today, 5)
    story.goes_on("2026-04-20")
    assert story.case.status == "received"
    assert story.cards() == [("yellow", "pre_review")]
    story.does(c.Accept)
    assert not story.runs("pre_review")


def test_after_a_correction_the_five_days_run_from_the_corrected_papers() -> None:
    story = in_state("correcting")
    assert not story.runs("notice")
    story.goes_on("2026-03-09")
    story.does(c.SupplyCorrection)
    assert story.ends_on("notice") == working_day(story.today, 5)


def test_the_applicants_time_runs_from_the_service_of_the_notice() -> None:
    story = in_state("correcting")
    story.goes_on("2026-04-20")
    assert not story.runs("applicant")
    story.does(c.ServeDocument, document="correction_notice-2", how="phone")
    assert story.ends_on("applicant") == working_day(story.today, 10)


@pytest.mark.parametrize("state", ["correcting", "supplementing"])
def test_a_notice_is_served_within_three_working_days_or_the_window_answers_for_it(state: str) -> None:
    """Its issue in time tells (Art. 32(4)); but nothing would ever end a case whose notice reaches nobody."""
    story = in_state(state, item="permit")
    of = story.journal.definition
    assert story.ends_on("service") == working_day(story.today, 3)
    assert next_instant(story.case, of, calendar())
    story.goes_on("2026-03-06", time(23, 0))
    assert ("red", "service") not in story.cards()
    story.goes_on("2026-03-07")
    card = next(card for card in story.case.cards if card.fact.rule == "service")
    assert (card.fact.colour, card.fact.unit, card.fact.post, card.fact.step) == ("red", "GHJ", "officer", "")
    [red] = [row for key, row in card_rows(story.case, of, calendar()).items() if key.queue == "red"]
    assert (red["rule"], red["post"], red["step"]) == ("service", "officer", "")
    assert red["since"] == story.case.documents[-1].at
    story.does(c.ServeDocument, document=story.case.documents[-1].id, how="phone")
    assert not story.runs("service")
    assert story.runs("applicant") == 1
    assert not is_red(story.case.card(card.fact.card) or card, story.case, of, calendar())


def test_each_notice_that_nobody_serves_earns_its_own_card() -> None:
    story = in_state("correcting")
    story.goes_on("2026-03-09")
    story.does(c.SupplyCorrection)
    assert not story.runs("service")
    story.does(c.RequestCorrection)
    story.goes_on("2026-03-13")
    assert story.cards().count(("red", "service")) == 2


def test_an_unanswered_notice_lapses_after_two_reminders() -> None:
    """Three working days and one before the end, at midday."""
    story = in_state("correcting")
    story.does(c.ServeDocument, document="correction_notice-2", served_at=stamp(story.now))
    reminded = {"2026-03-11": 0, "2026-03-12": 1, "2026-03-13": 1, "2026-03-16": 2, "2026-03-17": 2}
    for day, times in reminded.items():
        story.goes_on(day, story.now.time().replace(hour=12))
        assert story.case.corrections[0].reminded == times
        assert story.case.status == "correcting"
    story.goes_on("2026-03-18")
    assert story.case.status == "lapsed"
    assert story.case.documents[-1].kind == "lapse"


@given(st.dates(date(2013, 1, 1), date(2026, 11, 1)), st.sampled_from(["permit", "service"]))
@settings(max_examples=60, deadline=None)
def test_both_reminders_come_on_working_days_before_the_last_day(served_on: date, item: str) -> None:
    """Whatever holidays lie between; ten working days in one item, fifteen calendar days in the other."""
    story = received(item, served_on.isoformat())
    story.does(c.RequestCorrection)
    story.does(c.ServeDocument, document="correction_notice-2", served_at=stamp(story.now))
    last = story.ends_on("applicant")
    for number, before in enumerate((3, 1), 1):
        told = next_instant(story.case, story.journal.definition, calendar())
        day = local_date(told)
        assert calendar().is_working_day(day)
        assert calendar().working_days_between(day, last - timedelta(days=1)) == before - 1
        story.goes_on(day, time(23, 0))
        assert story.case.corrections[0].reminded == number
    assert story.case.status == "correcting"


def test_the_item_may_give_the_applicant_another_time() -> None:
    story = received("service")
    story.does(c.RequestCorrection)
    story.does(c.ServeDocument, document="correction_notice-2")
    assert story.ends_on("applicant").isoformat() == "2026-03-18"


def test_a_document_is_served_once_between_its_giving_and_now_by_a_known_way() -> None:
    story = in_state("correcting")
    given = story.case.documents[-1].at
    story.goes_on("2026-03-04")
    before, after = stamp(story.now.replace(day=2)), stamp(story.now.replace(hour=23))
    story.may_not(c.ServeDocument, "document_unknown", document="refusal-9", served_at=given)
    story.may_not(c.ServeDocument, "service_unknown", document="correction_notice-2", how="pigeon", served_at=given)
    story.may_not(c.ServeDocument, "service_time", document="correction_notice-2", served_at=before)
    story.may_not(c.ServeDocument, "service_time", document="correction_notice-2", served_at=after)
    story.does(c.ServeDocument, document="correction_notice-2", served_at=given)
    story.may_not(c.ServeDocument, "document_served", document="correction_notice-2", served_at=given)


def test_who_opens_the_case_has_got_what_waited_there_once() -> None:
    story = in_state("correcting")
    story.may_not(c.OpenDocuments, "document_unknown", documents=())
    story.may_not(c.OpenDocuments, "not_your_case", actor=people.OFFICER)
    story.does(c.OpenDocuments)
    story.may_not(c.OpenDocuments, "document_served", documents=("correction_notice-2",))
    assert story.runs("applicant") == 1


@pytest.mark.parametrize("outcome", ["pass", "refuse"])
@pytest.mark.parametrize("how", ["opened", "post"])
def test_a_result_without_a_certificate_is_served_with_its_document_and_its_receipt_given(
    outcome: str, how: str
) -> None:
    story = accepted("bare").decides("handle", "review").decides("approve", outcome=outcome)
    assert story.case.status == "concluded"
    result = story.case.documents[-1].id
    if how == "opened":
        story.does(c.OpenDocuments, documents=(result,))
    else:
        story.does(c.ServeDocument, document=result, how=how, served_at=stamp(story.now))
    assert (story.case.status, story.case.served_how) == ("served", how)
    assert story.case.documents[-1].kind == "service_receipt"


def test_a_certificate_is_not_served_by_reading_its_grant() -> None:
    story = granted()
    story.does(c.OpenDocuments, documents=(story.case.documents[-1].id,))
    assert story.case.status == "concluded"


def test_of_a_telephone_call_it_is_noted_who_was_told() -> None:
    story = in_state("correcting")
    served = {"document": "correction_notice-2", "how": "phone"}
    story.may_not(c.ServeDocument, "call_unnoted", note=UNSEALED, **served)
    story.does(c.ServeDocument, **served)


def test_an_sms_serves_what_it_can_tell_and_only_the_way_it_took_says_so() -> None:
    story = in_state("correcting")
    by_sms = {"document": "correction_notice-2", "how": "sms"}
    for person in (people.OFFICER, people.APPLICANT, people.COURIER):
        story.may_not(c.ServeDocument, "service_unknown", actor=person, **by_sms)
    story.may_not(c.ServeDocument, "not_your_step", actor=people.SMS, document="correction_notice-2", how="window")
    story.may_not(c.ServeDocument, "service_unknown", actor=people.SMS, document="receipt-1", how="sms")
    story.does(c.ServeDocument, actor=people.SMS, **by_sms)
    assert story.ends_on("applicant") == working_day(story.today, 10)
    over = in_state("declined")
    over.may_not(c.ServeDocument, "service_unknown", actor=people.SMS, document=over.case.documents[-1].id, how="sms")


def test_what_failed_or_was_not_answered_starts_nothing_and_stands_until_something_serves() -> None:
    story = in_state("correcting")
    notice = {"document": "correction_notice-2"}
    given = story.case.documents[-1].at
    story.goes_on("2026-03-04")
    before, after = stamp(story.now.replace(day=2)), stamp(story.now.replace(hour=23))
    for kind in (c.ReportUndelivered, c.NoteUnanswered):
        story.may_not(kind, "document_unknown", document="refusal-9")
        story.may_not(kind, "document_unknown", document="receipt-1")
    story.may_not(c.ReportUndelivered, "service_unknown", actor=people.OFFICER, **notice)
    story.may_not(c.NoteUnanswered, "service_time", called_at=before, **notice)
    story.may_not(c.NoteUnanswered, "service_time", called_at=after, **notice)
    story.does(c.ReportUndelivered, **notice)
    story.does(c.NoteUnanswered, called_at=given, **notice)
    story.does(c.NoteUnanswered, called_at=stamp(story.now), **notice)
    document = story.case.documents[-1]
    assert (document.undelivered_at, document.calls) == (stamp(story.now), (given, stamp(story.now)))
    assert not story.runs("applicant")
    story.does(c.ServeDocument, how="phone", **notice)
    for kind in (c.ReportUndelivered, c.NoteUnanswered):
        story.may_not(kind, "document_served", **notice)


@pytest.mark.parametrize("kind", [c.ReportUndelivered, c.NoteUnanswered])
def test_a_fee_of_which_nobody_could_be_told_is_telephoned(kind: type) -> None:
    story = in_state("fee_due")
    notice = next(document.id for document in reversed(story.case.documents) if document.id.startswith("fee_notice"))
    story.does(kind, document=notice)
    assert story.case.document(notice).served_at == ""


@pytest.mark.parametrize("state", ["concluded", "served", "withdrawn", "lapsed"])
@pytest.mark.parametrize("kind", [c.ReportUndelivered, c.NoteUnanswered])
def test_nobody_is_telephoned_about_a_notice_once_the_case_is_decided(state: str, kind: type) -> None:
    in_state(state).may_not(kind)


@pytest.mark.parametrize("state", ["correcting", "supplementing"])
@pytest.mark.parametrize(("presented", "how"), [("", "opened"), (people.APPLICANT.id, "window")])
def test_whoever_answers_a_notice_has_got_it(state: str, presented: str, how: str) -> None:
    story = in_state(state)
    notice = story.case.documents[-1].id
    actor = people.OFFICER if presented else people.APPLICANT
    story.does(c.SupplyCorrection, actor=actor, presented=presented)
    document = story.case.document(notice)
    assert document is not None
    assert (document.served_at, document.served_how) == (stamp(story.now), how)


def test_a_slip_is_amended_where_it_was_made() -> None:
    story = accepted("permit").decides("handle")
    story.may_not(c.Amend, "amendment_unknown", subject="opinion", target="review")
    story.may_not(c.Amend, "amendment_unknown", subject="document", target="refusal-9")
    story.may_not(c.Amend, "amendment_unknown", subject="decision", target="handle")
    story.may_not(c.Amend, "amendment_without_form", subject="form", target="")
    story.does(c.Amend, subject="opinion", target="handle")


def test_an_instant_item_is_decided_by_the_officer_who_accepts_it() -> None:
    """Art. 34(2); its promise is the end of the session, even before acceptance."""
    story = received("at-once")
    assert story.runs("promised") == 1
    story.does(c.Accept, sitting="grant")
    assert story.case.outcome == "granted"
    received("permit").may_not(c.Accept, "not_an_instant_item", sitting="grant")


def test_an_instant_item_not_concluded_in_its_session_gets_a_red_card() -> None:
    story = received("at-once")
    story.goes_on("2026-03-03", story.now.time().replace(hour=11))
    assert story.cards() == []
    story.goes_on("2026-03-03", story.now.time().replace(hour=12))
    assert story.cards() == [("red", "promised")]


def test_an_instant_permit_that_nobody_answers_is_deemed_accepted_and_can_then_be_decided() -> None:
    """Art. 32 is of every permit; the officer who would have granted it on the spot decides its one step."""
    story = received("at-once")
    assert story.ends_on("notice") == working_day(story.today, 5)
    story.goes_on("2026-03-11")
    assert (story.case.status, story.case.deemed) == ("in_review", True)
    assert story.ends_on("promised") == date(2026, 3, 3)
    story.decides("decide")
    assert story.case.outcome == "granted"
    assert sorted(story.cards()) == [("red", "notice"), ("red", "promised")]


@pytest.mark.parametrize("accepted_on", ["2026-03-03", "2026-03-05"])
def test_accepting_an_instant_item_late_starts_no_new_promise(accepted_on: str) -> None:
    story = received("at-once")
    story.goes_on(accepted_on, time(15, 0))
    story.does(c.Accept)
    assert story.ends_on("promised") == date(2026, 3, 3)
    story.goes_on("2026-03-09")
    assert story.cards() == [("red", "promised")]
    assert is_red(story.case.cards[0], story.case, story.journal.definition, calendar())


def test_an_instant_promise_waits_for_what_the_applicant_is_to_do_and_not_for_a_pause_within_the_session() -> None:
    story = received("at-once")
    story.does(c.Accept)
    story.does(c.NotifyFee, pay_by_on="2026-03-10")
    story.goes_on("2026-03-05", time(14, 0))
    assert story.cards() == []
    story.does(c.RecordPayment)
    assert story.ends_on("promised") == story.today
    story.goes_on("2026-03-06")
    assert story.cards() == [("red", "promised")]
    paid = received("at-once")
    paid.does(c.Accept)
    paid.does(c.NotifyFee, pay_by_on="2026-03-10")
    paid.does(c.RecordPayment)
    assert paid.ends_on("promised") == paid.today
    paid.goes_on(paid.today, time(12, 0))
    assert paid.cards() == [("red", "promised")]


def test_a_link_sent_anew_changes_nothing_but_the_link() -> None:
    story = accepted("permit")
    before = story.case.opened["handle"]
    commit = story.does(c.RenewLink, actor=people.OFFICER)
    assert commit.facts == (LinkRenewed(stamp(story.now), "handle"),)
    assert story.case.opened["handle"].at == before.at
