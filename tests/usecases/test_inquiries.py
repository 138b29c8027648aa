"""Consultations, complaints and ratings from their first word to the last: who may, what follows, who is told."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.dossier import Part
from chalicelib.domain.inquiry.clocks import inquiry_due
from chalicelib.domain.inquiry_queues import duties_queue, faq_queue, questions_queue
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.rows.cards import CARDS_QUEUE, RED_QUEUE
from chalicelib.usecases.ask_consultation import ask_consultation
from chalicelib.usecases.handled_inquiries import sees_card
from chalicelib.usecases.handlers_of_complaints import rectifying_post
from chalicelib.usecases.inquiry_acts import possible_acts
from chalicelib.usecases.inquiry_duties import inquiry_duties
from chalicelib.usecases.inquiry_file import UnknownInquiryError
from chalicelib.usecases.my_inquiries import list_my_inquiries, read_my_inquiry
from chalicelib.usecases.published_answers import published_answers
from chalicelib.usecases.refresh_rows import refresh, refresh_queue
from chalicelib.usecases.request_code import TooManyRequestsError
from tests import cases
from tests.fakes.queue import FakeQueue
from tests.fakes.views import FakeViews
from tests.inquiries import (
    ADMIN,
    ASKER,
    CASE,
    CONCERNED,
    DIRECTOR,
    ITSELF,
    LEGAL,
    OFFICER,
    PHONE,
    SECRET,
    STRANGER,
    SUPERVISOR,
    Desk,
    key,
    opened,
    outside,
    phone_of,
    refused,
    tell,
)
from tests.sample import INSTANT, SHANGHAI, TUESDAY, World, calendar, edition
from tests.usecases.test_refresh_rows import changed

FRIDAY_EVENING = datetime(2026, 3, 6, 18, tzinfo=SHANGHAI)


def asked(world: World, command: str = "ask-000000000000", item: str = INSTANT, question: str = SECRET) -> str:
    ports = {name: getattr(world, name) for name in ("log", "dossiers", "guards", "entropy")}
    return ask_consultation(ASKER.id, PHONE, item, question, command, edition=edition(), now=TUESDAY, **ports)


def test_the_same_question_sent_twice_is_one() -> None:
    world = World()
    assert asked(world) == asked(world)
    assert len(list(world.log.matters())) == 1


def test_an_empty_question_and_one_too_long_leave_nothing_behind() -> None:
    world = World()
    for question, code in (("  ", "words_required"), ("问" * 501, "words_too_long")):
        with refused(code):
            asked(world, question=question)
    assert (world.log.bodies, world.dossiers.parts) == ({}, {})


def test_a_general_question_goes_to_the_centre() -> None:
    world = World()
    file = read_my_inquiry(
        ASKER.id,
        MatterKind.CONSULTATION,
        asked(world, item=""),
        log=world.log,
        catalogue=world.catalogue,
        parties=world.parties,
    )
    assert (file.inquiry.unit, file.inquiry.item) == ("ZWZX", "")


def test_questions_of_one_account_are_limited() -> None:
    world = World()
    for number in range(10):
        asked(world, f"ask-{number:012d}")
    with pytest.raises(TooManyRequestsError):
        asked(world, "ask-999999999999")


def test_a_question_is_due_on_its_second_working_day() -> None:
    desk = Desk("q")
    desk.on(FRIDAY_EVENING)
    desk.open()
    due = inquiry_due(desk.file.inquiry, edition(), calendar())
    assert due is not None
    assert due.on.isoformat() == "2026-03-10"


def test_the_answer_is_told_and_stands_in_its_own_list_as_the_log_has_it() -> None:
    desk = opened("q")
    views = FakeViews()
    desk.project(views)
    desk.act(OFFICER, "answer", key(1))
    sending = outside(desk)
    tell(desk, sending)
    reference = shown(reference_of(desk.matter))
    told = f"咸宁政务服务中心：您的咨询（{reference}）已有答复，请登录网上办事大厅，在“我的咨询投诉”里看。"
    assert sending.texts() == [told]
    world = desk.world
    page = list_my_inquiries(
        ASKER.id, f"{desk.matter}:2", log=world.log, views=views, catalogue=world.catalogue, parties=world.parties
    )
    assert [one.row["status"] for one in page.matters] == ["answered"]
    desk.project(views)
    assert not views.query(questions_queue("JYJ"))


def test_a_stranger_finds_nothing() -> None:
    desk = opened("q")
    world = desk.world
    for who, reference in ((STRANGER.id, reference_of(desk.matter)), (ASKER.id, "nonsense")):
        with pytest.raises(UnknownInquiryError):
            read_my_inquiry(
                who,
                MatterKind.CONSULTATION,
                reference,
                log=world.log,
                catalogue=world.catalogue,
                parties=world.parties,
            )


def test_only_what_was_ticked_or_edited_is_published_and_the_head_takes_it_off() -> None:
    desk, views = opened("q"), FakeViews()
    desk.act(OFFICER, "answer", key(1))
    desk.project(views)
    assert not views.query(faq_queue(INSTANT, ""))
    desk.act(OFFICER, "publish", key(2), {"question": "能不能网上办？", "text": "可以。"})
    desk.project(views)
    (answer,) = published_answers(INSTANT, "", views=views, dossiers=desk.world.dossiers)
    assert (answer.question, answer.answer) == ("能不能网上办？", "可以。")
    with refused("not_your_step"):
        desk.act(OFFICER, "take_off", key(3))
    desk.act(DIRECTOR, "take_off", key(4))
    desk.project(views)
    assert published_answers(INSTANT, "", views=views, dossiers=desk.world.dossiers) == ()
    with refused("answer_not_published"):
        desk.act(ADMIN, "take_off", key(5))


def test_an_answer_can_be_published_in_the_same_act() -> None:
    desk = opened("q")
    done = desk.act(OFFICER, "answer", key(1), {"publish": "true"})
    assert [fact.TYPE for fact in done.commit.facts] == ["inquiry_answered", "answer_published"]


def test_a_question_passed_on_is_the_other_units_and_its_limit_runs_on() -> None:
    desk, views = opened("q"), FakeViews()
    before = inquiry_due(desk.file.inquiry, edition(), calendar())
    desk.later(hours=20)
    for unit in ("JYJ", "NONE"):
        with refused("unit_unknown"):
            desk.act(OFFICER, "redirect", key(1), {"unit": unit})
    desk.act(OFFICER, "redirect", key(2))
    desk.project(views)
    assert (len(views.query(questions_queue("RSJ"))), len(views.query(questions_queue("JYJ")))) == (1, 0)
    assert inquiry_due(desk.file.inquiry, edition(), calendar()) == before
    with refused("not_your_step"):
        desk.act(OFFICER, "answer", key(3))


def test_an_overdue_question_earns_its_unit_one_card_which_is_followed_up() -> None:
    desk, views = opened("q"), FakeViews()
    desk.project(views)
    desk.later(days=3)
    desk.sweep(views)
    sending = outside(desk)
    tell(desk, sending)
    officers, heads = {"s-jyj-1"}, {"s-jyj-3"}
    assert {number for number, _ in sending.sms.sent} == {"+86" + phone_of(staff) for staff in officers | heads}
    assert all("“咨询”" in words and "咨询答复超期，已发红牌" in words for _, words in sending.sms.sent)
    desk.later(days=6)
    desk.sweep(views)
    desk.project(views)
    tell(desk, sending)
    (card,) = desk.file.inquiry.cards
    assert (card.fact.effective_at, card.fact.unit, card.fact.post) == ("2026-03-05T16:00:00.000000Z", "JYJ", "officer")
    assert card.followed_up == 2
    told = [words for number, words in sending.sms.sent if number == "+86" + phone_of("s-zwzx-1")]
    assert len(told) == 1, "the supervisors hear of the second level"
    assert [row["owed_by"] for _, row in views.query(duties_queue("JYJ"))] == ["JYJ:"]
    assert [len(views.query(queue)) for queue in (CARDS_QUEUE, RED_QUEUE)] == [1, 1]


def test_a_card_of_a_question_is_answered_by_its_unit_and_withdrawn_by_a_supervisor_after_an_objection() -> None:
    desk, views = opened("q"), FakeViews()
    desk.later(days=3)
    desk.act(OFFICER, "answer", key(1))
    (card,) = [one.fact.card for one in desk.file.inquiry.cards]
    for who in (SUPERVISOR, STRANGER, ITSELF):
        with pytest.raises(RefusedError):
            desk.card(who, card, "feedback", key(2))
    with refused("no_objection"):
        desk.card(SUPERVISOR, card, "withdraw", key(3))
    desk.card(DIRECTOR, card, "objection", key(4))
    with refused("inquiry_unknown"):
        desk.card(DIRECTOR, card, "withdraw", key(5))
    desk.card(SUPERVISOR, card, "withdraw", key(6))
    desk.project(views)
    assert not [row for row in views.rows if row.queue in (CARDS_QUEUE, RED_QUEUE, duties_queue("JYJ"))]
    with refused("card_closed"):
        desk.card(OFFICER, card, "feedback", key(7))


@pytest.mark.parametrize(("kind", "rule"), [("x", "complaint"), ("r", "rating_verify")])
def test_what_the_handlers_leave_lying_is_watched_by_the_next_of_the_citys_list(kind: str, rule: str) -> None:
    desk, views = opened(kind), FakeViews()
    desk.project(views)
    desk.later(days=15)
    desk.sweep(views)
    card = desk.file.inquiry.cards[0].fact
    assert (card.rule, card.unit, card.post) == (rule, "", "supervisor")
    desk.card(SUPERVISOR, card.card, "objection", key(1))
    with refused("inquiry_unknown"):
        desk.card(SUPERVISOR, card.card, "withdraw", key(2))
    desk.card(LEGAL, card.card, "withdraw", key(3))
    desk.project(views)
    rows = [row for _, row in views.query(CARDS_QUEUE)]
    sees = {who.id: [sees_card(row, who, edition()) for row in rows] for who in (SUPERVISOR, ITSELF)}
    assert sees == {SUPERVISOR.id: [True] * len(rows), ITSELF.id: [False] * len(rows)}
    if kind == "x":
        assert not any(sees_card(row, CONCERNED, edition()) for row in rows)


def founded(desk: Desk, post: str = "JYJ:director") -> None:
    desk.act(SUPERVISOR, "take", key(101))
    desk.act(SUPERVISOR, "answer", key(102), {"post": post})


def test_what_is_founded_is_put_right_by_the_head_of_the_unit_in_time() -> None:
    desk, views = opened("x"), FakeViews()
    desk.act(SUPERVISOR, "take", key(1))
    with refused("order_required"):
        desk.act(SUPERVISOR, "answer", key(2), {"order": " "})
    desk.act(SUPERVISOR, "answer", key(3))
    desk.project(views)
    (owed,) = inquiry_duties(DIRECTOR, edition(), views=views)
    assert (owed["task"], inquiry_duties(OFFICER, edition(), views=views)) == ("rectify", [])
    sending = outside(desk)
    tell(desk, sending)
    assert "要贵单位整改" in sending.texts("+86" + phone_of("s-jyj-3"))[0]
    for who in (SUPERVISOR, OFFICER):
        with refused("inquiry_unknown"):
            desk.act(who, "rectify", key(4))
    with refused("not_rectified"):
        desk.act(SUPERVISOR, "call_back", key(5))
    due = inquiry_due(desk.file.inquiry, edition(), calendar())
    assert due is not None
    assert (due.clock, due.on.isoformat()) == ("complaint_fix", "2026-03-17")
    desk.later(days=15)
    desk.sweep(views)
    desk.project(views)
    assert [row["task"] for row in inquiry_duties(DIRECTOR, edition(), views=views)] == ["rectify", "card"]
    desk.act(DIRECTOR, "rectify", key(6))
    desk.project(views)
    assert [row["task"] for row in inquiry_duties(DIRECTOR, edition(), views=views)] == ["card"]
    tell(desk, sending)
    assert "请回访本人" in sending.texts("+86" + phone_of("s-zwzx-1"))[-1]
    desk.act(SUPERVISOR, "call_back", key(7))


def test_a_head_whom_the_complaint_concerns_is_ordered_nothing() -> None:
    desk = opened("x", concerns=("s-jyj-3",))
    outside(desk)
    ports: Any = {"parties": desk.world.parties, "now": desk.now}
    inquiry = desk.file.inquiry
    assert rectifying_post(inquiry, edition(), **ports) == "supervisor"
    assert rectifying_post(replace(inquiry, unit="RSJ"), edition(), **ports) == "RSJ:director"
    founded(desk, "supervisor")
    desk.act(SUPERVISOR, "rectify", key(1))
    head = replace(DIRECTOR, id="s-jyj-3")
    other = opened("x", concerns=("s-jyj-3",))
    founded(other)
    with refused("inquiry_unknown"):
        other.act(head, "rectify", key(2))


def test_a_complaint_is_kept_from_whom_it_concerns() -> None:
    desk = opened("x")
    for act in ("take", "answer", "rectify", "call_back"):
        with refused("inquiry_unknown"):
            desk.act(CONCERNED, act, key(1))
    assert possible_acts(desk.file, CONCERNED, desk.now) == ()
    assert possible_acts(desk.file, SUPERVISOR, desk.now) == ("take",)


def test_a_complaint_goes_its_way_and_is_not_closed_unanswered() -> None:
    desk = opened("x")
    for act in ("answer", "call_back"):
        with refused("inquiry_not_so_now"):
            desk.act(SUPERVISOR, act, key(1))
    desk.act(SUPERVISOR, "take", key(2))
    with refused("inquiry_not_so_now"):
        desk.act(SUPERVISOR, "call_back", key(3))
    desk.act(SUPERVISOR, "answer", key(4))
    with refused("not_rectified"):
        desk.act(SUPERVISOR, "call_back", key(5))
    desk.act(DIRECTOR, "rectify", key(6))
    closed = desk.act(SUPERVISOR, "call_back", key(7), {"result": "unsettled"}).inquiry
    assert (closed.status, closed.result) == ("called_back", "unsettled")
    desk.later(days=1)
    again = desk.reopen(ASKER, key(8)).inquiry
    assert (again.status, again.finding, again.rectified, again.result) == ("received", "", False, "")
    desk.act(SUPERVISOR, "take", key(9))
    desk.act(SUPERVISOR, "answer", key(10), {"finding": "unfounded"})
    desk.act(SUPERVISOR, "call_back", key(11))
    with refused("reopened_already"):
        desk.reopen(ASKER, key(12))


def test_only_who_complained_reopens() -> None:
    desk = opened("x")
    desk.act(SUPERVISOR, "take", key(1))
    desk.act(SUPERVISOR, "answer", key(2))
    for who in (STRANGER, SUPERVISOR):
        with refused("inquiry_unknown"):
            desk.reopen(who, key(3))


def test_a_good_rating_asks_for_nothing_more() -> None:
    desk, views = opened("r", level=3), FakeViews()
    desk.project(views)
    assert desk.file.inquiry.status == "thanked"
    assert not [row for row in views.rows if row.queue.startswith("bad-ratings")]
    assert not views.query(DUE_QUEUE)


@pytest.mark.parametrize(("changes", "code"), [({"over": False}, "rating_too_early"), ({"level": 6}, "rating_unknown")])
def test_a_rating_that_is_none(changes: dict[str, object], code: str) -> None:
    with refused(code):
        opened("r", **changes)


def test_a_bad_rating_is_verified_put_right_told_and_called_back() -> None:
    desk = opened("r", level=2)
    desk.world.dossiers.put(Part(CASE, cases.FORM.part, "salt", {"applicant": {"phone": PHONE}}))
    cases.opened(desk.world, cases.instant(), TUESDAY, CASE)
    with refused("inquiry_not_so_now"):
        desk.act(SUPERVISOR, "answer", key(1))
    desk.act(SUPERVISOR, "verify", key(2))
    with refused("not_rectified"):
        desk.act(SUPERVISOR, "answer", key(3))
    desk.act(SUPERVISOR, "rectify", key(4))
    desk.act(SUPERVISOR, "answer", key(5))
    desk.act(SUPERVISOR, "call_back", key(6))
    sending = outside(desk)
    tell(desk, sending)
    assert len(sending.texts()) == 1


def test_what_a_unit_sees_of_a_rating_names_no_case_and_no_day() -> None:
    desk, views = opened("r", level=1), FakeViews()
    desk.project(views)
    (unit_row,) = [(k, row) for k, row in views.rows.items() if k.queue == "JYJ:ratings"]
    assert unit_row[0].sort.startswith("2026-03#")
    assert reference_of(CASE) not in str({k: v for k, v in unit_row[1].items() if k != "matter"})


def test_a_calendar_that_changes_moves_when_a_question_is_looked_at() -> None:
    desk, views, queue = opened("q"), FakeViews(), FakeQueue()
    desk.project(views)
    refresh_queue(DUE_QUEUE, "", views=views, queue=queue)
    assert [task.body for task in queue.tasks] == [{"kind": "refresh", "matter": desk.matter}]
    holiday = changed(["2026-03-04", "2026-03-05"], [])
    refresh(desk.matter, views=views, projected=lambda *_: None, **{**desk.ports, "calendar": holiday})
    assert [key.sort[:10] for key in views.rows if key.queue == DUE_QUEUE] == ["2026-03-09"]
    (summary,) = [row for key, row in views.rows.items() if key.queue.endswith("#inquiries")]
    assert str(summary["due_row"]).startswith("2026-03-09")
