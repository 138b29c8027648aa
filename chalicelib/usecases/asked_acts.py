"""Acts as somebody asks for them: of each the command made from what was entered, and the words it puts on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.flow import Flow, Parallel
from chalicelib.domain.sealed import UNSEALED
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


def _words(asked: Asked, field: str) -> Words:
    """What was written, as the part that the command's field of this name seals; nothing for nothing written."""
    text = asked.text(field)
    return {field: {"text": text}} if text else {}


def open_procedure(asked: Asked) -> Act:
    kind, step, until = asked.text("kind"), asked.text("step"), asked.text("planned_end_on")
    return c.OpenProcedure(asked.id, asked.actor, kind, step, until, UNSEALED), _words(asked, "evidence")


def prolong_procedure(asked: Asked) -> Act:
    until = asked.text("planned_end_on")
    command = c.ProlongProcedure(asked.id, asked.actor, asked.text("procedure"), until, UNSEALED)
    return command, _words(asked, "evidence")


def close_procedure(asked: Asked) -> Act:
    command = c.CloseProcedure(asked.id, asked.actor, asked.text("procedure"), UNSEALED)
    return command, _words(asked, "result")


def offer_hearing(asked: Asked) -> Act:
    return c.OfferHearing(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def request_hearing(asked: Asked) -> Act:
    return c.RequestHearing(asked.id, asked.actor), {}


def call_hearing(asked: Asked) -> Act:
    chair = "".join(asked.people("chair")[:1])
    command = c.CallHearing(asked.id, asked.actor, asked.text("held_on"), chair, UNSEALED)
    return command, _words(asked, "notice")


def hold_hearing(asked: Asked) -> Act:
    held_on, attendance = asked.text("held_on"), asked.text("attendance")
    return c.HoldHearing(asked.id, asked.actor, held_on, attendance, UNSEALED), _words(asked, "minutes")


def assign_survey(asked: Asked) -> Act:
    officers, planned_on = asked.people("officers"), asked.text("planned_on")
    return c.AssignSurvey(asked.id, asked.actor, asked.text("step"), officers, planned_on), {}


def record_survey(asked: Asked) -> Act:
    survey, on, officers = asked.text("survey"), asked.text("surveyed_on"), asked.people("officers")
    command = c.RecordSurvey(asked.id, asked.actor, survey, on, officers, UNSEALED)
    return command, _words(asked, "record")


def notify_fee(asked: Asked) -> Act:
    number, quantity = asked.fields.get("number", -1), asked.fields.get("quantity", 0)
    command = c.NotifyFee(asked.id, asked.actor, number, quantity, asked.text("pay_by_on"), UNSEALED)
    return command, _words(asked, "notice")


def record_payment(asked: Asked) -> Act:
    return c.RecordPayment(asked.id, asked.actor, asked.text("fee"), UNSEALED), _words(asked, "receipt")


def extend_limit(asked: Asked) -> Act:
    amount = asked.fields.get("amount", 0)
    return c.ExtendLimit(asked.id, asked.actor, amount, UNSEALED), _words(asked, "reason")


def add_branch(asked: Asked) -> Act:
    """To the joint review at which the case stands."""
    current = asked.flow.current(asked.file.case.outcomes())
    if not isinstance(current, Parallel):
        raise RefusedError("joint_review_closed")
    unit, post, days = asked.text("unit"), asked.text("post"), asked.fields.get("limit_days", 0)
    return c.AddBranch(asked.id, asked.actor, current.id, unit, post, days, UNSEALED), _words(asked, "reason")


def withdraw_branch(asked: Asked) -> Act:
    branch = asked.text("branch")
    nodes = [node.id for node in asked.flow.parallels() if branch in {one.id for one in node.branches}]
    if not nodes:
        raise RefusedError("branch_unknown", {"branch": branch})
    return c.WithdrawBranch(asked.id, asked.actor, nodes[0], branch, UNSEALED), _words(asked, "reason")


def return_branch(asked: Asked) -> Act:
    to = asked.text("to")
    branch = asked.flow.branch_of(to)
    if branch is None:
        raise RefusedError("no_step_to_return_to", {"step": to})
    node = next(node.id for node in asked.flow.parallels() if branch in node.branches)
    return c.ReturnBranch(asked.id, asked.actor, node, to, UNSEALED), _words(asked, "reason")


def allow_correction(asked: Asked) -> Act:
    return c.AllowCorrection(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def serve(asked: Asked) -> Act:
    """At the time that was noted down, else now."""
    how, served_at = asked.text("how"), asked.text("served_at") or stamp(asked.now)
    if how not in BY_HAND:
        raise RefusedError("service_unknown", {"how": how})
    command = c.ServeDocument(asked.id, asked.actor, asked.text("document"), how, served_at, UNSEALED)
    return command, _words(asked, "note")


CALLS: Final = ("reached", "unanswered")
"""How a telephone call went."""


def note_call(asked: Asked) -> Act:
    """A call that reached the applicant or the agent serves the document; one that reached nobody is noted. At the time
    that was noted down, else now."""
    call, document = asked.text("call"), asked.text("document")
    called_at = asked.text("called_at") or stamp(asked.now)
    if call not in CALLS:
        raise RefusedError("service_unknown", {"how": call})
    words = _words(asked, "note")
    if call == "reached":
        return c.ServeDocument(asked.id, asked.actor, document, "phone", called_at, UNSEALED), words
    return c.NoteUnanswered(asked.id, asked.actor, document, called_at, UNSEALED), words


def amend_form(asked: Asked) -> Act:
    """The corrected form is a whole part `form#…` as an application makes it."""
    form: Words = {"form": asked.fields["form"]} if asked.fields.get("form") else {}
    command, words = _amend(asked, "form")
    return command, {**form, **words}


def amend_opinion(asked: Asked) -> Act:
    return _amend(asked, "opinion")


def amend_document(asked: Asked) -> Act:
    return _amend(asked, "document")


def _amend(asked: Asked, subject: str) -> Act:
    command = c.Amend(asked.id, asked.actor, subject, asked.text("target"), UNSEALED, UNSEALED)
    return command, _words(asked, "reason")


def propose_void(asked: Asked) -> Act:
    return c.ProposeVoid(asked.id, asked.actor, UNSEALED), _words(asked, "reason")


def keep_for_pickup(asked: Asked) -> Act:
    return c.KeepForPickup(asked.id, asked.actor), {}


def set_aside(asked: Asked) -> Act:
    return c.SetAside(asked.id, asked.actor), {}


def confirm_arrival(asked: Asked) -> Act:
    return c.ConfirmArrival(asked.id, asked.actor), {}


def confirm_void(asked: Asked) -> Act:
    return c.ConfirmVoid(asked.id, asked.actor), {}


def take_back_void(asked: Asked) -> Act:
    return c.TakeBackVoid(asked.id, asked.actor), {}


def withdraw(asked: Asked) -> Act:
    """For the applicant or agent who stands at the window."""
    party = presented_party(asked.text("identity"), asked.file.case.application)
    return c.Withdraw(asked.id, asked.actor, party), {}


def forward(asked: Asked) -> Act:
    return c.Forward(asked.id, asked.actor, asked.text("to"), UNSEALED), _words(asked, "note")


def terminate(asked: Asked) -> Act:
    return c.Terminate(asked.id, asked.actor, asked.text("ground"), UNSEALED), _words(asked, "note")
