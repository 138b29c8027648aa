"""A consultation, complaint or rating as pages show it: codes become sentences here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.inquiry import FINDINGS, RESULTS, Event, Inquiry
from chalicelib.domain.inquiry.clocks import first_due, inquiry_due
from chalicelib.domain.reference import kind_of, reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.domain.times import stamp
from chalicelib.texts import text

Shown = dict[str, Any]
Parts = Mapping[str, Mapping[str, Any]]

_COLOURS: Final = {"answered": "green", "rectified": "green", "called_back": "green", "thanked": "green"}
FIELDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "answer": (("text", "words"),),
    "redirect": (("unit", "choice"),),
    "publish": (("question", "words"), ("text", "words")),
    "take_off": (("text", "words"),),
    "take": (),
    "verify": (("finding", "choice"), ("text", "words")),
    "rectify": (("text", "words"),),
    "call_back": (("result", "choice"), ("text", "words")),
}
_TITLES: Final = {"publish": "public", "take_off": "reason", "verify": "note", "rectify": "note", "call_back": "note"}


def mark(kind: str, status: str) -> Shown:
    """{"text", "colour"} of where it stands."""
    return {"text": text(f"inquiry.status.{kind}.{status}"), "colour": _COLOURS.get(status, "yellow")}


def about(item: str, edition: Edition) -> str:
    """The item that a question is about, by name; one that is gone, by its code."""
    if not item:
        return text("inquiry.general")
    try:
        return str(edition.item(item)["name"])
    except UnknownItemError:
        return item


def unit_name(unit: str, edition: Edition) -> str:
    return str(edition.units().get(unit, {"name": unit})["name"])


def row(found: Row, edition: Edition) -> Shown:
    """One line of what somebody has asked, as macros/list.html takes it; `edition` is the current one."""
    matter = str(found["matter"])
    kind = kind_of(matter)
    title = unit_name(str(found["unit"]), edition) if kind == "x" else about(str(found["item"]), edition)
    shown_mark = mark(kind, str(found["status"]))
    return {
        "href": f"/{PLACES[kind]}/{reference_of(matter)}",
        "title": f"{text(f'inquiry.kind.{kind}')}：{title}",
        "note": shown(reference_of(matter)),
        "mark": shown_mark["text"],
        "colour": shown_mark["colour"],
    }


PLACES: Final = {"q": "consultations", "x": "complaints", "r": "ratings"}
"""Where who asked finds it, by the kind of matter."""


def due(inquiry: Inquiry, edition: Edition, calendar: Calendar, now: datetime) -> Shown | None:
    """The limit that runs out first: {"text", "on", "late"}; None when none runs."""
    running = inquiry_due(inquiry, edition, calendar)
    return _due(running.clock, running.on, late=running.at <= stamp(now)) if running else None


def due_of_row(found: Row, edition: Edition, calendar: Calendar, now: datetime) -> Shown | None:
    """As `due`, of a row in a list."""
    first = first_due(kind_of(str(found["matter"])), str(found["status"]), found, edition, calendar)
    return _due(first.clock, first.on, late=first.at <= stamp(now)) if first else None


def due_words(due: Shown) -> str:
    """What `due` gave, as a sentence."""
    on: Any = due["on"]
    return text(f"inquiry.due.{due['clock']}", date=text("date", month=on.month, day=on.day))


def _due(clock: str, on: Any, *, late: bool) -> Shown:
    return {"clock": clock, "on": on, "late": late}


def events(inquiry: Inquiry, parts: Parts, names: Mapping[str, str] | None = None) -> list[Shown]:
    """What happened, oldest first: {"at", "what", "by", "words", "reply"}; `names` are staff by id, without which whoever
    acted for the office stays unnamed. `reply` tells the office's words to the person from the others."""
    return [
        _event(event, inquiry, parts, names) for event in inquiry.events if event.kind in _SHOWN or names is not None
    ]


_SHOWN: Final = frozenset(
    fact.TYPE
    for fact in (
        *(f.ConsultationAsked, f.ComplaintFiled, f.CaseRated, f.InquiryRedirected, f.ComplaintTaken),
        *(f.InquiryAnswered, f.InquiryRectified, f.InquiryCalledBack, f.ComplaintReopened, f.InquiryEscalated),
        *(f.RectificationOrdered, f.CardGiven),
    )
)
"""What whoever asked is shown; how the office checked, and what it published, is its own affair."""

_OFFICES_WORDS: Final = frozenset({f.InquiryCalledBack.TYPE, f.RectificationOrdered.TYPE})
"""What was written there is not for whoever asked."""

_PERSONS_OWN: Final = frozenset(
    fact.TYPE for fact in (f.ConsultationAsked, f.ComplaintFiled, f.CaseRated, f.ComplaintReopened)
)


def _event(event: Event, inquiry: Inquiry, parts: Parts, names: Mapping[str, str] | None) -> Shown:
    by = _by(event, names)
    public = event.kind not in _OFFICES_WORDS or names is not None
    words = parts.get(event.words.part, {}).get("text", "") if public else ""
    reply = event.kind in (f.InquiryAnswered.TYPE, f.InquiryRectified.TYPE)
    return {"at": event.at, "what": text(f"inquiry.event.{event.kind}"), "by": by, "words": words, "reply": reply}


def _by(event: Event, names: Mapping[str, str] | None) -> str:
    """Who did it, with both names where one stood in for another."""
    if event.kind in _PERSONS_OWN:
        return text("inquiry.by_person")
    if names is None:
        return ""
    name = names.get(event.by, text("inquiry.by_law"))
    return (
        text("window.deputy", name=name, holder=names.get(event.acts_for, event.acts_for)) if event.acts_for else name
    )


def cards(inquiry: Inquiry) -> list[Shown]:
    """Its supervision cards, as macros/list.html takes them, each with its own page."""
    place = f"/window/inquiries/{inquiry.kind}/{reference_of(inquiry.matter)}/cards"
    return [
        {
            "href": f"{place}/{card.fact.card}",
            "title": text("inquiry.owed.card", rule=text(f"oversight.rule.{card.fact.rule}")),
            "note": text(f"oversight.answer.{card.answers[-1][0] if card.answers else 'none'}"),
            "mark": text(f"oversight.colour.{card.fact.colour}"),
            "colour": card.fact.colour if card.open else "",
        }
        for card in inquiry.cards
        if not card.withdrawn_at
    ]


def forms(
    acts: Iterable[str], edition: Edition, inquiry: Inquiry, filled: Mapping[str, Mapping[str, str]] | None = None
) -> list[Shown]:
    """The acts as window/act.html draws them; `filled` are values to begin with, by act and field."""
    return [_form(act, edition, inquiry, (filled or {}).get(act, {})) for act in acts]


def _form(act: str, edition: Edition, inquiry: Inquiry, filled: Mapping[str, str]) -> Shown:
    fields = list(FIELDS[act])
    if act == "answer" and inquiry.kind == "x":
        fields[:] = [("finding", "choice"), *fields, ("order", "words")]
    if act == "answer" and inquiry.kind == "q":
        fields.append(("publish", "choice"))
    told = {name: text(f"inquiry.act.{act}.{name}") for name in ("title", "button")}
    return {
        "act": act,
        **told,
        "hint": text(f"inquiry.act.{act}.hint"),
        "subject": None,
        "fields": [_field(act, name, kind, edition, inquiry) for name, kind in fields],
        "filled": filled,
    }


def _field(act: str, name: str, kind: str, edition: Edition, inquiry: Inquiry) -> Shown:
    title = text(f"inquiry.field.{_TITLES.get(act, name) if name == 'text' else name}")
    hint = text("inquiry.field.order_hint") if name == "order" else ""
    return {"name": name, "kind": kind, "title": title, "hint": hint, "choices": _choices(name, edition, inquiry)}


def _choices(name: str, edition: Edition, inquiry: Inquiry) -> Mapping[str, str]:
    match name:
        case "unit":
            return {code: unit["name"] for code, unit in edition.open_units().items() if code != inquiry.unit}
        case "finding":
            return {code: text(f"inquiry.finding.{code}") for code in FINDINGS}
        case "result":
            return {code: text(f"inquiry.result.{code}") for code in RESULTS}
        case "publish":
            return {code: text(f"inquiry.publish.{code}") for code in ("", "true")}
    return {}


def parts_text(parts: Parts, sealed: f.Sealed | None) -> str:
    """The words behind a seal; empty once erased."""
    return str(parts.get(sealed.part, {}).get("text", "")) if sealed else ""


def people_in(inquiry: Inquiry) -> Sequence[str]:
    """The staff who acted, and those in whose place, by id."""
    own = [event for event in inquiry.events if event.kind not in _PERSONS_OWN]
    return sorted({staff for event in own for staff in (event.by, event.acts_for)} - {"law", ""})
