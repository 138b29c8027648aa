"""What staff may do to a case beside accepting and deciding: the one table of acts, by the name that a page's form posts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.decide import refusal
from chalicelib.domain.situation import Situation
from chalicelib.domain.times import stamp
from chalicelib.usecases import asked_acts as asked
from chalicelib.usecases import tried_acts as tried
from chalicelib.usecases.case_file import CaseFile

Possible = Mapping[str, tuple[str, ...]]
"""By act what it may be done to: ids of steps, branches, procedures, documents, codes of kinds, grounds, authorities; one
empty text for the case itself. An act that is not possible is not in it."""


@dataclass(frozen=True)
class Row:
    """How an act is made from what somebody entered, and tried with what the case offers."""

    make: Callable[[asked.Asked], asked.Act]
    tries: Callable[[Situation, Actor], tried.Tried]


ACTS: Final[Mapping[str, Row]] = {
    "record_survey": Row(asked.record_survey, tried.record_survey),
    "close_procedure": Row(asked.close_procedure, tried.close_procedure),
    "hold_hearing": Row(asked.hold_hearing, tried.hold_hearing),
    "record_payment": Row(asked.record_payment, tried.record_payment),
    "note_call": Row(asked.note_call, tried.note_call),
    "keep_for_pickup": Row(asked.keep_for_pickup, tried.keep_for_pickup),
    "set_aside": Row(asked.set_aside, tried.set_aside),
    "confirm_arrival": Row(asked.confirm_arrival, tried.confirm_arrival),
    "serve": Row(asked.serve, tried.serve),
    "confirm_void": Row(asked.confirm_void, tried.confirm_void),
    "take_back_void": Row(asked.take_back_void, tried.take_back_void),
    "assign_survey": Row(asked.assign_survey, tried.assign_survey),
    "open_procedure": Row(asked.open_procedure, tried.open_procedure),
    "prolong_procedure": Row(asked.prolong_procedure, tried.prolong_procedure),
    "offer_hearing": Row(asked.offer_hearing, tried.offer_hearing),
    "request_hearing": Row(asked.request_hearing, tried.request_hearing),
    "call_hearing": Row(asked.call_hearing, tried.call_hearing),
    "notify_fee": Row(asked.notify_fee, tried.notify_fee),
    "extend_limit": Row(asked.extend_limit, tried.extend_limit),
    "add_branch": Row(asked.add_branch, tried.add_branch),
    "withdraw_branch": Row(asked.withdraw_branch, tried.withdraw_branch),
    "return_branch": Row(asked.return_branch, tried.return_branch),
    "allow_correction": Row(asked.allow_correction, tried.allow_correction),
    "amend_form": Row(asked.amend_form, tried.amend_form),
    "amend_opinion": Row(asked.amend_opinion, tried.amend_opinion),
    "amend_document": Row(asked.amend_document, tried.amend_document),
    "withdraw": Row(asked.withdraw, tried.withdraw),
    "forward": Row(asked.forward, tried.forward),
    "terminate": Row(asked.terminate, tried.terminate),
    "propose_void": Row(asked.propose_void, tried.propose_void),
}


def act_of(name: str, what: asked.Asked) -> asked.Act:
    """The command of this act, its words beside it.

    Raises RefusedError: service_unknown; joint_review_closed, branch_unknown, no_step_to_return_to for
    what is in no joint review.
    """
    return ACTS[name].make(what)


def possible_acts(file: CaseFile, actor: Actor, calendar: Calendar, now: datetime) -> Possible:
    """What `decide` would allow at this instant, tried with every choice that the case and its item offer."""
    at = Situation(file.case, file.definition, calendar, stamp(now))
    found = {name: tuple(dict.fromkeys(_allowed(row.tries(at, actor), at))) for name, row in ACTS.items()}
    return {name: subjects for name, subjects in found.items() if subjects}


def _allowed(tries: tried.Tried, at: Situation) -> Iterator[str]:
    for subject, command in tries:
        if not refusal(at.case, command, at.definition, at.calendar, at.now):
            yield subject
