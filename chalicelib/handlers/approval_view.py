"""The leaders' pages from what the use cases give: codes become words, digests become signed addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import BY_LAW
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.handover import offered_at
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.domain.times import stamp
from chalicelib.handlers.approval_door import kept_fields, show_to_leader
from chalicelib.handlers.request import Reply, Request
from chalicelib.pages import case_view, officer_view
from chalicelib.texts import text
from chalicelib.usecases.list_tasks import Waiting
from chalicelib.usecases.my_todo import Place
from chalicelib.usecases.show_step import Opinion, StepView

VIEW_SECONDS: Final = 1800
"""How long the papers on a page can be opened: as long as the PIN holds."""

SUMMARY_FIELDS: Final = 2
"""Answers that stand at the top of the page; an item's form begins with what tells its cases apart."""

PHRASES: Final[Mapping[str, tuple[str, ...]]] = {
    "pass": ("agree", "complete", "advice"),
    "other": ("explain", "mismatch", "conditions"),
}


@dataclass(frozen=True)
class Typed:
    """What the decision form held; `phrase` goes with passing, `reason` with returning and refusing."""

    outcome: str = ""
    to: str = ""
    phrase: str = ""
    reason: str = ""
    opinion: str = ""

    @staticmethod
    def of(request: Request) -> "Typed":
        return Typed(outcome=request.field("outcome"), **kept_fields(request))

    @staticmethod
    def kept(fields: Mapping[str, str], at: str) -> "Typed":
        """What was typed at this step before the PIN had to be asked for again."""
        if fields.get("at") != at:
            return Typed()
        return Typed(**{name: value for name, value in fields.items() if name != "at"})

    @property
    def words(self) -> str:
        """The opinion: the phrase that belongs to the outcome, then what was written."""
        return (self.phrase if self.outcome == "pass" else self.reason) + self.opinion


def step_page(
    view: StepView,
    place: Place,
    *,
    action: str,
    csrf: str,
    typed: Typed,
    flash: Mapping[str, str] | None,
    acts_for: str = "",
    errors: Mapping[str, object] | None = None,
    changed: Sequence[str] = (),
    status: int = 200,
) -> Reply:
    case, definition = view.case, view.file.definition
    pairs = _pairs(view)
    return show_to_leader(
        "leader/step.html",
        status=status,
        csrf=csrf,
        action=action,
        command=wiring.entropy().token(),
        shown=view.shown,
        seen=case.seq,
        typed=typed,
        errors=errors or {},
        changed=[text(f"leader.change.{change}") for change in changed],
        flash=flash,
        acts_for=acts_for,
        handover=_handover(view),
        place=_place(place),
        title=_title(view),
        variant=definition.data["variant_name"],
        reference=shown_reference(view),
        step=view.step.name,
        step_limit=_step_limit(view),
        applicant=view.applicant,
        summary=_summary(view, pairs),
        pairs=pairs,
        clock=case_view.clock(case, definition, wiring.calendar(), wiring.now()),
        returned=_opinion(view.returned) if view.returned else None,
        opinions=[_opinion(opinion) for opinion in view.opinions],
        papers=_papers(view),
        originals=_originals(case, view),
        extension=_extension(view),
        acts=f"/leader/cases/{reference_of(case.matter)}",
        earlier=[{"id": step.id, "name": step.name} for step in reversed(case.flow(definition).before(view.step.id))],
        phrases={kind: [text(f"leader.phrase.{kind}.{name}") for name in names] for kind, names in PHRASES.items()},
    )


def _extension(view: StepView) -> str:
    """Where who decides this step may extend the limit of the case, where that is their post's to do; else empty."""
    case, definition = view.case, view.file.definition
    in_charge = (view.step.unit, view.step.post) == (definition.unit, definition.rules["in_charge_post"])
    runs = definition.regime in BY_LAW and definition.statutory and not case.extension
    return f"/leader/extension/{reference_of(case.matter)}" if in_charge and runs else ""


def closed_page(view: StepView, *, csrf: str, state: str = "", typed: Typed | None = None, status: int = 200) -> Reply:
    """Why there is nothing to decide: what was decided, by whom, when, or where the step has gone. No dossier."""
    state = state or ("decided" if view.decided else "closed")
    reason = view.case.status if state == "closed" else state
    if view.step not in view.case.flow(view.file.definition).steps():
        reason = "not_asked"
    code = reason if reason in ("reassigned", "replaced", "withdrawn", "not_asked") else "other"
    return show_to_leader(
        "leader/closed.html",
        status=status,
        csrf=csrf,
        title=_title(view),
        reference=shown_reference(view),
        decided=_opinion(view.decided) if view.decided and state == "decided" else None,
        sentence=text(f"leader.closed.{code}"),
        kept=typed.words if typed else "",
    )


def todo_row(waiting: Waiting, holders: Mapping[str, str]) -> Mapping[str, Any]:
    """A row of the to-do list; `holders` are names by staff id of those in whose place something is done."""
    row = waiting.row
    definition = wiring.catalogue().edition(str(row["edition"])).definition(str(row["item"]), str(row["variant"]))
    seen = officer_view.task(row, definition, wiring.calendar(), wiring.now())
    return {
        **seen,
        "href": f"/todo/{waiting.reference}/{row['step']}",
        "reference": shown(waiting.reference),
        "applicant": waiting.applicant,
        "acts_for": holders.get(waiting.acts_for, ""),
    }


def card_row(row: Row) -> Mapping[str, Any]:
    """A supervision card that waits for the leader's unit."""
    reference, rule = reference_of(str(row["matter"])), text(f"oversight.rule.{row['rule']}")
    return {
        "href": f"/window/cases/{reference}/cards/{row['card']}",
        "title": wiring.catalogue().edition(str(row["edition"])).item(str(row["item"]))["name"],
        "note": f"{rule}　{shown(reference)}",
        "mark": text(f"oversight.colour.{row['colour']}"),
        "colour": row["colour"],
    }


def shown_reference(view: StepView) -> str:
    return shown(view.case.matter.partition("-")[2])


def _title(view: StepView) -> str:
    return view.file.definition.name


def _place(place: Place) -> Mapping[str, Any]:
    def address(waiting: Waiting | None) -> str:
        return f"{waiting.reference}/{waiting.row['step']}" if waiting else ""

    return {
        "number": place.number,
        "count": place.count,
        "previous": address(place.previous),
        "next": address(place.next),
    }


def _handover(view: StepView) -> str:
    """Where the step is handed over, once that is offered."""
    case = view.case
    from_on = offered_at(case, view.step.id, view.file.definition, wiring.calendar())
    return f"/todo/{reference_of(case.matter)}/{view.step.id}/handover" if from_on <= stamp(wiring.now()) else ""


def _step_limit(view: StepView) -> Mapping[str, Any] | None:
    """The step's own limit and its last day, by its clock."""
    running = clock_of(view.case, "step", view.file.definition, wiring.calendar())
    on = next((clock.on for clock in running if clock.subject == view.step.id), None)
    return {"limit": view.step.limit, "on": on} if on else None


def _opinion(opinion: Opinion) -> Mapping[str, Any]:
    return {
        "step": opinion.step.name,
        "outcome": text(f"leader.outcome.{opinion.outcome}"),
        "colour": {"refuse": "red", "return": "yellow"}.get(opinion.outcome, "green"),
        "by": officer_view.in_place_of(opinion.by, opinion.for_whom),
        "at": opinion.at,
        "text": opinion.text,
    }


def _pairs(view: StepView) -> list[tuple[str, str]]:
    definition = view.file.definition
    return officer_view.form_pairs(view.form, definition, wiring.catalogue().edition(definition.edition))


def _summary(view: StepView, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    fields = list(view.file.definition.data["form"]["properties"].values())[:SUMMARY_FIELDS]
    return [pair for pair in pairs if pair[0] in {field["title"] for field in fields}]


def _papers(view: StepView) -> list[Mapping[str, Any]]:
    """In the order of the item's own list."""
    return [
        {"name": material.name, "pages": [_paper(page) for page in view.papers[material.code]]}
        for material in view.file.definition.materials
        if view.papers.get(material.code)
    ]


def _paper(page: Mapping[str, Any]) -> Mapping[str, Any]:
    papers, digest = wiring.papers(), page["sha256"]
    return {
        "view": papers.sign_view(digest, seconds=VIEW_SECONDS),
        "preview": papers.sign_preview(digest, seconds=VIEW_SECONDS),
        "pdf": page["content_type"] == "application/pdf",
    }


def _originals(case: Case, view: StepView) -> list[str]:
    names = {material.code: material.name for material in view.file.definition.materials}
    return [names.get(code, code) for code in case.originals]
