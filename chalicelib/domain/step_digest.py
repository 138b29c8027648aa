"""What a decider sees, as a digest: a decision names it, so that nobody decides on papers that have changed."""

import hashlib

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition


def step_digest(case: Case, definition: Definition, step_id: str) -> str:
    """Of form, papers, the earlier opinions of the step's path, and the results of surveys and procedures so far."""
    standing = case.standing()
    path = [standing[step.id] for step in case.flow(definition).before(step_id) if step.id in standing]
    sealed = [sealed.digest for sealed in (case.form, case.papers) if sealed]
    opinions = [f"{d.fact.step}:{d.fact.outcome}:{d.fact.opinion.digest}" for d in path]
    results = [f"{one.id}:{one.result.digest}" for one in case.interruptions if one.result]
    return hashlib.sha256("\n".join([*sealed, *opinions, *results]).encode()).hexdigest()[:32]
