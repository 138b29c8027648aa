"""Whose each command is. A power refuses who may not act and says in whose name the others do, so that what guards a
command and what its commit records of the actor are one statement."""

from collections.abc import Callable
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.actor import SUPERVISOR, held
from chalicelib.domain.case import Case, Opened
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.sign_off import post_of
from chalicelib.domain.situation import Situation

Power = Callable[[Any, Situation], str]
"""For whom the actor acts: the staff id of the holder whose post they hold as a deputy, empty in their own name.

Raises RefusedError.
"""


def anybody(command: Any, at: Situation) -> str:
    """Whoever the edge lets through: an applicant with an application of their own, a carrier, the system."""
    return ""


def of_the_window(command: Any, at: Situation) -> str:
    """By an officer of the unit that handles the case."""
    return acting(command.actor, at, f"{at.definition.unit}:officer")


def of_the_lead(command: Any, at: Situation) -> str:
    """By the lead unit of the joint review: its officer or section chief."""
    lead = at.flow.parallel(command.node).lead
    return acting(command.actor, at, f"{lead}:chief", f"{lead}:officer")


def in_charge(command: Any, at: Situation) -> str:
    """By the post that the data names as the person in charge, 负责人 (Administrative Licensing Law, Art. 42)."""
    return acting(command.actor, at, f"{at.definition.unit}:{at.definition.rules['in_charge_post']}")


def supervising(command: Any, at: Situation) -> str:
    posts = held(command.actor, lambda _unit, code: code == SUPERVISOR)
    return acting(command.actor, at, f"{at.definition.unit}:{SUPERVISOR}", *posts)


def of_the_case(command: Any, at: Situation) -> str:
    """By somebody who has a part in it: an officer of its unit, or the holder of an open step."""
    opened = sorted({post_of(each) for each in at.case.opened.values()})
    return acting(command.actor, at, f"{at.definition.unit}:officer", *opened)


def of_the_unit_or_supervising(command: Any, at: Situation) -> str:
    """By the unit's officer, its person in charge, or a supervisor."""
    unit, rules = at.definition.unit, at.definition.rules
    supervisors = held(command.actor, lambda _unit, code: code == SUPERVISOR)
    return acting(command.actor, at, f"{unit}:officer", f"{unit}:{rules['in_charge_post']}", *supervisors)


def of_the_unit_or_the_catalogue(command: Any, at: Situation) -> str:
    """By those of `of_the_unit_or_supervising`; by the catalogue itself where it ended the item with its running cases."""
    if command.actor == c.SYSTEM_CATALOGUE and command.ground == "item_cancelled":
        return ""
    return of_the_unit_or_supervising(command, at)


def of_the_applicant(command: Any, at: Situation) -> str:
    if command.actor.id not in (at.case.application.applicant, at.case.application.agent):
        raise RefusedError("not_your_case")
    return ""


def of_the_applicant_or_window(command: Any, at: Situation) -> str:
    """By the applicant, or by an officer for somebody who came or telephoned."""
    return (of_the_applicant if command.actor.kind == "applicant" else of_the_window)(command, at)


def of_whom_service_is_known(command: Any, at: Situation) -> str:
    """By the provider that an SMS arrived; else by the applicant, or by an officer for somebody who came or telephoned, be it
    for all cases of a batch at once."""
    if command.how == "sms":
        return reporting(command, at)
    if command.actor == c.SYSTEM_BATCH and at.case.application.parent:
        return ""
    return of_the_applicant_or_window(command, at)


def reporting(command: Any, at: Situation) -> str:
    """By the way that SMS take: nobody else knows of them."""
    if command.actor != c.SYSTEM_SMS:
        raise RefusedError("service_unknown", {"how": "sms"})
    return ""


def of_the_holder(command: Any, at: Situation) -> str:
    """By a holder of the open step's post, and where it was given to one person, by that one."""
    opened = open_step(command.step, at)
    return acting(command.actor, at, post_of(opened), given_to=opened.staff)


def has_a_part(actor: c.Actor, case: Case, definition: Definition) -> bool:
    """Whether a post of this person has, or had, a part in the case: of its flow, of who has a step in hand and of who is in
    charge there, of its unit's window and head. For everybody else of the office there is no such case, whatever they try
    with it."""
    flow, in_charge = case.whole_flow(definition).without(case.skipped), definition.rules["in_charge_post"]
    steps = {post_of(step) for step in flow.steps()}
    in_hand = {post for opened in case.opened.values() for post in (post_of(opened), f"{opened.unit}:{in_charge}")}
    own = {f"{definition.unit}:officer", f"{definition.unit}:{in_charge}"}
    return any(actor.holds(post, definition) for post in steps | in_hand | own)


def open_step(step: str, at: Situation) -> Opened:
    """Raises UnknownStepError, RefusedError (step_not_open)."""
    at.flow.step(step)
    if step not in at.case.opened:
        raise RefusedError("step_not_open", {"step": step})
    return at.case.opened[step]


def acting(actor: c.Actor, at: Situation, *posts: str, given_to: str = "") -> str:
    """In whose name somebody acts who may by one of these posts: their own where that is possible. The first post is the
    one that a refusal names. Raises RefusedError (not_your_step)."""
    if given_to in ("", actor.id) and actor.posts.intersection(posts):
        return ""
    names = (actor.acts_for(post, at.definition, given_to) for post in posts)
    if name := next(filter(None, names), ""):
        return name
    unit, _, code = posts[0].partition(":")
    raise RefusedError("not_your_step", {"unit": unit, "post": code})
