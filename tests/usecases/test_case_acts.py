"""What staff do to a case beside accepting and deciding: what is offered is what is possible, and words follow permission."""

from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import UNSEALED
from chalicelib.usecases.tried_acts import earliest_hearing
from tests.law_city import CHIEF, COLLEAGUE, DIRECTOR, JOINT, LEAD, OFFICER, STRANGER, SUPERVISOR, Office
from tests.sample import calendar

REASON = {"reason": "因故。"}
GIVEN: dict[str, dict[str, Any]] = {
    "open_procedure": {"kind": "expert_review", "step": "handle", "planned_end_on": 3, "evidence": "专家论证"},
    "offer_hearing": REASON,
    "call_hearing": {"held_on": 14, "chair": ("s-fzb-1",), "notice": "二楼会议室"},
    "assign_survey": {"step": "handle", "officers": ("s-yjj-1", "s-yjj-9"), "planned_on": 1},
    "notify_fee": {"number": 0, "quantity": 1, "pay_by_on": 5, "notice": "工本费"},
    "extend_limit": {"amount": 10, **REASON},
    "terminate": {"ground": "applicant_gone", "note": "已注销"},
    "propose_void": REASON,
    "allow_correction": REASON,
    "amend_opinion": {},
}
WHO = {"extend_limit": DIRECTOR, "allow_correction": SUPERVISOR}


def dated(office: Office, fields: dict[str, Any]) -> dict[str, Any]:
    """Numbers of days in date fields as dates."""
    return {name: office.on(value) if name.endswith("_on") else value for name, value in fields.items()}


@pytest.mark.parametrize("name", sorted(GIVEN.keys() - {"amend_opinion"}))
def test_what_is_offered_can_be_done_and_says_why(name: str) -> None:
    office = Office().accept()
    actor = WHO.get(name, OFFICER)
    assert name in office.possible(actor)
    done = office.act(name, actor, **dated(office, GIVEN[name]))
    assert done.commit.actor["id"] == actor.id
    words = [key for key in office.words() if key.endswith(done.commit.command)]
    assert len(words) == (name != "assign_survey")


@pytest.mark.parametrize("name", sorted(GIVEN.keys() - {"amend_opinion"}))
@pytest.mark.parametrize("actor", [STRANGER, CHIEF], ids=["another unit", "not in turn"])
def test_who_may_not_leaves_no_word(name: str, actor: c.Actor) -> None:
    office = Office().accept()
    before = office.words()
    assert name not in office.possible(actor)
    with pytest.raises(RefusedError) as refused:
        office.act(name, actor, **dated(office, GIVEN[name]))
    assert refused.value.code == "not_your_step"
    assert office.words() == before


@pytest.mark.parametrize("name", ["open_procedure", "offer_hearing", "notify_fee", "terminate"])
def test_nothing_is_done_without_a_reason(name: str) -> None:
    office = Office().accept()
    silent = {key: value for key, value in GIVEN[name].items() if key not in ("evidence", "reason", "notice", "note")}
    with pytest.raises(RefusedError) as refused:
        office.act(name, **dated(office, silent))
    assert refused.value.code == "reason_required"


def test_a_case_is_forwarded_once_it_is_reviewed() -> None:
    office = Office().accept()
    assert "forward" not in office.possible(OFFICER)
    office.run(c.DecideStep("d", OFFICER, "handle", "pass", "", UNSEALED, "", "window"))
    assert office.possible(OFFICER)["forward"] == ("province",)
    office.act("forward", to="province", note="报省局")
    assert office.file.case.status == "forwarded"


@pytest.mark.parametrize("name", ["open_procedure", "notify_fee", "assign_survey", "call_hearing"])
@pytest.mark.parametrize("date", ["", "20260401", "2026-W20-1", "2026-02-30", "明天"])
def test_a_date_that_is_none_is_told_so(name: str, date: str) -> None:
    office = Office().accept()
    (field,) = [key for key in GIVEN[name] if key.endswith("_on")]
    with pytest.raises(RefusedError) as refused:
        office.act(name, **{**GIVEN[name], field: date})
    assert refused.value.code == "date_format"


def test_words_have_a_length() -> None:
    office = Office().accept()
    with pytest.raises(RefusedError) as refused:
        office.act("propose_void", reason="字" * 501)
    assert (refused.value.code, refused.value.about) == ("words_too_long", {"limit": "500"})


def test_the_same_act_again_is_answered_from_its_commit() -> None:
    office = Office().accept()
    fields = dated(office, GIVEN["open_procedure"])
    first = office.act("open_procedure", command="k" * 16, **fields)
    again = office.act("open_procedure", command="k" * 16, **fields)
    assert (again.repeated, again.commit) == (True, first.commit)
    with pytest.raises(RefusedError) as refused:
        office.act("open_procedure", command="m" * 16, **fields)
    assert refused.value.code == "procedure_is_open"


def test_a_special_procedure_runs_is_prolonged_and_ends_with_its_result() -> None:
    office = Office().accept()
    office.act("open_procedure", **dated(office, GIVEN["open_procedure"]))
    (procedure,) = office.possible()["close_procedure"]
    assert office.possible()["prolong_procedure"] == (procedure,)
    office.act("prolong_procedure", procedure=procedure, planned_end_on=office.on(9), evidence="专家出差")
    assert "prolong_procedure" not in office.possible()
    office.act("close_procedure", procedure=procedure, result="同意选址")
    assert office.file.case.phase == "in_review"
    assert "close_procedure" not in office.possible()


def test_a_survey_is_ordered_and_recorded() -> None:
    office = Office().accept()
    office.act("assign_survey", **dated(office, GIVEN["assign_survey"]))
    (survey,) = office.possible()["record_survey"]
    office.act("record_survey", survey=survey, surveyed_on=office.on(0), officers=("a", "b"), record="与图纸一致")
    assert office.file.case.interruptions[0].officers == ("a", "b")


def test_a_hearing_from_the_offer_to_the_minutes() -> None:
    office = Office().accept()
    office.act("offer_hearing", **REASON)
    assert "call_hearing" not in office.possible()
    office.act("request_hearing")
    held_on = earliest_hearing(calendar(), office.now.date())
    office.act("call_hearing", held_on=held_on.isoformat(), chair=("s-fzb-1",), notice="二楼会议室")
    assert "hold_hearing" not in office.possible()
    office.later(days=(held_on - office.now.date()).days)
    assert office.possible()["hold_hearing"] == ("",)
    office.act("hold_hearing", held_on=held_on.isoformat(), attendance="present", minutes="各方意见……")
    assert office.file.case.hearing is not None
    assert office.file.case.hearing.held_at


def test_a_fee_is_paid_at_the_window() -> None:
    office = Office().accept()
    office.act("notify_fee", **dated(office, GIVEN["notify_fee"]))
    (fee,) = office.possible()["record_payment"]
    with pytest.raises(RefusedError) as refused:
        office.act("record_payment", fee=fee)
    assert refused.value.code == "payment_receipt_required"
    office.act("record_payment", fee=fee, receipt="鄂财 0001234")
    assert office.file.case.phase == "in_review"


def test_the_lead_adds_withdraws_and_returns_branches() -> None:
    office = Office(item=JOINT).accept()
    for name in ("add_branch", "withdraw_branch", "return_branch"):
        assert name not in office.possible(LEAD)
    office.run(c.DecideStep("d-handle", LEAD, "handle", "pass", "", UNSEALED, "", "window"))
    assert "SYJ" not in office.possible(LEAD)["withdraw_branch"]
    office.act("add_branch", LEAD, unit="YJJ", post="chief", limit_days=3, **REASON)
    added = office.file.case.branches_added[0].branch
    assert added in office.possible(LEAD)["withdraw_branch"]
    office.act("withdraw_branch", LEAD, branch=added, **REASON)
    fire = c.Actor("staff", "s-xfj-2", frozenset({"XFJ:chief"}))
    office.run(c.DecideStep("d-fire", fire, "fire-opinion", "pass", "", UNSEALED, "", "page"))
    assert office.possible(LEAD)["return_branch"] == ("fire-opinion",)
    office.act("return_branch", LEAD, to="fire-opinion", **REASON)
    assert "fire-opinion" in office.file.case.opened
    for name, fields, code in (
        ("withdraw_branch", {"branch": "none"}, "branch_unknown"),
        ("return_branch", {"to": "none"}, "no_step_to_return_to"),
        ("return_branch", {"to": "handle"}, "no_step_to_return_to"),
    ):
        with pytest.raises(RefusedError) as refused:
            office.act(name, LEAD, **fields, **REASON)
        assert refused.value.code == code


def test_a_branch_joins_no_review_that_there_is_not() -> None:
    with pytest.raises(RefusedError) as refused:
        Office().accept().act("add_branch", unit="XFJ", post="chief", limit_days=3, **REASON)
    assert refused.value.code == "joint_review_closed"


def test_two_people_void_a_case() -> None:
    office = Office().accept()
    assert "confirm_void" not in office.possible()
    office.act("propose_void", **REASON)
    assert "propose_void" not in office.possible()
    assert "confirm_void" not in office.possible()
    with pytest.raises(RefusedError) as refused:
        office.act("confirm_void")
    assert refused.value.code == "void_needs_two"
    for second in (SUPERVISOR, COLLEAGUE):
        assert office.possible(second)["confirm_void"] == ("",)
    office.act("confirm_void", SUPERVISOR)
    assert office.file.case.status == "void"


def test_a_document_is_served_by_a_noted_call() -> None:
    office = Office().receive()
    note = {"how": "phone", "note": "电话告知张三本人"}
    office.act("serve", document="receipt-1", **note)
    assert office.file.case.documents[0].served_how == "phone"
    assert "serve" not in office.possible()
    office.accept()
    for fields, code in (
        ({"document": "acceptance-3", "how": "phone"}, "call_unnoted"),
        ({"document": "acceptance-3", "how": "sms"}, "service_unknown"),
        ({"document": "acceptance-3", "how": "post", "served_at": "2031-01-01T00:00:00.000000Z"}, "service_time"),
        ({"document": "receipt-1", **note}, "document_served"),
        ({"document": "none", **note}, "document_unknown"),
    ):
        with pytest.raises(RefusedError) as refused:
            office.act("serve", **fields)
        assert refused.value.code == code


def test_an_amendment_of_an_opinion_keeps_the_opinion() -> None:
    office = Office().accept()
    office.run(c.DecideStep("d", OFFICER, "handle", "pass", "", UNSEALED, "", "window"))
    assert office.possible()["amend_opinion"] == ("handle",)
    office.act("amend_opinion", target="handle", reason="“三日”应为“四日”")
    assert office.file.case.amendments[0].target == "handle"
    with pytest.raises(RefusedError) as refused:
        office.act("amend_opinion", target="review", reason="x")
    assert refused.value.code == "amendment_unknown"
