"""What staff may do to a case beside accepting and deciding: of each act the command, and the words it puts on record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.flow import Flow, Parallel
from chalicelib.domain.times import stamp
from chalicelib.usecases.act_on_case import Words
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.identify import presented_party

BY_HAND: Final = ("phone", "window", "post")
"""How an officer serves a document; the other ways are the system's own to note."""

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What somebody asks: the command's id, who they are, what they entered, the case as it stands."""

    id: str
    actor: c.Actor
    fields: Fields
    file: CaseFile
    now: datetime

    def text(self, name: str) -> str:
        return str(self.fields.get(name, "")).strip()

    def people(self, name: str) -> tuple[str, ...]:
        """Staff ids, each once."""
        return tuple(dict.fromkeys(self.fields.get(name, ())))

    @property
    def flow(self) -> Flow:
        return self.file.case.flow(self.file.definition)


Act = tuple[c.Command, Words]


def act_of(name: str, asked: Asked) -> Act:
    """The command of this act, its words beside it.

    Raises RefusedError: service_unknown; joint_review_closed, branch_unknown, no_step_to_return_to for
    what is in no joint review.
    """
    return ACTS[name](asked)


def _words(asked: Asked, field: str) -> Words:
    """What was written, as the part that the command's field of this name seals; nothing for nothing written."""
    text = asked.text(field)
    return {field: {"text": text}} if text else {}


def _open_procedure(asked: Asked) -> Act:
    kind, step, until = asked.text("kind"), asked.text("step"), asked.text("planned_end_on")
    return c.OpenProcedure(asked.id, asked.actor, kind, step, until, UNSEALED), _words(asked, "evidence")


def _prolong_procedure(asked: Asked) -> Act:
    until = asked.text("planned_end_on")
    command = c.ProlongProcedure(asked.id, asked.actor, asked.text("procedure"), until, UNSEALED)
    return command, _words(asked, "evidence")


def _close_procedure(asked: Asked) -> Act:
    command = c.CloseProcedure(asked.id, asked.actor, asked.text("procedure"), UNSEALED)
    return command, _words(asked, "result")


def _offer_hearing(asked: Asked) -> Act:
    return c.OfferHearing(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def _request_hearing(asked: Asked) -> Act:
    return c.RequestHearing(asked.id, asked.actor), {}


def _call_hearing(asked: Asked) -> Act:
    chair = "".join(asked.people("chair")[:1])
    command = c.CallHearing(asked.id, asked.actor, asked.text("held_on"), chair, UNSEALED)
    return command, _words(asked, "notice")


def _hold_hearing(asked: Asked) -> Act:
    held_on, attendance = asked.text("held_on"), asked.text("attendance")
    return c.HoldHearing(asked.id, asked.actor, held_on, attendance, UNSEALED), _words(asked, "minutes")


def _assign_survey(asked: Asked) -> Act:
    officers, planned_on = asked.people("officers"), asked.text("planned_on")
    return c.AssignSurvey(asked.id, asked.actor, asked.text("step"), officers, planned_on), {}


def _record_survey(asked: Asked) -> Act:
    survey, on, officers = asked.text("survey"), asked.text("surveyed_on"), asked.people("officers")
    command = c.RecordSurvey(asked.id, asked.actor, survey, on, officers, UNSEALED)
    return command, _words(asked, "record")


def _notify_fee(asked: Asked) -> Act:
    number, quantity = asked.fields.get("number", -1), asked.fields.get("quantity", 0)
    command = c.NotifyFee(asked.id, asked.actor, number, quantity, asked.text("pay_by_on"), UNSEALED)
    return command, _words(asked, "notice")


def _record_payment(asked: Asked) -> Act:
    return c.RecordPayment(asked.id, asked.actor, asked.text("fee"), UNSEALED), _words(asked, "receipt")


def _extend_limit(asked: Asked) -> Act:
    amount = asked.fields.get("amount", 0)
    return c.ExtendLimit(asked.id, asked.actor, amount, UNSEALED), _words(asked, "reason")


def _add_branch(asked: Asked) -> Act:
    """To the joint review at which the case stands."""
    current = asked.flow.current(asked.file.case.outcomes())
    if not isinstance(current, Parallel):
        raise RefusedError("joint_review_closed")
    unit, post, days = asked.text("unit"), asked.text("post"), asked.fields.get("limit_days", 0)
    return c.AddBranch(asked.id, asked.actor, current.id, unit, post, days, UNSEALED), _words(asked, "reason")


def _withdraw_branch(asked: Asked) -> Act:
    branch = asked.text("branch")
    nodes = [node.id for node in asked.flow.parallels() if branch in {one.id for one in node.branches}]
    if not nodes:
        raise RefusedError("branch_unknown", {"branch": branch})
    return c.WithdrawBranch(asked.id, asked.actor, nodes[0], branch, UNSEALED), _words(asked, "reason")


def _return_branch(asked: Asked) -> Act:
    to = asked.text("to")
    branch = asked.flow.branch_of(to)
    if branch is None:
        raise RefusedError("no_step_to_return_to", {"step": to})
    node = next(node.id for node in asked.flow.parallels() if branch in node.branches)
    return c.ReturnBranch(asked.id, asked.actor, node, to, UNSEALED), _words(asked, "reason")


def _allow_correction(asked: Asked) -> Act:
    return c.AllowCorrection(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def _serve(asked: Asked) -> Act:
    """At the time that was noted down, else now."""
    how, served_at = asked.text("how"), asked.text("served_at") or stamp(asked.now)
    if how not in BY_HAND:
        raise RefusedError("service_unknown", {"how": how})
    command = c.ServeDocument(asked.id, asked.actor, asked.text("document"), how, served_at, UNSEALED)
    return command, _words(asked, "note")


def _amend(asked: Asked) -> Act:
    """The corrected form is a whole part `form#…` as an application makes it."""
    subject, target = asked.text("subject"), asked.text("target")
    form: Words = {"form": asked.fields["form"]} if asked.fields.get("form") else {}
    command = c.Amend(asked.id, asked.actor, subject, target, UNSEALED, UNSEALED)
    return command, {**form, **_words(asked, "reason")}


def _propose_void(asked: Asked) -> Act:
    return c.ProposeVoid(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def _confirm_void(asked: Asked) -> Act:
    return c.ConfirmVoid(asked.id, asked.actor), {}


def _take_back_void(asked: Asked) -> Act:
    return c.TakeBackVoid(asked.id, asked.actor), {}


def _void(asked: Asked) -> Act:
    """The first of the two people proposes, the second confirms."""
    return (_confirm_void if asked.file.case.void_proposed_by else _propose_void)(asked)


def _withdraw(asked: Asked) -> Act:
    """For the applicant or agent who stands at the window."""
    party = presented_party(asked.text("identity"), asked.file.case.application)
    return c.Withdraw(asked.id, asked.actor, party), {}


def _forward(asked: Asked) -> Act:
    return c.Forward(asked.id, asked.actor, asked.text("to"), UNSEALED), _words(asked, "note")


def _terminate(asked: Asked) -> Act:
    return c.Terminate(asked.id, asked.actor, asked.text("ground"), UNSEALED), _words(asked, "note")


ACTS: Final[Mapping[str, Callable[[Asked], Act]]] = {
    "open_procedure": _open_procedure,
    "prolong_procedure": _prolong_procedure,
    "close_procedure": _close_procedure,
    "offer_hearing": _offer_hearing,
    "request_hearing": _request_hearing,
    "call_hearing": _call_hearing,
    "hold_hearing": _hold_hearing,
    "assign_survey": _assign_survey,
    "record_survey": _record_survey,
    "notify_fee": _notify_fee,
    "record_payment": _record_payment,
    "extend_limit": _extend_limit,
    "add_branch": _add_branch,
    "withdraw_branch": _withdraw_branch,
    "return_branch": _return_branch,
    "allow_correction": _allow_correction,
    "serve": _serve,
    "amend": _amend,
    "propose_void": _propose_void,
    "confirm_void": _confirm_void,
    "take_back_void": _take_back_void,
    "void": _void,
    "withdraw": _withdraw,
    "forward": _forward,
    "terminate": _terminate,
}
"""By the name that a page's form posts as `then`; `void` is for programs, which need not know who came first."""
