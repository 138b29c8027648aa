"""Who is told of a certificate's end: the second person by a list and an SMS, the holder by a call where no SMS could."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.certificate_commands import (
    ConfirmEnd,
    EndCertificate,
    NoteCall,
    Resume,
    TakeBackEnd,
)
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.facts import RenewalReminded
from chalicelib.domain.receipt import commit_told
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.sms import parts
from chalicelib.domain.times import local_date, stamp
from chalicelib.usecases.acting_staff import DEPUTY
from chalicelib.usecases.certificate_file import read_certificate_file
from chalicelib.usecases.certificate_standing import (
    proposals_for,
)
from chalicelib.usecases.list_tasks import list_tasks
from chalicelib.usecases.plan_certificate_notices import plan_certificate_notices
from chalicelib.usecases.serve_notice import notice_failed, serve_notice
from tests.ended import HEAD, OFFICER, UNIT, Ended
from tests.fakes.views import FakeViews
from tests.sample import calendar, edition
from tests.sending import Outside
from tests.usecases.test_renewal import RENEW, day


def proposals(shop: Ended) -> list[str]:
    found = proposals_for(HEAD, edition(), views=shop.views)
    return [str(row["end"]) for row in found]


def test_what_waits_for_the_second_person_is_listed_until_it_is_done() -> None:
    shop = Ended()
    assert proposals(shop) == []
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "假材料")
    assert proposals(shop) == ["revoked"]
    assert proposals_for(Actor("staff", "s-x", frozenset({"JYJ:director"})), edition(), views=shop.views) == []
    shop.act(TakeBackEnd("t-1", HEAD), "材料是真的")
    assert proposals(shop) == []
    assert shop.verified() == "in_force"
    shop.act(EndCertificate("e-2", OFFICER, "withdrawn", "law_changed"), "规章已经废止，按规定补偿")
    assert proposals(shop) == ["withdrawn"]
    shop.act(ConfirmEnd("c-1", HEAD))
    assert proposals(shop) == []


def test_killed_before_the_summary_the_list_is_put_right_by_the_next_run() -> None:
    shop = Ended()
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "假材料")
    put, shop.views.put_summary = shop.views.put_summary, _killed  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        shop.act(ConfirmEnd("c-1", HEAD))
    shop.views.put_summary = put  # type: ignore[method-assign]
    shop.project(shop.certificate.matter)
    assert proposals(shop) == []
    standing, shop.views = shop.views, FakeViews()
    shop.project(shop.certificate.matter)
    assert listed(standing, shop.certificate.matter) == listed(shop.views, shop.certificate.matter)


def listed(views: FakeViews, matter: str) -> dict[RowKey, Any]:
    """The certificate's rows but for those of instants, which the sweep removes."""
    own = {key: row for key, row in views.rows.items() if matter in key.sort and key.queue != DUE_QUEUE}
    return {key: {name: value for name, value in row.items() if name != "due_row"} for key, row in own.items()}


def _killed(*_: Any, **__: Any) -> None:
    raise ConnectionError


def calls(shop: Ended) -> list[tuple[str, str, tuple[str, ...]]]:
    """The queue, the notice and the numbers of each call that the officers are to make."""
    shop.project(shop.certificate.matter)
    at: dict[str, Any] = {"dossiers": shop.home.world.dossiers, "calendar": calendar()}
    listed = list_tasks(OFFICER, "", views=shop.views, **shop.ports, **at)
    told = [one for one in listed.waiting if one.row["task"] == "telephone"]
    return [(one.queue, str(one.row["subject"]), one.telephones) for one in told]


def test_an_end_of_which_no_sms_could_tell_is_telephoned() -> None:
    shop = Ended()
    shop.revoke()
    seq, matter = read_certificate_file(shop.certificate.matter, **shop.ports).certificate.seq, shop.certificate.matter
    at: dict[str, Any] = {**shop.ports, "calendar": calendar(), "now": shop.home.now}
    for _ in range(2):
        notice_failed(matter, seq, "certificate_revoked", **at)
    notice = f"certificate_revoked-{seq}"
    [(queue, subject, numbers)] = calls(shop)
    assert (queue, subject) == (f"{UNIT}:officer", notice)
    assert numbers[0].startswith("+86")
    with pytest.raises(RefusedError) as refused:
        shop.act(NoteCall("n-1", OFFICER, notice, True, stamp(shop.home.now)))
    assert refused.value.code == "call_unnoted"
    shop.act(NoteCall("n-2", OFFICER, notice, False, stamp(shop.home.now)), "没有人接")
    assert [subject for _, subject, _ in calls(shop)] == [notice]
    shop.act(NoteCall("n-3", OFFICER, notice, True, stamp(shop.home.now)), "本人接听")
    assert calls(shop) == []
    assert shop.standing() == "revoked"


def test_a_certificates_sms_that_arrives_after_all_needs_no_call() -> None:
    shop = Ended()
    shop.revoke()
    seq, matter = read_certificate_file(shop.certificate.matter, **shop.ports).certificate.seq, shop.certificate.matter
    at: dict[str, Any] = {**shop.ports, "calendar": calendar(), "now": shop.home.now}
    serve_notice(matter, seq, "certificate_revoked", shop.home.now, **at)
    notice_failed(matter, seq, "certificate_revoked", **at)
    assert len(calls(shop)) == 1
    serve_notice(matter, seq, "certificate_revoked", shop.home.now, **at)
    serve_notice(matter, seq, "certificate_revoked", shop.home.now, **at)
    assert calls(shop) == []


def test_the_receipt_of_a_certificates_sms_names_its_log() -> None:
    shop = Ended()
    shop.revoke()
    outside = Outside()
    outside.world = shop.home.world
    seq = read_certificate_file(shop.certificate.matter, **shop.ports).certificate.seq
    plan_certificate_notices(
        shop.certificate.matter, seq, log=shop.home.world.log, sender=outside.sender, not_before="", now=shop.home.now
    )
    [notice] = outside.notices.items.values()
    assert commit_told(notice) == (shop.certificate.matter, seq)
    for other in ({"mark": "kept:2026-03-05"}, {"mark": "parcel-00000003"}, {"matter": "b-" + notice.matter[2:]}):
        assert commit_told(replace(notice, **other)) is None


def test_who_is_to_confirm_is_told_once_by_sms_and_who_proposed_it_is_not() -> None:
    shop = Ended()
    outside = Outside()
    outside.world = shop.home.world
    for staff, phone in (("s-head", "+8619900000071"), (OFFICER.id, "+8619900000072")):
        outside.world.parties.put(f"post:{UNIT}:director", staff, {})
        outside.world.parties.put(staff, "staff", {"phone": phone})
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "假材料")
    for _ in range(2):
        plan_certificate_notices(
            shop.certificate.matter, 2, log=outside.world.log, sender=outside.sender, not_before="", now=shop.home.now
        )
    [(phone, words)] = outside.sms.sent
    assert (phone, parts(words)) == ("+8619900000071", 1)
    assert f"有人提议撤销“餐饮服务许可”证照（{shown(reference_of(shop.certificate.matter))}）" in words


def undelivered(shop: Ended, template: str, seq: int = 0) -> str:
    """The SMS about the commit, or about the last one, fails for good; the notice."""
    matter = shop.certificate.matter
    seq = seq or read_certificate_file(matter, **shop.ports).certificate.seq
    notice_failed(matter, seq, template, **shop.ports, calendar=calendar(), now=shop.home.now)
    return f"{template}-{seq}"


def test_a_slower_run_that_was_beaten_leaves_no_call_of_what_was_told_meanwhile() -> None:
    shop = Ended()
    shop.revoke()
    notice = undelivered(shop, "certificate_revoked")
    put = shop.views.put

    def beaten(key: RowKey, row: Any) -> None:
        shop.views.put = put  # type: ignore[method-assign]
        shop.act(NoteCall("n-1", OFFICER, notice, True, stamp(shop.home.now)), "本人接听")
        put(key, row)

    shop.views.put = beaten  # type: ignore[method-assign]
    shop.project(shop.certificate.matter)
    assert not [key for key, row in shop.views.rows.items() if row.get("task") == "telephone"]


@pytest.mark.parametrize("late", [True, False])
def test_what_a_later_fact_makes_moot_is_telephoned_no_more(*, late: bool) -> None:
    """Whether it is known before that fact that the SMS has failed, or only after it."""
    shop = Ended()
    shop.home.now = day(2026, 11, 26)
    shop.suspend("2026-12-26")
    seq = read_certificate_file(shop.certificate.matter, **shop.ports).certificate.seq
    if not late:
        undelivered(shop, "certificate_suspended", seq)
        assert len(calls(shop)) == 1
    shop.act(Resume("r-1", HEAD), "已经改正")
    lifted = read_certificate_file(shop.certificate.matter, **shop.ports).certificate.seq
    if late:
        undelivered(shop, "certificate_suspended", seq)
    assert calls(shop) == []
    undelivered(shop, "certificate_resumed", lifted)
    assert [subject for _, subject, _ in calls(shop)] == [f"certificate_resumed-{lifted}"]
    shop.revoke()
    revoked = undelivered(shop, "certificate_revoked")
    assert [subject for _, subject, _ in calls(shop)] == [revoked]
    shop.act(EndCertificate("e-2", OFFICER, "deregistered", "ended_before"), "许可已经撤销")
    assert [subject for _, subject, _ in calls(shop)] == [revoked], "against it the holder may still appeal"


def test_a_reminder_is_moot_once_the_renewal_was_applied_for() -> None:
    shop = Ended()
    shop.sweep(day(2031, 1, 20))
    assert shop.facts(RenewalReminded)
    undelivered(shop, "renewal_reminder")
    assert len(calls(shop)) == 1
    shop.home.now = day(2031, 1, 20)
    shop.follow(shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number}))
    assert calls(shop) == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_who_is_to_confirm_is_who_was_on_duty_when_it_was_proposed(late: timedelta) -> None:
    """However late the message is planned, as the nightly check does."""
    shop = Ended()
    outside = Outside()
    outside.world = shop.home.world
    post, on = f"{UNIT}:director", local_date(stamp(shop.home.now + timedelta(days=1))).isoformat()
    given = Delegation("d-1", post, "s-head", "s-stand-in", (), on, on, "s-head", stamp(shop.home.now))
    outside.world.parties.put(f"post:{post}", "s-head", {})
    outside.world.parties.put(f"post:{post}", f"{DEPUTY}d-1", asdict(given))
    for staff, phone in (("s-head", "+8619900000071"), ("s-stand-in", "+8619900000073")):
        outside.world.parties.put(staff, "staff", {"phone": phone})
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "假材料")
    told(shop, outside, 2, late)
    assert [phone for phone, _ in outside.sms.sent] == ["+8619900000071"]


@pytest.mark.parametrize("then", [ConfirmEnd("c-1", HEAD), TakeBackEnd("t-1", HEAD)])
def test_a_proposal_that_waits_no_more_is_announced_to_nobody(then: Any) -> None:
    shop = Ended()
    outside = Outside()
    outside.world = shop.home.world
    outside.world.parties.put(f"post:{UNIT}:director", "s-head", {})
    outside.world.parties.put("s-head", "staff", {"phone": "+8619900000071"})
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "假材料")
    shop.act(then, "" if isinstance(then, ConfirmEnd) else "材料是真的")
    told(shop, outside, 2, timedelta(0))
    assert outside.sms.sent == []


def told(shop: Ended, outside: Outside, seq: int, late: timedelta) -> None:
    now = shop.home.now + late
    matter, log = shop.certificate.matter, outside.world.log
    plan_certificate_notices(matter, seq, log=log, sender=outside.sender, not_before="", now=now)
