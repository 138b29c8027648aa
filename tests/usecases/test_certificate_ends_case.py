"""What a certificate's end does to the case that gave it: it hears of it once, and hands the certificate to nobody."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.certificate_commands import (
    EndCertificate,
    Resume,
)
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.times import stamp
from chalicelib.pages.case_view import next_sentence
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.follow_certificate import follow_certificate, tasks_of_certificate, tasks_of_its_case
from chalicelib.usecases.record_pickup import Coming, record_collection, record_handover
from tests import cases
from tests.ended import HEAD, OFFICER, Ended
from tests.sample import calendar

KEY = b"test pick-up key"


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
