"""Bad ratings at the desks of those who call back: verified, put right, told of, called back."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.facts import CaseRated
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.row import Row
from chalicelib.handlers.oversight_inquiry_desk import Desk, Shown, handling, listed, opened, posted
from chalicelib.handlers.request import Reply, Request
from chalicelib.pages import inquiry_view
from chalicelib.texts import text
from chalicelib.usecases.act_on_inquiry import Sealer, in_dossier
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.my_inquiries import words_in

_TOLD = ("unit", "item", "level", "status", "since", "finding", "result", "warned")


def ratings(request: Request) -> Reply:
    return listed(RATINGS, request)


def rating(request: Request) -> Reply:
    return opened(RATINGS, request)


def act(request: Request) -> Reply:
    return posted(RATINGS, request)


def _shown(file: InquiryFile, actor: Actor) -> Shown:
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    rated = inquiry.opened
    return {
        "reference": reference_of(inquiry.matter),
        "about": inquiry_view.about(inquiry.item, edition),
        "level": text(f"inquiry.level.{rated.level}") if isinstance(rated, CaseRated) else "",
        "contact": _contact(inquiry.case),
        **handling(file, actor, words_in(inquiry, dossiers=wiring.dossiers())),
    }


def _contact(matter: str) -> Shown:
    """Whom to call: {"name", "phone"} as the case has them; empty once erased."""
    form = form_of(read_case(matter, log=wiring.log(), catalogue=wiring.catalogue()), dossiers=wiring.dossiers())
    person: Mapping[str, Any] = form.get("applicant", {})
    name = person.get("name") or person.get("company_name") or ""
    return {"name": str(name), "phone": str(person.get("phone", "")).removeprefix("+86")}


def _sealer() -> Sealer:
    return in_dossier(dossiers=wiring.dossiers(), entropy=wiring.entropy())


def _told(row: Row) -> Mapping[str, str | int]:
    return {"reference": reference_of(str(row["matter"])), **{name: row[name] for name in _TOLD}}


RATINGS = Desk(
    MatterKind.RATING,
    ("verify", "rectify", "answer", "call_back"),
    "oversight/ratings.html",
    "oversight/rating.html",
    _sealer,
    lambda _act, _file: {},
    _shown,
    _told,
)
