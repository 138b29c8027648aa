"""Any command for any state of a case: mostly such as could be right there, by somebody who might; often not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.document.kinds import SERVED_BY_SMS
from chalicelib.domain.flow import Flow
from chalicelib.domain.interruption import FEE, PROCEDURES, SURVEY
from chalicelib.domain.parcel import DOUBTS, ParcelState
from chalicelib.domain.step_digest import step_digest
from chalicelib.domain.times import instant, local_date, stamp
from chalicelib.domain.transitions import TRANSITIONS
from tests.law import people
from tests.law.picks import Picks

FORM, PAPERS = f.Sealed("form#t", "f" * 64), f.Sealed("papers#t", "a" * 64)
WORDS, OTHER_WORDS = f.Sealed("note#t", "e" * 64), f.Sealed("note#u", "d" * 64)
UNITS = ("GHJ", "XFJ", "RFB", "ZJW", "GTJ", "NONE")
POSTS = ("officer", "chief", "director", "outside")


@dataclass(frozen=True)
class Asking:
    """What a builder may look at: the state as the person sees it, which may be an old one."""

    id: str
    case: Case
    definition: Definition
    calendar: Calendar
    now: str
    picks: Picks

    @property
    def flow(self) -> Flow:
        return self.case.flow(self.definition)

    def by(self, *posts: str) -> c.Actor:
        """Somebody of these posts ("UNIT:post", or a post of the unit that handles the case)."""
        full = [post if ":" in post else f"{self.definition.unit}:{post}" for post in posts]
        right = [person for post in full for person in people.holders(post) if person is not people.RELATIVE]
        return self.picks.mostly(right, people.CAST)

    def applicant(self) -> c.Actor:
        return self.picks.mostly((people.APPLICANT, people.APPLICANT, people.APPLICANT, people.AGENT), people.CAST)

    def concerned(self) -> c.Actor:
        """Somebody with a part in the case."""
        return self.by("officer", *(f"{one.unit}:{one.post}" for one in self.case.opened.values()))

    def holder(self, step: str) -> c.Actor:
        opened = self.case.opened.get(step)
        if opened is None:
            return self.picks.pick(people.CAST)
        deputies = [
            person for person in people.CAST if person.acts_for(f"{opened.unit}:{opened.post}", self.definition)
        ]
        own = people.holders(f"{opened.unit}:{opened.post}")
        return self.picks.mostly([*own, *deputies], people.CAST)

    def words(self) -> f.Sealed:
        return self.picks.mostly((WORDS, OTHER_WORDS), (f.UNSEALED,))

    def day(self) -> str:
        ahead = self.picks.pick((3, 9, 14, 0, 20, 40, 1, -1, 90))
        return (local_date(self.now) + timedelta(days=ahead)).isoformat()

    def step(self) -> str:
        """Mostly an open one."""
        return self.picks.mostly(sorted(self.case.opened), [step.id for step in self.definition.flow.steps()])

    def maybe_step(self) -> str:
        return self.picks.pick(("", self.step()))

    def node(self) -> str:
        return self.picks.mostly([node.id for node in self.flow.parallels()], ("joint", "none"))

    def interruption(self, *kinds: str) -> str:
        ids = [one.id for one in self.case.interruptions if one.kind in kinds]
        return self.picks.mostly([one for one in ids if one == ids[-1]], [*ids, f"{kinds[0]}-1"])

    def officers(self) -> tuple[str, ...]:
        return self.picks.pick((("s-officer", "s-colleague"), ("s-officer", "s-chief"), ("s-officer",), ("a", "a")))


def _application(a: Asking) -> c.Application:
    skipped = a.definition.flow.skipped_by(
        {"has_basement": a.picks.one_in(2), "needs_detailed_plan": a.picks.one_in(2)}
    )
    agent = a.picks.pick(("", people.AGENT.id, people.AGENT.id))
    delivery = a.picks.pick(("courier", "pickup"))
    required = tuple(material.code for material in a.definition.required_materials({}))
    return c.Application(people.APPLICANT.id, "online", FORM, PAPERS, required, delivery, skipped, agent)


def _walk_in(a: Asking) -> c.ReceiveAtWindow:
    made = _application(a)
    application = c.Application(
        made.applicant, "window", made.form, made.papers, made.required, made.delivery, made.skipped, made.agent
    )
    actor = a.by("officer")
    grant = c.Accept("", actor, a.picks.pick(("grant", "accept")), WORDS)
    then: c.Conclusion = a.picks.pick((grant, _correct(a), _decline(a)))
    return c.ReceiveAtWindow(a.id, actor, application, a.picks.mostly((made.required,), ((),)), then)


def _correct(a: Asking) -> c.RequestCorrection:
    materials = [material.code for material in a.definition.materials]
    rows = tuple(
        f.CorrectionRow(a.picks.mostly(materials, ("form", "none")), a.picks.pick((0, 1, -1)))
        for _ in range(a.picks.pick((1, 2, 0)))
    )
    return c.RequestCorrection(a.id, a.by("officer"), rows, WORDS)


def _for_the_applicant(a: Asking) -> tuple[c.Actor, str]:
    """Who does what is the applicant's own, and whose identity document they saw: the applicant or agent themselves, or
    now and then the window."""
    if not a.picks.one_in(3):
        return a.applicant(), a.picks.mostly(("",), (people.APPLICANT.id,))
    return a.by("officer"), a.picks.mostly((people.APPLICANT.id, people.AGENT.id), ("", people.STRANGER.id))


def _supply(a: Asking) -> c.SupplyCorrection:
    actor, presented = _for_the_applicant(a)
    originals = tuple(sorted({row.material for row in a.case.corrections[-1].rows})) if a.case.corrections else ()
    return c.SupplyCorrection(a.id, actor, FORM, PAPERS, a.case.skipped, originals if presented else (), presented)


def _withdraw(a: Asking) -> c.Withdraw:
    actor, presented = _for_the_applicant(a)
    return c.Withdraw(a.id, actor, presented)


def _decline(a: Asking) -> c.Decline:
    ground, unit = a.picks.pick((("no_permit_needed", ""), ("other_unit", "GTJ"), ("banned", ""), ("papers", "")))
    return c.Decline(a.id, a.by("officer"), ground, unit, a.words())


def _serve(a: Asking) -> c.ServeDocument:
    waiting = [one.id for one in a.case.documents if not one.served_at]
    document = a.picks.mostly(waiting, ("receipt-1", "refusal-9"))
    standing = a.case.document(document)
    served_at = a.picks.pick((a.now, standing.at if standing else a.now, stamp(instant(a.now) + timedelta(days=1))))
    how = a.picks.mostly(("opened", "phone", "window", "post", "sms"), ("pigeon",))
    actor = a.applicant() if a.picks.one_in(2) else a.by("officer")
    if how == "sms":
        actor = a.picks.mostly((people.SMS,), people.CAST)
    return c.ServeDocument(a.id, actor, document, how, served_at, WORDS)


def _waiting_notice(a: Asking) -> str:
    told = [one.id for one in a.case.documents if one.kind in SERVED_BY_SMS and not one.served_at]
    return a.picks.mostly(told, ("receipt-1", "refusal-9"))


def _unanswered(a: Asking) -> c.NoteUnanswered:
    called_at = a.picks.mostly((a.now,), (stamp(instant(a.now) + timedelta(days=1)),))
    return c.NoteUnanswered(a.id, a.by("officer"), _waiting_notice(a), called_at, a.words())


def _open_documents(a: Asking) -> c.OpenDocuments:
    waiting = [one.id for one in a.case.documents if not one.served_at]
    opened = a.picks.mostly((tuple(waiting), tuple(waiting[:1])), ((), ("refusal-9",)))
    return c.OpenDocuments(a.id, a.applicant(), opened)


def _amend(a: Asking) -> c.Amend:
    subject = a.picks.pick(("document", "opinion", "form"))
    targets = {"opinion": sorted(a.case.standing()), "document": [one.id for one in a.case.documents], "form": [""]}
    form = FORM if subject == "form" else f.UNSEALED
    return c.Amend(a.id, a.by("officer"), subject, a.picks.mostly(targets[subject], ("",)), form, a.words())


def _decide(a: Asking) -> c.DecideStep:
    step = a.step()
    outcome: Any = a.picks.pick(("pass", "pass", "pass", "refuse", "return"))
    earlier: Sequence[str] = ()
    if step in a.case.opened and outcome == "return":
        earlier = [one.id for one in a.flow.before(step)]
    to = a.picks.mostly(earlier, ("approve",)) if outcome == "return" else ""
    known = step in a.case.opened
    shown = step_digest(a.case, a.definition, step) if known else ""
    words = a.words() if outcome != "pass" else a.picks.pick((f.UNSEALED, WORDS))
    return c.DecideStep(a.id, a.holder(step), step, outcome, to, words, a.picks.mostly((shown, ""), ("x",)), "page")


def _reassign(a: Asking) -> c.Reassign:
    step = a.step()
    opened = a.case.opened.get(step)
    unit = a.picks.mostly((opened.unit if opened else "GHJ",), UNITS)
    staff = a.picks.pick(("", people.OFFICER.id, people.COLLEAGUE.id, people.DIRECTOR.id))
    actor = a.holder(step) if a.picks.one_in(2) else people.ADMIN
    post = opened.post if opened and a.picks.one_in(2) else a.picks.mostly(POSTS[:3], POSTS)
    return c.Reassign(a.id, actor, step, unit, post, staff, a.words())


def _add_branch(a: Asking) -> c.AddBranch:
    actor, post = a.by("officer", "chief"), a.picks.mostly(("chief", "officer"), ("mayor",))
    unit, limit = a.picks.pick(("GTJ", "GAJ", "XFJ", "NONE")), a.picks.pick((3, 5, 0))
    return c.AddBranch(a.id, actor, a.node(), unit, post, limit, a.words())


def _withdraw_branch(a: Asking) -> c.WithdrawBranch:
    node = a.node()
    branches = [branch.id for each in a.flow.parallels() for branch in each.branches]
    return c.WithdrawBranch(a.id, a.by("officer", "chief"), node, a.picks.mostly(branches, ("none",)), a.words())


def _return_branch(a: Asking) -> c.ReturnBranch:
    asked = [step.id for node in a.flow.parallels() for one in node.branches for step in one.steps]
    to = a.picks.mostly([step for step in asked if step in a.case.passed()], (*asked, "handle"))
    return c.ReturnBranch(a.id, a.by("officer", "chief"), a.node(), to, a.words())


def _open_procedure(a: Asking) -> c.OpenProcedure:
    kind = a.picks.pick(("expert_review", "testing", *PROCEDURES, "hearing"))
    return c.OpenProcedure(a.id, a.concerned(), kind, a.maybe_step(), a.day(), a.words())


def _prolong(a: Asking) -> c.ProlongProcedure:
    procedure = a.interruption(*PROCEDURES)
    one = a.case.interruption(procedure)
    later = date.fromisoformat(one.planned_end_on if one else a.day()) + timedelta(days=a.picks.pick((5, 30, 0)))
    return c.ProlongProcedure(a.id, a.concerned(), procedure, later.isoformat(), a.words())


def _call_hearing(a: Asking) -> c.CallHearing:
    chair = a.picks.pick((people.MAYOR.id, people.DEPUTY.id, people.OFFICER.id, ""))
    held_on = local_date(a.now) + timedelta(days=a.picks.pick((14, 11, 10, 12, 20, 3, 40, -1)))
    return c.CallHearing(a.id, a.concerned(), held_on.isoformat(), chair, a.words())


def _hold_hearing(a: Asking) -> c.HoldHearing:
    called_on = a.case.hearing.called_on if a.case.hearing else ""
    on, attendance = a.picks.mostly((called_on,), (a.day(), "")), a.picks.mostly(("present", "absent"), ("ill",))
    return c.HoldHearing(a.id, a.concerned(), on, attendance, a.words())


def _record_survey(a: Asking) -> c.RecordSurvey:
    on = a.picks.pick((local_date(a.now).isoformat(), a.day()))
    return c.RecordSurvey(a.id, a.concerned(), a.interruption(SURVEY), on, a.officers(), a.words())


def _waybill(a: Asking) -> tuple[str, str]:
    standing = [(one.carrier, one.waybill) for one in a.case.parcels]
    return a.picks.mostly(standing, (("ems", "EA000"),))


def _parcel(a: Asking) -> c.RecordParcel:
    carrier, waybill = _waybill(a)
    state = a.picks.pick([each.value for each in ParcelState])
    occurred_at = stamp(instant(a.now) - timedelta(hours=a.picks.pick((0, 2, 30))))
    return c.RecordParcel(a.id, people.COURIER, carrier, waybill, state, occurred_at)


def _card(a: Asking) -> str:
    given = [card.fact.card for card in a.case.cards]
    return a.picks.mostly([card.fact.card for card in a.case.cards if card.open], [*given, "manual-1"])


def _withdraw_card(a: Asking) -> c.WithdrawCard:
    objected = [card for card in a.case.cards if not card.withdrawn_at and "objection" in dict(card.answers)]
    name = a.picks.mostly([card.fact.card for card in objected], (_card(a),))
    return c.WithdrawCard(a.id, _supervisor(a), name, a.words())


def _answer_card(a: Asking) -> c.AnswerCard:
    name = _card(a)
    card = a.case.card(name)
    unit = card.fact.unit if card else "GHJ"
    return c.AnswerCard(a.id, a.by(f"{unit}:officer"), name, a.picks.pick(("feedback", "objection")), a.words())


def _follow_up(a: Asking) -> c.FollowUpCard:
    red = [card.fact.card for card in a.case.cards if card.open and card.fact.colour == "red" and card.followed_up < 2]
    name = a.picks.mostly(red, ("manual-1", _card(a)))
    card = a.case.card(name)
    return c.FollowUpCard(a.id, _supervisor(a), name, (card.followed_up if card else 0) + a.picks.pick((1, 2)))


def _supervisor(a: Asking) -> c.Actor:
    return a.picks.mostly((people.SUPERVISOR,), people.CAST)


def _void_proposer(a: Asking) -> c.Actor:
    return a.by("officer", "director", "ZWZX:supervisor")


def _who_proposed_it(a: Asking) -> c.Actor:
    return a.picks.mostly([one for one in people.CAST if one.id in a.case.void_proposed_by[:1]], people.CAST)


BUILDERS: Mapping[type, Callable[[Asking], c.Command]] = {
    c.Receive: lambda a: c.Receive(a.id, people.APPLICANT, _application(a)),
    c.ReceiveAtWindow: _walk_in,
    c.Accept: lambda a: c.Accept(a.id, a.by("officer"), a.picks.pick(("accept", "accept", "accept", "grant")), WORDS),
    c.RequestCorrection: _correct,
    c.AllowCorrection: lambda a: c.AllowCorrection(a.id, _supervisor(a), a.words()),
    c.SupplyCorrection: _supply,
    c.Decline: _decline,
    c.ServeDocument: _serve,
    c.OpenDocuments: _open_documents,
    c.ReportUndelivered: lambda a: c.ReportUndelivered(
        a.id, a.picks.mostly((people.SMS,), people.CAST), _waiting_notice(a)
    ),
    c.NoteUnanswered: _unanswered,
    c.Amend: _amend,
    c.DecideStep: _decide,
    c.Reassign: _reassign,
    c.RenewLink: lambda a: c.RenewLink(a.id, a.holder(step := a.step()), step),
    c.AddBranch: _add_branch,
    c.WithdrawBranch: _withdraw_branch,
    c.ReturnBranch: _return_branch,
    c.OpenProcedure: _open_procedure,
    c.ProlongProcedure: _prolong,
    c.CloseProcedure: lambda a: c.CloseProcedure(a.id, a.concerned(), a.interruption(*PROCEDURES), a.words()),
    c.OfferHearing: lambda a: c.OfferHearing(a.id, a.concerned(), a.words()),
    c.RequestHearing: lambda a: c.RequestHearing(a.id, a.applicant()),
    c.CallHearing: _call_hearing,
    c.HoldHearing: _hold_hearing,
    c.AssignSurvey: lambda a: c.AssignSurvey(a.id, a.concerned(), a.maybe_step(), a.officers(), a.day()),
    c.RecordSurvey: _record_survey,
    c.NotifyFee: lambda a: c.NotifyFee(
        a.id, a.by("officer"), a.picks.mostly((0, 1), (2, -1)), a.picks.mostly((1, 3), (0,)), a.day(), a.words()
    ),
    c.RecordPayment: lambda a: c.RecordPayment(a.id, a.by("officer"), a.interruption(FEE), a.words()),
    c.ExtendLimit: lambda a: c.ExtendLimit(a.id, a.by("director"), a.picks.pick((1, 5, 10, 0, 30)), a.words()),
    c.Withdraw: _withdraw,
    c.ProposeVoid: lambda a: c.ProposeVoid(a.id, _void_proposer(a), a.words()),
    c.TakeBackVoid: lambda a: c.TakeBackVoid(a.id, _who_proposed_it(a)),
    c.ConfirmVoid: lambda a: c.ConfirmVoid(a.id, _void_proposer(a)),
    c.Forward: lambda a: c.Forward(a.id, a.by("officer"), a.picks.pick(("provincial", "none")), a.words()),
    c.Terminate: lambda a: c.Terminate(
        a.id,
        _void_proposer(a),
        a.picks.pick(("applicant_gone", "fee_unpaid", "item_cancelled", "fee_unpaid", "tired")),
        a.words(),
    ),
    c.RecordCertificate: lambda a: c.RecordCertificate(a.id, c.SYSTEM_CERTIFY, "k-X", "1"),
    c.RecordDispatch: lambda a: c.RecordDispatch(a.id, a.by("officer"), "ems", a.picks.pick(("EA001", "EA002"))),
    c.RecordParcel: _parcel,
    c.RecordPickup: lambda a: c.RecordPickup(a.id, a.by("officer"), "holder", "code"),
    c.CorrectCarrier: lambda a: c.CorrectCarrier(a.id, people.COURIER, *_waybill(a), a.picks.pick(("sf", "ems"))),
    c.DoubtParcel: lambda a: c.DoubtParcel(a.id, people.COURIER, *_waybill(a), a.picks.pick(DOUBTS), a.now),
    c.KeepForPickup: lambda a: c.KeepForPickup(a.id, a.by("officer")),
    c.FollowCertificate: lambda a: c.FollowCertificate(
        a.id, c.SYSTEM_CERTIFY, a.picks.pick(("revoked", "suspended", "", "")), a.now
    ),
    c.SetAside: lambda a: c.SetAside(a.id, a.by("officer")),
    c.ConfirmArrival: lambda a: c.ConfirmArrival(a.id, a.by("officer")),
    c.GiveCard: lambda a: c.GiveCard(a.id, _supervisor(a), a.picks.pick(("red", "yellow")), a.maybe_step(), a.words()),
    c.AnswerCard: _answer_card,
    c.WithdrawCard: _withdraw_card,
    c.FollowUpCard: _follow_up,
}

COMMONNESS: Mapping[type, int] = {
    c.DecideStep: 40,
    c.Accept: 8,
    c.SupplyCorrection: 8,
    c.HoldHearing: 6,
    c.RequestHearing: 5,
    c.ServeDocument: 4,
    **dict.fromkeys((c.ExtendLimit, c.FollowUpCard), 9),
    **dict.fromkeys((c.AddBranch, c.WithdrawBranch, c.ReturnBranch, c.CallHearing, c.ProlongProcedure), 6),
    **dict.fromkeys((c.Withdraw, c.Terminate), 1),
    **dict.fromkeys((c.Decline, c.Forward), 5),
    c.RequestCorrection: 1,
    c.FollowCertificate: 1,
}
"""How often a command is tried where it can be; 3 for the others."""


POSSIBLE: Mapping[str, Sequence[type]] = {
    phase: [row.command for row in TRANSITIONS if phase in row.phases for _ in range(COMMONNESS.get(row.command, 3))]
    for phase in {phase for row in TRANSITIONS for phase in row.phases}
}
"""The kinds of command that the table knows in each phase, common ones more often."""


def any_command(asking: Asking) -> c.Command:
    kind = asking.picks.mostly(POSSIBLE.get(asking.case.phase, ()), tuple(BUILDERS))
    return BUILDERS[kind](asking)


def whose_turn(case: Case) -> Sequence[type]:
    """What takes the case further as it stands."""
    hearing = case.hearing
    if case.status == "in_review" and hearing and not hearing.held_at:
        if hearing.called_on:
            return (c.HoldHearing, c.DecideStep, c.CloseProcedure, c.NotifyFee)
        return (
            (c.CallHearing, c.CallHearing, c.NotifyFee) if hearing.requested_at else (c.RequestHearing, c.ServeDocument)
        )
    if case.status == "concluded" and case.outcome == "granted":
        if not case.certificate:
            return (c.RecordCertificate,)
        return (c.RecordParcel, c.RecordParcel, c.RecordPickup) if case.parcels else (c.RecordDispatch, c.RecordPickup)
    return _TURNS.get(case.phase, (c.ServeDocument, c.OpenDocuments))


_TURNS: Mapping[str, Sequence[type]] = {
    "received": (c.Accept, c.Accept, c.Accept, c.Decline),
    "correcting": (c.ServeDocument, c.ServeDocument, c.ReportUndelivered, c.NoteUnanswered, c.SupplyCorrection),
    "in_review": (*[c.DecideStep] * 6, c.AssignSurvey, c.OpenProcedure, c.OfferHearing, c.NotifyFee, c.AddBranch),
    "special_procedure": (c.ProlongProcedure, c.CloseProcedure, c.CloseProcedure, c.DecideStep),
    "survey": (c.RecordSurvey,),
    "supplementing": (c.ServeDocument, c.SupplyCorrection),
    "fee_due": (*[c.RecordPayment] * 4, c.Terminate),
}
