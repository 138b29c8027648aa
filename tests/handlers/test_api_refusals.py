"""Every refusal that the law's rows can answer is told of by the operation that carries out their command.

The codes are read from the source of each row's power, guards and facts, with the functions of the domain that these call.
"""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Final

import pytest

from chalicelib.domain import certificate_ends as ends
from chalicelib.domain import commands as c
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.inquiry import commands as i
from chalicelib.domain.inquiry.transitions import INQUIRY_TRANSITIONS
from chalicelib.domain.inquiry.transitions import OF_EVERY_ROW as ON_EVERY_INQUIRY
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.transitions import OF_EVERY_ROW, TRANSITIONS
from chalicelib.handlers.openapi import OPERATIONS

COMMANDS: Final[dict[str, tuple[type, ...]]] = {
    "acceptCase": (c.Accept,),
    "addBranch": (c.AddBranch,),
    "allowCorrection": (c.AllowCorrection,),
    "amendCase": (c.Amend,),
    "answerCard": (c.AnswerCard,),
    "assignSurvey": (c.AssignSurvey,),
    "callHearing": (c.CallHearing,),
    "closeSpecialProcedure": (c.CloseProcedure,),
    "decideByLink": (c.DecideStep,),
    "decideStep": (c.DecideStep,),
    "declineCase": (c.Decline,),
    "extendLimit": (c.ExtendLimit,),
    "followUpCard": (c.FollowUpCard,),
    "forwardCase": (c.Forward,),
    "giveCard": (c.GiveCard,),
    "notifyFee": (c.NotifyFee,),
    "offerHearing": (c.OfferHearing,),
    "openSpecialProcedure": (c.OpenProcedure,),
    "prolongSpecialProcedure": (c.ProlongProcedure,),
    "reassign": (c.Reassign,),
    "receiveAtWindow": (c.Receive, c.Accept, c.RequestCorrection, c.Decline),
    "recordHearing": (c.HoldHearing,),
    "recordHearingRequest": (c.RequestHearing,),
    "recordPayment": (c.RecordPayment,),
    "notePhoneCall": (c.ServeDocument, c.NoteUnanswered),
    "recordService": (c.ServeDocument,),
    "recordSurvey": (c.RecordSurvey,),
    "requestCorrection": (c.RequestCorrection,),
    "requestHearing": (c.RequestHearing,),
    "returnStep": (c.ReturnBranch,),
    "submitCase": (c.Receive,),
    "supplyCorrection": (c.SupplyCorrection,),
    "supplyCorrectionAtWindow": (c.SupplyCorrection,),
    "terminateCase": (c.Terminate,),
    "takeBackVoid": (c.TakeBackVoid,),
    "recordPickup": (c.RecordPickup,),
    "keepForPickup": (c.KeepForPickup,),
    "setAsideCertificate": (c.SetAside,),
    "confirmArrival": (c.ConfirmArrival,),
    "voidCase": (c.ProposeVoid, c.ConfirmVoid),
    "withdrawAtWindow": (c.Withdraw,),
    "withdrawBranch": (c.WithdrawBranch,),
    "withdrawCard": (c.WithdrawCard,),
    "withdrawCase": (c.Withdraw,),
}

ON_INQUIRIES: Final[dict[str, tuple[MatterKind, type]]] = {
    "askConsultation": (MatterKind.CONSULTATION, i.Ask),
    "answerConsultation": (MatterKind.CONSULTATION, i.Answer),
    "redirectConsultation": (MatterKind.CONSULTATION, i.Redirect),
    "publishAnswer": (MatterKind.CONSULTATION, i.Publish),
    "withdrawAnswer": (MatterKind.CONSULTATION, i.TakeOff),
    "fileComplaint": (MatterKind.COMPLAINT, i.FileComplaint),
    "takeComplaint": (MatterKind.COMPLAINT, i.Take),
    "answerComplaint": (MatterKind.COMPLAINT, i.Answer),
    "rectifyComplaint": (MatterKind.COMPLAINT, i.Rectify),
    "callBackComplaint": (MatterKind.COMPLAINT, i.CallBack),
    "reopenComplaint": (MatterKind.COMPLAINT, i.Reopen),
    "rateCase": (MatterKind.RATING, i.Rate),
    "verifyRating": (MatterKind.RATING, i.Verify),
    "rectifyRating": (MatterKind.RATING, i.Rectify),
    "answerRating": (MatterKind.RATING, i.Answer),
    "callBackRating": (MatterKind.RATING, i.CallBack),
}
ON_CERTIFICATES: Final[dict[str, Callable[..., Any]]] = {
    "endCertificate": ends._end,
    "suspendCertificate": ends._suspend,
    "confirmCertificateEnd": ends._confirm,
    "takeBackCertificateEnd": ends._take_back,
    "resumeCertificate": ends._resume,
}
ON_THEIR_CARDS: Final[dict[str, type]] = {
    "answerInquiryCard": c.AnswerCard,
    "withdrawInquiryCard": c.WithdrawCard,
    "followUpInquiryCard": c.FollowUpCard,
}
"""The same of every kind of inquiry."""

UNTOLD: Final = {
    "not_your_case": "a stranger's case is answered as unknown before any command is made",
}
"""Codes that no operation can answer, and why."""

OF_THE_OFFICE: Final = {"not_your_step", "own_case", "identity_unseen"}
"""What only those are told who act for the office."""

ASKED_BEFORE: Final = {
    "giveCard": {"not_your_step"},
    "followUpCard": {"not_your_step"},
    "withdrawCard": {"not_your_step"},
    "reassign": {"unit_unknown", "post_outside"},
    "receiveAtWindow": {"correction_after_acceptance", "second_correction_notice"},
}
"""What cannot come of an operation: a supervisor's is forbidden to others, a step that
changes hands stays with its post, a case that is only now received has neither an acceptance nor a notice behind it."""


@cache
def functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(import_module(module)))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def refusals(function: Callable[..., Any], met: set[str] | None = None) -> set[str]:
    """The codes that the function raises, itself or by another of the domain; a guard made by a function has its codes."""
    module, name, met = function.__module__, function.__qualname__.partition(".")[0], met if met is not None else set()
    if f"{module}.{name}" in met:
        return set()
    met.add(f"{module}.{name}")
    found = set[str]()
    for node in ast.walk(functions(module)[name]):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusedError":
            found |= {str(one.value) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Name):
            used = vars(import_module(module)).get(node.id)
            if inspect.isfunction(used) and used.__module__.startswith("chalicelib.domain"):
                found |= refusals(used, met)
    return found


def refusals_of(command: type) -> set[str]:
    rows = [row for row in TRANSITIONS if row.command is command]
    assert rows, command
    return {code for row in rows for of in (row.by, *OF_EVERY_ROW, *row.guards, row.facts) for code in refusals(of)}


def test_the_codes_are_read() -> None:
    assert {"own_case", "result_awaited", "hearing_not_held", "date_far"} <= (
        refusals_of(c.DecideStep) | refusals_of(c.NotifyFee)
    )


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.id in COMMANDS], ids=lambda one: one.id)
def test_an_operation_tells_of_every_refusal_of_its_commands(operation: Any) -> None:
    possible = {code for command in COMMANDS[operation.id] for code in refusals_of(command)}
    if operation.who == ("citizen",):
        possible -= OF_THE_OFFICE
    missing = possible - UNTOLD.keys() - ASKED_BEFORE.get(operation.id, set()) - set(operation.codes)
    assert missing == set()


def commands_of(operation: str) -> set[tuple[MatterKind, type]]:
    if operation in ON_INQUIRIES:
        return {ON_INQUIRIES[operation]}
    return {(kind, ON_THEIR_CARDS[operation]) for kind in KINDS}


OF_INQUIRIES = [one for one in OPERATIONS if one.id in {*ON_INQUIRIES, *ON_THEIR_CARDS}]


@pytest.mark.parametrize("operation", OF_INQUIRIES, ids=lambda one: one.id)
def test_an_operation_on_an_inquiry_tells_of_every_refusal(operation: Any) -> None:
    rows = [row for row in INQUIRY_TRANSITIONS if (row.kind, row.command) in commands_of(operation.id)]
    assert rows
    steps = (of for row in rows for of in (row.by, *ON_EVERY_INQUIRY, *row.guards, row.facts))
    possible = {code for of in steps for code in refusals(of)} | {"inquiry_not_so_now"}
    if operation.who == ("citizen",):
        possible -= OF_THE_OFFICE
    assert possible - set(operation.codes) == set()


def test_every_command_on_an_inquiry_has_an_operation() -> None:
    names = {*ON_INQUIRIES, *ON_THEIR_CARDS}
    given = {command for name in names for command in commands_of(name)}
    assert {(row.kind, row.command) for row in INQUIRY_TRANSITIONS} == given
    assert names == {operation.id for operation in OF_INQUIRIES}


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.id in ON_CERTIFICATES], ids=lambda one: one.id)
def test_an_operation_on_a_certificate_tells_of_every_refusal(operation: Any) -> None:
    possible = refusals(ON_CERTIFICATES[operation.id]) | {"own_case"}
    assert possible - set(operation.codes) == set()


def test_every_command_that_a_person_gives_has_an_operation_or_is_given_by_a_page_only() -> None:
    by_page = {c.RenewLink}
    answered_alike_when_refused = {c.OpenDocuments}
    told_apart_for_each_case = {c.RecordDispatch}
    by_the_system = {
        *(c.RecordCertificate, c.FollowCertificate, c.ReportUndelivered),
        *(c.RecordParcel, c.CorrectCarrier, c.DoubtParcel),
    }
    by_programs = {command for commands in COMMANDS.values() for command in commands}
    assert {
        row.command for row in TRANSITIONS
    } == by_programs | told_apart_for_each_case | answered_alike_when_refused | by_page | by_the_system
    assert COMMANDS.keys() <= {operation.id for operation in OPERATIONS}
