"""The timeline of a case through everything that the law may have happen to it, without opinions and without names."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case, Outcome, Status
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.interruption import PHASES
from chalicelib.pages.case_timeline import timeline
from chalicelib.pages.case_view import next_sentence, status_mark
from tests import cases
from tests.law_world import director, law_world, reviewed, supervisor
from tests.sample import TUESDAY, edition
from tests.sending import MATTER
from tests.telling import History

NOTE = cases.NOTE
THROUGH = ("handle", "fire-opinion", "defence-opinion", "housing-opinion")


def review(**changes: Any) -> History:
    world, of = law_world(**changes)
    return History(of, world=world).in_review()


def steps(kept: History, *commands: c.Command, days: int = 0) -> list[dict[str, Any]]:
    return timeline(case_after(kept, *commands, days=days), kept.of, edition())


def case_after(kept: History, *commands: c.Command, days: int = 0) -> Case:
    kept.now += timedelta(days=days)
    kept.then(*commands)
    return kept.case()


def named(shown: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(step for step in shown if step["name"] == name)


def names(shown: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(step["name"], step["state"]) for step in shown]


def open_review(kept: History, step: str = "") -> c.Command:
    return c.OpenProcedure("o", cases.officer(kept.of), "expert_review", step, "2026-03-20", NOTE)


def test_a_procedure_of_the_whole_case_stands_before_the_open_step_with_its_planned_end() -> None:
    kept = review()
    shown = steps(kept, open_review(kept))
    assert names(shown)[:4] == [("提交申请", "done"), ("受理", "done"), ("专家评审", "current"), ("承办", "current")]
    assert named(shown, "专家评审")["note"] == "预计3月20日前有结果，所需时间不计入期限"
    prolonged = steps(kept, c.ProlongProcedure("p", cases.officer(kept.of), "expert_review-3", "2026-03-27", NOTE))
    assert "延长过一次，预计3月27日" in named(prolonged, "专家评审")["note"]
    overran = steps(kept, c.GiveCard("g", supervisor(), "yellow", "", NOTE), days=26)
    assert "到期没有结果" in named(overran, "专家评审")["note"]
    closed = steps(kept, c.CloseProcedure("q", cases.officer(kept.of), "expert_review-3", NOTE))
    assert (named(closed, "专家评审")["state"], "超过预计" in named(closed, "专家评审")["note"]) == ("done", True)


def test_a_procedure_of_one_step_stands_inside_it() -> None:
    kept = review()
    inside = named(steps(kept, open_review(kept, "handle")), "承办")
    assert names(inside["branches"]) == [("专家评审", "current")]


def test_what_the_applicant_owes_is_in_the_applicants_hands() -> None:
    kept = review()
    fee = named(steps(kept, c.NotifyFee("f", cases.officer(kept.of), 0, 1, "2026-03-13", NOTE)), "缴费")
    assert (fee["holder"], fee["note"]) == ("您", "请在3月13日前缴清")
    paid = steps(kept, c.RecordPayment("p", cases.officer(kept.of), "fee-3", NOTE))
    assert named(paid, "缴费")["state"] == "done"
    asked = named(steps(kept, cases.correction("k", kept.of)), "补交材料")
    assert (asked["holder"], asked["state"]) == ("您", "current")
    gone = steps(kept, c.Withdraw("w", cases.APPLICANT))
    assert (named(gone, "补交材料")["note"], {step["state"] for step in gone}) == ("没有补交", {"done"})


def test_reminders_and_a_lapse_are_seen() -> None:
    world, of = law_world()
    kept = History(of, world=world)
    kept.received()
    asked = steps(kept, cases.correction("k", of))
    assert "note" not in named(asked, "补正材料")
    notice = f"correction_notice-{kept.case().corrections[0].seq}"
    kept.then(c.ServeDocument("s", cases.officer(of), notice, "phone", kept.case().recorded_at, NOTE))
    kept.then(c.GiveCard("g", supervisor(), "yellow", "", NOTE))
    kept.now = TUESDAY + timedelta(days=14)
    assert named(steps(kept, c.GiveCard("h", supervisor(), "yellow", "", NOTE)), "补正材料")["note"] == "已经提醒2次"
    kept.now = TUESDAY + timedelta(days=20)
    lapsed = steps(kept, c.ServeDocument("t", cases.officer(of), "receipt-1", "phone", kept.case().recorded_at, NOTE))
    assert named(lapsed, "补正材料")["note"] == "没有补交"
    assert names(lapsed)[-1] == ("逾期未补正", "done")


def test_a_hearing_from_the_right_to_the_day() -> None:
    kept = review()
    officer = cases.officer(kept.of)
    kept.then(c.OfferHearing("h", officer, NOTE))
    kept.then(c.ServeDocument("s", officer, "hearing_right-3", "phone", kept.case().recorded_at, NOTE))
    called = steps(
        kept, c.RequestHearing("ask", cases.APPLICANT), c.CallHearing("c", officer, "2026-03-20", "s-chair", NOTE)
    )
    assert names(called)[2:5] == [("告知听证权利", "done"), ("提出听证申请", "done"), ("听证", "current")]
    assert "3月20日举行" in named(called, "听证")["note"]
    held = steps(kept, c.HoldHearing("d", officer, "2026-03-20", "present", NOTE), days=17)
    assert (named(held, "听证")["state"], "note" in named(held, "听证")) == ("done", False)


def test_survey_extension_and_amendment_are_seen() -> None:
    kept = review()
    officer = cases.officer(kept.of)
    assigned = steps(kept, c.AssignSurvey("s", officer, "", ("s-1", "s-2"), "2026-03-06"))
    assert named(assigned, "现场踏勘")["note"] == "预计3月6日到现场"
    extended = steps(kept, c.ExtendLimit("e", director(kept.of), 10, NOTE))
    assert named(extended, "延长办理期限10个工作日")["state"] == "done"
    amended = steps(kept, c.Amend("m", officer, "form", "", cases.FORM, NOTE))
    assert named(amended, "更正笔误")["state"] == "done"


def test_branches_added_withdrawn_and_skipped_say_so() -> None:
    kept = review()
    kept.decided("handle")
    lead = cases.staff("s-lead", f"{kept.of.unit}:chief")
    added = c.AddBranch("b", lead, "joint", "ZJJ", "chief", 5, NOTE)
    withdrawn = c.WithdrawBranch("w", lead, "joint", "fire", NOTE)
    branches = named(steps(kept, added, withdrawn), "联审联办")["branches"]
    assert named(branches, "消防审查") == {"name": "消防审查", "state": "skipped", "note": "不再征求这家单位的意见"}
    assert named(branches, kept.of.unit_names["ZJJ"])["note"] == "审批中增加的单位"


def test_a_step_that_the_form_does_not_need_stays_in_its_place() -> None:
    kept = review()
    case = kept.case()
    skipping = replace(case, skipped=("handle", "fire"))
    shown = timeline(skipping, kept.of, edition())
    assert names(shown)[1:3] == [("受理", "done"), ("承办", "skipped")]
    assert named(named(shown, "联审联办")["branches"], "消防审查")["state"] == "skipped"


def test_a_join_that_holds_early_waits_for_nobody() -> None:
    data = edition().data["flows"]["joint"]
    nodes = [
        {**node, "join": {"rule": "n_of_m", "n": 2}} if node["kind"] == "parallel" else node
        for node in data["steps"]
        if node["id"] != "assess"
    ]
    kept = review(flow={**data, "steps": nodes})
    kept.decided("handle", "fire-opinion", "housing-opinion")
    joint = named(timeline(kept.case(), kept.of, edition()), "联审联办")
    assert joint["state"] == "done"
    assert named(joint["branches"], "人防审查")["note"] == "已有结论，不再等这家单位"


ENDINGS: dict[str, Any] = {
    "withdrawn": lambda _: (c.Withdraw("e", cases.APPLICANT),),
    "forwarded": lambda of: (c.Forward("e", cases.officer(of), "province", NOTE),),
    "terminated": lambda of: (c.Terminate("e", cases.officer(of), "item_cancelled", NOTE),),
    "void": lambda of: (c.ProposeVoid("p", cases.officer(of), NOTE), c.ConfirmVoid("e", supervisor())),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_closes_everything_and_shows_nothing_still_to_come(ending: str) -> None:
    kept = review()
    first = reviewed(kept.of) if ending == "forwarded" else ()
    shown = steps(kept, *first, open_review(kept), *ENDINGS[ending](kept.of))
    case = kept.case()
    assert {step["state"] for step in shown} <= {"done", "skipped"}
    assert names(shown)[-1][0] == status_mark(case.phase, case.outcome)["text"]
    assert named(shown, "专家评审")["note"] == "办件先结束，没有继续"


def test_a_refusal_that_was_served_still_says_refused() -> None:
    kept = review()
    kept.decided(*THROUGH, "review")
    kept.decided("approve", outcome="refuse")
    refusal = kept.case().documents[-1].id
    case = case_after(kept, c.ServeDocument("s", cases.APPLICANT, refusal, "opened", kept.case().recorded_at, NOTE))
    assert (case.status, status_mark(case.phase, case.outcome)["text"]) == ("served", "已办结：不予许可")
    assert names(timeline(case, kept.of, edition()))[-1] == ("决定书送达", "done")
    assert "原因写在决定书里" in next_sentence(case)


def test_every_phase_and_every_outcome_has_its_words() -> None:
    phases = {*get_args(Status), *PHASES.values()} - {"none", "concluded"}
    for phase in phases:
        assert status_mark(phase, "granted" if phase == "served" else "")["text"]
    for outcome in set(get_args(Outcome)) - {""}:
        assert status_mark("concluded", outcome)["text"]


def test_no_member_of_staff_and_no_words_of_an_official_are_in_it() -> None:
    kept = review()
    shown = steps(kept, open_review(kept), c.Amend("m", cases.officer(kept.of), "form", "", cases.FORM, NOTE))
    assert "s-officer" not in str(shown)
    assert "opinion" not in str(shown)
    assert MATTER not in str(shown)


def test_a_step_that_moved_to_a_unit_of_later_has_its_name() -> None:
    """After a merger the running case's own edition does not know who has it in hand."""
    kept = review()
    pinned = edition()
    merged = {**pinned.unit("GHJ"), "code": "ZGJ", "short_name": "资规局"}
    later = Edition("later", {**pinned.data, "units": [merged]})
    case = kept.case()
    moved = replace(case, opened={step: replace(one, unit="ZGJ") for step, one in case.opened.items()})
    shown = timeline(moved, kept.of, pinned.with_units_of(later))
    assert [one["holder"] for one in shown if "holder" in one] == ["资规局窗口承办人"]
