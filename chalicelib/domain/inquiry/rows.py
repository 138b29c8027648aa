"""View rows as a function of an inquiry: codes and times, never who asked, and never a due date, which moves with the
calendar and is computed by who reads.

The unit's rows of ratings name no case, and their place tells no order but the month's.
"""

import hashlib
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import warned
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry import BAD, Inquiry
from chalicelib.domain.inquiry.clocks import card_id, next_instant_of, runs, starts_of
from chalicelib.domain.inquiry_queues import (
    answered_queue,
    bad_ratings_queue,
    complaints_queue,
    duties_queue,
    faq_queue,
    inquiries_queue,
    questions_queue,
    ratings_queue,
)
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import DUE_QUEUE, by_receipt
from chalicelib.domain.rows.cards import CARDS_QUEUE, RED_QUEUE, card_part, card_sort
from chalicelib.domain.times import local_date


def inquiry_key(inquiry: Inquiry) -> RowKey:
    """The row of who asked, which is also the mark up to which the log has been projected."""
    return RowKey(inquiries_queue(inquiry.opened.party), by_receipt(inquiry.opened.effective_at, inquiry.matter))


def inquiry_summary(inquiry: Inquiry) -> Row:
    opened = inquiry.opened
    return {
        "matter": inquiry.matter,
        "seq": inquiry.seq,
        "head": inquiry.head,
        "edition": opened.edition,
        "unit": inquiry.unit,
        "item": inquiry.item,
        "case": inquiry.case,
        "status": inquiry.status,
        "result": inquiry.result,
        "level": opened.level if isinstance(opened, f.CaseRated) else 0,
        "received_at": opened.effective_at,
        "changed_at": inquiry.recorded_at,
    }


def inquiry_due_key(inquiry: Inquiry, edition: Edition, calendar: Calendar) -> RowKey | None:
    """The row among the instants that tells the sweep when to look at this inquiry again."""
    at = next_instant_of(inquiry, edition, calendar)
    return RowKey(DUE_QUEUE, f"{at}#{inquiry.matter}") if at else None


def inquiry_rows(inquiry: Inquiry) -> Rows:
    """Every row beside the summary and the due row. Empty before it began."""
    if not inquiry.seq:
        return {}
    return {**_ROWS[inquiry.kind](inquiry), **_supervised(inquiry)}


def _common(inquiry: Inquiry) -> Row:
    return {
        "matter": inquiry.matter,
        "unit": inquiry.unit,
        "item": inquiry.item,
        "edition": inquiry.opened.edition,
        "status": inquiry.status,
        "since": inquiry.since,
        "words": inquiry.opened.words.part,
        "ordered_at": inquiry.ordered_at,
        "warned": warned(inquiry.cards),
    }


def _consultation(inquiry: Inquiry) -> Rows:
    place = by_receipt(inquiry.opened.effective_at, inquiry.matter)
    queue = questions_queue if inquiry.status == "received" else answered_queue
    rows: dict[RowKey, Row] = {RowKey(queue(inquiry.unit), place): _common(inquiry)}
    if inquiry.published:
        key = RowKey(faq_queue(inquiry.item, inquiry.unit), by_receipt(inquiry.published_at, inquiry.matter))
        rows[key] = {"matter": inquiry.matter, "words": inquiry.published.part, "published_at": inquiry.published_at}
    return rows


def _complaint(inquiry: Inquiry) -> Rows:
    opened = inquiry.opened
    if not isinstance(opened, f.ComplaintFiled):
        raise TypeError(f"{inquiry.matter} is no complaint")
    key = RowKey(complaints_queue(opened.post, closed=inquiry.over), by_receipt(inquiry.since, inquiry.matter))
    about: Row = {"case": opened.case, "concerns": ",".join(opened.concerns), "party": opened.party}
    told: Row = {"result": inquiry.result, "finding": inquiry.finding, "reopened": int(inquiry.reopened)}
    return {key: {**_common(inquiry), **about, **told}}


def _rating(inquiry: Inquiry) -> Rows:
    opened = inquiry.opened
    if not isinstance(opened, f.CaseRated):
        raise TypeError(f"{inquiry.matter} is no rating")
    month = local_date(opened.effective_at).isoformat()[:7]
    blind = hashlib.sha256(inquiry.matter.encode()).hexdigest()[:16]
    said: Row = {"month": month, "level": opened.level, "matter": inquiry.matter, "words": opened.words.part}
    rows: dict[RowKey, Row] = {RowKey(ratings_queue(opened.unit), f"{month}#{blind}"): said}
    if opened.level in BAD:
        queue = bad_ratings_queue(opened.post, closed=inquiry.over)
        told: Row = {"case": opened.case, "level": opened.level, "party": opened.party}
        state: Row = {"finding": inquiry.finding, "result": inquiry.result}
        rows[RowKey(queue, by_receipt(opened.effective_at, inquiry.matter))] = {**_common(inquiry), **told, **state}
    return rows


def _supervised(inquiry: Inquiry) -> Rows:
    """Its cards on the supervisors' lists, and what a unit owes. `concerns` and `party` say from whom they are kept."""
    kept_from: Row = {"party": inquiry.opened.party, "concerns": ",".join(inquiry.concerns), "handler": inquiry.post}
    about: Row = {**_common(inquiry), **kept_from}
    rows: dict[RowKey, Row] = {}
    for card in inquiry.cards:
        row: Row = {**about, **card_part(card)}
        if card.open or not (card.withdrawn_at or inquiry.over):
            rows[RowKey(CARDS_QUEUE, card_sort(card, inquiry.matter))] = row
        if card.open and card.fact.unit:
            owed_by = f"{card.fact.unit}:{card.fact.post if inquiry.kind is MatterKind.COMPLAINT else ''}"
            key = RowKey(duties_queue(card.fact.unit), card_sort(card, inquiry.matter))
            rows[key] = {**row, "owed_by": owed_by}
    return {**rows, **_red(inquiry, about), **_rectification(inquiry, about)}


def _red(inquiry: Inquiry, about: Row) -> Rows:
    """Red while a clock whose red card stands still runs."""
    starts = {card_id(*run): run[1] for run in runs(inquiry.kind, inquiry.status, starts_of(inquiry))}
    red = [card.fact for card in inquiry.cards if card.fact.colour == "red" and not card.withdrawn_at]
    first = min((fact for fact in red if fact.card in starts), key=lambda fact: fact.effective_at, default=None)
    if first is None:
        return {}
    held: Row = {"unit": first.unit, "post": first.post, "held_by": "", "step": "", "since": starts[first.card]}
    told: Row = {"card": first.card, "rule": first.rule, "red_since": first.effective_at, "phase": "", **held}
    return {RowKey(RED_QUEUE, f"{first.effective_at}#{inquiry.matter}"): {**about, **told}}


def _rectification(inquiry: Inquiry, about: Row) -> Rows:
    """What was ordered of a unit and has not been reported."""
    order = inquiry.order
    if order is None or inquiry.status != "answered" or ":" not in order.post:
        return {}
    key = RowKey(duties_queue(order.post.partition(":")[0]), by_receipt(inquiry.ordered_at, inquiry.matter))
    return {key: {**about, "task": "rectify", "owed_by": order.post, "since": inquiry.ordered_at}}


_ROWS: Final = {
    MatterKind.CONSULTATION: _consultation,
    MatterKind.COMPLAINT: _complaint,
    MatterKind.RATING: _rating,
}
