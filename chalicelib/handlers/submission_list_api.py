"""The applicant's cases in the JSON API: apart from what one may do with a case, so that a list starts without it."""

from chalicelib import wiring
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.list_my_cases import list_my_cases as list_cases


def list_my_cases(request: Request) -> Reply:
    found = visitor.citizen(request)
    listed = list_cases(
        found.subject,
        request.query.get("after", ""),
        request.query.get("before", ""),
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
    )
    shown = ("item", "variant", "status", "phase", "outcome", "received_at", "changed_at", "due_at")
    cases = [{"reference": case.reference, **{name: case.row[name] for name in shown}} for case in listed.matters]
    return json_reply({"cases": cases, "beyond": listed.beyond})
