"""The applicant's part of the JSON API: the same use cases as the pages, with a bearer token."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.clocks import due
from chalicelib.domain.decide import step_digest
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.interruption import Interruption
from chalicelib.domain.reference import case_matter, reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.readable_case import read_as_visitor
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.submission_case_told import fee_due
from chalicelib.handlers.submission_cases import opened
from chalicelib.handlers.submission_operations import SAVE_DRAFT, SUBMIT_CASE, SUPPLY_CORRECTION, WITHDRAW_CASE
from chalicelib.handlers.submission_pages import changed_since
from chalicelib.pages.case_timeline import timeline
from chalicelib.pages.case_view import next_sentence, status_mark
from chalicelib.usecases.case_file import CaseFile, opening_commit
from chalicelib.usecases.check_application import ADDRESS, AGENT, ANSWER, DELIVERY, KIND
from chalicelib.usecases.drafts import correction_draft, keep_pages, new_draft, read_draft
from chalicelib.usecases.drafts import save_draft as keep_draft
from chalicelib.usecases.my_case import read_my_case, told_correction
from chalicelib.usecases.open_documents import waiting_documents
from chalicelib.usecases.submit_case import submit_case as submit
from chalicelib.usecases.supply_correction import supply_correction as supply
from chalicelib.usecases.withdraw_case import withdraw_case as withdraw


def save_draft(request: Request) -> Reply:
    """Creates or replaces the draft of this id, which the client makes.

    Raises InvalidError, UnknownDraftError, UnknownItemError, UnknownCaseError.
    """
    found = visitor.citizen(request)
    body, draft_id = json_body(request, SAVE_DRAFT), request.params["draft"]
    if "case" in body:
        opened(found.subject, _case(body["case"], found.subject))
        correction_draft(
            draft_id,
            found.subject,
            body["case"],
            drafts=wiring.drafts(),
            log=wiring.log(),
            catalogue=wiring.catalogue(),
            parties=wiring.parties(),
            now=wiring.now(),
        )
    else:
        new_draft(
            draft_id,
            found.subject,
            body["item"],
            body["variant"],
            edition=wiring.edition(),
            drafts=wiring.drafts(),
            now=wiring.now(),
        )
    keep_draft(found.subject, draft_id, _fields(body), drafts=wiring.drafts(), now=wiring.now())
    if "uploads" in body:
        keep_pages(found.subject, draft_id, body["uploads"], drafts=wiring.drafts())
    saved = read_draft(found.subject, draft_id, drafts=wiring.drafts())
    told = {"draft": saved.id, "saved_at": saved.saved_at, "uploads": dict(saved.uploads)}
    return json_reply({**told, "changed": [] if saved.matter else changed_since(saved)})


def submit_case(request: Request) -> Reply:
    """Raises UnknownDraftError, ItemSuspendedError, InvalidApplicationError, PapersIncompleteError."""
    found = visitor.citizen(request)
    reference = submit(
        found.subject,
        found.data["phone"],
        json_body(request, SUBMIT_CASE)["draft"],
        edition=wiring.edition(),
        calendar=wiring.calendar(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )
    opening = opening_commit(case_matter(reference), log=wiring.log())
    told = {"reference": reference, "seq": opening.seq, "hash": opening.hash}
    return json_reply(told, status=201, headers={"Location": f"/api/cases/{reference}"})


def get_case(request: Request) -> Reply:
    """Staff read a case of their posts, with what waits for the applicant and what they need to decide its steps. Raises
    UnknownCaseError."""
    found = read_as_visitor(request)
    file = found.file
    if found.own:
        return json_reply(shown_case(file))
    shown = {step: step_digest(file.case, file.definition, step) for step in sorted(file.case.opened)}
    return json_reply({**shown_case(file), **_asked(file), "shown": shown})


def withdraw_case(request: Request) -> Reply:
    """Raises BadRequestError (idempotency_key_missing), UnknownCaseError, RefusedError."""
    found = visitor.citizen(request)
    json_body(request, WITHDRAW_CASE)
    withdraw(
        found.subject,
        request.params["reference"],
        idempotency_key(request),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return json_reply(shown_case(_file(request, found.subject)))


def supply_correction(request: Request) -> Reply:
    """Raises UnknownCaseError, UnknownDraftError, CorrectionClosedError, PapersIncompleteError, RefusedError."""
    found = visitor.citizen(request)
    supply(
        found.subject,
        request.params["reference"],
        json_body(request, SUPPLY_CORRECTION)["draft"],
        calendar=wiring.calendar(),
        catalogue=wiring.catalogue(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )
    return json_reply(shown_case(_file(request, found.subject)))


def _file(request: Request, account: str) -> CaseFile:
    return _case(request.params["reference"], account)


def _case(reference: str, account: str) -> CaseFile:
    return read_my_case(
        account,
        reference,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )


def shown_case(file: CaseFile) -> Mapping[str, Any]:
    """The case as its applicant reads it: what a notice asks is told once that was opened, which is an act of its own."""
    case = file.case
    clock = due(case, file.definition, wiring.calendar())
    waiting = waiting_documents(file)
    asked = {"correction_notice": "correction", "fee_notice": "fee"}
    unopened = {asked[one.kind] for one in waiting if one.kind in asked}
    return {
        "reference": reference_of(case.matter),
        "item": case.application.item,
        "variant": case.application.variant,
        "status": case.status,
        "phase": case.phase,
        "outcome": case.outcome,
        "mark": status_mark(case.phase, case.outcome)["text"],
        "next": next_sentence(case),
        "received_at": case.application.effective_at,
        "accepted_at": case.accepted_at,
        "concluded_at": case.concluded_at,
        "due": {"clock": clock.clock, "at": clock.at, "provisional": clock.provisional} if clock else None,
        **{name: None if name in unopened else said for name, said in _asked(file).items()},
        "waiting": [one.id for one in waiting],
        "interruptions": [_interruption(one) for one in case.interruptions],
        "documents": [_document(one) for one in case.documents],
        "open_steps": sorted(case.opened),
        "passed_steps": sorted(case.passed()),
        "delivery": case.application.delivery,
        "certificate_number": case.certificate_number,
        "seq": case.seq,
        "hash": case.head,
        "timeline": timeline(case, file.definition, wiring.pinned_edition(file.definition.edition)),
    }


def _asked(file: CaseFile) -> Mapping[str, Any]:
    """What the applicant is to do now."""
    told = told_correction(file, dossiers=wiring.dossiers())
    correction = {"note": told.note, "materials": dict(told.rows)} if told else None
    return {"correction": correction, "fee": fee_due(file)}


def _interruption(one: Interruption) -> Mapping[str, Any]:
    told = ("id", "kind", "step", "since", "planned_end_on", "prolonged", "overran", "ended_at", "article")
    return {name: getattr(one, name) for name in told}


def _document(one: Document) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in ("id", "kind", "at", "served_at", "served_how")}


def _fields(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body under the names that a draft's fields have."""
    answers = {ANSWER + name: value for name, value in body.get("answers", {}).items()}
    plain = {name: body[name] for name in (KIND, DELIVERY, ADDRESS) if name in body}
    agent = {AGENT + name: value for name, value in body.get("agent", {}).items()}
    return {**body.get("applicant", {}), **agent, **answers, **plain}
