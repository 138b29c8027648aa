"""A certificate that was ended or suspended is shown as in force on no path: verification, the file, the list of grants, the
holder's own page, the application for its renewal; and a second click, a lost answer, a race end in one end."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.certificate import certificate_secret
from chalicelib.domain.certificate_commands import (
    ConfirmEnd,
    EndCertificate,
    NoteCall,
    Resume,
    Suspend,
    TakeBackEnd,
)
from chalicelib.domain.commands import Actor
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.facts import CertificateEnded, CertificateResumed, RenewalReminded
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.receipt import commit_told
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.sms import parts
from chalicelib.domain.times import local_date, stamp
from chalicelib.pages.case_view import next_sentence
from chalicelib.usecases.act_on_certificate import CertificateDone, act_on_certificate, replacement
from chalicelib.usecases.acting_staff import DEPUTY
from chalicelib.usecases.certificate_file import NotShownError, UnknownCertificateError, read_certificate_file
from chalicelib.usecases.certificate_link import certificate_link, certificate_pdf
from chalicelib.usecases.certificate_standing import (
    holders_sentence,
    proposals_for,
    read_certificate_for_staff,
    read_own_certificate,
    standing_of,
    standing_sentence,
)
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.follow_certificate import follow_certificate, tasks_of_certificate, tasks_of_its_case
from chalicelib.usecases.list_tasks import list_tasks
from chalicelib.usecases.plan_certificate_notices import plan_certificate_notices
from chalicelib.usecases.public_grants import public_grants
from chalicelib.usecases.record_dispatch import record_dispatch
from chalicelib.usecases.record_pickup import Coming, record_collection, record_handover
from chalicelib.usecases.serve_notice import notice_failed, serve_notice
from chalicelib.usecases.verify_certificate import verify_certificate
from tests import cases
from tests.fakes.certificates import FakeCertificates
from tests.fakes.guards import FakeGuards
from tests.fakes.views import FakeViews
from tests.sample import calendar, edition
from tests.sending import Outside
from tests.usecases.test_renewal import RENEW, Shop, day

UNIT = RENEW.unit
OFFICER = Actor("staff", "s-officer", frozenset({f"{UNIT}:officer"}))
HEAD = Actor("staff", "s-head", frozenset({f"{UNIT}:director"}))
KEY = b"test pick-up key"


class Ended(Shop):
    """A shop whose certificate staff act on."""

    def act(self, command: Any, reason: str = "") -> CertificateDone:
        done = act_on_certificate(
            self.certificate.matter,
            command,
            reason,
            **self.ports,
            dossiers=self.home.world.dossiers,
            entropy=self.home.world.entropy,
            now=self.home.now,
        )
        self.project(self.certificate.matter)
        return done

    def revoke(self) -> None:
        self.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "提交了假的租赁合同")
        self.act(ConfirmEnd("c-1", HEAD))

    def suspend(self, until: str) -> None:
        self.act(Suspend("s-1", OFFICER, "咸市监罚〔2026〕1号", until), "超出经营范围")
        self.act(ConfirmEnd("c-2", HEAD))

    def verified(self) -> str:
        secret = certificate_secret(self.certificate.matter, key=b"test certificate key")
        found = verify_certificate(
            self.certificate.issued.number,
            secret,
            "192.0.2.1",
            **self.ports,
            dossiers=self.home.world.dossiers,
            guards=FakeGuards(),
            now=self.home.now,
        )
        return found.validity

    def granted(self) -> list[str]:
        self.project(self.first)
        found = public_grants(
            "", views=self.views, dossiers=self.home.world.dossiers, log=self.home.world.log, now=self.home.now
        )
        return [one.standing for one in found.grants]

    def opened(self) -> tuple[str, bytes]:
        ports: dict[str, Any] = {
            **self.ports,
            "parties": self.home.world.parties,
            "certificates": _AnyFile(),
            "now": self.home.now,
        }
        account, reference = "account", self.first[2:]
        self.home.world.parties.put(account, f"party#{self.certificate.issued.holder}", {})
        return certificate_link(account, reference, **ports), certificate_pdf(account, reference, **ports)

    def standing(self) -> str:
        at: dict[str, Any] = {**self.ports, "dossiers": self.home.world.dossiers, "now": self.home.now}
        return standing_of(self.certificate.matter, **at).validity


class _AnyFile(FakeCertificates):
    def read(self, sha256: str) -> bytes:
        return b"%PDF"


def test_in_force_it_is_shown_as_such_on_every_path() -> None:
    shop = Ended()
    assert (shop.verified(), shop.standing(), shop.granted()) == ("in_force", "in_force", [""])
    assert shop.opened()[1] == b"%PDF"


def test_once_revoked_no_path_shows_it_in_force() -> None:
    shop = Ended()
    shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "提交了假的租赁合同")
    assert shop.verified() == "in_force", "one person's proposal ends nothing"
    shop.act(ConfirmEnd("c-1", HEAD))
    assert (shop.verified(), shop.standing(), shop.granted()) == ("revoked", "revoked", ["revoked"])
    with pytest.raises(NotShownError):
        shop.opened()
    shop.home.now = day(2031, 1, 20)
    with pytest.raises(InvalidApplicationError) as refused:
        shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    assert refused.value.errors == {"answers.old_certificate": "renewal_ended"}
    shop.sweep(day(2031, 3, 3, 1))
    assert not shop.facts(RenewalReminded)
    assert shop.due_at() == []


def test_a_renewal_under_way_does_not_bring_back_what_was_revoked_meanwhile() -> None:
    shop = Ended()
    shop.home.now = day(2031, 1, 20)
    renewal = shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    shop.follow(renewal)
    shop.revoke()
    shop.sweep(day(2031, 3, 3, 1))
    shop.decide(renewal, "pass")
    shop.issue(renewal)
    shop.follow(renewal)
    assert [fact.end for fact in shop.facts(CertificateEnded)] == ["revoked"]
    assert shop.standing() == "revoked"


def test_suspended_through_the_day_then_in_force_again_on_every_path() -> None:
    shop = Ended()
    shop.home.now = day(2026, 11, 26)
    shop.suspend("2026-12-26")
    assert (shop.verified(), shop.standing(), shop.granted()) == ("suspended", "suspended", ["suspended"])
    with pytest.raises(NotShownError):
        shop.opened()
    shop.sweep(day(2026, 12, 27, 0))
    assert len(shop.facts(CertificateResumed)) == 1
    assert (shop.verified(), shop.standing(), shop.granted()) == ("in_force", "in_force", [""])
    assert shop.opened()
    assert shop.due_at(), "and its reminders are waited for again"


def test_a_suspension_is_lifted_before_its_day() -> None:
    shop = Ended()
    shop.home.now = day(2026, 11, 26)
    shop.suspend("2026-12-26")
    shop.act(Resume("r-1", HEAD), "已经改正")
    assert shop.verified() == "in_force"
    shop.sweep(day(2026, 12, 27, 0))
    assert len(shop.facts(CertificateResumed)) == 1


def test_the_same_command_twice_is_done_once_and_a_later_one_is_refused() -> None:
    shop = Ended()
    shop.revoke()
    assert shop.act(ConfirmEnd("c-1", HEAD)).repeated
    with pytest.raises(RefusedError) as refused:
        shop.act(EndCertificate("e-2", OFFICER, "withdrawn", "law_changed"), "再来一次")
    assert refused.value.code == "certificate_ended_already"
    assert len(shop.facts(CertificateEnded)) == 1


def test_what_is_refused_leaves_no_words_in_the_dossier() -> None:
    shop = Ended()
    before = len(shop.home.world.dossiers.parts)
    with pytest.raises(RefusedError):
        shop.act(EndCertificate("e-1", Actor("staff", "s-x"), "revoked", "deception"), "不该有的话")
    with pytest.raises(RefusedError) as refused:
        shop.act(EndCertificate("e-1", OFFICER, "revoked", "deception"), "长" * 501)
    assert refused.value.code == "words_too_long"
    assert len(shop.home.world.dossiers.parts) == before


def test_a_granted_renewal_replaces_the_old_certificate_once_the_new_one_is_there() -> None:
    shop = Ended()
    shop.home.now = day(2031, 1, 20)
    renewal = shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    shop.follow(renewal)
    shop.decide(renewal, "pass")
    shop.follow(renewal)
    assert shop.standing() == "in_force"
    new = shop.issue(renewal)
    shop.follow(renewal)
    shop.follow(renewal)
    (ended,) = shop.facts(CertificateEnded)
    assert (ended.end, ended.ground, ended.replaced_by) == ("replaced", "renewed", new.matter)
    assert shop.verified() == "replaced"
    certificate = read_certificate_file(shop.certificate.matter, **shop.ports).certificate
    reference = shown(reference_of(new.matter))
    assert f"以{reference}结尾" in holders_sentence(certificate, "replaced")
    assert reference not in standing_sentence(certificate, "replaced"), "who verifies the old one is not told"
    assert new.issued.number.endswith(reference.replace("-", ""))


def test_only_a_certificate_of_the_same_holder_and_unit_takes_its_place() -> None:
    shop = Ended()
    log = shop.home.world.log
    file = read_certificate_file(shop.certificate.matter, **shop.ports)
    for typed in (shop.certificate.issued.number, "XNSP2026AAAAAAAAAA", "月亮", ""):
        with pytest.raises(RefusedError) as refused:
            replacement(typed, file, log=log)
        assert refused.value.code == "replacement_unknown"
    second = shop.apply("c" * 26, f"{RENEW.item}-1")
    shop.decide(second, "pass")
    new = shop.issue(second)
    assert replacement(new.issued.number, file, log=log) == new.matter


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("revoked", "依法撤销，理由和救济途径见网上办事大厅。"),
        ("suspended", "证照被依法暂扣到12月26日，期间无效，依据见网上办事大厅。"),
    ],
)
def test_the_holder_is_told(end: str, words: str) -> None:
    shop = Ended()
    shop.home.now = day(2026, 11, 26)
    if end == "revoked":
        shop.revoke()
    else:
        shop.suspend("2026-12-26")
    outside = Outside()
    outside.world = shop.home.world
    for seq in (2, 3, 3):
        plan_certificate_notices(
            shop.certificate.matter,
            seq,
            log=shop.home.world.log,
            sender=outside.sender,
            not_before="",
            now=shop.home.now,
        )
    ((phone, sms),) = outside.sms.sent
    assert phone == "+8619900000001"
    assert sms.endswith(words)


def test_who_may_look_at_a_certificate() -> None:
    shop = Ended()
    shop.revoke()
    at: dict[str, Any] = {**shop.ports, "dossiers": shop.home.world.dossiers, "now": shop.home.now}
    number, reference = shop.certificate.issued.number, reference_of(shop.certificate.matter)
    for actor in (OFFICER, HEAD, Actor("staff", "s-super", frozenset({"JCZX:supervisor"}))):
        standing = read_certificate_for_staff(number, actor, **at)
        assert [standing.reason(one) for one in standing.why] == ["提交了假的租赁合同"]
    with pytest.raises(UnknownCertificateError):
        read_certificate_for_staff(reference, cases.officer(cases.instant()), **at)
    parties = shop.home.world.parties
    parties.put("own", f"party#{shop.certificate.issued.holder}", {})
    assert read_own_certificate("own", reference, **at, parties=parties).validity == "revoked"
    for account, typed in (("other", reference), ("own", "2222222222"), ("own", "x")):
        with pytest.raises(UnknownCertificateError):
            read_own_certificate(account, typed, **at, parties=parties)


def test_an_erased_reason_is_empty() -> None:
    shop = Ended()
    shop.revoke()
    shop.home.world.dossiers.parts.clear()
    at: dict[str, Any] = {**shop.ports, "dossiers": shop.home.world.dossiers, "now": shop.home.now}
    standing = standing_of(shop.certificate.matter, **at)
    assert [standing.reason(one) for one in standing.why] == [""]


def test_what_was_revoked_before_it_was_sent_is_not_sent_any_more() -> None:
    shop = Ended()
    send: dict[str, Any] = {**shop.ports, "calendar": calendar(), "now": shop.home.now}
    officer = cases.officer(shop.home.file(shop.first[2:]).definition)
    shop.revoke()
    (sent,) = record_dispatch([shop.first[2:]], "ems", "EA000000009CN", "d-1", officer, **send)
    assert sent.code == "certificate_taken_away"


def followed(shop: Ended) -> list[tuple[str, str]]:
    """Carries out what the certificate's last commit asks of the work queue, twice; how the case has heard of it, and when."""
    commit = read_chain(shop.home.world.log.read(shop.certificate.matter))[-1]
    for task in [*tasks_of_certificate(commit)] * 2:
        at: dict[str, Any] = {"calendar": calendar(), "now": shop.home.now}
        follow_certificate(task.body["certificate"], **shop.ports, **at)
    return [(one.how, one.until) for one in shop.home.file(shop.first[2:]).case.withheld]


def test_the_case_hears_of_its_certificate_once_however_often_it_is_told() -> None:
    shop = Ended()
    assert followed(shop) == [], "its issue is no news of its force"
    shop.suspend("2026-12-26")
    assert followed(shop) == [("suspended", "")]
    shop.act(Resume("r-1", HEAD), "已经改正")
    assert followed(shop) == [("suspended", stamp(shop.home.now))]
    shop.revoke()
    assert [how for how, _ in followed(shop)] == ["suspended", "revoked"]
    case = shop.home.file(shop.first[2:]).case
    assert "已撤销，不再发放" in next_sentence(case)
    certificate = shop.home.world.log.read(shop.certificate.matter)
    assert case.withheld[-1].since == read_chain(certificate)[-1].recorded_at


def test_what_follows_an_end_is_no_news_to_the_case() -> None:
    shop = Ended()
    shop.revoke()
    assert len(followed(shop)) == 1
    shop.act(EndCertificate("e-2", OFFICER, "deregistered", "ended_before"), "许可已经撤销")
    assert [how for how, _ in followed(shop)] == ["revoked"]


def test_a_case_that_was_handed_over_is_not_told() -> None:
    shop = Ended()
    handed_over(shop, "code")
    shop.revoke()
    assert followed(shop) == []


def test_a_case_whose_parcel_came_back_after_all_asks_its_certificate() -> None:
    shop = Ended()
    before = shop.home.file(shop.first[2:]).case
    served = replace(before, status="served", served_at="2026-03-10T01:00:00.000000Z")
    assert [*tasks_of_its_case(before, served)] == []
    assert [task.body["certificate"] for task in tasks_of_its_case(served, before)] == [shop.certificate.matter]
    assert len([*tasks_of_its_case(replace(before, certificate=""), before)]) == 1


@pytest.mark.parametrize("by", ["code", "identity"])
@pytest.mark.parametrize("end", ["revoked", "suspended"])
def test_what_was_ended_or_is_suspended_is_handed_to_nobody(end: str, by: str) -> None:
    shop = Ended()
    if end == "revoked":
        shop.revoke()
    else:
        shop.suspend("2026-12-26")
    with pytest.raises(RefusedError) as refused:
        handed_over(shop, by)
    assert refused.value.code == "certificate_taken_away"
    if end == "suspended":
        shop.act(Resume("r-1", HEAD), "已经改正")
        assert handed_over(shop, by).case.status == "served"


def test_a_second_click_is_answered_though_it_was_revoked_since() -> None:
    shop = Ended()
    handed_over(shop, "code")
    shop.revoke()
    assert handed_over(shop, "code").repeated
    assert handed_over(shop, "identity").repeated


def handed_over(shop: Ended, by: str) -> Executed:
    file = shop.home.file(shop.first[2:])
    at: dict[str, Any] = {"calendar": calendar(), "now": shop.home.now}
    if by == "identity":
        return record_handover(shop.first, "p-1", cases.officer(file.definition), **shop.ports, **at)
    world, coming = shop.home.world, Coming(pickup_code(shop.first, key=KEY), identity_seen=False, agent={})
    stores = {"log": world.log, "dossiers": world.dossiers, "entropy": world.entropy}
    return record_collection(file, "p-1", coming, cases.officer(file.definition), **stores, **at, key=KEY)


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
