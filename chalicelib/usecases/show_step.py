"""What a leader needs to decide one step: the application, its papers, the opinions of its path, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.case import Case, Decision
from chalicelib.domain.decide import step_digest
from chalicelib.domain.facts import Sealed
from chalicelib.domain.flow import Step, UnknownStepError
from chalicelib.domain.fold import fold
from chalicelib.domain.reference import BadReferenceError, case_matter, parse
from chalicelib.domain.sign_off import Change, changes, last_decision, path_decisions, post_of, returned_by
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, read_case


@dataclass(frozen=True)
class Opinion:
    """One decision with its words; `by` is the name of who took it, `text` empty where they added none."""

    step: Step
    outcome: str
    to: str
    by: str
    at: str
    text: str


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
    staff: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    parties: Parties,
) -> StepView:
    """The step as its post's holders and who decided it may see it.

    Raises UnknownCaseError, for everybody else too.
    """
    file = read_case(matter_of(reference), log=log, catalogue=catalogue)
    try:
        step = file.case.flow(file.definition).step(step_id)
    except UnknownStepError:
        raise UnknownCaseError(reference) from None
    person = parties.get(staff, "staff")
    decided = last_decision(file.case, step.id)
    own = decided is not None and decided.actor["id"] == staff
    if person is None or not (own or post_of(step) in person["posts"]):
        raise UnknownCaseError(reference)
    return step_view(file, step, dossiers=dossiers, parties=parties)


def matter_of(reference: str) -> str:
    """The case of a reference as it stands in an address.

    Raises UnknownCaseError.
    """
    try:
        return case_matter(parse(reference))
    except BadReferenceError:
        raise UnknownCaseError(reference) from None


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
    sealed = [case.form, case.papers, *(decision.fact.opinion for decision in told)]
    parts = dossiers.get_many({(case.matter, seal.part) for seal in sealed if seal})
    names = {staff: _name(staff, parties) for staff in {decision.actor["id"] for decision in told}}

    def content(seal: Sealed | None) -> Mapping[str, Any]:
        part = parts.get((case.matter, seal.part)) if seal else None
        return part.content if part else {}

    def opinion(decision: Decision) -> Opinion:
        fact = decision.fact
        text = str(content(fact.opinion).get("text", ""))
        return Opinion(
            case.flow(definition).step(fact.step), fact.outcome, fact.to, names[decision.actor["id"]], decision.at, text
        )

    return StepView(
        file=file,
        step=step,
        shown=step_digest(case, definition, step.id) if step.id in case.opened else "",
        form=content(case.form),
        papers=content(case.papers).get("papers", {}),
        opinions=tuple(opinion(decision) for decision in path),
        returned=opinion(returned) if returned else None,
        decided=opinion(decided) if decided else None,
    )


def _name(staff: str, parties: Parties) -> str:
    person = parties.get(staff, "staff")
    return str(person["name"]) if person else staff
