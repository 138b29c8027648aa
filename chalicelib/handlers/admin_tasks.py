"""Tasks as the admin moves them: those that nobody owns, and all of a post when staff move or units merge."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.request import Reply, Request, posted_command
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import admin, staff_actor
from chalicelib.pages.deputy_view import post_name
from chalicelib.texts import error_text, text
from chalicelib.usecases.move_tasks import Archive, BadMoveError, Move, Moves, look_at_moves, run_moves
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of
from chalicelib.usecases.task_owners import Ownerless, ownerless


def tasks(request: Request) -> Reply:
    """Some units at a time, from the one that the address names."""
    held, edition = admin(request), wiring.edition()
    part = ownerless(edition, request.query.get("unit", ""), parties=wiring.parties(), views=wiring.views())
    names = {code: unit["short_name"] for code, unit in edition.units().items()}
    return show(
        "admin/tasks.html",
        **staff_frame(held),
        left=[shown_ownerless(one, edition) for one in part.found],
        looked_at=[names[code] for code in part.units],
        vacant=[(post.partition(":")[0], post_name(post, edition)) for post in part.vacant],
        units=names,
        first=part.units[0],
        beyond=part.beyond,
        offered=offered_posts(edition),
    )


def look(request: Request) -> Reply:
    """What would move where; changes nothing."""
    held = admin(request)
    move, beyond = _move(request.query), request.query.get("beyond", "")
    try:
        found = look_at_moves(move, staff_actor(held), _archive(), beyond=beyond, now=wiring.now())
    except BadMoveError as error:
        return _page(
            held, move, errors={error.field: {"code": error.code, "limit": LONGEST_WORDS}}, status=STATUS[error.code]
        )
    return _page(held, move, found=found, plan=wiring.entropy().token(), beyond=beyond)


def run(request: Request) -> Reply:
    """One part of the tasks; the page tells what became of each and leads on to the next part."""
    held, plan = admin(request), posted_command(request)
    move, beyond = _move({name: request.field(name) for name in request.form}), request.field("beyond")
    try:
        done = run_moves(plan, move, staff_actor(held), _archive(), beyond=beyond, now=wiring.now())
    except BadMoveError as error:
        return _page(
            held, move, errors={error.field: {"code": error.code, "limit": LONGEST_WORDS}}, status=STATUS[error.code]
        )
    return _page(held, move, found=done, plan=plan, beyond=done.beyond, ran=True)


def shown_ownerless(one: Ownerless, edition: Edition) -> Mapping[str, Any]:
    """A queue whose tasks wait for nobody, and its first tasks."""
    names = names_of([one.staff], parties=wiring.parties())
    return {
        "post": one.post,
        "name": post_name(one.post, edition),
        "staff": one.staff,
        "staff_name": names.get(one.staff, ""),
        "tasks": [_task(row) for row in one.tasks],
    }


def offered_posts(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """(unit, its posts as (code, name)) for a choice."""
    codes = [post["code"] for post in edition.data["posts"]]
    return [
        (unit["name"], [(f"{code}:{post}", post_name(f"{code}:{post}", edition)) for post in codes])
        for code, unit in edition.units().items()
    ]


def _page(
    held: Session,
    move: Move,
    *,
    found: Moves | None = None,
    plan: str = "",
    beyond: str = "",
    ran: bool = False,
    errors: Mapping[str, object] | None = None,
    status: int = 200,
) -> Reply:
    edition, parties = wiring.edition(), wiring.parties()
    people = post_people(move.to_post, parties=parties).holders if move.to_post else ()
    return show(
        "admin/moves.html",
        status=status,
        **staff_frame(held),
        move=move,
        from_name=post_name(move.from_post, edition),
        from_staff=names_of([move.from_staff], parties=parties).get(move.from_staff, ""),
        to_name=post_name(move.to_post, edition),
        people=names_of(people, parties=parties),
        offered=offered_posts(edition),
        tasks=[{**_task(one.row), "stays": _why(one.code)} for one in found.tasks] if found else [],
        looked=found is not None,
        more=found.beyond if found else "",
        plan=plan,
        beyond=beyond,
        ran=ran,
        errors=errors or {},
    )


def _move(fields: Mapping[str, str]) -> Move:
    names = ("from_post", "from_staff", "to_post", "to_staff", "reason")
    return Move(*(fields.get(name, "").strip() for name in names))


def _task(row: Row) -> Mapping[str, Any]:
    definition = wiring.catalogue().edition(str(row["edition"])).definition(str(row["item"]), str(row["variant"]))
    return {
        "reference": shown(reference_of(str(row["matter"]))),
        "name": definition.name,
        "what": row.get("step_name") or text(f"window.task.{row['task']}"),
        "since": row["since"],
    }


def _why(code: str) -> str:
    """Why a task stays where it is; empty where it moves."""
    return error_text(code).sentence if code else ""


def _archive() -> Archive:
    return Archive(
        views=wiring.views(),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
    )
