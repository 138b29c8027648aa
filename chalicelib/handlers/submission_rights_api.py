"""What the law lets an applicant ask: why a date is what it is, and a hearing. Staff of the case ask the first too."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.clocks import clocks
from chalicelib.domain.due import Due
from chalicelib.domain.explanation import Explanation, explain
from chalicelib.domain.lights import light
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.readable_case import readable_case
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.submission_api import shown_case
from chalicelib.handlers.submission_cases import opened
from chalicelib.handlers.submission_rights_operations import OPEN_DOCUMENTS, REQUEST_HEARING
from chalicelib.handlers.visitor import citizen
from chalicelib.pages import clock_words
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.request_hearing import request_hearing as ask


def explain_clock(request: Request) -> Reply:
    """Every running clock of the case, each with its sum. Raises UnknownCaseError."""
    file = readable_case(request)
    running = clocks(file.case, file.definition, wiring.calendar())
    return json_reply({"reference": reference_of(file.case.matter), "clocks": [_clock(file, one) for one in running]})


def request_hearing(request: Request) -> Reply:
    """Raises BadRequestError (idempotency_key_missing), UnknownCaseError, RefusedError."""
    found = citizen(request)
    json_body(request, REQUEST_HEARING)
    ask(
        found.subject,
        request.params["reference"],
        idempotency_key(request),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return json_reply(shown_case(readable_case(request)))


def open_documents(request: Request) -> Reply:
    """Opened already, it answers the same. Raises UnknownCaseError."""
    found = citizen(request)
    json_body(request, OPEN_DOCUMENTS)
    return json_reply(shown_case(opened(found.subject, readable_case(request))))


def _clock(file: CaseFile, due: Due) -> Mapping[str, Any]:
    seen = explain(file.case, due, file.definition, wiring.calendar(), wiring.now())
    facts = due.explanation
    return {
        "clock": due.clock,
        "subject": due.subject,
        "since": due.since,
        "limit": {"amount": int(facts["amount"]), "unit": facts["unit"]},
        "article": facts["article"],
        "at": due.at,
        "on": seen.on.isoformat(),
        "provisional": due.provisional,
        "calendar": facts["version"],
        "light": light(seen, file.definition.rules["lights"], wiring.now()),
        **_sum(seen),
        "explanation": clock_words.whole(seen),
    }


def _sum(seen: Explanation) -> Mapping[str, Any]:
    return {
        "unit": seen.unit,
        "used": seen.used,
        "left": seen.left,
        "stopped": [{"kind": stop.kind, "article": stop.article, "days": stop.days} for stop in seen.stopped],
        "standing": seen.standing.id if seen.standing else "",
    }
