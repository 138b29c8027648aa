"""What the form's answers take out of the flow is a fact of the case, at submission, at the window and after a correction; and
papers asked for after acceptance are supplied like any others."""

from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Accept, RequestCorrection
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.conclude import Acceptance
from chalicelib.usecases.drafts import correction_draft, correction_draft_id
from tests import cases
from tests.applying import ACCOUNT, Home
from tests.sample import INSTANT, World, edition
from tests.walk_ins import ORIGINALS, received, walk_in

ELSEWHERE = "居住证所在地"
FLOW = {
    "name": "有条件的流程",
    "steps": [
        {"id": "handle", "kind": "step", "name": "承办", "post": "officer"},
        {
            "id": "residence",
            "kind": "step",
            "name": "核对居住",
            "post": "chief",
            "when": {"field": "apply_at", "equals": ELSEWHERE},
        },
    ],
}


def conditional() -> World:
    """A world whose instant item asks one step more of who applies where they live."""
    world, data = World(), edition().data
    promised = {"amount": 10, "unit": "working_days"}
    changed = {"flow": FLOW, "promised_limit": promised, "correction_after_acceptance": True}
    item = {**data["items"][INSTANT], **changed}
    item["variants"] = [{"code": own["code"], "name": own["name"]} for own in item["variants"]]
    world.catalogue.publish(Edition("conditional", {**data, "items": {**data["items"], INSTANT: item}}), now="")
    return world


def home() -> Home:
    ready = Home(conditional())
    ready.item = ready.world.catalogue.current().definition(INSTANT, f"{INSTANT}-1")
    ready.complete()
    return ready


def ask_to_correct(at: Home, reference: str, *rows: str) -> str:
    """The draft of the answer."""
    matter = case_matter(reference)
    asked = tuple(CorrectionRow(row, 0) for row in rows)
    cases.run(at.world, RequestCorrection("n", cases.officer(at.item), asked, cases.NOTE), at.now, matter)
    draft = correction_draft_id(ACCOUNT, matter, 1)
    ports: Any = {name: getattr(at.world, name) for name in ("log", "catalogue", "parties")}
    correction_draft(draft, ACCOUNT, reference, drafts=at.drafts, now=at.now, **ports)
    return draft


def test_what_the_answers_do_not_need_is_skipped_when_applying_online() -> None:
    at = home()
    case = at.file(at.submit()).case
    assert case.skipped == ("residence",)
    assert [step.id for step in case.flow(at.item).steps()] == ["handle"]


def test_and_at_the_window() -> None:
    accept = Acceptance("accept", "")
    assert received(conditional(), walk_in(intent=accept)).case.skipped == ("residence",)
    elsewhere = walk_in(intent=accept, originals=(*ORIGINALS, "residence-permit"), **{"answers.apply_at": ELSEWHERE})
    assert received(conditional(), elsewhere).case.skipped == ()


def test_a_corrected_form_brings_the_step_back() -> None:
    at = home()
    reference = at.submit()
    draft = ask_to_correct(at, reference, "form")
    at.type(draft, **{"answers.apply_at": ELSEWHERE})
    at.upload("residence-permit", draft)
    at.supply(reference, draft)
    case = at.file(reference).case
    assert (case.skipped, case.status) == ((), "received")


def test_papers_asked_for_after_acceptance_are_supplied_and_the_review_goes_on() -> None:
    at = home()
    reference = at.submit()
    accept = Accept("a", cases.officer(at.item), "accept", cases.NOTE)
    cases.run(at.world, accept, at.now, case_matter(reference))
    draft = ask_to_correct(at, reference, "degree")
    assert at.file(reference).case.phase == "supplementing"
    at.upload("degree", draft, name="better")
    at.supply(reference, draft)
    case = at.file(reference).case
    assert (case.phase, case.skipped, sorted(case.opened)) == ("in_review", ("residence",), ["handle"])
    assert at.supply(reference, draft).repeated
