"""A batch at the window: all its cases on one page, ticked and decided, asked for corrections or sent in one go."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.batch import ACTS
from chalicelib.domain.carriers import carriers
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.telling import unserved
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.handlers.material_pages import SHOWN_FOR
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.telephone_calls import asked_call, call_choices
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_forms import granting_opinion, posted_corrections
from chalicelib.handlers.work_batches import desk
from chalicelib.pages import officer_view
from chalicelib.pages.batch_view import child_rows, counts, overlaid
from chalicelib.pages.call_form import NOTE_CALL, call_form
from chalicelib.texts import error_text, text
from chalicelib.usecases.batch_cases import ListedChild, list_children
from chalicelib.usecases.batch_file import BatchFile, BatchTable, read_table
from chalicelib.usecases.batch_notices import note_batch_call
from chalicelib.usecases.company_members import admit_member, company_of, dismiss_member, members_of
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.instruct_batch import Followed, Wanted, instruct_batch
from chalicelib.usecases.my_batches import read_batch_for_staff
from chalicelib.usecases.read_form import read_form
from chalicelib.usecases.record_dispatch import BadParcelError, record_dispatch
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]
DISPATCH: Final = "dispatch"


def batch(request: Request) -> Reply:
    """Raises UnknownBatchError, also for a batch of another unit."""
    held = staff(request)
    return _page(held, _file(request, staff_actor(held)), request, told=(), refused="", status=200)


def act(request: Request) -> Reply:
    """What the button says for the rows ticked; the page then says of each what became of it. Posted again, it says the
    same."""
    held = staff(request)
    actor, then = staff_actor(held), request.field("then")
    file = _file(request, actor)
    if then in MEMBERS:
        MEMBERS[then](request, file, actor)
        return see_other(f"/window/batches/{reference_of(file.batch.matter)}#members")
    if then not in (*ACTS, DISPATCH, NOTE_CALL):
        raise BadRequestError("form_incomplete")
    try:
        if then == NOTE_CALL:
            said = {name: request.field(name) for name in request.form}
            file = noted_call(file, posted_command(request), said, actor)
            return see_other(f"/window/batches/{reference_of(file.batch.matter)}?done={NOTE_CALL}")
        if then == DISPATCH:
            return _page(held, file, request, told=_sent(request, file, actor), refused="", status=200)
        wanted = Wanted(then, _ticked(request), _corrections(request, then), _words(request, then, file))
        file, told = instruct_batch(
            file.batch.matter, posted_command(request), wanted, actor, desk=desk(), now=wiring.now()
        )
    except (RefusedError, BusyError, BadParcelError) as error:
        why = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, file, request, told=(), refused=why, status=status_of(error.code))
    return _page(held, file, request, told=told, refused="", status=200)


def noted_call(file: BatchFile, command: str, said: Mapping[str, Any], actor: Actor) -> BatchFile:
    """The batch after a telephone call about one of its notices. Raises RefusedError, BusyError."""
    return note_batch_call(
        file,
        command,
        asked_call(said),
        str(said.get("note", "")),
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )


def _admit(request: Request, file: BatchFile, actor: Actor) -> None:
    """The officer has the company's licence and the agent's authorisation in hand."""
    applicant = _applicant(file)
    if not applicant or not request.field("authorisation_seen"):
        raise BadRequestError("form_incomplete")
    admit_member(
        applicant,
        actor,
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )


def _dismiss(request: Request, file: BatchFile, _actor: Actor) -> None:
    dismiss_member(_company(file), request.field("member"), parties=wiring.parties())


def _applicant(file: BatchFile) -> Mapping[str, Any]:
    """The applicant's block; empty once the company's data are erased."""
    form = wiring.dossiers().get(file.batch.matter, file.batch.received.form.part)
    return form.content["applicant"] if form else {}


def _company(file: BatchFile) -> str:
    ports: Any = {"parties": wiring.parties(), "entropy": wiring.entropy(), "key": wiring.pseudonym_key()}
    applicant = _applicant(file)
    return company_of(applicant, **ports) if applicant else file.batch.received.applicant


MEMBERS: Final[Mapping[str, Callable[[Request, BatchFile, Actor], None]]] = {"admit": _admit, "dismiss": _dismiss}


def _sent(request: Request, file: BatchFile, actor: Actor) -> list[Followed]:
    """One waybill for the results ticked."""
    children = {child.row: child for child in list_children(file, views=wiring.views())}
    ticked = [row for row in _ticked(request) if row in children and children[row].matter]
    sent = record_dispatch(
        [reference_of(children[row].matter) for row in ticked],
        request.field("carrier"),
        request.field("waybill"),
        posted_command(request),
        actor,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return [Followed(row, one.code, None) for row, one in zip(ticked, sent, strict=True)]


def _ticked(request: Request) -> tuple[int, ...]:
    """Raises BadRequestError (form_incomplete)."""
    ticks = request.form.get("tick", ())
    if not all(tick.isascii() and tick.isdecimal() and len(tick) < 5 for tick in ticks):  # noqa: PLR2004 - a row's number
        raise BadRequestError("form_incomplete")
    return tuple(dict.fromkeys(int(tick) for tick in ticks))


def _corrections(request: Request, then: str) -> Any:
    return posted_corrections(request) if then == "correct" else ()


def _words(request: Request, then: str, file: BatchFile) -> str:
    if then == "correct":
        return request.field("note")
    return granting_opinion(file.definition) if then == "grant" else ""


def _file(request: Request, actor: Actor) -> BatchFile:
    return read_batch_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())


def _page(
    held: Session, file: BatchFile, request: Request, *, told: Sequence[Followed], refused: str, status: int
) -> Reply:
    definition, received = file.definition, file.batch.received
    edition = wiring.catalogue().edition(definition.edition)
    table = read_table(file.batch, dossiers=wiring.dossiers(), papers=wiring.papers())
    children = _now(list_children(file, views=wiring.views()), told)
    rows = child_rows(children, [row["key"] for row in table.rows])
    form = read_form(file.batch.matter, received.form, dossiers=wiring.dossiers())
    failed = [one for one in told if one.code]
    reference = reference_of(file.batch.matter)
    return show(
        "window/batch.html",
        status=status,
        **staff_frame(held),
        reference=reference,
        shown_reference=shown(reference),
        definition=definition,
        status_text=text(f"batch.status.{file.batch.status}"),
        pairs=officer_view.form_pairs(form, definition, edition),
        rows=_with_answers(rows, table, file),
        columns=_columns(file),
        counts=counts(rows),
        materials=officer_view.materials_of_case(definition, (), ()),
        correction_rows=frozenset(request.form.get("row", ())) if refused else frozenset(),
        note=request.field("note") if refused else "",
        ticked=frozenset(_ticked(request)) if refused else frozenset(),
        carriers=list(carriers(wiring.edition()).values()),
        outcome=_outcome(told, failed, table),
        members=_members(file),
        command=wiring.entropy().token(),
        calls=call_form(MatterKind.BATCH, () if file.batch.decided else unserved(file.batch.notices), call_choices()),
        posted={name: request.field(name) for name in request.form} if refused else {},
        flash=_flash(request, refused),
    )


def _flash(request: Request, refused: str) -> Shown | None:
    if refused:
        return {"kind": "error", "text": refused}
    noted = request.query.get("done") == NOTE_CALL
    return {"kind": "done", "text": text(f"window.done.{NOTE_CALL}")} if noted else None


def _members(file: BatchFile) -> list[Shown]:
    """Who acts for the company, with the officer who saw that they may."""
    parties = wiring.parties()
    members = members_of(_company(file), parties=parties)
    staff_of = {one.by: parties.get(one.by, "staff") or {} for one in members}
    return [
        {"account": one.account, "since": one.since, "by": str(staff_of[one.by].get("name", ""))} for one in members
    ]


def _now(children: Sequence[ListedChild], told: Sequence[Followed]) -> list[ListedChild]:
    """The children as the views have them, those just dealt with as their logs do."""
    fresh = {one.row: one.case for one in told if one.case}
    return [
        ListedChild(child.row, fresh[child.row].matter, overlaid(child.summary, fresh[child.row]))
        if child.row in fresh
        else child
        for child in children
    ]


def _columns(file: BatchFile) -> list[Shown]:
    """The answers that the window looks at in a list: without the key, which has a column of its own."""
    key = file.definition.data["batch"]["key"]
    properties: Mapping[str, Any] = file.definition.data["form"]["properties"]
    return [{"name": name, "title": field["title"]} for name, field in properties.items() if name != key]


def _with_answers(rows: Sequence[Shown], table: BatchTable, file: BatchFile) -> list[Shown]:
    if not table.rows:
        return [{**row, "answers": {}, "photos": []} for row in rows]
    return [
        {**row, "answers": table.rows[row["row"] - 1]["answers"], "photos": _photos(table.rows[row["row"] - 1])}
        for row in rows
    ]


def _photos(row: Mapping[str, Any]) -> list[str]:
    pages = [page for pages in row["papers"].values() for page in pages]
    return [wiring.papers().sign_view(page["sha256"], seconds=SHOWN_FOR) for page in pages]


def _outcome(told: Sequence[Followed], failed: Sequence[Followed], table: BatchTable) -> Shown | None:
    """What became of the rows: how many were done, and why which were not."""
    if not told:
        return None
    names = {number: row["key"] for number, row in enumerate(table.rows, 1)}
    why = [{"key": names.get(one.row, str(one.row)), "sentence": error_text(one.code).sentence} for one in failed]
    return {"done": len(told) - len(failed), "failed": why}
