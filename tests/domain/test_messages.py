"""What each commit tells the applicant: one message, the fact that goes furthest."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.facts import DeemedAccepted, Uncollected
from chalicelib.domain.messages import applicant_messages
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import bring_up_to_date
from tests import cases
from tests.sample import TUESDAY, calendar
from tests.sending import MATTER
from tests.telling import History, told

BRANCHES = ("fire-opinion", "defence-opinion", "housing-opinion")


def test_received_online() -> None:
    assert told(History().received()) == ("received", {})


def test_accepted_shows_the_day() -> None:
    history = History()
    history.received()
    assert told(history.then(cases.accept("a", history.of))) == ("accepted", {"on": "2026-03-03"})


def test_deemed_acceptance_shows_the_day_of_receipt() -> None:
    history = History()
    history.received()
    late = TUESDAY + timedelta(days=20)
    cases.run(history.world, cases.decide("d", history.of, "handle"), late, MATTER)
    file = read_case(MATTER, log=history.world.log, catalogue=history.world.catalogue)
    deemed = file.commits[1]
    assert isinstance(deemed.facts[0], DeemedAccepted)
    assert told(list(applicant_messages(deemed, file.case, file.definition))) == (
        "accepted",
        {"on": "2026-03-03"},
    )


def test_a_sitting_is_one_message() -> None:
    history = History(cases.instant(), "pickup")
    then = c.Accept("", cases.officer(history.of), "grant", cases.NOTE)
    assert told(history.walked_in(then)) == ("accepted_and_concluded", {"on": "2026-03-03"})
    assert history.then(c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "1")) == []


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (lambda officer: c.Accept("", officer, "accept", cases.NOTE), ("accepted", {"on": "2026-03-03"})),
        (
            lambda officer: c.Decline("", officer, "other_unit", "ZJJ", cases.NOTE),
            ("declined_other_unit", {"unit": "ZJJ"}),
        ),
        (lambda officer: c.Decline("", officer, "no_permit_needed", "", cases.NOTE), ("declined_no_permit_needed", {})),
        (lambda officer: c.Decline("", officer, "banned", "", cases.NOTE), ("declined_banned", {})),
    ],
)
def test_at_the_window_the_conclusion_is_told_not_the_receipt(then: Any, expected: Any) -> None:
    history = History()
    assert told(history.walked_in(then(cases.officer(history.of)))) == expected


def test_correction_says_how_much() -> None:
    history = History()
    history.received()
    assert told(history.then(cases.correction("k", history.of))) == ("correction_requested", {"count": "1"})
    assert history.then(c.SupplyCorrection("s", cases.APPLICANT, cases.FORM, cases.PAPERS)) == []


def test_every_step_tells_its_result_and_what_is_next() -> None:
    history = History().in_review()
    assert told(history.decided("handle")) == ("step_passed", {"steps": "承办", "next": "联审联办"})
    assert told(history.decided("fire-opinion")) == ("branch_passed", {"steps": "消防审查意见"})
    refused = history.decided("defence-opinion", outcome="refuse")
    assert told(refused) == ("step_refused", {"steps": "人防审查意见"})
    assert told(history.decided("housing-opinion")) == ("step_passed", {"steps": "住建审查意见", "next": "审核"})
    returned = history.decided("review", outcome="return", to="handle")
    assert told(returned) == ("step_returned", {"steps": "审核", "to": "承办"})


@pytest.mark.parametrize("delivery", ["courier", "pickup"])
def test_a_grant_says_how_the_certificate_comes(delivery: str) -> None:
    history = History(delivery=delivery).in_review()
    assert told(history.decided("handle", *BRANCHES, "review", "approve")) == (f"granted_{delivery}", {})


def test_a_result_without_a_certificate_is_only_granted() -> None:
    history = History(cases.definition("XN-ZJJ-001"))
    history.received()
    history.then(cases.accept("a", history.of))
    assert told(history.decided("decide")) == ("granted", {})


def test_a_refusal_is_told_by_the_regime() -> None:
    history = History().in_review()
    history.decided("handle", *BRANCHES, "review")
    assert told(history.decided("approve", outcome="refuse")) == ("refused_licence", {})


def concluded(delivery: str) -> History:
    history = History(delivery=delivery).in_review()
    history.decided("handle", *BRANCHES, "review", "approve")
    return history


def test_a_certificate_to_be_fetched_is_announced_and_one_to_be_sent_is_not() -> None:
    made = c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "1")
    assert told(concluded("pickup").then(made)) == ("certificate_ready", {"window": "三楼C区2号窗口"})
    assert concluded("courier").then(made) == []


def test_of_what_lies_there_uncollected_one_is_reminded_once() -> None:
    history = concluded("pickup")
    history.then(c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "1"))
    ports: Any = {"log": history.world.log, "calendar": calendar(), "now": TUESDAY + timedelta(days=60)}
    bring_up_to_date(history.case(), history.of, **ports)
    file = read_case(MATTER, log=history.world.log, catalogue=history.world.catalogue)
    brought = [commit for commit in file.commits if isinstance(commit.facts[0], Uncollected)]
    messages = [list(applicant_messages(commit, file.case, file.definition)) for commit in brought]
    assert [[one.template for one in each] for each in messages] == [["pickup_reminded"], []]


def test_the_parcel_is_told_when_it_leaves_and_when_it_has_arrived() -> None:
    history = concluded("courier")
    made = c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "1")
    sent = c.RecordDispatch("p", cases.officer(history.of), "ems", "EA123456789CN")
    assert told(history.then(made, sent)) == ("dispatched", {"carrier": "ems", "waybill": "EA123456789CN"})
    courier = c.Actor("courier", "ems")
    at = "2026-03-04T02:00:00.000000Z"
    assert history.then(c.RecordParcel("m1", courier, "ems", "EA123456789CN", "in_transit", at)) == []
    arrived = c.RecordParcel("m2", courier, "ems", "EA123456789CN", "delivered", at.replace("T02", "T09"))
    assert told(history.then(arrived)) == ("served", {})


def test_who_fetched_it_is_not_told() -> None:
    history = concluded("pickup")
    made = c.RecordCertificate("c", c.SYSTEM_CERTIFY, "k-X", "1")
    assert history.then(made, c.RecordPickup("p", cases.officer(history.of))) == []


def test_withdrawal_is_confirmed() -> None:
    history = History().in_review()
    assert told(history.then(c.Withdraw("w", cases.APPLICANT))) == ("withdrawn", {})
