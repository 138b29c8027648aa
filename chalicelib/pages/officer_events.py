"""What has happened to a case, fact by fact, as its units' staff read it. Codes become sentences here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.carriers import carriers
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commit import Commit
from chalicelib.pages.case_events import day, holder
from chalicelib.texts import joined, money, text

Shown = dict[str, Any]
Parts = Mapping[str, Mapping[str, Any]]

SILENT: Final = (f.Refused,)
"""The reason of a refusal is the opinion of the step beside it."""


@dataclass(frozen=True)
class Known:
    """What a fact's sentence may name: the case, dossier contents by part name, staff names by id."""

    case: Case
    parts: Parts
    names: Mapping[str, str]
    definition: Definition
    edition: Edition

    def step(self, step_id: str) -> str:
        steps = self.case.whole_flow(self.definition).steps()
        return next((step.name for step in steps if step.id == step_id), step_id)

    def branch(self, branch_id: str) -> str:
        nodes = self.case.whole_flow(self.definition).parallels()
        return next((one.name for node in nodes for one in node.branches if one.id == branch_id), branch_id)

    def people(self, *ids: str) -> str:
        return joined(self.names.get(one, one) for one in ids)

    def kind(self, interruption_id: str) -> str:
        one = self.case.interruption(interruption_id)
        return text(f"interruption.{one.kind}") if one else ""

    def document(self, document_id: str) -> str:
        return document_name(document_id.rpartition("-")[0])

    def card(self, card_id: str) -> str:
        card = self.case.card(card_id)
        return text(f"window.card.{card.fact.colour}") if card else ""

    def in_hand(self, unit: str, post: str, staff: str) -> str:
        return holder(self.edition, unit, post) + (self.people(staff) if staff else "")


def events(commits: Sequence[Commit], known: Known) -> list[Shown]:
    """Every fact of these commits, newest first: when, who, what, in which words."""
    shown = [
        {
            "at": commit.recorded_at,
            "by": by(commit.actor, known),
            "what": what(fact, known),
            "words": words(fact, known),
        }
        for commit in commits
        for fact in commit.facts
    ]
    return shown[::-1]


def by(actor: Mapping[str, str], known: Known) -> str:
    """Who acted, and for whom where it was a deputy."""
    if actor["kind"] != "staff":
        return text(f"window.actor.{actor['kind']}")
    name = known.people(actor["id"])
    return text("window.deputy", name=name, holder=known.people(actor["for"])) if "for" in actor else name


def document_name(kind: str) -> str:
    return text(f"window.document.{kind}")


def what(fact: f.Fact, known: Known) -> str:
    """The sentence of the fact's type, filled in by what WHAT knows of it."""
    code, params = WHAT[type(fact)](fact, known) if type(fact) in WHAT else (fact.TYPE, {})
    return text(f"window.event.{code}", **params)


def words(fact: f.Fact, known: Known) -> str:
    """What was written of it, form and papers apart: ready sentences, then free text."""
    if isinstance(fact, SILENT):
        return ""
    sealed = [value for name, value in vars(fact).items() if isinstance(value, f.Sealed) and name not in _NOT_WORDS]
    contents = [known.parts.get(one.part, {}) for one in sealed]
    rows = [row for content in contents for row in content.get("rows", {}).values()]
    ready = joined((line for row in rows for line in row.split("\n")), "sentences")
    return joined((part for part in (ready, *(content.get("text", "") for content in contents)) if part), "parts")


_NOT_WORDS: Final = frozenset({"form", "papers", "table"})
Filled = tuple[str, Mapping[str, str]]


def _decided(fact: f.StepDecided, known: Known) -> Filled:
    step = known.step(fact.step)
    if fact.outcome == "return":
        return "step_returned", {"step": step, "to": known.step(fact.to)}
    return "step_decided", {"step": step, "outcome": text(f"window.decision.{fact.outcome}")}


def _identity(fact: f.IdentityChecked, known: Known) -> Filled:
    came = "agent" if fact.party == known.case.application.agent else "applicant"
    return "identity_checked", {"who": text(f"window.actor.{came}")}


def _amended(fact: f.Amended, known: Known) -> Filled:
    named = {"opinion": known.step, "document": known.document}.get(fact.subject)
    return f"amended_{fact.subject}", {"target": named(fact.target)} if named else {}


def _dispatched(fact: f.Dispatched, known: Known) -> Filled:
    carrier = carriers(known.edition).get(fact.carrier)
    return "dispatched", {"carrier": carrier.name if carrier else fact.carrier, "waybill": fact.waybill}


def _carrier_corrected(fact: f.CarrierCorrected, known: Known) -> Filled:
    carrier = carriers(known.edition).get(fact.to)
    return "carrier_corrected", {"carrier": carrier.name if carrier else fact.to, "waybill": fact.waybill}


def _forwarded(fact: f.Forwarded, known: Known) -> Filled:
    named = {one["code"]: one["name"] for one in known.definition.data.get("forwards_to", ())}
    return "forwarded", {"to": named.get(fact.to, fact.to)}


def _card_given(fact: f.CardGiven, known: Known) -> Filled:
    params = {"card": text(f"window.card.{fact.colour}"), "why": text(f"window.card_rule.{fact.rule}")}
    return "card_given", {**params, "to": known.in_hand(fact.unit, fact.post, fact.staff)}


def _opened(fact: f.ProcedureOpened, known: Known) -> Filled:
    opened = known.case.interruption(fact.procedure)
    again = "" if opened is None or opened.stops_clocks else "_again"
    return f"procedure_opened{again}", {"kind": text(f"interruption.{fact.kind}"), "date": day(fact.planned_end_on)}


def _surveyors(fact: f.SurveyAssigned, known: Known) -> Filled:
    return "survey_assigned", {"people": known.people(*fact.officers), "date": day(fact.planned_on)}


def _fee(fact: f.FeeNotified, known: Known) -> Filled:
    return "fee_notified", {"amount": money(fact.amount_fen), "date": day(fact.pay_by_on)}


def _reassigned(fact: f.StepReassigned, known: Known) -> Filled:
    return "step_reassigned", {"step": known.step(fact.step), "to": known.in_hand(fact.unit, fact.post, fact.staff)}


def _added(fact: f.BranchAdded, known: Known) -> Filled:
    return "branch_added", {"branch": known.branch(fact.branch), "days": str(fact.limit_days)}


WHAT: Final[Mapping[type, Callable[[Any, Known], Filled]]] = {
    f.Received: lambda fact, _: (f"received_{fact.channel}", {}),
    f.BatchReceived: lambda fact, _: ("batch_received", {"rows": str(fact.rows)}),
    f.BatchInstructed: lambda fact, _: ("batch_instructed", {"count": str(len(fact.rows))}),
    f.BatchDecided: lambda fact, _: ("batch_decided", {"granted": str(fact.granted)}),
    f.IdentityChecked: _identity,
    f.FeeReminded: lambda fact, _: ("fee_reminded", {"number": str(fact.number)}),
    f.CorrectionReminded: lambda fact, _: ("correction_reminded", {"number": str(fact.number)}),
    f.DocumentServed: lambda fact, known: (f"served_by_{fact.how}", {"document": known.document(fact.document)}),
    f.NoticeUndelivered: lambda fact, known: ("notice_undelivered", {"document": known.document(fact.document)}),
    f.CallUnanswered: lambda fact, known: ("call_unanswered", {"document": known.document(fact.document)}),
    f.Amended: _amended,
    f.StepDecided: _decided,
    f.StepReassigned: _reassigned,
    f.LinkRenewed: lambda fact, known: ("link_renewed", {"step": known.step(fact.step)}),
    f.BranchAdded: _added,
    f.BranchWithdrawn: lambda fact, known: ("branch_withdrawn", {"branch": known.branch(fact.branch)}),
    f.BranchReturned: lambda fact, known: ("branch_returned", {"branch": known.branch(fact.branch)}),
    f.ProcedureOpened: _opened,
    f.ProcedureProlonged: lambda fact, known: (
        "procedure_prolonged",
        {"kind": known.kind(fact.procedure), "date": day(fact.planned_end_on)},
    ),
    f.ProcedureOverran: lambda fact, known: ("procedure_overran", {"kind": known.kind(fact.procedure)}),
    f.ProcedureClosed: lambda fact, known: ("procedure_closed", {"kind": known.kind(fact.procedure)}),
    f.HearingCalled: lambda fact, known: (
        "hearing_called",
        {"date": day(fact.held_on), "chair": known.people(fact.chair)},
    ),
    f.SurveyAssigned: _surveyors,
    f.SurveyRecorded: lambda fact, known: (
        "survey_recorded",
        {"people": known.people(*fact.officers), "date": day(fact.surveyed_on)},
    ),
    f.FeeNotified: _fee,
    f.LimitExtended: lambda fact, _: (
        "limit_extended",
        {"limit": text(f"limit.{fact.unit}", amount=fact.amount)},
    ),
    f.Declined: lambda fact, _: ("declined", {"ground": text(f"window.ground.{fact.ground}")}),
    f.Forwarded: _forwarded,
    f.Terminated: lambda fact, _: ("terminated", {"ground": text(f"window.termination.{fact.ground}")}),
    f.CertificateMade: lambda fact, _: ("certificate_made", {"number": fact.number}),
    f.CertificateIssued: lambda fact, _: ("certificate_issued", {"number": fact.number}),
    f.Dispatched: _dispatched,
    f.ParcelMoved: lambda fact, _: ("parcel_moved", {"state": text(f"window.parcel.{fact.state}")}),
    f.Collected: lambda fact, _: (f"collected_{fact.by}_{fact.proof}", {}),
    f.Uncollected: lambda fact, _: (f"uncollected_{fact.number}", {}),
    f.CertificateTakenAway: lambda fact, _: (
        "certificate_taken_away",
        {"how": text(f"certificate.standing.{fact.how}")},
    ),
    f.CarrierCorrected: _carrier_corrected,
    f.ParcelDoubted: lambda fact, _: (
        "parcel_doubted",
        {"waybill": fact.waybill, "why": text(f"window.doubt.{fact.reason}")},
    ),
    f.Served: lambda fact, _: (f"served_{fact.how}", {}),
    f.CardGiven: _card_given,
    f.CardAnswered: lambda fact, known: (f"card_{fact.answer}", {"card": known.card(fact.card)}),
    f.CardWithdrawn: lambda fact, known: ("card_withdrawn", {"card": known.card(fact.card)}),
    f.CardFollowedUp: lambda fact, known: (
        f"card_followed_up_{min(fact.level, 2)}",
        {"card": known.card(fact.card)},
    ),
}
"""The code of the sentence and what fills it, for facts that say more than their type."""
