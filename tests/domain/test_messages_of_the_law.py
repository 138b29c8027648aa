"""What interrupts, prolongs or ends a case is told in one message; what concerns the office alone is told to nobody here."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.fold import fold
from chalicelib.domain.fold.application import APPLICATION
from chalicelib.domain.fold.delivery import DELIVERY
from chalicelib.domain.fold.ending import ENDING
from chalicelib.domain.fold.review import REVIEW
from chalicelib.domain.fold.supervision import SUPERVISION
from chalicelib.domain.messages import _LAST_WORD_FIRST, applicant_messages
from tests import cases
from tests.law_world import director, law_world, reviewed, supervisor
from tests.sample import TUESDAY
from tests.sending import MATTER, Outside
from tests.telling import History, told

NOTE = cases.NOTE
SILENT = {
    *(
        f.OriginalsChecked,
        f.IdentityChecked,
        f.CorrectionAllowed,
        f.CorrectionSupplied,
        f.DocumentServed,
        f.ParcelMoved,
        f.CarrierCorrected,
        f.NoticeUndelivered,
        f.CallUnanswered,
        f.Collected,
        f.ParcelDoubted,
        f.CertificateTakenAway,  # the certificate's own notice tells its holder
        f.CertificateGivenBack,
        f.CertificateSetAside,
        f.VoidProposed,
        f.VoidTakenBack,
    ),
    *(f.StepReassigned, f.LinkRenewed, f.BranchAdded, f.BranchWithdrawn, f.BranchReturned),
    *(f.HearingRequested, f.HearingHeld, f.SurveyRecorded, f.FeePaid),
    *(f.CardGiven, f.CardAnswered, f.CardWithdrawn, f.CardFollowedUp),
}
"""The office's own affairs, what the applicant did, and where the applicant was present."""

Make = Callable[[Any], c.Command]


def history() -> History:
    world, of = law_world()
    return History(of, world=world).in_review()


def open_review(of: Any) -> c.Command:
    return c.OpenProcedure("o", cases.officer(of), "expert_review", "", "2026-03-20", NOTE)


def close_review(of: Any) -> c.Command:
    return c.CloseProcedure("x", cases.officer(of), PROCEDURE, NOTE)


PROCEDURE = "expert_review-3"
AGAIN = {"procedure": "expert_review", "on": "2026-03-20"}
TOLD: dict[str, tuple[tuple[Make, ...], dict[str, str]]] = {
    "procedure_opened": ((open_review,), {"procedure": "expert_review", "on": "2026-03-20"}),
    "procedure_opened_again": (
        reopened := (open_review, close_review, lambda of: replace(open_review(of), id="o2")),
        AGAIN,
    ),
    "procedure_prolonged_again": (
        (*reopened, lambda of: c.ProlongProcedure("p", cases.officer(of), "expert_review-5", "2026-03-27", NOTE)),
        {**AGAIN, "on": "2026-03-27"},
    ),
    "procedure_prolonged": (
        (open_review, lambda of: c.ProlongProcedure("p", cases.officer(of), PROCEDURE, "2026-03-27", NOTE)),
        {"procedure": "expert_review", "on": "2026-03-27"},
    ),
    "procedure_closed": (
        (open_review, lambda of: c.CloseProcedure("p", cases.officer(of), PROCEDURE, NOTE)),
        {"procedure": "expert_review", "on": "2026-03-20"},
    ),
    "hearing_right": ((lambda of: c.OfferHearing("h", cases.officer(of), NOTE),), {}),
    "hearing_notice": (
        (lambda of: c.CallHearing("h", cases.officer(of), "2026-03-20", "s-chair", NOTE),),
        {"on": "2026-03-20"},
    ),
    "survey_assigned": (
        (lambda of: c.AssignSurvey("s", cases.officer(of), "", ("s-1", "s-2"), "2026-03-06"),),
        {"on": "2026-03-06"},
    ),
    "fee_notice": (
        (lambda of: c.NotifyFee("f", cases.officer(of), 0, 3, "2026-03-13", NOTE),),
        {"fen": "3000", "on": "2026-03-13"},
    ),
    "extended": (
        (lambda of: c.ExtendLimit("e", director(of), 10, NOTE),),
        {"amount": "10", "limit_unit": "working_days"},
    ),
    "forwarded": (
        (lambda of: c.Forward("w", cases.officer(of), "province", NOTE),),
        {"to": "湖北省自然资源厅"},
    ),
    "terminated": ((lambda of: c.Terminate("t", cases.officer(of), "applicant_gone", NOTE),), {}),
    "voided": (
        (lambda of: c.ProposeVoid("v", cases.officer(of), NOTE), lambda _: c.ConfirmVoid("w", supervisor())),
        {},
    ),
    "amended": ((lambda of: c.Amend("m", cases.officer(of), "form", "", cases.FORM, NOTE),), {}),
    "correction_requested": ((lambda of: cases.correction("k", of),), {"count": "1"}),
}


@pytest.mark.parametrize("template", TOLD)
def test_each_is_told_in_one_message(template: str) -> None:
    kept = history()
    commands, params = TOLD[template]
    if template == "forwarded":
        kept.then(*reviewed(kept.of))
    assert told(kept.then(*(make(kept.of) for make in commands))) == (template, params)


@pytest.mark.parametrize(
    "command",
    [
        lambda of: c.ProposeVoid("v", cases.officer(of), NOTE),
        lambda _: c.GiveCard("g", supervisor(), "yellow", "", NOTE),
        lambda _: c.AllowCorrection("l", supervisor(), NOTE),
    ],
)
def test_the_offices_own_affairs_are_told_to_nobody(command: Make) -> None:
    kept = history()
    assert kept.then(command(kept.of)) == []


def test_every_kind_of_fact_is_either_told_or_silent_on_purpose() -> None:
    speaking = {kind for kind, _ in _LAST_WORD_FIRST}
    assert speaking | SILENT == {**APPLICATION, **REVIEW, **ENDING, **DELIVERY, **SUPERVISION}.keys()
    assert not speaking & SILENT


def brought(kept: History, days: int) -> list[tuple[str, dict[str, str]]]:
    """What time alone tells until so many days later."""
    before = len(kept.world.log.read(MATTER))
    kept.now = TUESDAY + timedelta(days=days)
    with suppress(RefusedError):
        kept.then(c.GiveCard("late", supervisor(), "yellow", "", NOTE))
    commits = read_chain(kept.world.log.read(MATTER))
    states = [fold(MATTER, commits[:seq], kept.of) for seq in range(before + 1, len(commits) + 1)]
    messages = (applicant_messages(commits[case.seq - 1], case, kept.of) for case in states)
    return [told(list(one)) for one in messages if one]


def test_two_reminders_and_the_lapse_are_told() -> None:
    kept = history()
    kept.then(cases.correction("k", kept.of))
    kept.then(c.ServeDocument("s", cases.officer(kept.of), "correction_notice-3", "phone", kept_stamp(kept), NOTE))
    days = kept.of.rules["reminders_before"]
    reminders = [("correction_reminded", {"days": str(amount)}) for amount in days]
    assert brought(kept, 15) == [*reminders, ("lapsed", {})]


def kept_stamp(kept: History) -> str:
    return read_chain(kept.world.log.read(MATTER))[-1].recorded_at


def test_a_procedure_that_overran_is_told() -> None:
    kept = history()
    kept.then(open_review(kept.of))
    assert ("procedure_overran", {"procedure": "expert_review", "on": "2026-03-20"}) in brought(kept, 20)


def test_a_child_of_a_batch_is_told_nothing_itself() -> None:
    kept = history()
    commits = read_chain(kept.world.log.read(MATTER))
    case = fold(MATTER, commits, kept.of)
    child = replace(case, received=replace(case.application, parent="b-BATCH"))
    assert applicant_messages(commits[-1], case, kept.of)
    assert applicant_messages(commits[-1], child, kept.of) == ()


def test_the_words_name_procedure_money_and_limit() -> None:
    outside = Outside()
    kept = history()
    outside.world = kept.world
    outside.give_number()
    commands = (TOLD["extended"][0][0], TOLD["fee_notice"][0][0])
    for make in commands:
        kept.then(make(kept.of))
        outside.tell(len(kept.world.log.read(MATTER)), TUESDAY)
    extended, fee = outside.texts()
    assert "办理期限延长10个工作日" in extended
    assert "请在3月13日前到窗口缴30元" in fee
