"""Every fact has a sentence for those who work on the case, and says who did it, for whom, in which words."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import facts as f
from chalicelib.domain.clocks import CLOCKS
from chalicelib.domain.commit import read_commit
from chalicelib.domain.document.kinds import KINDS
from chalicelib.pages.act_forms import FORMS, groups
from chalicelib.pages.officer_case_view import standing
from chalicelib.pages.officer_events import WHAT, Known, events, what, words
from chalicelib.texts import text
from chalicelib.usecases.acts import ACTS
from chalicelib.usecases.officer_case import OfficerCase, people_in, show_case
from tests.law_city import DIRECTOR, JOINT, LEAD, OFFICER, SUPERVISOR, Office, law_edition, person

GOLDEN = Path(__file__).parents[1] / "domain" / "golden"
HAN = re.compile(r"[一-鿿]")
NAMES = {"s-yjj-1": "谢雨晴", "s-yjj-2": "唐振华", "s-yjj-3": "冯志强", "s-ghj-1": "程欣然", "s-fzb-1": "姚正言"}


def known(office: Office, **parts: Any) -> Known:
    file = office.file
    return Known(file.case, parts, NAMES, file.definition, law_edition())


REAL: dict[str, Any] = {
    "channel": "online",
    "how": "post",
    "subject": "form",
    "outcome": "pass",
    "kind": "testing",
    "unit": "YJJ",
    "ground": "banned",
    "state": "delivered",
    "rule": "step",
    "colour": "red",
    "answer": "feedback",
    **dict.fromkeys(("planned_end_on", "planned_on", "held_on", "surveyed_on", "pay_by_on"), "2026-03-05"),
    **dict.fromkeys(
        ("document_served.document", "notice_undelivered.document", "call_unanswered.document"), "acceptance-2"
    ),
    "limit_extended.unit": "working_days",
    "terminated.ground": "applicant_gone",
    "served.how": "courier",
    "certificate_taken_away.how": "revoked",
    "parcel_doubted.reason": "abandoned",
    "collected.by": "agent",
    "collected.proof": "code",
}
"""Codes and dates of real commits, for the made-up ones of the commits that tests keep."""


def recorded() -> list[f.Fact]:
    """One of every fact that is written today, from the commits that tests keep for ever."""
    lines = [line for path in sorted(GOLDEN.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [real(fact) for line in lines for fact in read_commit(line).facts]


def real(fact: f.Fact) -> f.Fact:
    own = {each.name: REAL.get(f"{fact.TYPE}.{each.name}", REAL.get(each.name)) for each in fields(fact)}
    return replace(fact, **{name: value for name, value in own.items() if value})


def test_every_type_of_fact_is_kept_to_be_read() -> None:
    assert {type(fact) for fact in recorded()} == set(f.FACTS.values())


def of_cases() -> list[f.Fact]:
    """Consultations, complaints and ratings, and what becomes of a certificate, have pages and words of their own."""
    return [fact for fact in recorded() if not type(fact).__module__.endswith((".inquiry", ".certificate_end"))]


@pytest.mark.parametrize("fact", of_cases(), ids=lambda fact: fact.TYPE)
def test_every_fact_has_a_sentence(fact: f.Fact) -> None:
    told = what(fact, known(Office().accept()))
    assert HAN.search(told)
    assert "{" not in told


@pytest.mark.parametrize("kind", sorted(f.FACTS))
def test_what_depends_on_a_code_is_said_for_every_code(kind: str) -> None:
    of = {"document_served": "served_by_", "served": "served_", "amended": "amended_", "card_answered": "card_"}
    values = {
        "document_served": ("opened", "sms", "phone", "window", "post"),
        "served": ("courier", "pickup", "window"),
        "amended": ("form", "opinion", "document"),
        "card_answered": ("feedback", "objection"),
    }
    for value in values.get(kind, ()):
        assert HAN.search(text(f"window.event.{of[kind]}{value}", document="", target="", card=""))
    assert all(issubclass(one, tuple(f.FACTS.values())) for one in WHAT)


def test_every_code_of_documents_clocks_and_acts_has_its_words() -> None:
    for code in (*(f"window.document.{kind}" for kind in KINDS), "window.document.service_receipt"):
        assert HAN.search(text(code))
    for rule in (*(clock.name for clock in CLOCKS), "manual"):
        assert HAN.search(text(f"window.card_rule.{rule}"))
    acts = {act for act, form in FORMS.items() if form.group}
    assert FORMS.keys() == ACTS.keys() - {"amend_form"}, "the form's own page takes more than fields"
    for act in acts:
        for part in ("title", "button"):
            assert HAN.search(text(f"window.act.{act}.{part}"))
        assert HAN.search(text(f"window.done.{act}"))


def test_a_deputy_is_told_with_whom_they_stood_in_for() -> None:
    office = Office().accept()
    commit = office.file.commits[-1]
    told = events([commit], known(office))[0]
    assert told["by"] == "s-any"
    actor = {"kind": "staff", "id": "s-yjj-2", "for": "s-yjj-3"}
    assert events([replace(commit, actor=actor)], known(office))[0]["by"] == "唐振华（代冯志强）"


def test_the_reason_stands_beside_what_was_done() -> None:
    office = Office().accept()
    office.act(
        "open_procedure", kind="expert_review", step="handle", planned_end_on=office.on(9), evidence="专家论证选址"
    )
    fact = office.file.commits[-1].facts[0]
    seen = show(office)
    assert words(fact, Known(office.file.case, seen.parts, {}, office.file.definition, law_edition())) == "专家论证选址"
    assert what(fact, known(office)) == "启动特别程序：专家评审，计划3月12日前有结果"


def test_a_refusals_reason_is_told_once() -> None:
    sealed = f.Sealed("opinion#1", "x")
    office = Office().accept()
    said = known(office, **{"opinion#1": {"text": "不符合条件"}})
    decided = f.StepDecided("", "handle", "refuse", "", (), sealed, "", "page")
    assert [words(fact, said) for fact in (decided, f.Refused("", sealed))] == ["不符合条件", ""]


def test_steps_and_branches_that_came_later_or_went_are_named() -> None:
    office = Office(item=JOINT).accept()
    office.run(decision("handle"))
    office.act("add_branch", LEAD, unit="YJJ", post="chief", limit_days=3, reason="涉及食品")
    added = office.file.case.branches_added[0]
    assert what(office.file.commits[-1].facts[0], known(office)) == "联审增加药监局，3个工作日内给出意见"
    step = f.StepDecided("", f"{added.branch}-opinion", "pass", "", (), f.UNSEALED, "", "page")
    assert what(step, known(office)) == "药监局：同意"
    office.act("withdraw_branch", LEAD, branch=added.branch, reason="不涉及")
    assert what(step, known(office)) == "药监局：同意"
    assert what(office.file.commits[-1].facts[0], known(office)) == "联审不再征求药监局的意见"
    back = f.StepDecided("", "review", "return", "handle", (), f.UNSEALED, "", "page")
    assert what(back, known(office)) == "审核：退回“承办”"


def decision(step: str) -> Any:
    from chalicelib.domain.commands import DecideStep

    return DecideStep(f"d-{step}", LEAD, step, "pass", "", f.UNSEALED, "", "window")


def show(office: Office, actor: Any = OFFICER) -> OfficerCase:
    world = office.world
    for staff, name in NAMES.items():
        world.parties.put(staff, "staff", {"name": name, "posts": []})
    from chalicelib.domain.reference import reference_of

    return show_case(
        reference_of(office.matter),
        actor,
        **office.ports,
        dossiers=world.dossiers,
        parties=world.parties,
    )


def test_everybody_whom_the_log_names_is_known_by_name() -> None:
    office = Office().accept()
    office.act("assign_survey", step="handle", officers=("s-yjj-1", "s-ghj-1"), planned_on=office.on(1))
    assert {"s-yjj-1", "s-ghj-1", "s-any"} == people_in(office.file)
    assert what(office.file.commits[-1].facts[0], known(office)) == "安排现场踏勘：谢雨晴、程欣然，计划3月4日"


def test_who_has_it_in_hand_and_what_holds_it_up() -> None:
    office = Office().receive()
    assert [one["who"] for one in standing(known(office))["in_hand"]] == ["药监局窗口承办人"]
    office.run(accepted())
    office.act("open_procedure", kind="testing", step="", planned_end_on=office.on(2), evidence="送检")
    told = standing(known(office))
    assert told["in_hand"][0]["what"] == "承办，在等检测的结果"
    assert told["held_up"][0]["article"] == "《行政许可法》第四十五条"
    assert (told["held_up"][0]["open"], told["held_up"][0]["dates"]) == (True, "3月3日起，计划3月5日结束")
    office.act("close_procedure", procedure=office.file.case.interruptions[0].id, result="合格")
    office.act("notify_fee", number=0, quantity=1, pay_by_on=office.on(3), notice="工本费")
    told = standing(known(office))
    assert told["in_hand"][0]["who"] == "申请人"
    assert told["held_up"][0]["dates"] == "3月3日至3月3日"
    assert told["documents"][-1]["name"] == "缴费通知书"
    assert told["documents"][-1]["served"] == ""
    office.act("serve", document=told["documents"][-1]["id"], how="window", note="")
    assert standing(known(office))["documents"][-1]["served"] == "3月3日送达（窗口当面）"


def accepted() -> Any:
    from chalicelib.domain.commands import Accept

    return Accept("accept", OFFICER, "accept", f.UNSEALED)


def test_the_hearing_stands_in_one_sentence() -> None:
    office = Office().accept()
    assert standing(known(office))["hearing"] == []
    office.act("offer_hearing", reason="涉及邻里")
    assert standing(known(office))["hearing"] == ["3月3日告知听证权利，等五天内是否申请"]
    office.act("request_hearing")
    office.act("call_hearing", held_on="2026-03-20", chair=("s-fzb-1",), notice="二楼")
    assert standing(known(office))["hearing"] == ["定于3月20日举行，姚正言主持"]
    absent = office.later(days=17)
    absent.act("hold_hearing", held_on="2026-03-20", attendance="absent", minutes="……")
    assert standing(known(office))["hearing"][0].startswith("3月20日申请听证的人没有到场，按放弃听证办理")


def test_the_second_person_reads_who_would_void_it_and_why() -> None:
    office = Office().accept()
    assert standing(known(office))["void"] == ""
    office.act("propose_void", reason="重复录入")
    seen = show(office, SUPERVISOR)
    told = Known(office.file.case, seen.parts, seen.names, office.file.definition, law_edition())
    assert standing(told)["void"] == "谢雨晴提出作废：重复录入"
    office.act("confirm_void", SUPERVISOR)
    assert standing(known(office))["void"] == ""


def test_the_officer_is_told_whose_a_longer_limit_is_to_give() -> None:
    office = Office().accept()
    assert "药监局分管局长" in standing(known(office))["extension"]
    office.act("extend_limit", DIRECTOR, amount=5, reason="因故")
    assert standing(known(office))["extension"] == ""


def test_a_card_is_shown_with_its_state() -> None:
    from chalicelib.domain.commands import AnswerCard, GiveCard

    office = Office().accept()
    office.run(GiveCard("g", SUPERVISOR, "red", "", f.Sealed("note#g", "x")))
    (card,) = standing(known(office))["cards"]
    assert (card["name"], card["state"], card["to"]) == ("红牌", "等反馈", "药监局窗口承办人")
    office.run(AnswerCard("a", OFFICER, office.file.case.cards[0].fact.card, "feedback", f.Sealed("note#a", "x")))
    assert standing(known(office))["cards"][0]["state"] == "已反馈"


def test_forms_offer_what_can_be_done_and_nothing_else() -> None:
    office = Office().accept()
    shown = offered(office)
    assert [group["code"] for group in shown] == ["review", "hearing", "fee", "papers", "ending"]
    codes = [form["act"] for group in shown for form in group["forms"]]
    assert "prolong_procedure" not in codes
    assert "extend_limit" not in codes
    opening = next(form for group in shown for form in group["forms"] if form["act"] == "open_procedure")
    assert opening["subject"]["choices"]["expert_review"] == "专家评审"
    assert offered(office, person("s-x", "YJJ:chief")) == []
    assert [form["act"] for group in offered(office, SUPERVISOR) for form in group["forms"]] == [
        "allow_correction",
        "terminate",
        "propose_void",
    ]
    assert [form["act"] for group in offered(office, DIRECTOR) for form in group["forms"]] == [
        "terminate",
        "propose_void",
    ]


def test_a_notice_that_waits_to_be_served_comes_first() -> None:
    office = Office().accept()
    office.act("notify_fee", number=0, quantity=1, pay_by_on=office.on(3), notice="工本费")
    now = offered(office)[0]
    assert (now["code"], [form["act"] for form in now["forms"]]) == ("now", ["record_payment", "note_call", "serve"])
    assert next(iter(now["forms"][1]["subject"]["choices"].values())) == "缴费通知书"


def offered(office: Office, actor: Any = OFFICER) -> list[dict[str, Any]]:
    return groups(office.possible(actor), known(office), earliest_hearing="", choices={})
