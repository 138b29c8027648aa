"""What a leader needs to decide one step: the application, its papers, the opinions of its path, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.case import Case, Decision
from chalicelib.domain.decide import step_digest
from chalicelib.domain.delivery_address import address_part, with_address
from chalicelib.domain.flow import Step, UnknownStepError
from chalicelib.domain.fold import fold
from chalicelib.domain.sealed import Sealed
from chalicelib.domain.sign_off import Change, changes, last_decision, path_decisions, post_of, returned_by
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of, read_case
from chalicelib.usecases.staff_names import names_of


@dataclass(frozen=True)
class Opinion:
    """One decision with its words; `by` is the name of who took it, `for_whom` that of the holder in whose place (empty
    where in nobody's), `text` empty where they added none."""

    step: Step
    outcome: str
    to: str
    by: str
    at: str
    text: str
    for_whom: str = ""


@dataclass(frozen=True)
class StepView:
    """`shown` is the digest that the decision must name, empty while the step is not open; `returned` is why the step
    came back, `decided` what was decided where it is open no more."""

    file: CaseFile
    step: Step
    shown: str
    form: Mapping[str, Any]
    papers: Mapping[str, Sequence[Mapping[str, Any]]]
    opinions: tuple[Opinion, ...]
    returned: Opinion | None
    decided: Opinion | None

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def applicant(self) -> str:
        """The applicant's full name; empty once erased."""
        return str(self.form.get("applicant", {}).get("name", ""))


def show_step(
    reference: str,
    step_id: str,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
) -> StepView:
    """The step as who has a part in it may see it: holders of its post, who stands in for them, who decided it.

    Raises UnknownCaseError, for everybody else too.
    """
    file = read_case(case_of(reference), log=log, catalogue=catalogue)
    try:
        step = file.case.whole_flow(file.definition).step(step_id)
    except UnknownStepError:
        raise UnknownCaseError(reference) from None
    decided, opened = last_decision(file.case, step.id), file.case.opened.get(step.id)
    own = decided is not None and actor.id in (decided.actor["id"], decided.actor.get("for"))
    posts = {post_of(step), post_of(opened or step)}
    if not (own or any(actor.holds(post, file.definition) for post in posts)):
        raise UnknownCaseError(reference)
    return step_view(file, step, dossiers=dossiers, parties=parties)


def changed_since(view: StepView, seq: int, shown: str) -> tuple[Change, ...]:
    """What changed in the dossier since the page that showed the case at `seq`; empty where that page is not known."""
    commits = view.file.commits[:seq]
    before = fold(view.case.matter, commits, view.file.definition)
    if not commits or step_digest(before, view.file.definition, view.step.id) != shown:
        return ()
    return changes(before, view.case, view.file.definition, view.step.id)


def step_view(file: CaseFile, step: Step, *, dossiers: Dossiers, parties: Parties) -> StepView:
    """The step as whoever was let in to it sees it."""
    case, definition = file.case, file.definition
    path = path_decisions(case, definition, step.id)
    returned, decided = returned_by(case, step.id), last_decision(case, step.id)
    told = [decision for decision in (*path, returned, decided) if decision]
    parts = dossiers.glance(case.matter)
    people = {staff for decision in told for staff in (decision.actor["id"], decision.actor.get("for", ""))}
    names = {"": "", **names_of(people, parties=parties)}

    def content(seal: Sealed | None) -> Mapping[str, Any]:
        return named(seal.part) if seal else {}

    def named(name: str) -> Mapping[str, Any]:
        part = parts.get(name)
        return part.content if part else {}

    def opinion(decision: Decision) -> Opinion:
        fact = decision.fact
        text = str(content(fact.opinion).get("text", ""))
        by, for_whom = names[decision.actor["id"]], names[decision.actor.get("for", "")]
        step = case.whole_flow(definition).step(fact.step)
        return Opinion(step, fact.outcome, fact.to, by, decision.at, text, for_whom)

    return StepView(
        file=file,
        step=step,
        shown=step_digest(case, definition, step.id) if step.id in case.opened else "",
        form=with_address(content(case.form), named(address_part(case.form.part)) if case.form else {}),
        papers=content(case.papers).get("papers", {}),
        opinions=tuple(opinion(decision) for decision in path),
        returned=opinion(returned) if returned else None,
        decided=opinion(decided) if decided else None,
    )
