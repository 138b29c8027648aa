"""What a commit tells the applicant: at most one message, however many facts it holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.flow import Parallel, Step
from chalicelib.domain.notice import Message, Recipient
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import local_date


@dataclass(frozen=True)
class _Change:
    commit: Commit
    after: Case
    definition: Definition


_Words = tuple[str, Mapping[str, str]]
"""A template and the parameters that it needs beside item and reference."""


def applicant_messages(commit: Commit, after: Case, definition: Definition) -> tuple[Message, ...]:
    """What this commit tells the applicant, in one message; nothing where the commit tells nothing new.

    Parameters: `item` and step names as the definition has them, `reference` as shown, `on` an ISO date, codes of
    `unit` and `carrier`.
    """
    words = _words(_Change(commit, after, definition))
    if words is None:
        return ()
    template, params = words
    applicant = Recipient("applicant", after.application.applicant, after.form.part if after.form else "")
    about = {"item": definition.name, "reference": shown(reference_of(after.matter))}
    return (Message(applicant, template, {**about, **params}),)


def _words(change: _Change) -> _Words | None:
    for kind, tell in _LAST_WORD_FIRST:
        found = tuple(fact for fact in change.commit.facts if isinstance(fact, kind))
        if found:
            return tell(found, change)
    return None


def _received(_facts: tuple[f.Received, ...], _change: _Change) -> _Words:
    return "received", {}


def _accepted(facts: tuple[f.Accepted | f.DeemedAccepted, ...], _change: _Change) -> _Words:
    """A deemed acceptance is effective on the day of receipt, and so says the message."""
    return "accepted", {"on": local_date(facts[0].effective_at).isoformat()}


def _granted(_facts: tuple[f.Granted, ...], change: _Change) -> _Words:
    accepted = [fact for fact in change.commit.facts if isinstance(fact, f.Accepted)]
    if accepted:
        return "accepted_and_concluded", _accepted(tuple(accepted), change)[1]
    if not change.definition.data["result"]:
        return "granted", {}
    return f"granted_{change.after.application.delivery}", {}


def _refused(_facts: tuple[f.Refused, ...], change: _Change) -> _Words:
    return f"refused_{change.definition.regime}", {}


def _correction(facts: tuple[f.CorrectionRequested, ...], _change: _Change) -> _Words:
    return "correction_requested", {"count": str(len(facts[0].rows))}


def _declined(facts: tuple[f.Declined, ...], _change: _Change) -> _Words:
    (fact,) = facts
    return f"declined_{fact.ground}", {"unit": fact.to_unit} if fact.to_unit else {}


def _withdrawn(_facts: tuple[f.Withdrawn, ...], _change: _Change) -> _Words:
    return "withdrawn", {}


def _steps(facts: tuple[f.StepDecided, ...], change: _Change) -> _Words:
    """Progress and result. Steps that fall together are named together, and the last of them says what is next."""
    flow = change.after.flow(change.definition)
    names = "、".join(flow.step(fact.step).name for fact in facts)
    last = facts[-1]
    if last.outcome == "return":
        return "step_returned", {"step": names, "to": flow.step(last.to).name}
    if last.outcome == "refuse":
        return "step_refused", {"step": names}
    node = _open_node(change)
    if isinstance(node, Parallel) and flow.branch_of(last.step) in node.branches:
        return "branch_passed", {"step": names}
    return "step_passed", {"step": names, "next": node.name}


def _open_node(change: _Change) -> Step | Parallel:
    """Where the case now stands; a step that passes without concluding the case has opened something."""
    node = change.after.flow(change.definition).current(change.after.outcomes())
    if node is not None:
        return node
    raise LookupError(f"{change.after.matter} seq {change.commit.seq}: no step is open")


def _ready(_facts: tuple[f.CertificateMade, ...], change: _Change) -> _Words | None:
    """Who had it granted in the sitting is still at the window; a parcel is announced when it is on its way."""
    decided_in_sitting = change.after.decisions[-1].seq == change.after.received_seq
    if change.after.application.delivery != "pickup" or decided_in_sitting:
        return None
    return "certificate_ready", {"window": change.definition.data["window"]}


def _dispatched(facts: tuple[f.Dispatched, ...], _change: _Change) -> _Words:
    return "dispatched", {"carrier": facts[-1].carrier, "waybill": facts[-1].waybill}


def _served(facts: tuple[f.Served, ...], _change: _Change) -> _Words | None:
    """Who picked it up in person need not be told."""
    return ("delivered", {}) if facts[-1].how == "courier" else None


_LAST_WORD_FIRST: Final[tuple[tuple[type[f.Fact], Callable[[Any, _Change], _Words | None]], ...]] = (
    (f.Withdrawn, _withdrawn),
    (f.Served, _served),
    (f.Dispatched, _dispatched),
    (f.CertificateMade, _ready),
    (f.Granted, _granted),
    (f.Refused, _refused),
    (f.StepDecided, _steps),
    (f.Declined, _declined),
    (f.CorrectionRequested, _correction),
    (f.Accepted, _accepted),
    (f.DeemedAccepted, _accepted),
    (f.Received, _received),
)
"""The kind of fact that goes furthest tells the whole commit: a case accepted and granted in one sitting is granted."""
