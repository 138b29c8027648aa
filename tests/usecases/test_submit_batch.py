"""A batch from its draft to its cases: nothing is written until all is right, and everything exactly once."""

from dataclasses import replace

import pytest

from chalicelib.domain.batch import opening_command
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import MAX_BYTES
from chalicelib.domain.reference import MatterKind, batch_matter, kind_of
from chalicelib.usecases.batch_cases import list_children, read_child
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.drafts import UnknownDraftError
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.own_reference import candidates
from chalicelib.usecases.project import project
from chalicelib.usecases.submit_batch import NoRowsError, RowsIncompleteError
from tests.batches import DRAFT, PHOTO, SHARED, Garage, plate, results_csv, vehicle, vehicles_csv
from tests.sample import calendar


def test_a_batch_is_one_commit_and_its_rows_become_cases() -> None:
    garage = Garage()
    matter = garage.received(3)
    file = garage.file(matter)
    assert (kind_of(matter), file.batch.seq, file.batch.received.rows) == (MatterKind.BATCH, 1, 3)
    for row in (1, 2, 3):
        case = read_child(file, row, log=garage.world.log)
        assert case is not None
        received = case.application
        assert (received.parent, received.applicant) == (matter, file.batch.received.applicant)
        assert received.effective_at == file.batch.received.effective_at
        form = garage.world.dossiers.get(case.matter, received.form.part)
        papers = garage.world.dossiers.get(case.matter, received.papers.part)
        assert form is not None
        assert papers is not None
        assert form.content["answers"]["plate"] == plate(row)
        assert form.content["answers"]["inspection_result"] == "合格"
        assert set(papers.content["papers"]) == {PHOTO, *SHARED}
        assert papers.content["papers"][PHOTO][0]["sha256"] == f"u{row}"


def test_sent_again_or_opened_again_nothing_is_doubled() -> None:
    garage = Garage()
    garage.prepare(3)
    reference = garage.submit()
    draft = garage.drafts.drafts[DRAFT]
    garage.drafts.drafts[DRAFT] = replace(draft, reference="")
    assert garage.submit() == reference, "the log knows what the draft became"
    matter = batch_matter(reference)
    garage.open(matter)
    before = dict(garage.world.log.bodies)
    garage.open(matter)
    assert garage.world.log.bodies == before


def test_two_hundred_rows_fit_into_the_log_and_the_dossier() -> None:
    garage = Garage()
    garage.begin()
    numbers = range(1, 201)
    garage.put("rows", vehicles_csv(*(vehicle(number) for number in numbers)))
    garage.put("results", results_csv(*numbers))
    for number in numbers:
        garage.page(f"photo:{PHOTO}:{plate(number)}", f"u{number}")
    for material in SHARED:
        garage.page(material, material)
    matter = batch_matter(garage.submit())
    (body,) = garage.world.log.read(matter)
    assert len(body) < MAX_BYTES
    part = garage.world.dossiers.get(matter, garage.file(matter).batch.received.table.part)
    assert part is not None
    assert len(str(part.content)) < 200


@pytest.mark.parametrize("missing", ["photo", "photo_unchecked", "photo_refused", "photo_lost", "result", "cell"])
def test_nothing_is_written_while_a_row_is_wrong_unless_the_person_leaves_it_out(missing: str) -> None:
    garage = Garage()
    garage.begin()
    wrong = vehicle(2, seats="许多") if missing == "cell" else vehicle(2)
    garage.put("rows", vehicles_csv(vehicle(1), wrong))
    garage.put("results", results_csv(*([1] if missing == "result" else [1, 2])))
    garage.photo(1)
    if missing != "photo":
        garage.photo(2, state={"photo_unchecked": "waiting", "photo_refused": "refused"}.get(missing, "accepted"))
    if missing == "photo_lost":
        del garage.uploads.uploads["u2"]
    for material in SHARED:
        garage.page(material, material)
    with pytest.raises(RowsIncompleteError) as refused:
        garage.submit()
    named = {"result": "inspection", "cell": "seats"}.get(missing, PHOTO)
    assert list(refused.value.errors) == [f"rows.3.{named}"]
    assert garage.world.log.bodies == {}
    matter = batch_matter(garage.submit("complete"))
    assert garage.file(matter).batch.received.rows == 1


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_a_photo_that_a_row_does_not_need_goes_along_only_when_it_is_accepted(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    garage = Garage()
    garage.prepare(1)
    garage.page(f"photo:{PHOTO}:{plate(1)}", "second", state=state)
    monkeypatch.setattr(Definition, "required_materials", lambda *_: ())
    with pytest.raises(RowsIncompleteError) as refused:
        garage.submit()
    assert list(refused.value.errors) == [f"rows.2.{PHOTO}"]


def test_a_draft_is_not_submitted_without_applicant_shared_papers_or_rows() -> None:
    garage = Garage()
    garage.begin(uscc="")
    garage.put("rows", vehicles_csv(vehicle(1)))
    with pytest.raises(InvalidApplicationError) as nobody:
        garage.submit()
    assert "uscc" in nobody.value.errors
    other = Garage()
    other.begin()
    with pytest.raises(NoRowsError):
        other.submit("complete")
    other.put("rows", vehicles_csv(vehicle(1)))
    other.put("results", results_csv(1))
    other.photo(1)
    with pytest.raises(PapersIncompleteError) as papers:
        other.submit()
    assert set(papers.value.errors) == {f"pages.{material}" for material in SHARED}


def test_another_account_finds_no_draft() -> None:
    garage = Garage()
    garage.prepare(1)
    garage.account = "phone:somebody-else"
    with pytest.raises(UnknownDraftError):
        garage.submit()


def test_a_row_whose_reference_is_taken_gets_another() -> None:
    garage = Garage()
    garage.prepare(2)
    matter = batch_matter(garage.submit())
    taken, free, *_ = candidates(MatterKind.CASE, opening_command(matter, 1))
    garage.world.log.append(taken, 1, garage.world.log.get(matter, 1) or b"")
    garage.open(matter)
    case = read_child(garage.file(matter), 1, log=garage.world.log)
    assert case is not None
    assert case.matter == free


def test_the_views_have_one_line_for_the_officers_and_one_for_the_applicant() -> None:
    garage = Garage()
    matter = garage.received(3)
    world = garage.world

    def ignore(*_: object) -> None: ...

    for known in world.log.matters():
        project(
            known, log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), projected=ignore
        )
    party = garage.file(matter).batch.received.applicant
    assert [row["matter"] for _, row in world.views.query("JTJ:officer")] == [matter]
    assert world.views.query(party) == []
    assert [(row["matter"], row["rows"]) for _, row in world.views.query(f"{party}#batches")] == [(matter, 3)]
    children = list_children(garage.file(matter), views=world.views)
    assert [(child.row, child.summary["status"]) for child in children] == [
        (1, "received"),
        (2, "received"),
        (3, "received"),
    ]
