"""Issuing: killed between any two steps and run again, or run twice at once, a case has one certificate."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.certificate import Certificate, certificate_secret, is_secret
from chalicelib.domain.commit import FIRST_PREV, make_commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import CertificateIssued, CertificateMade
from chalicelib.domain.reference import case_matter, certificate_matter, derive, reference_of
from chalicelib.domain.row import RowKey
from chalicelib.ports import Printer, Sheet
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.issue_certificate import HolderErasedError, issue_certificate
from chalicelib.usecases.project import project
from chalicelib.usecases.project_certificate import certificates_queue
from chalicelib.usecases.rebuild import rebuild
from tests import cases
from tests.fakes.certificates import FakeCertificates
from tests.fakes.printer import FakePrinter
from tests.fakes.signer import FakeSigner
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar

KEY = b"test certificate key"
SITE = "https://hall.test"
MATTER = case_matter(derive("the case of this test", 0))
PERSON = {
    "applicant": {"name": "王小明", "id_number": "421202199001011237", "phone": "+8619900000001"},
    "applicant_kind": "person",
    "answers": {},
    "delivery": "courier",
    "address": "",
}


class KilledError(Exception):
    """The function was killed."""


@dataclass
class Killer:
    """Kills before or after the n-th write, whichever port it goes to."""

    writes_left: int | None = None
    after: bool = False

    def guard(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            fatal = self.writes_left == 0
            if self.writes_left is not None:
                self.writes_left -= 1
            if fatal and not self.after:
                raise KilledError
            answer = write(*args, **kwargs)
            if fatal:
                raise KilledError
            return answer

        return guarded


@dataclass
class Office(World):
    certificates: FakeCertificates = field(default_factory=FakeCertificates)
    killer: Killer = field(default_factory=Killer)

    def __post_init__(self) -> None:
        of = cases.instant()
        form = self.dossiers.put(Part(MATTER, "form#t", "salt", PERSON)).seal()
        applied = c.Application("p-holder", "window", form, cases.PAPERS, cases.application(of).required, "courier")
        then = c.Accept("", cases.officer(of), "grant", cases.NOTE)
        walk_in = c.ReceiveAtWindow("w", cases.officer(of), applied, applied.required, then)
        opened = open_case(MATTER, walk_in, of, log=self.log, calendar=calendar(), now=TUESDAY)
        assert opened is not None
        assert opened.case.outcome == "granted"

    def kill_at(self, write: int, *, after: bool) -> None:
        self.killer = Killer(write, after)
        for port, name in ((self.log, "append"), (self.dossiers, "put"), (self.certificates, "keep")):
            setattr(port, name, self.killer.guard(getattr(type(port), name).__get__(port)))

    def issue(self, days: int = 0, printer: Printer | None = None) -> Certificate:
        return issue_certificate(
            MATTER,
            log=self.log,
            dossiers=self.dossiers,
            catalogue=self.catalogue,
            certificates=self.certificates,
            printer=printer or FakePrinter(),
            signer=FakeSigner(),
            entropy=self.entropy,
            calendar=calendar(),
            key=KEY,
            site=SITE,
            now=TUESDAY + timedelta(days=days),
        )

    def facts(self, kind: type) -> list[Any]:
        file = read_case(MATTER, log=self.log, catalogue=self.catalogue)
        return [fact for commit in file.commits for fact in commit.facts if isinstance(fact, kind)]

    def certificate_matters(self) -> list[str]:
        return [matter for matter in self.log.matters() if matter.startswith("k-")]


def test_a_granted_case_gets_its_certificate() -> None:
    office = Office()
    certificate = office.issue(days=9)
    issued = certificate.issued
    assert issued.issued_on == "2026-03-03", "the day of the decision, whenever it is drawn"
    assert issued.number == f"XNJSZ2026{reference_of(certificate.matter)}"
    assert (issued.holder, issued.unit, issued.valid_until) == ("p-holder", "JYJ", "")
    assert office.facts(CertificateMade) == [CertificateMade(certificate.matter, issued.number)]
    pdf, name = office.certificates.files[issued.pdf]
    assert hashlib.sha256(pdf).hexdigest() == issued.pdf
    assert name == issued.number
    secret = certificate_secret(certificate.matter, key=KEY)
    assert is_secret(certificate, secret)
    assert f"{SITE}/v/{reference_of(certificate.matter)}?k={secret}" in pdf.decode()
    assert "王小明" in pdf.decode()
    assert PERSON["applicant"]["id_number"] not in pdf.decode()


def test_neither_name_nor_secret_is_in_the_log() -> None:
    office = Office()
    secret = certificate_secret(office.issue().matter, key=KEY)
    log = b"".join(office.log.bodies.values()).decode()
    assert secret not in log
    assert "王" not in log


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=5))
def test_killed_anywhere_any_number_of_times_it_ends_in_one_certificate(kills: list[tuple[int, bool]]) -> None:
    office = Office()
    for day, (write, after) in enumerate(kills):
        office.kill_at(write, after=after)
        try:
            office.issue(days=day)
        except KilledError:
            continue
    office.kill_at(10**6, after=False)
    certificate = office.issue(days=len(kills))
    assert office.certificate_matters() == [certificate.matter]
    assert office.facts(CertificateMade) == [CertificateMade(certificate.matter, certificate.issued.number)]
    pdf, _ = office.certificates.files[certificate.issued.pdf]
    assert hashlib.sha256(pdf).hexdigest() == certificate.issued.pdf
    log = dict(office.log.bodies)
    assert office.issue(days=30) == certificate
    assert office.log.bodies == log


def test_what_stands_in_the_log_is_not_drawn_again() -> None:
    """A later release draws otherwise; the certificate is the one whose digest was committed."""

    class LaterPrinter:
        def print(self, sheet: Sheet) -> bytes:
            return b"drawn otherwise"

    office = Office()
    office.kill_at(3, after=False)
    with pytest.raises(KilledError):
        office.issue()
    assert not office.facts(CertificateMade)
    office.kill_at(10**6, after=False)
    certificate = office.issue(printer=LaterPrinter())
    assert b"drawn otherwise" not in office.certificates.files[certificate.issued.pdf][0]
    assert len(office.facts(CertificateMade)) == 1


def test_there_are_four_writes_and_each_is_killed_above() -> None:
    office = Office()
    office.kill_at(10**6, after=False)
    office.issue()
    assert 10**6 - (office.killer.writes_left or 0) == 4


def test_eight_at_once_issue_one_certificate() -> None:
    office = Office()
    with ThreadPoolExecutor(8) as pool:
        issued = list(pool.map(lambda _: office.issue(), range(8)))
    assert {certificate.matter for certificate in issued} == set(office.certificate_matters())
    assert len(office.facts(CertificateMade)) == 1


def test_a_reference_that_another_case_has_is_passed_over() -> None:
    office = Office()
    taken = office.issue()
    office.log.bodies = {key: body for key, body in office.log.bodies.items() if key[0] == MATTER and key[1] == 1}
    body = taken.issued
    other = CertificateIssued(**{**vars(body), "case": case_matter(derive("another case", 0))})
    foreign = make_commit(
        matter=taken.matter,
        seq=1,
        command="x",
        actor={},
        recorded_at="2026-03-03T00:00:00.000000Z",
        prev=FIRST_PREV,
        facts=(other,),
    )
    office.log.append(taken.matter, 1, foreign.body)
    second = office.issue()
    assert second.matter == certificate_matter(derive(f"certify:{MATTER}", 1)) != taken.matter
    assert second.issued.case == MATTER


def test_what_was_not_granted_gets_none() -> None:
    office = Office()
    matter = case_matter(derive("an open case", 0))
    cases.opened(office, cases.joint(), TUESDAY, matter)
    with pytest.raises(RefusedError) as refused:
        issue_certificate(
            matter,
            log=office.log,
            dossiers=office.dossiers,
            catalogue=office.catalogue,
            certificates=office.certificates,
            printer=FakePrinter(),
            signer=FakeSigner(),
            entropy=office.entropy,
            calendar=calendar(),
            key=KEY,
            site=SITE,
            now=TUESDAY,
        )
    assert refused.value.code == "nothing_to_hand_over"
    assert not office.certificates.files


def test_an_erased_holder_gets_no_certificate_without_a_name() -> None:
    office = Office()
    office.dossiers.parts.clear()
    with pytest.raises(HolderErasedError):
        office.issue()
    assert not office.certificate_matters()


def test_a_company_is_printed_with_its_code() -> None:
    office = Office()
    company = {
        "applicant": {"name": "咸宁某某有限公司", "uscc": "91421200MA48XYZ12X"},
        "applicant_kind": "company",
        "answers": {},
    }
    office.dossiers.parts[MATTER, "form#t"] = Part(MATTER, "form#t", "salt", company)
    pdf, _ = office.certificates.files[office.issue().issued.pdf]
    assert "91421200MA48XYZ12X" in pdf.decode()
    assert "持证单位" in pdf.decode()


def test_its_row_stands_beside_the_holders_cases_and_a_rebuild_makes_the_same() -> None:
    office = Office()
    certificate = office.issue()
    views, rebuilt = FakeViews(), FakeViews()
    for _ in range(2):
        for matter in office.log.matters():
            project(
                matter,
                log=office.log,
                views=views,
                catalogue=office.catalogue,
                calendar=calendar(),
                projected=lambda *_: None,
            )
    rebuild(log=office.log, views=rebuilt, catalogue=office.catalogue, calendar=calendar(), done=lambda _: None)
    assert views.rows == rebuilt.rows
    row = views.rows[RowKey(certificates_queue("p-holder"), certificate.matter)]
    assert (row["number"], row["case"]) == (certificate.issued.number, MATTER)
    assert [row["matter"] for key, row in views.rows.items() if key.queue == "p-holder"] == [MATTER]
