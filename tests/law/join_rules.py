"""What a joint review has come to, by the three join rules in plain words; written apart from the core's own."""

from collections.abc import Mapping

from chalicelib.domain.flow import Parallel


def outcome_of(node: Parallel, outcomes: Mapping[str, str]) -> str:
    """ "agreed", "vetoed", or empty while it waits."""
    heard = {}
    for branch in node.branches:
        if all(step.id in outcomes for step in branch.steps):
            heard[branch.id] = outcomes[branch.steps[-1].id]
    for_it = [name for name, said in heard.items() if said == "pass"]
    against = [name for name, said in heard.items() if said == "refuse"]
    everybody = len(heard) == len(node.branches)
    if node.join["rule"] == "n_of_m":
        needed = min(node.join["n"], len(node.branches))
        if len(for_it) >= needed:
            return "agreed"
        return "vetoed" if len(node.branches) - len(against) < needed else ""
    if node.join["rule"] == "veto":
        with_veto = node.join.get("by") or [branch.id for branch in node.branches]
        if set(against) & set(with_veto):
            return "vetoed"
        return "agreed" if everybody else ""
    if not everybody:
        return ""
    return "vetoed" if against else "agreed"
