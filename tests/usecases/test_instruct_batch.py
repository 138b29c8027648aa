"""Bulk decisions at the window, what the batch comes to, and the messages: one for each thing that happens."""

from datetime import timedelta

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CorrectionRow, Sealed
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.rows import task_rows
from chalicelib.domain.times import stamp
from chalicelib.usecases.batch_cases import read_child
from chalicelib.usecases.drafts import correction_draft
from chalicelib.usecases.execute import bring_up_to_date, execute
from chalicelib.usecases.follow_batch import settling_tasks
from chalicelib.usecases.instruct_batch import Wanted, follow_instruction, instruct_batch
from chalicelib.usecases.plan_batch_notices import plan_batch_notices
from chalicelib.usecases.plan_notices import plan_notices
from chalicelib.usecases.supply_correction import supply_correction
from tests.batches import DEFINITION, OFFICER, Garage
from tests.sample import calendar
from tests.sending import Outside

CORRECTION = (CorrectionRow("inspection", 0),)


def grant(*rows: int) -> Wanted:
    return Wanted("grant", rows, (), "符合条件，准予许可。")


def correct(*rows: int) -> Wanted:
    return Wanted("correct", rows, CORRECTION, "")


def instruct(
    garage: Garage, matter: str, command: str, wanted: Wanted, actor: c.Actor = OFFICER
) -> list[tuple[int, str]]:
    _, told = instruct_batch(matter, command, wanted, actor, desk=garage.desk, now=garage.now)
    return [(one.row, one.code) for one in told]


def child(garage: Garage, matter: str, row: int) -> Case:
    case = read_child(garage.file(matter), row, log=garage.world.log)
    assert case is not None
    return case


def run(garage: Garage, matter: str, command: c.Command) -> None:
    execute(
        matter, command, log=garage.world.log, catalogue=garage.world.catalogue, calendar=calendar(), now=garage.now
    )


def certify_and_send(garage: Garage, matter: str, rows: range, waybill: str) -> None:
    for row in rows:
        case = child(garage, matter, row)
        run(garage, case.matter, c.RecordCertificate(f"certify-{row}", c.SYSTEM_CERTIFY, f"k-{row}", f"N{row}"))
        run(garage, case.matter, c.RecordDispatch(f"send-{row}", OFFICER, "ems", waybill))


def test_some_are_granted_while_others_are_corrected() -> None:
    garage = Garage()
    matter = garage.received(4, failed=frozenset({3}))
    assert instruct(garage, matter, "n" * 20, correct(3)) == [(3, "")]
    assert instruct(garage, matter, "m" * 20, grant(1, 2, 3, 4)) == [(1, ""), (2, ""), (3, "not_possible_now"), (4, "")]
    assert [child(garage, matter, row).status for row in (1, 2, 3, 4)] == [
        "concluded",
        "concluded",
        "correcting",
        "concluded",
    ]
    assert garage.settle(matter).batch.decided is None


def test_the_same_instruction_again_is_the_same_one() -> None:
    garage = Garage()
    matter = garage.received(3)
    first = instruct(garage, matter, "n" * 20, grant(1, 2))
    before = dict(garage.world.log.bodies)
    assert instruct(garage, matter, "n" * 20, grant(1, 2)) == first
    assert garage.world.log.bodies == before


def test_an_instruction_cut_off_after_its_commit_is_followed_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    garage = Garage()
    matter = garage.received(3)
    real, calls = garage.world.log.append, []

    def dies(matter_id: str, seq: int, body: bytes) -> None:
        calls.append(matter_id)
        if len(calls) == 4:
            raise RuntimeError("killed")
        real(matter_id, seq, body)

    monkeypatch.setattr(garage.world.log, "append", dies)
    with pytest.raises(RuntimeError):
        instruct(garage, matter, "n" * 20, grant(1, 2, 3))
    monkeypatch.undo()
    file = garage.file(matter)
    told = follow_instruction(file, file.batch.commands["n" * 20], OFFICER, desk=garage.desk, now=garage.now)
    assert [(one.row, one.code) for one in told] == [(1, ""), (2, ""), (3, "")]
    assert [child(garage, matter, row).outcome for row in (1, 2, 3)] == ["granted"] * 3


@pytest.mark.parametrize(
    ("actor", "wanted", "code"),
    [
        (c.Actor("staff", "s-x", frozenset({"JYJ:officer"})), grant(1), "not_your_step"),
        (OFFICER, Wanted("abolish", (1,), (), ""), "act_unknown"),
        (OFFICER, grant(), "batch_rows"),
        (OFFICER, grant(0), "batch_rows"),
        (OFFICER, grant(1, 3), "batch_rows"),
        (OFFICER, Wanted("correct", (1,), (), ""), "correction_without_rows"),
        (OFFICER, Wanted("correct", (1,), (CorrectionRow("passport", 0),), ""), "material_unknown"),
        (OFFICER, Wanted("correct", (1,), (CorrectionRow("inspection", 9),), ""), "sentence_unknown"),
        (OFFICER, Wanted("correct", (1,), (CorrectionRow("form", -1),), ""), "correction_unexplained"),
        (OFFICER, Wanted("correct", (1,), (CorrectionRow("form", -1),), "字" * 501), "words_too_long"),
        (OFFICER, Wanted("grant", (1,), (), "字" * 501), "words_too_long"),
    ],
)
def test_what_nobody_may_say_is_refused_and_writes_nothing(actor: c.Actor, wanted: Wanted, code: str) -> None:
    garage = Garage()
    matter = garage.received(2)
    before = dict(garage.world.log.bodies)
    with pytest.raises(RefusedError) as refused:
        instruct(garage, matter, "n" * 20, wanted, actor)
    assert refused.value.code == code
    assert garage.world.log.bodies == before


def test_nobody_decides_a_batch_of_their_own() -> None:
    garage = Garage()
    matter = garage.received(1)
    own = c.Actor("staff", "s-jtj-1", OFFICER.posts, party=garage.file(matter).batch.received.applicant)
    with pytest.raises(RefusedError) as refused:
        instruct(garage, matter, "n" * 20, grant(1), own)
    assert refused.value.code == "own_case"


def test_a_batch_is_decided_with_its_last_case_and_handed_over_with_its_last_result() -> None:
    garage = Garage()
    matter = garage.received(3)
    instruct(garage, matter, "n" * 20, grant(1, 2))
    assert garage.settle(matter).batch.status == "in_review"
    instruct(garage, matter, "m" * 20, grant(3))
    assert (garage.settle(matter).batch.status, garage.settle(matter).batch.seq) == ("concluded", 4)
    certify_and_send(garage, matter, range(1, 3), "1234567890123")
    assert garage.settle(matter).batch.status == "concluded"
    certify_and_send(garage, matter, range(3, 4), "1234567890123")
    assert garage.settle(matter).batch.status == "served"
    with pytest.raises(RefusedError):
        instruct(garage, matter, "k" * 20, grant(1))


def told(garage: Garage, outside: Outside) -> list[str]:
    """Every commit is told, twice, in the order of the log: what people are sent."""
    sender = outside.sender
    for matter, seq in [*garage.world.log.bodies, *garage.world.log.bodies]:
        if matter.startswith("b-"):
            plan_batch_notices(matter, seq, log=garage.world.log, sender=sender, not_before="", now=garage.now)
        elif matter.startswith("c-"):
            plan_notices(
                matter, seq, log=outside.world.log, lists=outside.lists, sender=sender, not_before="", now=garage.now
            )
    return [text for _, text in outside.sms.sent]


def test_the_applicant_is_told_once_of_each_thing() -> None:
    outside = Outside()
    garage = Garage(outside.world)
    matter = garage.received(4, failed=frozenset({3, 4}))
    instruct(garage, matter, "n" * 20, correct(3, 4))
    instruct(garage, matter, "m" * 20, grant(1, 2))
    for row in (3, 4):
        answer(garage, matter, row)
    instruct(garage, matter, "k" * 20, grant(3, 4))
    garage.settle(matter)
    certify_and_send(garage, matter, range(1, 5), "1234567890123")
    garage.settle(matter)
    for row in range(1, 5):
        run(
            garage,
            child(garage, matter, row).matter,
            c.RecordParcel(
                f"push-{row}",
                c.Actor("courier", "ems"),
                "ems",
                "1234567890123",
                "delivered",
                "2026-03-03T01:30:00.000000Z",
            ),
        )
    words = ("批量申请共4件", "2件要补正", "准予4件", "1234567890123", "送达签收")
    assert [next(word for word in words if word in text) for text in told(garage, outside)] == list(words)


def test_what_is_kept_at_the_window_is_told_once_for_a_parcel_and_once_for_a_day() -> None:
    outside = Outside()
    garage = Garage(outside.world)
    matter = garage.received(4)
    instruct(garage, matter, "n" * 20, grant(1, 2, 3, 4))
    garage.settle(matter)
    certify_and_send(garage, matter, range(1, 3), "1234567890123")
    for row in (1, 2):
        of, courier = child(garage, matter, row).matter, c.Actor("courier", "ems")
        back = c.RecordParcel(f"b-{row}", courier, "ems", "1234567890123", "returned", stamp(garage.now))
        run(garage, of, back)
        run(garage, of, c.KeepForPickup(f"keep-{row}", OFFICER))
    for row in (3, 4):
        of = child(garage, matter, row).matter
        run(garage, of, c.RecordCertificate(f"certify-{row}", c.SYSTEM_CERTIFY, f"k-{row}", f"N{row}"))
        run(garage, of, c.KeepForPickup(f"keep-{row}", OFFICER))
    kept = [text for text in told(garage, outside) if "请带身份证领取" in text]
    assert len(kept) == 2
    assert all(shown(reference_of(matter)) in text for text in kept)


def answer(garage: Garage, matter: str, row: int) -> None:
    """The company supplies what the notice asked for."""
    world, case = garage.world, child(garage, matter, row)
    draft_id, reference = f"{row}" * 26, reference_of(case.matter)
    ports = {"log": world.log, "catalogue": world.catalogue, "parties": world.parties}
    correction_draft(draft_id, garage.account, reference, drafts=garage.drafts, **ports, now=garage.now)
    garage.page("inspection", f"again{row}", draft_id)
    supply_correction(
        garage.account,
        reference,
        draft_id,
        calendar=calendar(),
        drafts=garage.drafts,
        uploads=garage.uploads,
        dossiers=world.dossiers,
        entropy=world.entropy,
        **ports,
        now=garage.now,
    )


def test_the_request_and_the_queue_may_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is faster after the request has accepted: the request finds the row done, not refused."""
    garage = Garage()
    matter = garage.received(1)
    real, raced = garage.world.log.append, []

    def overtaken(matter_id: str, seq: int, body: bytes) -> None:
        real(matter_id, seq, body)
        if matter_id.startswith("c-") and not raced:
            raced.append(matter_id)
            file = garage.file(matter)
            follow_instruction(file, file.batch.commands["n" * 20], OFFICER, desk=garage.desk, now=garage.now)

    monkeypatch.setattr(garage.world.log, "append", overtaken)
    assert instruct(garage, matter, "n" * 20, grant(1)) == [(1, "")]
    assert raced
    assert child(garage, matter, 1).seq == 2


def test_what_befalls_one_case_alone_is_told_of_that_case() -> None:
    outside = Outside()
    garage = Garage(outside.world)
    matter = garage.received(2)
    case = child(garage, matter, 1)
    run(garage, case.matter, c.RequestCorrection("alone", OFFICER, CORRECTION, Sealed("note#alone", "0" * 64)))
    texts = told(garage, outside)
    assert len(texts) == 2
    assert shown(reference_of(case.matter)) in texts[1]
    assert "1处要补正" in texts[1]


def test_a_reminder_is_one_for_all_that_wait_on_that_day() -> None:
    outside = Outside()
    garage = Garage(outside.world)
    matter = garage.received(3)
    instruct(garage, matter, "n" * 20, correct(1, 2))
    for row in (1, 2):
        at, note = stamp(garage.now), Sealed("note#served", "0" * 64)
        of = child(garage, matter, row).matter
        run(garage, of, c.ServeDocument(f"serve-{row}", OFFICER, "correction_notice-2", "phone", at, note))
    garage.now += timedelta(days=40)
    for row in (1, 2):
        late = child(garage, matter, row)
        bring_up_to_date(late, DEFINITION, log=garage.world.log, calendar=calendar(), now=garage.now)
    texts = told(garage, outside)
    reminded = [text for text in texts if shown(reference_of(matter)) in text]
    assert len(reminded) == len(texts), "every message names the batch"
    assert len(texts) == len(set(texts))
    assert len(texts) > 3, "received, asked, reminded, lapsed"


def test_a_deputys_instruction_stands_under_both_names() -> None:
    garage = Garage()
    matter = garage.received(1)
    [post] = OFFICER.posts
    deputy = c.Actor("staff", "s-stands-in", deputy=(c.Deputy(post, OFFICER.id),))
    instruct(garage, matter, "n" * 20, grant(1), deputy)
    both = {"kind": "staff", "id": "s-stands-in", "for": OFFICER.id}
    assert dict(garage.file(matter).commits[-1].actor) == both


def test_nobody_instructs_on_a_colleagues_own_application_for_that_colleague() -> None:
    garage = Garage()
    matter = garage.received(1)
    [post] = OFFICER.posts
    own = garage.file(matter).batch.received.applicant
    deputy = c.Actor("staff", "s-stands-in", deputy=(c.Deputy(post, OFFICER.id, party=own),))
    with pytest.raises(RefusedError) as refused:
        instruct(garage, matter, "n" * 20, grant(1), deputy)
    assert refused.value.code == "own_case"


def test_a_certificate_that_ended_before_holds_up_nobody_elses_parcel() -> None:
    garage = Garage()
    matter = garage.received(2)
    instruct(garage, matter, "n" * 20, grant(1, 2))
    garage.settle(matter)
    certify_and_send(garage, matter, range(1, 2), "1234567890123")
    other = child(garage, matter, 2)
    run(garage, other.matter, c.RecordCertificate("certify-2", c.SYSTEM_CERTIFY, "k-2", "N2"))
    assert not garage.settle(matter).batch.handed_over_at
    before = child(garage, matter, 2)
    run(garage, other.matter, c.FollowCertificate("f-2", c.SYSTEM_CERTIFY, "suspended", stamp(garage.now)))
    assert not garage.settle(matter).batch.handed_over_at, "a suspension ends again"
    run(garage, other.matter, c.FollowCertificate("f-3", c.SYSTEM_CERTIFY, "revoked", stamp(garage.now)))
    after = child(garage, matter, 2)
    assert [task.body for task in settling_tasks(before, after)] == [{"kind": "batch_settle", "matter": matter}]
    assert garage.settle(matter).batch.handed_over_at
    rows = task_rows(after, DEFINITION, calendar())
    assert [row["task"] for row in rows.values()] == ["set_aside"], "the paper is still to be put into the file"
