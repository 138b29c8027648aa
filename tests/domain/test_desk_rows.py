"""What waits for an office beside its steps stands in its queue, from its day on, and goes when it is done."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.facts import CorrectionRow, Sealed
from chalicelib.domain.row import Row, is_shown
from chalicelib.domain.rows.calls import UNREACHED_QUEUE
from chalicelib.domain.rows.case import case_rows
from chalicelib.domain.times import local_date
from chalicelib.pages import officer_view
from tests.law_city import APPLICANT, CHIEF, DIRECTOR, ITEM, OFFICER, Office, law_edition, law_world
from tests.sample import calendar

NOTE = Sealed("note#n", "0" * 64)
REASON = {"reason": "因故"}


def rows(office: Office, queue: str = "YJJ:officer") -> list[Row]:
    """Of the tasks beside steps and receipt, in the order of the queue."""
    file = office.file
    found = sorted(case_rows(file.case, file.definition, calendar()).items())
    return [row for key, row in found if key.queue == queue and row["task"] not in ("decide", "receive")]


def tasks(office: Office) -> list[tuple[Any, Any]]:
    return [(row["task"], row["from_on"]) for row in rows(office)]


def told(office: Office, row: Row) -> str:
    return str(officer_view.task(row, office.file.definition, calendar(), office.now)["what"])


def step(office: Office) -> Row:
    file = office.file
    return next(row for row in case_rows(file.case, file.definition, calendar()).values() if row["task"] == "decide")


@pytest.mark.parametrize(
    ("act", "fields", "task", "after", "said"),
    [
        ("open_procedure", {"kind": "testing", "step": "", "evidence": "送检"}, "procedure", 7, "承办（在等检测）"),
        ("assign_survey", {"step": "handle", "officers": ("a", "b")}, "survey", 0, "承办（在等现场踏勘）"),
        ("notify_fee", {"number": 0, "quantity": 1, "notice": "工本费"}, "fee", 0, "承办（等申请人缴费）"),
    ],
)
def test_a_result_waits_from_its_day_and_the_step_says_for_what(
    act: str, fields: dict[str, Any], task: str, after: int, said: str
) -> None:
    office = Office().accept()
    assert step(office)["waits"] == ""
    end = {"open_procedure": "planned_end_on", "assign_survey": "planned_on", "notify_fee": "pay_by_on"}[act]
    office.act(act, **fields, **{end: office.on(10)})
    row = next(row for row in rows(office) if row["task"] != "telephone")
    assert (row["task"], row["from_on"]) == (task, office.on(after))
    assert row["due_at"] == "2026-03-13T16:00:00.000000Z"
    assert not is_shown(row, office.now.date() + timedelta(days=after - 1))
    assert is_shown(row, office.now.date() + timedelta(days=after))
    assert (told(office, step(office)), step(office)["waits"]) == (said, office.file.case.interruptions[0].kind)
    one = row["subject"]
    done: dict[str, tuple[str, dict[str, Any]]] = {
        "procedure": ("close_procedure", {"procedure": one, "result": "合格"}),
        "survey": (
            "record_survey",
            {"survey": one, "surveyed_on": office.on(0), "officers": ("a", "b"), "record": "x"},
        ),
        "fee": ("record_payment", {"fee": one, "receipt": "1"}),
    }
    name, given = done[task]
    office.act(name, **given)
    assert rows(office) == []
    assert told(office, step(office)) == "承办"


def test_what_overran_is_late_on_the_list() -> None:
    office = Office().accept()
    office.act("open_procedure", kind="testing", step="", planned_end_on=office.on(1), evidence="送检")
    office.later(days=5).act("offer_hearing", **REASON)
    row = next(row for row in rows(office) if row["task"] == "procedure")
    seen = officer_view.task(row, office.file.definition, calendar(), office.now)
    assert (seen["what"], seen["clock"]["light"]) == ("登记特别程序结果", "red")


def test_a_hearing_waits_on_its_day() -> None:
    office = Office().accept()
    office.act("offer_hearing", **REASON)
    office.act("request_hearing")
    office.act("call_hearing", held_on="2026-03-20", chair=("s-fzb-1",), notice="二楼")
    assert ("hearing", "2026-03-20") in tasks(office)


def test_a_notice_that_found_nobody_is_telephoned_from_the_next_day() -> None:
    office = Office().receive()
    rows_asked = (CorrectionRow("layout", 0),)
    asked = office.run(c.RequestCorrection("k", OFFICER, rows_asked, NOTE)).commit.seq
    assert tasks(office) == [("telephone", office.on(1))]
    assert rows(office)[0]["subject"] == f"correction_notice-{asked}"
    assert local_date(str(rows(office)[0]["due_at"])) == office.now.date() + timedelta(days=4)
    office.act("note_call", document=f"correction_notice-{asked}", call="reached", note="张三本人")
    assert tasks(office) == []


def test_what_an_sms_could_not_tell_is_telephoned_at_once_and_again_on_the_next_day() -> None:
    office = Office().receive()
    asked = office.run(c.RequestCorrection("k", OFFICER, (CorrectionRow("layout", 0),), NOTE)).commit.seq
    notice = {"document": f"correction_notice-{asked}"}
    office.run(c.ReportUndelivered("u", c.SYSTEM_SMS, notice["document"]))
    first_day = office.on(0)
    assert tasks(office) == [("telephone", first_day)]
    for day, tried in ((0, 1), (0, 1), (1, 2), (1, 3)):
        office.later(days=day, hours=1).act("note_call", call="unanswered", note="", **notice)
        (row,) = (row for row in rows(office) if row["task"] == "telephone")
        assert (row["tried_days"], row["from_on"]) == (tried, office.on(1))
        assert [row["subject"] for row in rows(office, UNREACHED_QUEUE)] == [notice["document"]] * (tried == 3)
    office.act("note_call", call="reached", note="张三本人", **notice)
    assert not [row for queue in ("YJJ:officer", UNREACHED_QUEUE) for row in rows(office, queue) if "subject" in row]


def test_the_applicant_is_telephoned_about_a_fee_as_long_as_it_is_due() -> None:
    office = Office().accept()
    office.act("notify_fee", number=0, quantity=1, pay_by_on=office.on(3), notice="工本费")
    assert ("telephone", office.on(1)) in tasks(office)
    office.act("record_payment", fee=office.file.case.interruptions[0].id, receipt="1")
    assert tasks(office) == []


def test_a_survey_to_which_nobody_is_assigned_waits_from_acceptance() -> None:
    surveyed = {"id": "handle", "kind": "step", "name": "承办", "post": "officer", "needs": ["survey"]}
    data = law_edition().data
    item = {**data["items"][ITEM], "flow": {"name": "surveyed", "steps": [surveyed]}}
    world = law_world()
    world.catalogue.publish(Edition("surveyed", {**data, "items": {**data["items"], ITEM: item}}), now="")
    office = Office(world).accept()
    (row,) = rows(office)
    assert (row["task"], row["subject"]) == ("assign_survey", "handle")
    assert told(office, row) == "安排现场踏勘"
    office.act("assign_survey", step="handle", officers=("a", "b"), planned_on=office.on(2))
    assert [row["task"] for row in rows(office)] == ["survey"]


def test_an_answered_notice_waits_no_more() -> None:
    office = Office().receive()
    office.run(c.RequestCorrection("k", OFFICER, (CorrectionRow("layout", 0),), NOTE))
    office.run(c.SupplyCorrection("s", APPLICANT, NOTE, NOTE))
    assert tasks(office) == []


def test_the_right_to_a_hearing_and_a_refusal_are_told_by_somebody() -> None:
    office = Office().accept()
    office.act("offer_hearing", **REASON)
    assert tasks(office) == [("telephone", office.on(1))]
    office.act("request_hearing")
    assert tasks(office) == []
    refused = Office().accept()
    for step_id, who in (("handle", OFFICER), ("review", CHIEF), ("approve", DIRECTOR)):
        outcome: Any = "refuse" if step_id == "approve" else "pass"
        refused.run(c.DecideStep(step_id, who, step_id, outcome, "", NOTE, "", "page"))
    assert [row["subject"] for row in rows(refused)] == [f"refusal-{refused.file.case.seq}"]
    refused.act("serve", document=rows(refused)[0]["subject"], how="post", note="")
    assert rows(refused) == []


def test_what_needs_no_day_is_shown_at_once() -> None:
    assert is_shown({"task": "receive"}, date(2026, 3, 3))
    office = Office().accept()
    assert rows(office) == []
