"""Where a case stands, as its units' staff see it: who has it in hand, what holds it up, hearing, cards, documents."""

from collections.abc import Iterator
from typing import Any, Final

from chalicelib.domain.card import Card
from chalicelib.domain.case import APPLICANTS_TURN, ENDED, Case, Opened
from chalicelib.domain.catalogue import BY_LAW
from chalicelib.domain.interruption import APPLICANTS, FEE, HEARING, SURVEY, Interruption
from chalicelib.domain.times import local_date
from chalicelib.domain.withheld import Withheld
from chalicelib.pages import case_view
from chalicelib.pages.case_events import day, holder
from chalicelib.pages.officer_events import Known, document_name
from chalicelib.texts import joined, text

Shown = dict[str, Any]

THEIRS: Final = APPLICANTS_TURN | {"received"}
"""States whose usual words speak to the applicant."""


def standing(known: Known) -> Shown:
    """What the case page tells beside form, papers and events."""
    case = known.case
    return {
        "in_hand": [*_in_hand(case, known)],
        "held_up": [_held_up(one, known) for one in case.interruptions],
        "hearing": [*_hearing(case, known)],
        "void": _void(case, known),
        "extension": _extension(case, known),
        "cards": [_card(card, known) for card in case.cards],
        "documents": [_document(one.id, one.kind, one.at, one.served_at, one.served_how) for one in case.documents],
    }


def mark(case: Case) -> Shown:
    """{"text", "colour"} of the state's mark, in which the applicant is not the reader."""
    shown = case_view.status_mark(case.phase, case.outcome)
    return {**shown, "text": text(f"window.phase.{case.phase}")} if case.phase in THEIRS else shown


def _in_hand(case: Case, known: Known) -> Iterator[Shown]:
    """{"who", "what", "since"} of everybody on whom the case now waits; nobody once it is over."""
    if notice := case.unserved_notice:
        window = holder(known.edition, known.definition.unit, "officer")
        yield {"who": window, "what": text("window.in_hand.to_serve"), "since": notice.at}
    elif case.phase in APPLICANTS_TURN:
        yield {"who": text("window.in_hand.applicant"), "what": "", "since": _since_applicant(case)}
    elif case.status == "received":
        yield {"who": holder(known.edition, known.definition.unit, "officer"), "what": "", "since": case.received_at}
    elif case.status == "in_review":
        yield from (_step(step, opened, known) for step, opened in sorted(case.opened.items()))
    elif case.status not in ENDED and case.taken_away:
        yield from _withheld(case, case.taken_away, known)
    elif case.status not in ENDED and case.outcome == "granted" and case.parcels:
        yield {"who": text("window.in_hand.carrier"), "what": "", "since": case.parcels[-1].dispatched_at}
    elif case.status not in ENDED:
        yield {"who": holder(known.edition, known.definition.unit, "officer"), "what": "", "since": case.concluded_at}


def _withheld(case: Case, withheld: Withheld, known: Known) -> Iterator[Shown]:
    """The window, with what it is to do with a certificate out of force; nobody once it lies in the file."""
    if not case.set_aside_at:
        window = holder(known.edition, known.definition.unit, "officer")
        kind = "ended" if withheld.for_good else "suspended"
        told = text(f"window.in_hand.{kind}", how=text(f"certificate.standing.{withheld.how}"))
        yield {"who": window, "what": told, "since": withheld.since}


def _since_applicant(case: Case) -> str:
    waiting = [one.since for one in case.interruptions if one.open and one.kind in APPLICANTS]
    return min(waiting, default="") or case.corrections[-1].requested_at


def _step(step: str, opened: Opened, known: Known) -> Shown:
    """A step's holder, and for what it waits where it cannot be decided yet."""
    waits = [one for one in known.case.interruptions if one.open and one.step in ("", step)]
    told = known.step(step)
    if waits:
        kind = text(f"interruption.{waits[0].kind}")
        told = joined((told, text("window.in_hand.third", kind=kind)), "clauses")
    return {"who": known.in_hand(opened.unit, opened.post, opened.staff), "what": told, "since": opened.at}


def _held_up(one: Interruption, known: Known) -> Shown:
    since = day(local_date(one.since))
    dates = text("window.hold.since", date=since)
    if one.ended_at:
        dates = text("window.hold.done", since=since, until=day(local_date(one.ended_at)))
    elif one.planned_end_on:
        own = f"planned_{one.kind}" if one.kind in (FEE, HEARING, SURVEY) else "planned"
        code = "overran" if one.overran else own
        dates = joined((dates, text(f"window.hold.{code}", date=day(one.planned_end_on))), "clauses")
    notes = [known.step(one.step)] if one.step else []
    notes += [text("window.hold.officers", people=known.people(*one.officers))] if one.officers else []
    notes += [text("window.hold.prolonged")] if one.prolonged else []
    notes += [] if one.stops_clocks else [text("window.hold.again")]
    return {
        "name": text(f"interruption.{one.kind}"),
        "open": one.open,
        "late": one.open and one.overran,
        "dates": dates,
        "article": text(f"law.{one.article}"),
        "notes": joined(notes, "clauses"),
    }


def _hearing(case: Case, known: Known) -> Iterator[str]:
    """One sentence for where the hearing stands."""
    told = case.hearing
    if told is None:
        return
    if told.held_at:
        yield text(f"window.hearing.{told.attendance}", date=day(told.called_on))
    elif told.called_on:
        yield text("window.hearing.called", date=day(told.called_on), chair=known.people(told.chair))
    elif told.requested_at:
        yield text("window.hearing.requested", date=day(local_date(told.requested_at)))
    else:
        yield text("window.hearing.offered", date=day(local_date(told.offered_at)))


def _void(case: Case, known: Known) -> str:
    """Who proposed to void the case and why, for whoever is to confirm it; empty where nobody did or it is over."""
    if not case.void_proposed_by or case.outcome or case.void_reason is None:
        return ""
    why = known.parts.get(case.void_reason.part, {}).get("text", "")
    return text("window.void_by", by=known.people(case.void_proposed_by[0]), why=why)


def _extension(case: Case, known: Known) -> str:
    """Whose a longer limit is to give, where one can still be given."""
    if case.status != "in_review" or case.extension or known.definition.regime not in BY_LAW:
        return ""
    post = known.definition.rules["in_charge_post"]
    return text("window.extension_by", post=holder(known.edition, known.definition.unit, post))


def _card(card: Card, known: Known) -> Shown:
    fact = card.fact
    objected = any(kind == "objection" for kind, _ in card.answers)
    state = "withdrawn" if card.withdrawn_at else "answered" if not card.open else "objected" if objected else "open"
    return {
        "id": fact.card,
        "colour": fact.colour,
        "name": text(f"window.card.{fact.colour}"),
        "why": text(f"window.card_rule.{fact.rule}"),
        "to": known.in_hand(fact.unit, fact.post, fact.staff),
        "at": fact.effective_at,
        "state": text(f"window.card_state.{state}"),
    }


def _document(document: str, kind: str, at: str, served_at: str, how: str) -> Shown:
    served = ""
    if served_at:
        served = text("window.served", date=day(local_date(served_at)), how=text(f"window.how.{how}"))
    return {"id": document, "name": document_name(kind), "at": at, "served": served}
