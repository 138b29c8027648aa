"""The forms by which staff do more to a case than accept and decide: which fields each has, and what can be chosen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib.domain.document.kinds import SERVED_BY_OPENING
from chalicelib.domain.interruption import FEE, SURVEY
from chalicelib.pages.case_events import day
from chalicelib.pages.officer_events import Known
from chalicelib.texts import money, text

Shown = dict[str, Any]
Kind = Literal["subject", "choice", "line", "words", "record", "date", "moment", "people", "number"]


@dataclass(frozen=True)
class Field:
    """One field of an act. `subject` is what the act is done to, and comes first; `record` takes a long text; `moment` a
    date and time; `people` names or numbers of staff."""

    name: str
    kind: Kind
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """Where an act stands on the page of a case (`group`; empty: it has a page of its own), under which name its subject is
    posted, and what it is asked with beside."""

    group: str
    fields: tuple[Field, ...] = ()
    subject: str = ""


_REASON: Final = (Field("reason", "words"),)
FORMS: Final[Mapping[str, Form]] = {
    "record_survey": Form(
        "now",
        (Field("surveyed_on", "date"), Field("officers", "people", "officers"), Field("record", "record")),
        subject="survey",
    ),
    "close_procedure": Form("now", (Field("result", "record"),), subject="procedure"),
    "hold_hearing": Form("now", (Field("held_on", "date"), Field("attendance", "choice"), Field("minutes", "record"))),
    "record_payment": Form("now", (Field("receipt", "line"),), subject="fee"),
    "note_call": Form(
        "now",
        (Field("call", "choice"), Field("called_at", "moment", "served_at"), Field("note", "line", "call_note")),
        subject="document",
    ),
    "keep_for_pickup": Form("now"),
    "set_aside": Form("now"),
    "confirm_arrival": Form("now"),
    "serve": Form(
        "now",
        (Field("how", "choice"), Field("served_at", "moment", "served_at"), Field("note", "line")),
        subject="document",
    ),
    "confirm_void": Form("now"),
    "take_back_void": Form("now"),
    "assign_survey": Form(
        "review", (Field("planned_on", "date"), Field("officers", "people", "officers")), subject="step"
    ),
    "open_procedure": Form(
        "review", (Field("step", "choice"), Field("planned_end_on", "date"), Field("evidence", "words")), subject="kind"
    ),
    "prolong_procedure": Form(
        "review", (Field("planned_end_on", "date"), Field("evidence", "words")), subject="procedure"
    ),
    "allow_correction": Form("review", _REASON),
    "offer_hearing": Form("hearing", _REASON),
    "request_hearing": Form("hearing"),
    "call_hearing": Form(
        "hearing",
        (Field("held_on", "date"), Field("chair", "people", "chair"), Field("notice", "words", "notice_hearing")),
    ),
    "notify_fee": Form(
        "fee",
        (Field("quantity", "number", "quantity"), Field("pay_by_on", "date"), Field("notice", "words")),
        subject="number",
    ),
    "add_branch": Form("joint", (Field("post", "choice"), Field("limit_days", "number"), *_REASON), subject="unit"),
    "withdraw_branch": Form("joint", _REASON, subject="branch"),
    "return_branch": Form("joint", _REASON, subject="to"),
    "amend_opinion": Form("papers", _REASON, subject="target"),
    "amend_document": Form("papers", _REASON, subject="target"),
    "withdraw": Form("ending", (Field("identity", "choice", "identity"),)),
    "forward": Form("ending", (Field("note", "words"),), subject="to"),
    "terminate": Form("ending", (Field("note", "words"),), subject="ground"),
    "propose_void": Form("ending", _REASON),
    "extend_limit": Form("", (Field("amount", "number"), *_REASON)),
}
"""By act, in the order of the page: what waits for the office comes first."""

GROUPS: Final = tuple(dict.fromkeys(form.group for form in FORMS.values() if form.group))


def groups(
    possible: Mapping[str, tuple[str, ...]], known: Known, *, earliest_hearing: str, choices: Mapping[str, Shown]
) -> list[Shown]:
    """The groups that have something in them: {"code", "title", "forms"}. `choices` holds the words of the fields of kind
    `choice` by field name, values to words."""
    urgent = any(document.rpartition("-")[0] in SERVED_BY_OPENING for document in possible.get("serve", ()))
    shown = []
    for code in GROUPS:
        acts = (act for act, form in FORMS.items() if form.group == code)
        here = [act for act in acts if act in possible and (act != "serve" or urgent)]
        if code == "papers" and "serve" in possible and not urgent:
            here = ["serve", *here]
        forms = [_shown(act, possible[act], known, earliest_hearing=earliest_hearing, choices=choices) for act in here]
        if forms:
            shown.append({"code": code, "title": text(f"window.group.{code}"), "forms": forms})
    return shown


def _shown(
    act: str, subjects: tuple[str, ...], known: Known, *, earliest_hearing: str, choices: Mapping[str, Shown]
) -> Shown:
    """{"act", "title", "hint", "button", "subject" or None, "fields"} for window/act.html."""
    subject = None
    name = FORMS[act].subject
    if name:
        words = {value: _subject(act, value, known) for value in _urgent_first(subjects)}
        title = text("window.field.forward_to" if act == "forward" else f"window.field.{name}")
        subject = {"name": name, "title": title, "choices": words}
    return {
        "act": act,
        "title": text(f"window.act.{act}.title"),
        "hint": text(f"window.act.{act}.hint", earliest=earliest_hearing),
        "button": text(f"window.act.{act}.button"),
        "subject": subject,
        "fields": [*fields_of(act, choices)],
    }


def fields_of(act: str, choices: Mapping[str, Shown]) -> Iterator[Shown]:
    """The fields of an act as window/act.html draws them."""
    for field in FORMS[act].fields:
        hint = text(f"window.field_hint.{field.hint}") if field.hint else ""
        shown = {"name": field.name, "kind": field.kind, "title": text(f"window.field.{field.name}"), "hint": hint}
        yield {**shown, "choices": choices.get(field.name, {})}


def _urgent_first(subjects: tuple[str, ...]) -> list[str]:
    return sorted(subjects, key=lambda one: one.rpartition("-")[0] not in SERVED_BY_OPENING)


def _subject(act: str, value: str, known: Known) -> str:
    """What one subject of the act is called."""
    return _NAMES.get(act, _kind)(value, known)


def _kind(value: str, _known: Known) -> str:
    return text(f"interruption.{value}")


def _interruption(value: str, known: Known) -> str:
    one = known.case.interruption(value)
    if one is None:
        return value
    of = one.kind if one.kind in (SURVEY, FEE) else "procedure"
    return text(f"window.act_on.{of}", kind=known.kind(value), date=day(one.planned_end_on))


def _unit(value: str, known: Known) -> str:
    return str(known.edition.unit(value)["name"])


def _authority(value: str, known: Known) -> str:
    authorities = {one["code"]: one["name"] for one in known.definition.data["forwards_to"]}
    return str(authorities[value])


def _fee(value: str, known: Known) -> str:
    fee = known.definition.data["fees"][int(value)]
    return text("window.act_on.published_fee", item=fee["item"], amount=money(fee["amount_fen"]), unit=fee["unit"])


def _termination(value: str, _known: Known) -> str:
    return text(f"window.termination.{value}")


_NAMES: Final[Mapping[str, Callable[[str, Known], str]]] = {
    "record_survey": _interruption,
    "close_procedure": _interruption,
    "prolong_procedure": _interruption,
    "record_payment": _interruption,
    "note_call": lambda value, known: known.document(value),
    "serve": lambda value, known: known.document(value),
    "amend_document": lambda value, known: known.document(value),
    "assign_survey": lambda value, known: known.step(value),
    "return_branch": lambda value, known: known.step(value),
    "amend_opinion": lambda value, known: known.step(value),
    "withdraw_branch": lambda value, known: known.branch(value),
    "add_branch": _unit,
    "forward": _authority,
    "notify_fee": _fee,
    "terminate": _termination,
}
