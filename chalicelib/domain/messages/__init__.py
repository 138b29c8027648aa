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
from chalicelib.domain.pauses import correction_limit
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.time_rules import FOR_THE_HOLDER
from chalicelib.domain.times import local_date


@dataclass(frozen=True)
class _Change:
    commit: Commit
    after: Case
    definition: Definition


_Words = tuple[str, Mapping[str, str]]
"""A template and the parameters that it needs beside item and reference."""


def applicant_messages(commit: Commit, after: Case, definition: Definition) -> tuple[Message, ...]:
    """What this commit tells the applicant, and the agent who acts for them, in one message each; nothing where the
    commit tells nothing new.

    Parameters: `item`, step names and the authority `to` as the definition has them, `reference` as shown, `on` an ISO
    date, `fen`, a limit's `amount` and `limit_unit`, codes of `unit`, `carrier` and `procedure`. Of a child of a batch
    its parent tells (batch_messages).
    """
    return () if after.application.parent else case_messages(commit, after, definition)


def case_messages(commit: Commit, after: Case, definition: Definition) -> tuple[Message, ...]:
    """As `applicant_messages`, be it a child of a batch or not."""
    words = _words(_Change(commit, after, definition))
    if words is None:
        return ()
    template, params = words
    application, part = after.application, after.form.part if after.form else ""
    recipients = [Recipient("applicant", application.applicant, part)]
    recipients += [Recipient("agent", application.agent, part)] if application.agent else []
    about = {"item": definition.name, "reference": shown(reference_of(after.matter))}
    return tuple(Message(recipient, template, {**about, **params}) for recipient in recipients)


def _words(change: _Change) -> _Words | None:
    for kind, tell in _LAST_WORD_FIRST:
        found = tuple(fact for fact in change.commit.facts if isinstance(fact, kind))
        if found:
            return tell(found, change)
    return None


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


def _said(template: str) -> Callable[[Any, _Change], _Words]:
    """A sentence that needs nothing of its fact."""
    return lambda _facts, _change: (template, {})


def _reminded(facts: tuple[f.CorrectionReminded, ...], change: _Change) -> _Words:
    """The reminder comes so many working days before the applicant's time is over, or at its start where it is shorter."""
    before = change.definition.rules["reminders_before"][facts[-1].number - 1]
    return "correction_reminded", {"days": str(min(before, correction_limit(change.definition).amount))}


def _procedure(template: str, while_limits_run: str = "") -> Callable[[Any, _Change], _Words]:
    """Told with the other template where the limits run on meanwhile."""

    def tell(facts: Any, change: _Change) -> _Words:
        running = change.after.interruption(facts[-1].procedure)
        if running is None:
            raise LookupError(f"{change.after.matter}: no procedure {facts[-1].procedure}")
        told = template if running.stops_clocks else while_limits_run or template
        return told, {"procedure": running.kind, "on": running.planned_end_on}

    return tell


def _hearing_called(facts: tuple[f.HearingCalled, ...], _change: _Change) -> _Words:
    return "hearing_notice", {"on": facts[-1].held_on}


def _survey(facts: tuple[f.SurveyAssigned, ...], _change: _Change) -> _Words:
    return "survey_assigned", {"on": facts[-1].planned_on}


def _fee(facts: tuple[f.FeeNotified, ...], _change: _Change) -> _Words:
    return "fee_notice", {"fen": str(facts[-1].amount_fen), "on": facts[-1].pay_by_on}


def _fee_reminded(facts: tuple[f.FeeReminded, ...], change: _Change) -> _Words:
    fee = change.after.interruption(facts[-1].fee)
    if fee is None:
        raise LookupError(f"{change.after.matter}: no fee {facts[-1].fee}")
    return "fee_reminded", {"on": fee.planned_end_on}


def _extended(facts: tuple[f.LimitExtended, ...], _change: _Change) -> _Words:
    return "extended", {"amount": str(facts[-1].amount), "limit_unit": facts[-1].unit}


def _forwarded(facts: tuple[f.Forwarded, ...], change: _Change) -> _Words:
    authorities = {one["code"]: one["name"] for one in change.definition.data["forwards_to"]}
    return "forwarded", {"to": authorities[facts[-1].to]}


def _steps(facts: tuple[f.StepDecided, ...], change: _Change) -> _Words:
    """Progress and result. Steps that fall together are named together, a line each, and the last says what is next."""
    flow = change.after.flow(change.definition)
    names = "\n".join(flow.step(fact.step).name for fact in facts)
    last = facts[-1]
    if last.outcome == "return":
        return "step_returned", {"steps": names, "to": flow.step(last.to).name}
    if last.outcome == "refuse":
        return "step_refused", {"steps": names}
    node = _open_node(change)
    if isinstance(node, Parallel) and flow.branch_of(last.step) in node.branches:
        return "branch_passed", {"steps": names}
    return "step_passed", {"steps": names, "next": node.name}


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


def _kept(_facts: tuple[f.KeptForPickup, ...], change: _Change) -> _Words:
    return "certificate_ready", {"window": change.definition.data["window"]}


def _uncollected(facts: tuple[f.Uncollected, ...], change: _Change) -> _Words | None:
    """Once: what lies on after that is the window's to see to."""
    if facts[-1].number != FOR_THE_HOLDER:
        return None
    return "pickup_reminded", {"window": change.definition.data["window"]}


def _dispatched(facts: tuple[f.Dispatched, ...], _change: _Change) -> _Words:
    return "dispatched", {"carrier": facts[-1].carrier, "waybill": facts[-1].waybill}


def _served(facts: tuple[f.Served, ...], _change: _Change) -> _Words | None:
    """Who picked it up in person, or told us, need not be told."""
    return ("served", {}) if facts[-1].how == "courier" else None


_LAST_WORD_FIRST: Final[tuple[tuple[type[f.Fact], Callable[[Any, _Change], _Words | None]], ...]] = (
    (f.Withdrawn, _said("withdrawn")),
    (f.Voided, _said("voided")),
    (f.Terminated, _said("terminated")),
    (f.Forwarded, _forwarded),
    (f.Lapsed, _said("lapsed")),
    (f.Served, _served),
    (f.Dispatched, _dispatched),
    (f.KeptForPickup, _kept),
    (f.CertificateMade, _ready),
    (f.Granted, _granted),
    (f.Refused, _refused),
    (f.StepDecided, _steps),
    (f.Declined, _declined),
    (f.CorrectionRequested, _correction),
    (f.FeeNotified, _fee),
    (f.HearingCalled, _hearing_called),
    (f.HearingOffered, _said("hearing_right")),
    (f.ProcedureOverran, _procedure("procedure_overran")),
    (f.ProcedureClosed, _procedure("procedure_closed")),
    (f.ProcedureProlonged, _procedure("procedure_prolonged", "procedure_prolonged_again")),
    (f.ProcedureOpened, _procedure("procedure_opened", "procedure_opened_again")),
    (f.SurveyAssigned, _survey),
    (f.LimitExtended, _extended),
    (f.Amended, _said("amended")),
    (f.CorrectionReminded, _reminded),
    (f.FeeReminded, _fee_reminded),
    (f.Uncollected, _uncollected),
    (f.Accepted, _accepted),
    (f.DeemedAccepted, _accepted),
    (f.Received, _said("received")),
)
"""The kind of fact that goes furthest tells the whole commit: a case accepted and granted in one sitting is granted.
What stands here not concerns the office only, or happened in the applicant's presence."""
