"""Which acts beside accepting and deciding `decide` would let somebody do on a case now, and on what of it each."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain import law
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import refusal
from chalicelib.domain.decide_interruption import ATTENDANCES
from chalicelib.domain.flow import Parallel
from chalicelib.domain.guards import TERMINATION_GROUNDS
from chalicelib.domain.interruption import FEE, PROCEDURES, SURVEY
from chalicelib.domain.situation import Situation
from chalicelib.domain.times import stamp
from chalicelib.usecases.acts import BY_HAND
from chalicelib.usecases.case_file import CaseFile

Possible = Mapping[str, tuple[str, ...]]
"""By act what it may be done to: ids of steps, branches, procedures, documents, codes of kinds, grounds, authorities; one
empty text for the case itself. An act that is not possible is not in it."""

Tried = Iterator[tuple[str, c.Command]]


def possible_acts(file: CaseFile, actor: Actor, calendar: Calendar, now: datetime) -> Possible:
    """What `decide` would allow at this instant, tried with every choice that the case and its item offer."""
    at = Situation(file.case, file.definition, calendar, stamp(now))
    found = {act: tuple(dict.fromkeys(_allowed(tries(at, actor), at))) for act, tries in ACTS.items()}
    return {act: subjects for act, subjects in found.items() if subjects}


def earliest_hearing(calendar: Calendar, today: date) -> date:
    """The first day on which a hearing called today can be held: the parties are told before (Art. 48)."""
    return calendar.add_working_days(today, law.HEARING_TOLD_DAYS).on


def _allowed(tried: Tried, at: Situation) -> Iterator[str]:
    for subject, command in tried:
        if not refusal(at.case, command, at.definition, at.calendar, at.now):
            yield subject


def _open_procedure(at: Situation, actor: Actor) -> Tried:
    for kind in PROCEDURES:
        for step in ("", *at.case.opened):
            yield kind, c.OpenProcedure("", actor, kind, step, _day(at), f.PROBE)


def _prolong_procedure(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind in PROCEDURES:
            later = max(at.today, date.fromisoformat(one.planned_end_on) + timedelta(days=1))
            yield one.id, c.ProlongProcedure("", actor, one.id, later.isoformat(), f.PROBE)


def _close_procedure(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        yield one.id, c.CloseProcedure("", actor, one.id, f.PROBE)


def _offer_hearing(at: Situation, actor: Actor) -> Tried:
    yield "", c.OfferHearing("", actor, f.PROBE)


def _request_hearing(at: Situation, actor: Actor) -> Tried:
    yield "", c.RequestHearing("", actor)


def _call_hearing(at: Situation, actor: Actor) -> Tried:
    day = earliest_hearing(at.calendar, at.today).isoformat()
    yield "", c.CallHearing("", actor, day, "somebody", f.PROBE)


def _hold_hearing(at: Situation, actor: Actor) -> Tried:
    called_on = at.case.hearing.called_on if at.case.hearing else ""
    yield "", c.HoldHearing("", actor, called_on, ATTENDANCES[0], f.PROBE)


def _assign_survey(at: Situation, actor: Actor) -> Tried:
    for step in dict.fromkeys((*at.case.opened, *at.case.unsurveyed(at.definition))):
        yield step, c.AssignSurvey("", actor, step, ("one", "another"), _day(at))


def _record_survey(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind == SURVEY:
            yield one.id, c.RecordSurvey("", actor, one.id, _day(at), ("one", "another"), f.PROBE)


def _notify_fee(at: Situation, actor: Actor) -> Tried:
    for number in range(len(at.definition.data["fees"])):
        yield str(number), c.NotifyFee("", actor, number, 1, _day(at), f.PROBE)


def _record_payment(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind == FEE:
            yield one.id, c.RecordPayment("", actor, one.id, f.PROBE)


def _extend_limit(at: Situation, actor: Actor) -> Tried:
    yield "", c.ExtendLimit("", actor, 1, f.PROBE)


def _add_branch(at: Situation, actor: Actor) -> Tried:
    post = at.definition.rules["branch_posts"][0]
    for unit in at.definition.unit_names:
        for node in _joint_review(at):
            yield unit, c.AddBranch("", actor, node.id, unit, post, 1, f.PROBE)


def _withdraw_branch(at: Situation, actor: Actor) -> Tried:
    for node in _joint_review(at):
        for branch in node.branches:
            yield branch.id, c.WithdrawBranch("", actor, node.id, branch.id, f.PROBE)


def _return_branch(at: Situation, actor: Actor) -> Tried:
    for node in at.flow.parallels():
        for step in (step for branch in node.branches for step in branch.steps):
            yield step.id, c.ReturnBranch("", actor, node.id, step.id, f.PROBE)


def _allow_correction(at: Situation, actor: Actor) -> Tried:
    yield "", c.AllowCorrection("", actor, f.PROBE)


def _serve(at: Situation, actor: Actor) -> Tried:
    for document in at.case.documents:
        yield document.id, c.ServeDocument("", actor, document.id, BY_HAND[0], at.now, f.PROBE)


def _amend_form(at: Situation, actor: Actor) -> Tried:
    yield "", c.Amend("", actor, "form", "", f.PROBE, f.PROBE)


def _amend_opinion(at: Situation, actor: Actor) -> Tried:
    for step in at.case.standing():
        yield step, c.Amend("", actor, "opinion", step, f.UNSEALED, f.PROBE)


def _amend_document(at: Situation, actor: Actor) -> Tried:
    for document in at.case.documents:
        yield document.id, c.Amend("", actor, "document", document.id, f.UNSEALED, f.PROBE)


def _propose_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.ProposeVoid("", actor, f.PROBE)


def _confirm_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.ConfirmVoid("", actor)


def _withdraw(at: Situation, actor: Actor) -> Tried:
    yield "", c.Withdraw("", actor, at.case.application.applicant)


def _take_back_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.TakeBackVoid("", actor)


def _forward(at: Situation, actor: Actor) -> Tried:
    for authority in at.definition.data.get("forwards_to", ()):
        yield authority["code"], c.Forward("", actor, authority["code"], f.PROBE)


def _terminate(at: Situation, actor: Actor) -> Tried:
    for ground in TERMINATION_GROUNDS:
        yield ground, c.Terminate("", actor, ground, f.PROBE)


def _answer_card(at: Situation, actor: Actor) -> Tried:
    for card in at.case.cards:
        yield card.fact.card, c.AnswerCard("", actor, card.fact.card, "feedback", f.PROBE)


def _joint_review(at: Situation) -> tuple[Parallel, ...]:
    """The joint review at which the case stands, if it does."""
    current = at.flow.current(at.case.outcomes())
    return (current,) if isinstance(current, Parallel) else ()


def _day(at: Situation) -> str:
    return at.today.isoformat()


ACTS: Final[Mapping[str, Callable[[Situation, Actor], Tried]]] = {
    "record_survey": _record_survey,
    "close_procedure": _close_procedure,
    "hold_hearing": _hold_hearing,
    "record_payment": _record_payment,
    "serve": _serve,
    "confirm_void": _confirm_void,
    "take_back_void": _take_back_void,
    "answer_card": _answer_card,
    "assign_survey": _assign_survey,
    "open_procedure": _open_procedure,
    "prolong_procedure": _prolong_procedure,
    "offer_hearing": _offer_hearing,
    "request_hearing": _request_hearing,
    "call_hearing": _call_hearing,
    "notify_fee": _notify_fee,
    "extend_limit": _extend_limit,
    "add_branch": _add_branch,
    "withdraw_branch": _withdraw_branch,
    "return_branch": _return_branch,
    "allow_correction": _allow_correction,
    "amend_form": _amend_form,
    "amend_opinion": _amend_opinion,
    "amend_document": _amend_document,
    "withdraw": _withdraw,
    "forward": _forward,
    "terminate": _terminate,
    "propose_void": _propose_void,
}
"""Every act by name, with the commands by which it is tried."""
