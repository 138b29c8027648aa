"""The pages of an application for every published variant: form, papers, confirmation, drawn by the handlers in process."""

from collections.abc import Iterator

import pytest

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.times import stamp
from chalicelib.handlers.request import Reply
from chalicelib.handlers.submission_pages import confirm_page, form_page, kind_page, materials_page
from chalicelib.ports import Draft
from chalicelib.usecases.check_application import check_application
from chalicelib.usecases.sessions import Session
from tests.filled import answers, fields
from tests.running_site import running_site, signed_in
from tests.sample import definitions_by_unit


@pytest.fixture(scope="module")
def applicant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with running_site(tmp_path_factory.mktemp("applications")):
        yield signed_in("p-applicant")


def draft_of(of: Definition, applicant: Session) -> Draft:
    return Draft(
        id="a" * 26,
        owner=applicant.subject,
        item=of.item,
        variant=of.variant,
        edition=of.edition,
        matter="",
        fields=fields(of),
        uploads={},
        reference="",
        saved_at=stamp(wiring.now()),
        expires_at=0,
    )


def html(reply: Reply, of: Definition) -> str:
    assert reply.status == 200, of.variant
    page = reply.body.decode()
    assert of.name in page, of.variant
    return page


@pytest.mark.parametrize("unit", definitions_by_unit())
def test_it_asks_for_what_its_form_and_papers_are(unit: str, applicant: Session) -> None:
    edition = wiring.edition()
    for known in definitions_by_unit()[unit]:
        of = edition.definition(known.item, known.variant)
        draft = draft_of(of, applicant)
        html(kind_page(applicant, draft, of), of)
        form = html(form_page(applicant, draft, of, {}), of)
        asked = [field["title"] for field in of.data["form"]["properties"].values()]
        assert [title for title in asked if title not in form] == [], of.variant
        papers = html(materials_page(applicant, draft, of, {}), of)
        needed = [one.name for one in of.required_materials(answers(of))]
        assert [name for name in needed if name not in papers] == [], of.variant
        checked = check_application(draft.fields, of, edition.data["applicants"], today=wiring.now().date())
        confirmed = html(confirm_page(applicant, draft, of, checked), of)
        assert str(of.data["variant_name"]) in confirmed, of.variant
