"""The page of one case at the window: where it stands, what has happened, and what this officer may do now."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain import facts as f
from chalicelib.domain.commit import Commit
from chalicelib.domain.effects.interruption import ATTENDANCES
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import SHANGHAI, instant
from chalicelib.handlers.material_pages import pages_of_case
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff_actor
from chalicelib.pages import act_forms, case_view, correction_view, officer_case_view, officer_events, officer_view
from chalicelib.pages.case_events import day
from chalicelib.pages.notice_view import NoticeLine, notice_line
from chalicelib.pages.officer_events import Known
from chalicelib.texts import error_text, joined, text
from chalicelib.usecases.asked_acts import BY_HAND, CALLS
from chalicelib.usecases.case_notices import notices_of, repeatable, shown_state
from chalicelib.usecases.officer_case import OfficerCase, show_case
from chalicelib.usecases.resend_notice import may_resend
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.supervised_case import card_moves
from chalicelib.usecases.tried_acts import earliest_hearing

LOST_RACE: Final = frozenset({"step_already_decided", "step_not_open", "not_possible_now"})
GOES_ALONG: Final = (
    *(f.CardGiven, f.CardAnswered, f.CardWithdrawn, f.CardFollowedUp),
    *(f.CorrectionReminded, f.DocumentServed, f.NoticeUndelivered, f.CallUnanswered, f.LinkRenewed),
    f.Uncollected,
)
"""What happens beside a case's way and stops nobody."""

LONGEST_TYPED: Final = 6000
Shown = dict[str, Any]


def case_page(held: Session, request: Request, *, done: str = "") -> Reply:
    """The case as it is now, under the news of what was `done`."""
    return _drawn(held, request, _flash_done(done), status=200, typed={})


def case_page_again(held: Session, request: Request, error: Exception) -> Reply:
    """The case as it is now, with why the posted form came to nothing and everything that was typed."""
    code, about = getattr(error, "code", ""), getattr(error, "about", {})
    typed = {name: values[-1][:LONGEST_TYPED] for name, values in request.form.items() if values}
    status = int(getattr(error, "status", 0)) or status_of(code)
    return _drawn(held, request, None, status=status, typed=typed, refused=(code, about))


def _drawn(
    held: Session,
    request: Request,
    flash: Shown | None,
    *,
    status: int,
    typed: Mapping[str, str],
    refused: tuple[str, Mapping[str, Any]] | None = None,
) -> Reply:
    actor = staff_actor(held)
    seen = show_case(
        request.params["reference"],
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    case, definition = seen.file.case, seen.file.definition
    edition = wiring.pinned_edition(definition.edition)
    cards = card_moves(seen.file, actor, wiring.calendar(), wiring.now())
    known = Known(case, seen.parts, seen.names, definition, edition)
    return show(
        "window/case.html",
        status=status,
        **staff_frame(held),
        case=case,
        definition=definition,
        reference=reference_of(case.matter),
        shown_reference=shown(reference_of(case.matter)),
        mark=officer_case_view.mark(case),
        clock=case_view.clock(case, definition, wiring.calendar(), wiring.now()),
        standing=officer_case_view.standing(known),
        pairs=officer_view.form_pairs(seen.part(case.form), definition, edition),
        materials=_materials(seen),
        events=officer_events.events(seen.file.commits, known),
        actions=seen.actions,
        own_step=seen.own_step,
        groups=_groups(seen, known),
        answerable=[card for card, moves in cards.items() if "answer" in moves],
        notices=_notices(seen),
        resends=may_resend(seen.file, actor),
        amends_form="amend_form" in seen.acts and bool(seen.part(case.form)),
        grounds=officer_view.grounds(),
        units=[unit for code, unit in edition.open_units().items() if code != definition.unit],
        code=request.query.get("code", ""),
        posted=typed,
        rows=frozenset(request.form.get("row", ())) if typed else frozenset(),
        command=wiring.entropy().token(),
        flash=_flash_refused(*refused, seen, known) if refused else flash,
    )


def _groups(seen: OfficerCase, known: Known) -> list[Shown]:
    posts = {post["code"]: post["name"] for post in known.edition.data["posts"]}
    choices = {
        "identity": {
            "": text("window.identity.unseen"),
            **correction_view.identities(known.case, seen.part(known.case.form)),
        },
        "attendance": {one: text(f"window.attendance.{one}") for one in ATTENDANCES},
        "call": {call: text(f"window.call.{call}") for call in CALLS},
        "how": {how: text(f"window.how.{how}") for how in BY_HAND},
        "step": {"": text("window.field_hint.step_whole")} | {step: known.step(step) for step in known.case.opened},
        "post": {post: posts[post] for post in known.definition.rules["branch_posts"]},
    }
    earliest = day(earliest_hearing(wiring.calendar(), wiring.now().astimezone(SHANGHAI).date()))
    return act_forms.groups(seen.acts, known, earliest_hearing=earliest, choices=choices)


def _materials(seen: OfficerCase) -> list[Shown]:
    case = seen.file.case
    pages = pages_of_case(seen.part(case.papers).get("papers", {}))
    rows = officer_view.materials_of_case(seen.file.definition, case.application.required, case.originals)
    return [{**row, "pages": pages.get(row["code"], [])} for row in rows]


def _notices(seen: OfficerCase) -> list[NoticeLine]:
    """The newest first."""
    found = notices_of(seen.file.case, notices=wiring.notices())
    return [notice_line(one, shown_state(one), repeatable=repeatable(one, found)) for one in reversed(found)]


def _flash_done(done: str) -> Shown | None:
    return {"kind": "done", "text": text(f"window.done.{done}")} if done else None


def _flash_refused(code: str, about: Mapping[str, Any], seen: OfficerCase, known: Known) -> Shown:
    """For a lost race what was done, by whom and when."""
    if code not in LOST_RACE:
        return {"kind": "error", "text": error_text(code, **about).sentence}
    won = _winner(seen.file.commits, about)
    events = officer_events.events([won], known)
    at = instant(won.recorded_at).astimezone(SHANGHAI).strftime("%H:%M")
    what = joined((event["what"] for event in reversed(events)), "clauses")
    return {"kind": "warning", "text": text("window.lost_race", by=events[0]["by"], at=at, what=what)}


def _winner(commits: Sequence[Commit], about: Mapping[str, Any]) -> Commit:
    """The commit that came first: the decision that the refusal tells of, else the last that did more than go along."""
    told = (about.get("by"), about.get("at"))
    moved = [commit for commit in commits if not all(isinstance(fact, GOES_ALONG) for fact in commit.facts)]
    return next((commit for commit in reversed(moved) if (commit.actor["id"], commit.recorded_at) == told), moved[-1])
