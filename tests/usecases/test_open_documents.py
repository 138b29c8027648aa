"""Service by first opening: once, for the owner, for what waits; from then on the applicant's own time runs."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.clocks import clock_of, due
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.kinds import SERVED_BY_OPENING
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.open_documents import open_documents
from chalicelib.usecases.request_hearing import may_request_hearing
from tests import cases
from tests.law_world import law_world
from tests.sample import TUESDAY, calendar
from tests.sending import MATTER
from tests.telling import History

NOTE = cases.NOTE


def history(*commands: str) -> History:
    world, of = law_world()
    kept = History(of, world=world)
    kept.received()
    make: dict[str, Any] = {
        "correction": cases.correction("k", of),
        "accept": cases.accept("a", of),
        "hearing": c.OfferHearing("h", cases.officer(of), NOTE),
        "procedure": c.OpenProcedure("o", cases.officer(of), "expert_review", "", "2026-03-20", NOTE),
        "decline": c.Decline("d", cases.officer(of), "banned", "", NOTE),
    }
    kept.then(*(make[name] for name in commands))
    return kept


def file(kept: History) -> CaseFile:
    return read_case(MATTER, log=kept.world.log, catalogue=kept.world.catalogue)


def opened(kept: History, seen: CaseFile | None = None) -> CaseFile:
    ports: Any = {"log": kept.world.log, "catalogue": kept.world.catalogue, "calendar": calendar()}
    return open_documents(seen or file(kept), cases.APPLICANT.id, now=kept.now, **ports)


def served(found: CaseFile) -> list[str]:
    return [one.kind for one in found.case.documents if one.served_how == "opened"]


def test_the_applicants_time_starts_with_the_first_opening() -> None:
    kept = history("correction")
    assert not clock_of(file(kept).case, "applicant", kept.of, calendar())
    kept.now = TUESDAY + timedelta(days=2)
    found = opened(kept)
    clock = due(found.case, kept.of, calendar())
    assert clock is not None
    assert (clock.clock, clock.since) == ("applicant", found.case.recorded_at)


def test_opened_again_writes_nothing() -> None:
    kept = history("correction")
    first = opened(kept)
    kept.now += timedelta(days=1)
    assert opened(kept).case == first.case


def test_what_waits_is_served_together_in_one_commit() -> None:
    kept = history("accept", "hearing", "procedure")
    before = file(kept).case.seq
    found = opened(kept)
    assert (served(found), found.case.seq) == (["hearing_right", "procedure_notice"], before + 1)


def test_a_race_leaves_each_document_served_once() -> None:
    kept = history("accept", "hearing")
    stale = file(kept)
    kept.then(c.OpenProcedure("o", cases.officer(kept.of), "expert_review", "", "2026-03-20", NOTE))
    first = opened(kept)
    assert served(opened(kept, stale)) == served(first)
    assert opened(kept, stale).case.seq == first.case.seq


def test_a_receipt_and_an_acceptance_wait_for_nobody() -> None:
    kept = history("accept")
    assert opened(kept).case == file(kept).case
    assert not {"receipt", "acceptance", "grant"} & SERVED_BY_OPENING


def test_the_hearing_may_be_asked_for_within_five_days_of_being_told() -> None:
    kept = history("accept", "hearing")
    found = opened(kept)
    assert may_request_hearing(found, calendar=calendar(), now=kept.now)
    late = kept.now + timedelta(days=7)  # the fifth day is a Sunday, so it ends with the Monday
    assert not may_request_hearing(found, calendar=calendar(), now=late)
    assert not may_request_hearing(file(history("accept")), calendar=calendar(), now=TUESDAY)


@pytest.mark.parametrize("actor", [cases.staff("s-1", "GHJ:officer"), c.Actor("applicant", "p-stranger")])
def test_nobody_but_the_owner_opens(actor: c.Actor) -> None:
    kept = history("decline")
    with pytest.raises(RefusedError) as refused:
        kept.then(c.OpenDocuments("x", actor, ("declined-2",)))
    assert refused.value.code == "not_your_case"


@pytest.mark.parametrize(
    ("documents", "code"), [((), "document_unknown"), (("refusal-9",), "document_unknown"), (("receipt-1",), "")]
)
def test_only_documents_of_the_case_that_wait(documents: tuple[str, ...], code: str) -> None:
    kept = history()
    if not code:
        kept.then(c.OpenDocuments("first", cases.APPLICANT, documents))
        code = "document_served"
    with pytest.raises(RefusedError) as refused:
        kept.then(c.OpenDocuments("again", cases.APPLICANT, documents))
    assert refused.value.code == code
