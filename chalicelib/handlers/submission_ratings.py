"""Rating a case that is over: from one's own page of it, from the SMS, or with the query code of the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.inquiry import LEVELS, OPENINGS
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show
from chalicelib.pages import inquiry_view
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of
from chalicelib.usecases.inquiry_file import UnknownInquiryError
from chalicelib.usecases.my_case import acting_party, read_my_case
from chalicelib.usecases.my_inquiries import read_my_inquiry, words_in
from chalicelib.usecases.query_case import QueryRefusedError, query_case
from chalicelib.usecases.rate_case import may_rate, rate_case
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]


@dataclass(frozen=True)
class _Rated:
    """A case that this visitor may rate, and as whom."""

    file: CaseFile
    party: str
    code: str


def rate_form(request: Request) -> Reply:
    """Raises UnknownCaseError for what is no reference, TooManyRequestsError."""
    found = visitor.session(request, "citizen")
    code = request.query.get("code", "").strip()
    try:
        rated = _rated(request, found, code)
    except QueryRefusedError as error:
        return _code_page(request, code, error.code, status=status_of(error.code))
    if rated is None:
        return _code_page(request, "", "", status=200)
    return _page(request, found, rated, {}, {}, done=request.query.get("done", ""))


def rate(request: Request) -> Reply:
    """Raises UnknownCaseError for what is no reference, TooManyRequestsError."""
    found = visitor.session(request, "citizen")
    if found is None:
        visitor.same_origin(request)
    code = request.field("code")
    try:
        rated = _rated(request, found, code)
    except QueryRefusedError as error:
        return _code_page(request, code, error.code, status=status_of(error.code))
    if rated is None:
        return _code_page(request, "", "required", status=422)
    typed = {name: request.field(name) for name in ("level", "text")}
    try:
        _rate(rated, typed, posted_command(request))
    except RefusedError as error:
        field = "text" if error.code == "words_too_long" else "level"
        told = {"code": "required" if error.code == "rating_unknown" else error.code, **error.about}
        return _page(request, found, rated, typed, {field: told}, status=status_of(error.code))
    again = f"&code={rated.code}" if rated.code else ""
    return see_other(f"{request.path}?done=rated{again}")


def rating(request: Request) -> Reply:
    """One's own rating and what came of it. Raises UnknownInquiryError."""
    found = visitor.citizen(request)
    file = read_my_inquiry(
        found.subject,
        MatterKind.RATING,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    opened = inquiry.opened
    if not isinstance(opened, OPENINGS) or not hasattr(opened, "level"):
        raise UnknownInquiryError(inquiry.matter)
    return show(
        "hall/rating.html",
        id=reference_of(inquiry.matter),
        reference=shown(reference_of(inquiry.matter)),
        about=inquiry_view.about(inquiry.item, edition),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        level=text(f"inquiry.level.{opened.level}"),
        mark=inquiry_view.mark(inquiry.kind, inquiry.status),
        due=inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        events=inquiry_view.events(inquiry, words_in(inquiry, dossiers=wiring.dossiers())),
        after=f"{inquiry.matter}:{inquiry.seq}",
    )


def _rated(request: Request, found: Session | None, code: str) -> _Rated | None:
    """The case as its applicant's or agent's own, else by its query code; None where it is neither, and no code was given.

    Raises UnknownCaseError, QueryRefusedError, TooManyRequestsError.
    """
    reference = reference_of(case_of(request.params["reference"]))
    ports: dict[str, Any] = {"log": wiring.log(), "catalogue": wiring.catalogue()}
    if found:
        try:
            file = read_my_case(found.subject, reference, parties=wiring.parties(), **ports)
        except UnknownCaseError:
            pass
        else:
            return _Rated(file, acting_party(found.subject, file, parties=wiring.parties()), "")
    if not code:
        return None
    file = query_case(
        reference,
        code,
        request.address,
        guards=wiring.guards(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
        **ports,
    )
    return _Rated(file, file.case.application.applicant, code)


def _rate(rated: _Rated, typed: Mapping[str, str], command: str) -> None:
    level = next((level for level in LEVELS if typed["level"] == str(level)), 0)
    rate_case(
        rated.file,
        rated.party,
        level,
        typed["text"],
        command,
        edition=wiring.edition(),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )


def _page(
    request: Request,
    found: Session | None,
    rated: _Rated,
    values: Mapping[str, str],
    errors: Mapping[str, object],
    *,
    done: str = "",
    status: int = 200,
) -> Reply:
    file = rated.file
    return show(
        "hall/rate.html",
        status=status,
        csrf=found.form_token if found else "",
        flash={"kind": "done", "text": text("inquiry.rated")} if done == "rated" else None,
        item=file.definition.name,
        unit=inquiry_view.unit_name(file.definition.unit, wiring.pinned_edition(file.definition.edition)),
        reference=shown(reference_of(file.case.matter)),
        telephone=file.definition.data["telephone"],
        action=request.path,
        code=rated.code,
        possible=may_rate(file, log=wiring.log()) or bool(errors),
        days=inquiry_rules(wiring.edition())["limits"]["rating_verify"]["amount"],
        levels={str(level): text(f"inquiry.level.{level}") for level in LEVELS},
        values=values,
        errors=errors,
        command=wiring.entropy().token(),
    )


def _code_page(request: Request, code: str, error: str, *, status: int) -> Reply:
    return show(
        "hall/rate_code.html",
        status=status,
        action=request.path,
        reference=shown(reference_of(case_of(request.params["reference"]))),
        code=code,
        errors={"code": error} if error else {},
    )
