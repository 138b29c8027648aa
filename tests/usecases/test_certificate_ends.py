"""A certificate that was ended or suspended is shown as in force on no path: verification, the file, the list of grants, the
holder's own page, the application for its renewal; and a second click, a lost answer, a race end in one end."""

from typing import Any

import pytest

from chalicelib.domain.certificate_commands import (
    ConfirmEnd,
    EndCertificate,
    Resume,
)
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CertificateEnded, CertificateResumed, RenewalReminded
from chalicelib.domain.reference import reference_of, shown
from chalicelib.usecases.act_on_certificate import replacement
from chalicelib.usecases.certificate_file import NotShownError, UnknownCertificateError, read_certificate_file
from chalicelib.usecases.certificate_standing import (
    holders_sentence,
    read_certificate_for_staff,
    read_own_certificate,
    standing_of,
    standing_sentence,
)
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.plan_certificate_notices import plan_certificate_notices
from chalicelib.usecases.record_dispatch import record_dispatch
from tests import cases
from tests.ended import HEAD, OFFICER, Ended
from tests.sample import calendar
from tests.sending import Outside
from tests.usecases.test_renewal import RENEW, day


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
