"""Rows of supervision: what is red now and who holds it, and the cards with what the unit has said of them.

`held_by` is the member of staff who had it in hand; unlike a step's `staff`, nobody is given the row to do."""

from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Card
from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.due import Due
from chalicelib.domain.row import Row, RowKey, Rows, unit_queue
from chalicelib.domain.rows import common_row
from chalicelib.domain.time_rules import MANUAL, card_id, holder

RED_QUEUE: Final = "red"
CARDS_QUEUE: Final = "cards"


def card_rows(case: Case, definition: Definition, calendar: Calendar) -> Rows:
    """One row in `red` for a case that is red; in `cards` one for each card that waits for the unit or whose case goes
    on; in `UNIT:cards` one for each that waits."""
    if not case.cards:
        return {}
    rows: dict[RowKey, Row] = {}
    common = common_row(case, definition, calendar)
    red = [card for card in case.cards if is_red(card, case, definition, calendar)]
    if red:
        first = min(red, key=lambda card: card.fact.effective_at)
        rows[RowKey(RED_QUEUE, f"{first.fact.effective_at}#{case.matter}")] = _red_row(
            first, case, definition, calendar, common
        )
    for card in case.cards:
        sort = card_sort(card, case.matter)
        row = {**common, **card_part(card)}
        if card.open or not (card.withdrawn_at or case.status in ENDED):
            rows[RowKey(CARDS_QUEUE, sort)] = row
        if card.open:
            rows[RowKey(unit_queue(card.fact.unit), sort)] = row
    return rows


def is_red(card: Card, case: Case, definition: Definition, calendar: Calendar) -> bool:
    """Whether the case is red by this card: the clock that ran out still runs, or a card by hand waits for an answer."""
    if card.fact.colour != "red" or card.withdrawn_at or case.status in ENDED:
        return False
    if card.fact.rule == MANUAL:
        return card.open
    return _clock(card, case, definition, calendar) is not None


def _clock(card: Card, case: Case, definition: Definition, calendar: Calendar) -> Due | None:
    """The clock for whose running out the card was given, while it runs."""
    running = clock_of(case, card.fact.rule, definition, calendar)
    return next((clock for clock in running if card_id(case, clock) == card.fact.card), None)


def held_since(case: Case, step: str) -> str:
    """Since when (a stamp) the holder of a step, or for no step the window, has the case in hand."""
    if step in case.opened:
        return case.opened[step].at
    if case.unserved_notice:
        return case.unserved_notice.at
    return case.received_at if case.status == "received" else case.concluded_at or case.recorded_at


def _red_row(card: Card, case: Case, definition: Definition, calendar: Calendar, common: Row) -> Row:
    clock = _clock(card, case, definition, calendar)
    by_hand = card.fact.step if card.fact.step in case.opened else ""
    unit, post, staff, step = holder(case, definition, clock.subject if clock else by_hand)
    return {
        **common,
        "rule": card.fact.rule,
        "red_since": card.fact.effective_at,
        "unit": unit,
        "post": post,
        "held_by": staff,
        "step": step,
        "since": held_since(case, step),
        "phase": case.phase,
    }


def card_sort(card: Card, matter: str) -> str:
    """The place of a card in a queue: the oldest first."""
    return f"{card.fact.effective_at}#{matter}#{card.fact.card}"


def card_part(card: Card) -> Row:
    """What a row tells of the card itself."""
    fact = card.fact
    answer, answered_at = card.answers[-1] if card.answers else ("", "")
    return {
        "task": "card",
        "card": fact.card,
        "colour": fact.colour,
        "rule": fact.rule,
        "unit": fact.unit,
        "post": fact.post,
        "held_by": fact.staff,
        "step": fact.step,
        "since": fact.effective_at,
        "answer": answer,
        "answered_at": answered_at,
        "followed_up": card.followed_up,
        "open": int(card.open),
    }
