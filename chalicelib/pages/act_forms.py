"""The forms by which staff do more to a case than accept and decide: which fields each has, and what can be chosen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib.domain.documents import SERVED_BY_OPENING
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


SUBJECT: Final[Mapping[str, str]] = {
    "record_survey": "survey",
    "close_procedure": "procedure",
    "prolong_procedure": "procedure",
    "record_payment": "fee",
    "notify_fee": "number",
    "serve": "document",
    "open_procedure": "kind",
    "assign_survey": "step",
    "add_branch": "unit",
    "withdraw_branch": "branch",
    "return_branch": "to",
    "amend_opinion": "target",
    "amend_document": "target",
    "forward": "to",
    "terminate": "ground",
}
"""Under which name an act's subject is posted."""

_REASON: Final = (Field("reason", "words"),)
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "record_survey": (Field("surveyed_on", "date"), Field("officers", "people", "officers"), Field("record", "record")),
    "close_procedure": (Field("result", "record"),),
    "hold_hearing": (Field("held_on", "date"), Field("attendance", "choice"), Field("minutes", "record")),
    "record_payment": (Field("receipt", "line"),),
    "confirm_void": (),
    "take_back_void": (),
    "serve": (Field("how", "choice"), Field("served_at", "moment", "served_at"), Field("note", "line")),
    "assign_survey": (Field("planned_on", "date"), Field("officers", "people", "officers")),
    "open_procedure": (Field("step", "choice"), Field("planned_end_on", "date"), Field("evidence", "words")),
    "prolong_procedure": (Field("planned_end_on", "date"), Field("evidence", "words")),
    "offer_hearing": _REASON,
    "request_hearing": (),
    "call_hearing": (
        Field("held_on", "date"),
        Field("chair", "people", "chair"),
        Field("notice", "words", "notice_hearing"),
    ),
    "notify_fee": (Field("quantity", "number", "quantity"), Field("pay_by_on", "date"), Field("notice", "words")),
    "extend_limit": (Field("amount", "number"), *_REASON),
    "add_branch": (Field("post", "choice"), Field("limit_days", "number"), *_REASON),
    "withdraw_branch": _REASON,
    "return_branch": _REASON,
    "allow_correction": _REASON,
    "amend_opinion": _REASON,
    "amend_document": _REASON,
    "withdraw": (Field("identity", "choice", "identity"),),
    "forward": (Field("note", "words"),),
    "terminate": (Field("note", "words"),),
    "propose_void": _REASON,
}
"""What each act is asked with beside its subject."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "now": (
        "record_survey",
        "close_procedure",
        "hold_hearing",
        "record_payment",
        "serve",
        "confirm_void",
        "take_back_void",
    ),
    "review": ("assign_survey", "open_procedure", "prolong_procedure", "allow_correction"),
    "hearing": ("offer_hearing", "request_hearing", "call_hearing"),
    "fee": ("notify_fee",),
    "joint": ("add_branch", "withdraw_branch", "return_branch"),
    "papers": ("amend_opinion", "amend_document"),
    "ending": ("withdraw", "forward", "terminate", "propose_void"),
}
"""Where an act stands on the page; what waits for the office comes first."""


def groups(
    possible: Mapping[str, tuple[str, ...]], known: Known, *, earliest_hearing: str, choices: Mapping[str, Shown]
) -> list[Shown]:
    """The groups that have something in them: {"code", "title", "forms"}. `choices` holds the words of the fields of kind
    `choice` by field name, values to words."""
    urgent = any(document.rpartition("-")[0] in SERVED_BY_OPENING for document in possible.get("serve", ()))
    shown = []
    for code, acts in GROUPS.items():
        here = [act for act in acts if act in possible and (act != "serve" or urgent)]
        if code == "papers" and "serve" in possible and not urgent:
            here = ["serve", *here]
        forms = [form(act, possible[act], known, earliest_hearing=earliest_hearing, choices=choices) for act in here]
        if forms:
            shown.append({"code": code, "title": text(f"window.group.{code}"), "forms": forms})
    return shown


def form(
    act: str, subjects: tuple[str, ...], known: Known, *, earliest_hearing: str, choices: Mapping[str, Shown]
) -> Shown:
    """{"act", "title", "hint", "button", "subject" or None, "fields"} for window/act.html."""
    subject = None
    if act in SUBJECT:
        name = SUBJECT[act]
        words = {value: _subject(act, value, known) for value in _urgent_first(subjects)}
        title = text("window.field.forward_to" if act == "forward" else f"window.field.{name}")
        subject = {"name": name, "title": title, "choices": words}
    return {
        "act": act,
        "title": text(f"window.act.{act}.title"),
        "hint": text(f"window.act.{act}.hint", earliest=earliest_hearing),
        "button": text(f"window.act.{act}.button"),
        "subject": subject,
        "fields": [*_fields(act, choices)],
    }


def _fields(act: str, choices: Mapping[str, Shown]) -> Iterator[Shown]:
    for field in FIELDS[act]:
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
