"""Submitting: one case however often, only a whole application, only one's own draft, only while the item is open."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.commit import read_commit
from chalicelib.domain.facts import Received
from chalicelib.domain.reference import case_matter, derive
from chalicelib.ports import StaleError
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.drafts import (
    BadDraftIdError,
    ItemOfflineError,
    SubmittedDraftError,
    UnknownDraftError,
    keep_pages,
    save_draft,
)
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.offered import ItemSuspendedError
from tests import cases
from tests.applying import ACCOUNT, DRAFT, FIELDS, ID, Home, closed_edition, someone_else
from tests.sample import TUESDAY


@pytest.fixture
def home() -> Home:
    ready = Home()
    ready.complete()
    return ready


def first_fact(home: Home, reference: str) -> Received:
    body = home.world.log.get(case_matter(reference), 1)
    assert body is not None
    received = read_commit(body).facts[0]
    assert isinstance(received, Received)
    return received


def test_a_whole_application_becomes_a_case_with_its_form_and_papers_sealed(home: Home) -> None:
    reference = home.submit()
    file, dossiers = home.file(reference), home.world.dossiers
    assert file.case.status == "received"
    received = first_fact(home, reference)
    form = dossiers.get(case_matter(reference), received.form.part)
    papers = dossiers.get(case_matter(reference), received.papers.part)
    assert form is not None
    assert papers is not None
    assert (form.seal(), papers.seal()) == (received.form, received.papers)
    assert form.content["applicant"]["id_number"] == ID
    assert form.content["answers"]["subject"] == "语文"
    assert papers.content["papers"]["id-card"] == [{"sha256": "u-0", "content_type": "image/jpeg", "size": 9}]


def test_the_log_holds_nothing_of_the_person(home: Home) -> None:
    home.submit()
    bodies = b"".join(home.world.log.bodies.values()).decode()
    assert not any(typed in bodies for typed in ("张三", ID, "19900000001", "示例路"))


def test_submitted_again_it_is_the_same_case(home: Home) -> None:
    reference = home.submit()
    home.now = TUESDAY.replace(hour=15)
    assert home.submit() == reference
    assert len(home.world.log.bodies) == 1


def test_sixteen_taps_at_once_make_one_case(home: Home) -> None:
    with ThreadPoolExecutor(16) as pool:
        references = set(pool.map(lambda _: home.submit(), range(16)))
    assert len(references) == 1
    assert len(home.world.log.bodies) == 1


def test_a_crash_before_the_draft_was_marked_makes_no_second_case(home: Home) -> None:
    mark = home.drafts.submitted
    home.drafts.submitted = _crash  # type: ignore[method-assign]
    with pytest.raises(StaleError):
        home.submit()
    home.drafts.submitted = mark  # type: ignore[method-assign]
    home.world.catalogue.publish(closed_edition("suspended"), now="")
    assert home.submit() == home.drafts.drafts[DRAFT].reference
    assert len(home.world.log.bodies) == 1


def test_a_reference_that_is_taken_is_passed_over_and_its_dossier_left_alone(home: Home) -> None:
    taken = case_matter(derive(DRAFT, 0))
    cases.opened(home.world, cases.joint(), TUESDAY, taken)
    assert home.submit() == derive(DRAFT, 1)
    assert not any(matter == taken for matter, _ in home.world.dossiers.parts)


def test_the_case_is_pinned_to_the_edition_of_the_submission(home: Home) -> None:
    newer = closed_edition("published")
    home.world.catalogue.publish(newer, now="")
    assert first_fact(home, home.submit()).edition == newer.digest


def test_the_party_belongs_to_the_account_even_where_another_number_is_to_be_called(home: Home) -> None:
    home.type(phone="19900000777")
    received = first_fact(home, home.submit())
    assert parties_of(ACCOUNT, parties=home.world.parties) == (received.applicant,)


def test_the_same_person_applies_again_as_the_same_party(home: Home) -> None:
    first = first_fact(home, home.submit()).applicant
    home.complete("b" * 26)
    assert first_fact(home, home.submit("b" * 26)).applicant == first


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"id_number": "420101199003070001"}, {"id_number": "resident_id_check_digit"}),
        ({"id_number": "420101209003070008"}, {"id_number": "resident_id_birth_date_future"}),
        ({"answers.subject": "占星"}, {"answers.subject": "not_a_choice"}),
        ({"answers.education": ""}, {"answers.education": "required"}),
        ({"delivery": ""}, {"delivery": "required"}),
        ({"address": ""}, {"address": "required"}),
        ({"delivery": "pickup", "address": ""}, {}),
    ],
)
def test_each_wrong_field_is_named(home: Home, changes: dict[str, str], wrong: dict[str, str]) -> None:
    home.type(**changes)
    if not wrong:
        home.submit()
        return
    with pytest.raises(InvalidApplicationError) as refused:
        home.submit()
    assert refused.value.errors == wrong
    assert not home.world.log.bodies


def test_a_missing_material_is_named(home: Home) -> None:
    home.drafts.detach(DRAFT, "degree", home.drafts.drafts[DRAFT].uploads["degree"][0])
    with pytest.raises(PapersIncompleteError) as refused:
        home.submit()
    assert refused.value.errors == {"pages.degree": "material_missing"}


@pytest.mark.parametrize(("state", "code"), [("waiting", "material_unchecked"), ("refused", "material_refused")])
def test_a_page_that_is_not_accepted_holds_the_application_back(home: Home, state: str, code: str) -> None:
    home.upload("degree", state=state)
    with pytest.raises(PapersIncompleteError) as refused:
        home.submit()
    assert refused.value.errors == {"pages.degree": code}


def test_an_answer_can_make_a_material_required(home: Home) -> None:
    home.type(**{"answers.apply_at": "居住证所在地"})
    with pytest.raises(PapersIncompleteError) as refused:
        home.submit()
    assert refused.value.errors == {"pages.residence-permit": "material_missing"}
    home.upload("residence-permit")
    assert "residence-permit" in first_fact(home, home.submit()).required


def test_what_the_centre_fetches_itself_is_required_of_the_case_but_not_uploaded(home: Home) -> None:
    reference = home.submit()
    assert "conduct" in first_fact(home, reference).required
    part = home.world.dossiers.get(case_matter(reference), f"papers#{DRAFT}")
    assert part is not None
    assert "conduct" not in part.content["papers"]


def test_pages_removed_from_the_page_and_broken_transfers_are_let_go(home: Home) -> None:
    kept = home.drafts.drafts[DRAFT].uploads["degree"][0]
    home.upload("degree", state="waiting", name="orphan")
    posted = {**home.drafts.drafts[DRAFT].uploads, "degree": [kept]}
    keep_pages(ACCOUNT, DRAFT, posted, drafts=home.drafts)
    assert home.drafts.drafts[DRAFT].uploads["degree"] == [kept]
    home.submit()


@pytest.mark.parametrize("status", ["suspended", "cancelled", "delegated"])
def test_an_item_that_closed_meanwhile_takes_no_application(home: Home, status: str) -> None:
    home.world.catalogue.publish(closed_edition(status), now="")
    with pytest.raises(ItemSuspendedError):
        home.submit()
    with pytest.raises(ItemSuspendedError):
        home.begin("c" * 26)


def test_an_item_of_the_window_only_takes_no_draft(home: Home) -> None:
    data = home.world.catalogue.current().data
    item = {**data["items"][cases.INSTANT], "online": False}
    offline = closed_edition("published")
    offline.data["items"][cases.INSTANT] = item
    home.world.catalogue.publish(offline, now="")
    with pytest.raises(ItemOfflineError):
        home.begin("c" * 26)


def test_another_persons_draft_and_case_are_unknown_like_those_that_never_were(home: Home) -> None:
    reference, other = home.submit(), someone_else(home)
    for draft_id in (DRAFT, "z" * 26, "", "../etc"):
        with pytest.raises(UnknownDraftError):
            other.submit(draft_id)
    with pytest.raises(UnknownDraftError):
        other.begin(DRAFT)
    for text in (reference, derive("nobody", 0), "", "c-X"):
        with pytest.raises(UnknownCaseError):
            other.file(text)


def test_a_submitted_draft_cannot_be_changed(home: Home) -> None:
    reference = home.submit()
    with pytest.raises(SubmittedDraftError, match=reference):
        save_draft(ACCOUNT, DRAFT, FIELDS, drafts=home.drafts, now=home.now)


@pytest.mark.parametrize("draft_id", ["", "short", "A" * 26, "a" * 27, "owner:" + "a" * 20])
def test_a_draft_id_is_twenty_six_small_letters_and_digits(home: Home, draft_id: str) -> None:
    with pytest.raises(BadDraftIdError):
        home.begin(draft_id)


def test_a_draft_keeps_what_was_typed_right_or_wrong_within_bounds(home: Home) -> None:
    home.type(name="x" * 5000, id_number="not a number", nested={"a": 1})
    fields = home.drafts.drafts[DRAFT].fields
    assert len(fields["name"]) == 2000
    assert fields["id_number"] == "not a number"
    assert "nested" not in fields
    home.type(**{f"answers.f{number}": "字" * 2000 for number in range(90)})
    kept = json.dumps(home.drafts.drafts[DRAFT].fields, ensure_ascii=False).encode()
    assert 150_000 < len(kept) < 400_000, "the draft is one item of a table"


def test_a_draft_is_forgotten_after_sixty_days(home: Home) -> None:
    home.now = TUESDAY.replace(month=5, day=3)
    with pytest.raises(UnknownDraftError):
        home.submit()


def _crash(draft_id: str, reference: str) -> None:
    raise StaleError(f"{draft_id} {reference}")
