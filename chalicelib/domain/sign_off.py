"""What a decider is shown beside form and papers, and whether the link that led them there is still good."""

from typing import Final, Literal

from chalicelib.domain.actor import Actor
from chalicelib.domain.case import Case, Decision, Opened
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.flow import Step
from chalicelib.domain.links import HIGHEST_GENERATION, DecideLink

LinkState = Literal["live", "decided", "closed", "reassigned", "replaced"]
Change = Literal["form", "papers", "opinions"]

_GENERATIONS: Final = HIGHEST_GENERATION + 1


def post_of(step: Step | Opened) -> str:
    """The post that decides the step, as a staff member's posts name it; of an open one, who has it in hand."""
    return f"{step.unit}:{step.post}"


def path_decisions(case: Case, definition: Definition, step_id: str) -> tuple[Decision, ...]:
    """The decisions that stand on the way to this step, be it one that is asked no longer, in the flow's order; sibling
    branches are not on the way, nor those asked no longer."""
    standing, asked = case.standing(), {step.id for step in case.flow(definition).steps()}
    way = (step.id for step in case.whole_flow(definition).before(step_id))
    return tuple(standing[step] for step in way if step in standing and step in asked)


def returned_by(case: Case, step_id: str) -> Decision | None:
    """The return that opened this step again; None where the step is not open or opened in due course."""
    opened = case.opened.get(step_id)
    found = (d for d in case.decisions if opened and d.seq == opened.seq and d.fact.outcome == "return")
    return next(found, None)


def last_decision(case: Case, step_id: str) -> Decision | None:
    """What was last decided at this step, standing or undone; None while it is open or was never decided."""
    if step_id in case.opened:
        return None
    return next((decision for decision in reversed(case.decisions) if decision.fact.step == step_id), None)


def changes(before: Case, now: Case, definition: Definition, step_id: str) -> tuple[Change, ...]:
    """What of a step's dossier differs between two states of its case."""
    differs: dict[Change, bool] = {
        "form": before.form != now.form,
        "papers": before.papers != now.papers,
        "opinions": _opinions(before, definition, step_id) != _opinions(now, definition, step_id),
    }
    return tuple(change for change, changed in differs.items() if changed)


def link_generation(case: Case, step_id: str) -> int:
    """The generation of the one good link to an open step: the commit that opened it, gave it to somebody else or sent
    the link anew.

    It never falls, so that each of these makes every earlier link a dead one. It wraps at 512, which no case reaches
    within the three days that a link lives.
    """
    return case.opened[step_id].link_seq % _GENERATIONS


def link_state(link: DecideLink, case: Case, definition: Definition, actor: Actor) -> LinkState:
    """Whether the link's holder, as they act now, may decide by it."""
    if link.step not in case.opened:
        return "decided" if last_decision(case, link.step) else "closed"
    if not in_hand_of(case.opened[link.step], actor, definition):
        return "reassigned"
    return "live" if link.generation == link_generation(case, link.step) else "replaced"


def in_hand_of(opened: Opened, actor: Actor, definition: Definition) -> bool:
    """Whether the open step waits for this person, be it in somebody's place: for a holder of its post, and where it was
    given to one person, for that one."""
    post = post_of(opened)
    own = post in actor.posts and opened.staff in ("", actor.id)
    return own or bool(actor.acts_for(post, definition, opened.staff))


def _opinions(case: Case, definition: Definition, step_id: str) -> list[tuple[str, str, str]]:
    path = path_decisions(case, definition, step_id)
    return [(decision.fact.step, decision.fact.outcome, decision.fact.opinion.digest) for decision in path]
