"""Service by SMS: receipts early, late, doubled, out of order or of something else; the first service counts."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.document.kinds import TOLD_BY_SMS, Document
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.times import stamp
from chalicelib.texts.messages import templates
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.open_documents import open_documents
from chalicelib.usecases.serve_notice import LATE, notice_failed, serve_notice
from tests import cases
from tests.law_world import law_world
from tests.sample import TUESDAY, calendar
from tests.sending import MATTER
from tests.telling import History

HOUR = timedelta(hours=1)


def history(*commands: str) -> History:
    world, of = law_world()
    kept = History(of, world=world)
    kept.received()
    make: dict[str, Any] = {
        "correction": cases.correction("k", of),
        "accept": cases.accept("a", of),
        "hearing": c.OfferHearing("h", cases.officer(of), cases.NOTE),
        "fee": c.NotifyFee("f", cases.officer(of), 0, 1, "2026-03-20", cases.NOTE),
        "procedure": c.OpenProcedure("o", cases.officer(of), "expert_review", "", "2026-03-20", cases.NOTE),
        "decline": c.Decline("d", cases.officer(of), "banned", "", cases.NOTE),
    }
    kept.then(*(make[name] for name in commands))
    kept.now = TUESDAY + 2 * HOUR
    return kept


def ports(kept: History) -> Any:
    return {"log": kept.world.log, "catalogue": kept.world.catalogue, "calendar": calendar(), "now": kept.now}


TEMPLATES = {kind: template for template, kind in TOLD_BY_SMS.items()}


def arrived(kept: History, at: datetime, seq: int = 2) -> Document:
    template = TEMPLATES.get(kept.case().documents[-1].kind, "accepted")
    serve_notice(MATTER, seq, template, at, **ports(kept))
    return kept.case().documents[-1]


def failed(kept: History, template: str = "correction_requested", seq: int = 2) -> Document:
    notice_failed(MATTER, seq, template, **ports(kept))
    return kept.case().documents[-1]


def applicants(case: Case, kept: History) -> list[str]:
    return [clock.since for clock in clock_of(case, "applicant", kept.of, calendar())]


def test_the_applicants_time_runs_from_when_the_sms_arrived() -> None:
    kept = history("correction")
    assert not applicants(kept.case(), kept)
    served = arrived(kept, TUESDAY + HOUR)
    assert (served.served_how, served.served_at) == ("sms", stamp(TUESDAY + HOUR))
    assert applicants(kept.case(), kept) == [stamp(TUESDAY + HOUR)]


@pytest.mark.parametrize(
    ("commands", "seq", "template"),
    [
        (("correction",), 2, "correction_requested"),
        (("accept", "hearing"), 3, "hearing_right"),
        (("accept", "fee"), 3, "fee_notice"),
    ],
)
def test_whatever_tells_of_the_applicants_own_time_serves_it_or_fails_to(
    commands: tuple[str, ...], seq: int, template: str
) -> None:
    kept = history(*commands)
    assert {message.template for message in kept.last()} == {template}
    assert failed(kept, template, seq).undelivered_at == stamp(kept.now)
    assert arrived(kept, TUESDAY, seq).served_how == "sms"


def test_each_template_that_serves_is_one_that_is_sent() -> None:
    assert TOLD_BY_SMS.keys() <= templates().keys()


@pytest.mark.parametrize(
    ("at", "counts_from"),
    [
        (TUESDAY - HOUR, "when the notice was given: the carrier's clock is slow"),
        (TUESDAY + 5 * HOUR, "now: the carrier's clock is fast"),
    ],
)
def test_a_carriers_wrong_clock_serves_neither_before_the_notice_nor_in_the_future(
    at: datetime, counts_from: str
) -> None:
    kept = history("correction")
    given = kept.case().documents[-1].at
    served = arrived(kept, at)
    assert served.served_at == (given if counts_from.startswith("when") else stamp(kept.now))


def test_a_receipt_that_comes_late_takes_no_time_from_the_applicant() -> None:
    kept = history("correction")
    kept.now = TUESDAY + LATE + timedelta(days=20)
    assert arrived(kept, TUESDAY + HOUR).served_at == stamp(kept.now)
    assert kept.case().status == "correcting"


def _opened(kept: History) -> None:
    file = read_case(MATTER, log=kept.world.log, catalogue=kept.world.catalogue)
    open_documents(file, cases.APPLICANT.id, **ports(kept))


@pytest.mark.parametrize("order", sorted(set(permutations(["arrived", "arrived", "failed", "opened"]))))
def test_the_first_service_counts_and_nothing_later_changes_it(order: tuple[str, ...]) -> None:
    kept = history("correction")
    acts: dict[str, Any] = {"arrived": lambda: arrived(kept, kept.now), "failed": lambda: failed(kept)}
    first = ""
    for name in order:
        kept.now += HOUR
        acts.get(name, lambda: _opened(kept))()
        first = first or ("" if name == "failed" else stamp(kept.now))
    notice = kept.case().documents[-1]
    assert notice.served_at == first
    assert notice.served_how == next("sms" if name == "arrived" else name for name in order if name != "failed")
    assert bool(notice.undelivered_at) == (order[0] == "failed")
    assert kept.case().seq == 3 + (order[0] == "failed")


@pytest.mark.parametrize(
    ("commands", "seq"),
    [(("correction",), 1), (("correction",), 7), (("accept", "procedure"), 3), (("decline",), 2)],
)
def test_what_no_sms_can_serve_is_left_alone(commands: tuple[str, ...], seq: int) -> None:
    kept = history(*commands)
    before = kept.case()
    arrived(kept, TUESDAY + HOUR, seq)
    for template in templates():
        if TOLD_BY_SMS.get(template) not in {one.kind for one in before.documents if one.seq == seq}:
            failed(kept, template, seq)
    assert kept.case() == before


def test_another_sms_of_the_same_commit_serves_nothing_and_asks_the_log_nothing() -> None:
    kept = history("correction")
    serve_notice(MATTER, 2, "accepted", kept.now, **{**ports(kept), "log": None})
    notice_failed(MATTER, 2, "accepted", **{**ports(kept), "log": None})
    assert not kept.case().documents[-1].served_at


def test_a_failure_that_is_known_after_the_case_is_over_changes_nothing() -> None:
    kept = history("correction")
    kept.then(c.Withdraw("w", cases.APPLICANT))
    before = kept.case()
    failed(kept)
    assert kept.case() == before


def test_both_the_applicant_and_the_agent_are_told_by_the_same_template() -> None:
    kept = history("correction")
    file = read_case(MATTER, log=kept.world.log, catalogue=kept.world.catalogue)
    assert {one.template for one in applicant_messages(file.commits[1], file.case, kept.of)} <= TOLD_BY_SMS.keys()
