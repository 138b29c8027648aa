"""A shop's licence from its issue to its renewal: reminders, the application, silence, and the decision."""

from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.certificate import Certificate
from chalicelib.domain.commit import read_chain
from chalicelib.domain.facts import RenewalDecided, RenewalDeemed, RenewalReminded
from chalicelib.domain.reference import case_matter
from chalicelib.domain.renewal import Validity, renewal_terms, validity
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.times import SHANGHAI, local_date, stamp
from chalicelib.usecases.certificate_file import read_certificate_file
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.follow_renewal import follow_renewal, renewal_tasks
from chalicelib.usecases.issue_certificate import issue_certificate
from chalicelib.usecases.plan_certificate_notices import plan_certificate_notices
from chalicelib.usecases.project import project
from chalicelib.usecases.sweep import sweep
from tests import cases
from tests.applying import Home
from tests.fakes.certificates import FakeCertificates
from tests.fakes.printer import FakePrinter
from tests.fakes.signer import FakeSigner
from tests.fakes.views import FakeViews
from tests.sample import calendar, edition
from tests.sending import Outside
from tests.usecases.test_conditional_flows import FOOD, SHOP
from tests.walk_ins import resident_id

RENEW = edition().definition(FOOD, f"{FOOD}-2")


def day(year: int, month: int, number: int, hour: int = 12) -> datetime:
    return datetime(year, month, number, hour, tzinfo=SHANGHAI)


class Shop:
    """Its licence of 2026-03-03 runs out on 2031-03-02."""

    def __init__(self) -> None:
        self.home = Home()
        self.views = self.home.world.views
        self.first = self.apply("a" * 26, f"{FOOD}-1")
        self.decide(self.first, "pass")
        self.certificate = self.issue(self.first)
        self.project(self.certificate.matter)

    def apply(self, draft: str, variant: str, **changes: str) -> str:
        """The matter of the case."""
        home = self.home
        home.item = edition().definition(FOOD, variant)
        home.begin(draft, home.item)
        home.type(draft, **{**SHOP, **changes})
        for material in home.item.required_materials({"business_type": "小吃店"}):
            if not material.shared:
                home.upload(material.code, draft, name=f"{draft[0]}-{material.code}")
        return case_matter(home.submit(draft))

    def decide(self, matter: str, outcome: Any) -> None:
        """Accepted by the officer, unless time has done that already."""
        of = self.home.file(matter[2:]).definition
        in_time = local_date(self.home.file(matter[2:]).case.received_at) == self.home.now.date()
        for command in (
            *([cases.accept(f"accept-{matter}", of)] if in_time else []),
            cases.decide(f"handle-{matter}", of, "handle"),
            cases.decide(f"review-{matter}", of, "review"),
            cases.decide(f"approve-{matter}", of, "approve", outcome),
        ):
            cases.run(self.home.world, command, self.home.now, matter)

    def issue(self, matter: str) -> Certificate:
        world = self.home.world
        return issue_certificate(
            matter,
            log=world.log,
            dossiers=world.dossiers,
            catalogue=world.catalogue,
            certificates=FakeCertificates(),
            signer=FakeSigner(),
            printer=FakePrinter(),
            entropy=world.entropy,
            calendar=calendar(),
            key=b"test certificate key",
            site="https://hall.test",
            now=self.home.now,
        )

    @property
    def ports(self) -> dict[str, Any]:
        return {"log": self.home.world.log, "catalogue": self.home.world.catalogue}

    def project(self, matter: str) -> None:
        project(matter, **self.ports, views=self.views, calendar=calendar(), projected=lambda *_: None)

    def follow(self, matter: str) -> None:
        """What the work queue does after a commit of the renewing case, and the stream after one of the certificate."""
        follow_renewal(matter, **self.ports, now=self.home.now)
        self.project(self.certificate.matter)

    def sweep(self, now: datetime) -> None:
        self.home.now = now
        sweep(**self.ports, views=self.views, calendar=calendar(), now=now, until=now)
        self.project(self.certificate.matter)

    def facts(self, kind: type) -> list[Any]:
        commits = read_chain(self.home.world.log.read(self.certificate.matter))
        return [fact for commit in commits for fact in commit.facts if isinstance(fact, kind)]

    def validity(self, on: datetime) -> Validity:
        file = read_certificate_file(self.certificate.matter, **self.ports)
        return validity(file.certificate, renewal_terms(file.definition), on.date())

    def due_at(self) -> list[str]:
        rows = self.views.query(DUE_QUEUE, limit=100)
        return [key.sort.partition("#")[0] for key, row in rows if row["matter"] == self.certificate.matter]


def renewing() -> tuple[Shop, str]:
    shop = Shop()
    shop.home.now = day(2031, 1, 20)
    matter = shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    shop.follow(matter)
    return shop, matter


def test_the_holder_is_reminded_by_the_sweep_and_by_sms() -> None:
    shop = Shop()
    assert shop.due_at() == [stamp(day(2030, 12, 2, 10))]
    shop.sweep(day(2030, 12, 2, 11))
    assert shop.facts(RenewalReminded) == [RenewalReminded(stamp(day(2030, 12, 2, 10)), 1)]
    assert shop.due_at() == [stamp(day(2031, 1, 1, 10))]
    outside = Outside()
    outside.world = shop.home.world
    for _ in range(2):
        plan_certificate_notices(
            shop.certificate.matter, 2, log=shop.home.world.log, sender=outside.sender, not_before="", now=shop.home.now
        )
    ((phone, words),) = outside.sms.sent
    assert phone == "+8619900000001"
    assert words == "咸宁政务服务中心：您的“餐饮服务许可”证照3月2日到期，继续使用请在1月31日前到网上办事大厅申请续期。"


def test_undecided_at_expiry_the_licence_is_deemed_renewed_and_the_decision_may_still_come() -> None:
    shop, matter = renewing()
    shop.sweep(day(2031, 3, 2, 23))
    assert shop.due_at() == [stamp(day(2031, 3, 3, 0))]
    assert not shop.facts(RenewalDeemed)
    assert not shop.facts(RenewalReminded)
    assert shop.validity(day(2031, 3, 3)) == "deemed_renewed", "before any sweep has written it"
    shop.sweep(day(2031, 3, 3, 1))
    shop.sweep(day(2031, 3, 3, 2))
    assert shop.facts(RenewalDeemed) == [RenewalDeemed(stamp(day(2031, 3, 3, 0)), matter)]
    assert shop.due_at() == []
    shop.decide(matter, "pass")
    shop.follow(matter)
    assert [(fact.case, fact.outcome) for fact in shop.facts(RenewalDecided)] == [(matter, "granted")]


def test_decided_in_time_nothing_is_deemed_although_the_task_comes_late() -> None:
    shop, matter = renewing()
    shop.decide(matter, "refuse")
    shop.sweep(day(2031, 3, 3, 1))
    assert not shop.facts(RenewalDeemed)
    assert [fact.outcome for fact in shop.facts(RenewalDecided)] == ["refused"]
    assert shop.validity(day(2031, 3, 3)) == "expired"


def test_too_late_an_application_is_received_and_nothing_is_deemed() -> None:
    shop = Shop()
    shop.home.now = day(2031, 2, 20)
    matter = shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    shop.follow(matter)
    shop.sweep(day(2031, 3, 3, 1))
    assert not shop.facts(RenewalDeemed)
    assert shop.validity(day(2031, 3, 3)) == "expired"


def test_only_a_renewal_is_followed_and_only_when_it_begins_and_ends() -> None:
    shop, matter = renewing()
    case = shop.home.file(matter[2:]).case
    assert case.application.renews == shop.certificate.matter
    before = type(case)(matter=matter)
    assert len(renewal_tasks(before, case)) == 1
    assert renewal_tasks(case, case) == ()
    first = shop.home.file(shop.first[2:]).case
    assert renewal_tasks(type(case)(matter=shop.first), first) == ()


def test_following_twice_adds_nothing() -> None:
    shop, matter = renewing()
    before = len(shop.home.world.log.bodies)
    shop.follow(matter)
    assert len(shop.home.world.log.bodies) == before


@pytest.mark.parametrize("typed", ["XNSP2026AAAAAAAAAA", "月亮", "2" * 10])
def test_a_number_that_leads_nowhere_is_told_at_its_field(typed: str) -> None:
    shop = Shop()
    with pytest.raises(InvalidApplicationError) as refused:
        shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": typed})
    assert refused.value.errors == {"answers.old_certificate": "renewal_unknown"}


def test_somebody_elses_certificate_is_as_unknown_as_none() -> None:
    shop = Shop()
    number = shop.certificate.issued.number
    with pytest.raises(InvalidApplicationError) as refused:
        shop.apply("b" * 26, RENEW.variant, id_number=resident_id(), **{"answers.old_certificate": number})
    assert refused.value.errors == {"answers.old_certificate": "renewal_unknown"}


def test_what_has_run_out_cannot_be_renewed() -> None:
    shop = Shop()
    shop.home.now = day(2031, 3, 3)
    with pytest.raises(InvalidApplicationError) as refused:
        shop.apply("b" * 26, RENEW.variant, **{"answers.old_certificate": shop.certificate.issued.number})
    assert refused.value.errors == {"answers.old_certificate": "renewal_too_late"}


def test_a_paper_certificate_from_before_is_renewed_without_a_number() -> None:
    shop = Shop()
    matter = shop.apply("b" * 26, RENEW.variant)
    assert shop.home.file(matter[2:]).case.application.renews == ""


def test_the_views_are_rebuilt_the_same() -> None:
    shop, _ = renewing()
    shop.sweep(day(2031, 3, 3, 1))
    standing = shop.views
    shop.views = FakeViews()
    shop.project(shop.certificate.matter)
    theirs = {key: row for key, row in standing.rows.items() if row.get("kind") == "food_business_licence"}
    assert theirs.items() <= shop.views.rows.items()
