"""Steps and branches under review: which facts each command makes, and the guards that are its own."""

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.actor import ADMIN, held
from chalicelib.domain.powers import acting, of_the_holder, open_step
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.sign_off import in_hand_of
from chalicelib.domain.situation import Situation


def returned_to_an_earlier_step(command: c.DecideStep, at: Situation) -> None:
    if command.outcome == "return" and command.to not in {step.id for step in at.flow.before(command.step)}:
        raise RefusedError("no_step_to_return_to", {"step": command.to})


def decide_step(command: c.DecideStep, at: Situation) -> tuple[f.Fact, ...]:
    """Only the last step of the flow grants or refuses; what earlier steps say is advice, except in a join."""
    undone = _undone(command.to, at) if command.outcome == "return" else ()
    decided = f.StepDecided(
        at.now, command.step, command.outcome, command.to, undone, command.opinion, command.shown, command.via
    )
    after = {**at.case.outcomes(), command.step: command.outcome}
    if command.outcome == "return" or at.flow.open_steps(after):
        return (decided,)
    if command.outcome == "refuse":
        return (decided, f.Refused(at.now, command.opinion))
    return (decided, f.Granted(at.now))


def _undone(step: str, at: Situation) -> tuple[str, ...]:
    return tuple(sorted(at.flow.downstream(step) & at.case.passed()))


def may_give_the_step_away(command: c.Reassign, at: Situation) -> str:
    """By its holder, the person in charge of its unit, or who manages the staff."""
    opened = open_step(command.step, at)
    in_charge = f"{opened.unit}:{at.definition.rules['in_charge_post']}"
    others = held(command.actor, lambda unit, code: code == ADMIN or f"{unit}:{code}" == in_charge)
    if others and not in_hand_of(opened, command.actor, at.definition):
        return acting(command.actor, at, *others)
    return of_the_holder(command, at)


def to_somebody_else(command: c.Reassign, at: Situation) -> None:
    opened = at.case.opened[command.step]
    if command.unit not in at.definition.unit_names:
        raise RefusedError("unit_unknown", {"unit": command.unit})
    if command.post not in at.definition.deciding_posts:
        raise RefusedError("post_outside", {"post": command.post})
    if (command.unit, command.post, command.staff) == (opened.unit, opened.post, opened.staff):
        raise RefusedError("already_theirs")


def reassign(command: c.Reassign, at: Situation) -> tuple[f.Fact, ...]:
    return (f.StepReassigned(at.now, command.step, command.unit, command.post, command.staff, command.reason),)


def renew_link(command: c.RenewLink, at: Situation) -> tuple[f.Fact, ...]:
    return (f.LinkRenewed(at.now, command.step),)


def joint_review_is_open(command: c.AddBranch | c.WithdrawBranch, at: Situation) -> None:
    at.flow.parallel(command.node)
    current = at.flow.current(at.case.outcomes())
    if current is None or current.id != command.node:
        raise RefusedError("joint_review_closed")


def unit_is_new_to_the_review(command: c.AddBranch, at: Situation) -> None:
    if command.unit not in at.definition.unit_names:
        raise RefusedError("unit_unknown", {"unit": command.unit})
    if any(branch.unit == command.unit for branch in at.flow.parallel(command.node).branches):
        raise RefusedError("branch_exists", {"unit": command.unit})
    if command.post not in at.definition.rules["branch_posts"]:
        raise RefusedError("post_unknown", {"post": command.post})
    if command.limit_days < 1:
        raise RefusedError("limit_unknown", {"days": str(command.limit_days)})


def add_branch(command: c.AddBranch, at: Situation) -> tuple[f.Fact, ...]:
    branch = f"{command.unit.lower()}-{at.case.seq + 1}"
    return (
        f.BranchAdded(at.now, command.node, branch, command.unit, command.post, command.limit_days, command.reason),
    )


def enough_branches_remain(command: c.WithdrawBranch, at: Situation) -> None:
    node = at.flow.parallel(command.node)
    remaining = [branch for branch in node.branches if branch.id != command.branch]
    if len(remaining) == len(node.branches):
        raise RefusedError("branch_unknown", {"branch": command.branch})
    if len(remaining) < max(1, node.join.get("n", 1)):
        raise RefusedError("last_branch")


def branch_is_unheard(command: c.WithdrawBranch, at: Situation) -> None:
    """A unit that has said anything, be it undone since, is answered by rework: taking it out could turn its no into a
    yes."""
    branch = next(one for one in at.flow.parallel(command.node).branches if one.id == command.branch)
    said = {decision.fact.step for decision in at.case.decisions}
    if said & {step.id for step in branch.steps}:
        raise RefusedError("branch_heard", {"branch": command.branch})


def withdraw_branch(command: c.WithdrawBranch, at: Situation) -> tuple[f.Fact, ...]:
    return (f.BranchWithdrawn(at.now, command.node, command.branch, command.reason),)


def branch_was_heard(command: c.ReturnBranch, at: Situation) -> None:
    steps = {step.id for branch in at.flow.parallel(command.node).branches for step in branch.steps}
    if command.to not in steps & at.case.passed():
        raise RefusedError("no_step_to_return_to", {"step": command.to})


def return_branch(command: c.ReturnBranch, at: Situation) -> tuple[f.Fact, ...]:
    branch = at.flow.branch_of(command.to)
    return (
        f.BranchReturned(at.now, command.node, branch.id if branch else "", _undone(command.to, at), command.reason),
    )
