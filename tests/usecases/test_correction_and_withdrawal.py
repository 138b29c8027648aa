"""After the submission: answering a correction notice, withdrawing, the list of one's cases, the query code."""

from typing import Any

import pytest

from chalicelib.domain.commands import RequestCorrection
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.drafts import CorrectionClosedError, correction_draft, correction_draft_id
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.last_applicant import LOOKED_AT, last_applicant
from chalicelib.usecases.list_my_cases import list_my_cases
from chalicelib.usecases.my_case import form_of, papers_of, told_correction
from chalicelib.usecases.project import project
from chalicelib.usecases.query_case import PER_REFERENCE, QueryRefusedError, query_case
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.seal import seal
from chalicelib.usecases.withdraw_case import withdraw_case
from tests import cases
from tests.applying import ACCOUNT, DRAFT, FIELDS, Home, someone_else
from tests.sample import KEY, calendar

NOTICE = {"text": "", "rows": {"degree": "看不清，请重拍"}}


@pytest.fixture
def home() -> Home:
    ready = Home()
    ready.complete()
    return ready


def asked_to_correct(home: Home, *materials: str) -> tuple[str, str]:
    """The reference, and the id of the draft that answers the notice."""
    reference = home.submit()
    matter = case_matter(reference)
    note = seal(matter, "note#n1", NOTICE, dossiers=home.world.dossiers, entropy=home.world.entropy)
    rows = tuple(CorrectionRow(material, 0) for material in materials)
    cases.run(home.world, RequestCorrection("n1", cases.officer(home.item), rows, note), home.now, matter)
    draft_id = correction_draft_id(ACCOUNT, matter, 1)
    begin(home, reference, draft_id)
    return reference, draft_id


def begin(home: Home, reference: str, draft_id: str) -> None:
    world = home.world
    correction_draft(
        draft_id,
        home.account,
        reference,
        drafts=home.drafts,
        log=world.log,
        catalogue=world.catalogue,
        parties=world.parties,
        now=home.now,
    )


def test_only_what_was_asked_for_is_replaced(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "degree")
    before = papers_of(home.file(reference), dossiers=home.world.dossiers)
    home.upload("degree", draft_id, name="better")
    home.supply(reference, draft_id)
    file = home.file(reference)
    after = papers_of(file, dossiers=home.world.dossiers)
    assert file.case.status == "received"
    assert [page["sha256"] for page in after["degree"]] == ["better"]
    assert {code: pages for code, pages in after.items() if code != "degree"} == {
        code: pages for code, pages in before.items() if code != "degree"
    }
    assert form_of(file, dossiers=home.world.dossiers)["applicant"]["name"] == "张三"


def test_the_notice_is_told_by_material_until_it_is_answered(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "degree")
    told = told_correction(home.file(reference), dossiers=home.world.dossiers)
    assert told is not None
    assert told.rows == {"degree": "看不清，请重拍"}
    home.upload("degree", draft_id)
    home.supply(reference, draft_id)
    assert told_correction(home.file(reference), dossiers=home.world.dossiers) is None


def test_supplied_again_it_is_the_same_answer(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "degree")
    home.upload("degree", draft_id)
    first = home.supply(reference, draft_id)
    again = home.supply(reference, draft_id)
    assert again.repeated
    assert again.commit == first.commit


def test_what_was_asked_for_must_come(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "degree", "mandarin")
    home.upload("degree", draft_id)
    with pytest.raises(PapersIncompleteError) as refused:
        home.supply(reference, draft_id)
    assert refused.value.errors == {"pages.mandarin": "material_missing"}


def test_a_corrected_form_is_checked_and_may_need_another_paper(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "form")
    home.type(draft_id, name="")
    with pytest.raises(InvalidApplicationError):
        home.supply(reference, draft_id)
    home.type(draft_id, **{"answers.apply_at": "居住证所在地"})
    with pytest.raises(PapersIncompleteError) as refused:
        home.supply(reference, draft_id)
    assert refused.value.errors == {"pages.residence-permit": "material_missing"}
    home.upload("residence-permit", draft_id)
    home.supply(reference, draft_id)
    file = home.file(reference)
    assert form_of(file, dossiers=home.world.dossiers)["answers"]["apply_at"] == "居住证所在地"
    assert "residence-permit" in papers_of(file, dossiers=home.world.dossiers)


def test_nothing_is_corrected_that_was_not_asked_for(home: Home) -> None:
    reference = home.submit()
    with pytest.raises(CorrectionClosedError):
        begin(home, reference, "d" * 26)
    with pytest.raises(CorrectionClosedError):
        home.supply(reference, DRAFT)


def test_another_account_can_neither_correct_nor_withdraw(home: Home) -> None:
    reference, draft_id = asked_to_correct(home, "degree")
    other = someone_else(home)
    with pytest.raises(UnknownCaseError):
        begin(other, reference, "d" * 26)
    with pytest.raises(UnknownCaseError):
        other.supply(reference, draft_id)
    with pytest.raises(UnknownCaseError):
        withdraw(other, reference)


def test_a_withdrawal_is_once_and_before_the_decision(home: Home) -> None:
    reference = home.submit()
    assert withdraw(home, reference).case.status == "withdrawn"
    assert withdraw(home, reference).repeated
    with pytest.raises(RefusedError):
        withdraw(home, reference, "another")


def test_the_list_shows_ones_own_change_before_the_view_has_it(home: Home) -> None:
    reference = home.submit()
    assert listed(home).matters == []
    assert [case.reference for case in listed(home, f"{case_matter(reference)}:1").matters] == [reference]
    assert listed(someone_else(home), f"{case_matter(reference)}:1").matters == []


def test_the_list_is_newest_first_and_ignores_a_senseless_overlay(home: Home) -> None:
    first = home.submit()
    home.now = home.now.replace(hour=16)
    home.complete("b" * 26)
    second = home.submit("b" * 26)
    for reference in (first, second):
        _project(home, reference)
    for after in ("", "nonsense", "c-X:1", f"{case_matter(derive('nobody', 0))}:5", f"{case_matter(first)}:²"):
        assert [case.reference for case in listed(home, after).matters] == [second, first]


def test_the_applicants_block_is_offered_the_next_time(home: Home) -> None:
    assert last(home, "person") == {}
    _project(home, home.submit())
    assert last(home, "person")["name"] == FIELDS["name"]
    assert last(home, "person")["address"] == FIELDS["address"]
    assert last(home, "company") == {}


def test_the_block_that_is_offered_is_the_one_of_the_newest_case_whatever_its_reference(home: Home) -> None:
    """Among more cases than are read; every application's name has its number."""
    for number in range(2 * LOOKED_AT):
        home.now = home.now.replace(minute=number)
        draft, name = str(number) * 26, f"{FIELDS['name']}{'一二三四五六'[number]}"
        home.complete(draft)
        home.type(draft, name=name)
        _project(home, home.submit(draft))
        assert last(home, "person")["name"] == name


def test_reference_and_code_show_the_case_to_anyone(home: Home) -> None:
    reference = home.submit()
    code = query_code(case_matter(reference), key=KEY)
    assert asked(home, reference.lower(), code.lower()).case.status == "received"


@pytest.mark.parametrize(
    "wrong", [{"code": "AAAAAA"}, {"code": ""}, {"reference": derive("nobody", 0)}, {"reference": "1"}]
)
def test_a_wrong_code_and_an_unknown_reference_are_not_told_apart(home: Home, wrong: dict[str, str]) -> None:
    reference = home.submit()
    right = {"reference": reference, "code": query_code(case_matter(reference), key=KEY)}
    with pytest.raises(QueryRefusedError):
        asked(home, **{**right, **wrong})


def test_codes_cannot_be_tried_without_end(home: Home) -> None:
    reference = home.submit()
    for turn in range(PER_REFERENCE[0][1]):
        with pytest.raises(QueryRefusedError):
            asked(home, reference, "AAAAAA", f"10.0.0.{turn}")
    with pytest.raises(TooManyRequestsError):
        asked(home, reference, query_code(case_matter(reference), key=KEY), "10.0.1.1")


def withdraw(home: Home, reference: str, command: str = "w1") -> Any:
    world = home.world
    return withdraw_case(
        home.account,
        reference,
        command,
        log=world.log,
        catalogue=world.catalogue,
        calendar=calendar(),
        parties=world.parties,
        now=home.now,
    )


def listed(home: Home, after: str = "") -> Any:
    world = home.world
    return list_my_cases(
        home.account,
        after,
        log=world.log,
        views=world.views,
        catalogue=world.catalogue,
        calendar=calendar(),
        parties=world.parties,
    )


def last(home: Home, kind: str) -> Any:
    world = home.world
    return last_applicant(
        home.account,
        kind,
        log=world.log,
        views=world.views,
        catalogue=world.catalogue,
        dossiers=world.dossiers,
        parties=world.parties,
    )


def asked(home: Home, reference: str, code: str, address: str = "10.0.0.1") -> Any:
    world = home.world
    return query_case(
        reference,
        code,
        address,
        log=world.log,
        catalogue=world.catalogue,
        guards=world.guards,
        key=KEY,
        now=home.now,
    )


def _project(home: Home, reference: str) -> None:
    world = home.world
    project(
        case_matter(reference),
        log=world.log,
        views=world.views,
        catalogue=world.catalogue,
        calendar=calendar(),
        projected=lambda *_: None,
    )
