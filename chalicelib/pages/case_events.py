"""What befell a case under review beside its steps: procedures, hearing, survey, papers, fee, extension, amendment."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.interruption import APPLICANTS, HEARING, SUPPLEMENT, SURVEY, Interruption
from chalicelib.texts import text

Shown = dict[str, Any]


def events(case: Case, edition: Edition) -> list[Shown]:
    """Those of the whole case, in the order in which they began; a step's own stand inside the step."""
    own = [(one.since, event_of(one, case, edition)) for one in case.interruptions if not one.step]
    return [shown for _, shown in sorted([*own, *_hearing(case), *_changes(case)], key=lambda one: one[0])]


def event_of(one: Interruption, case: Case, edition: Edition) -> Shown:
    """An interruption as a stage: until when it is planned while it is open, how it ended after that."""
    name = text(f"interruption.{one.kind}")
    if one.open:
        who = {"holder": text("holder.you")} if one.kind in APPLICANTS else {}
        return {"name": name, "state": "current", "since": one.since, **who, **_noted(_planned(one, case))}
    return {"name": name, "state": "done", "at": one.ended_at, **_noted(_ended(one, case))}


def holder(edition: Edition, unit: str, post: str) -> str:
    """Who has it in hand: the unit and the post, never a person."""
    posts = {entry["code"]: entry["name"] for entry in edition.data["posts"]}
    return text("holder.post", unit=edition.unit(unit)["short_name"], post=posts.get(post, ""))


def day(on: date | str) -> str:
    """3月12日, for sentences that are made here."""
    local = date.fromisoformat(on) if isinstance(on, str) else on
    return text("date", month=local.month, day=local.day)


def _planned(one: Interruption, case: Case) -> str:
    if one.overran:
        return text("event.overran_open")
    if one.kind == SUPPLEMENT:
        notice = case.corrections[-1]
        return text("stage.reminded", count=notice.reminded) if notice.reminded else ""
    if one.prolonged:
        return text("event.prolonged", date=day(one.planned_end_on))
    if not one.stops_clocks:
        return text("event.planned_again", date=day(one.planned_end_on))
    kind = one.kind if one.kind in (HEARING, SURVEY, "fee") else "procedure"
    return text(f"event.planned_{kind}", date=day(one.planned_end_on))


def _ended(one: Interruption, case: Case) -> str:
    if one.kind == SUPPLEMENT:
        answered = any(one.ended_at == notice.supplied_at for notice in case.corrections)
        return "" if answered else text("stage.not_supplied")
    if (
        one.kind == HEARING
        and one.result is None
        and one != [each for each in case.interruptions if each.kind == HEARING][-1]
    ):
        return text("event.put_off")
    if one.result is None:
        return text("event.ended_with_case")
    return text("event.overran") if one.overran else ""


def _hearing(case: Case) -> Iterator[tuple[str, Shown]]:
    """Being told of the right and asking for it; the hearing itself is an interruption."""
    told = case.hearing
    if told and told.offered_at:
        yield told.offered_at, {"name": text("event.hearing_offered"), "state": "done", "at": told.offered_at}
    if told and told.requested_at:
        yield told.requested_at, {"name": text("event.hearing_requested"), "state": "done", "at": told.requested_at}


def _changes(case: Case) -> Iterator[tuple[str, Shown]]:
    if case.extension:
        limit = text(f"limit.{case.extension.unit}", amount=case.extension.amount)
        at = case.extension.effective_at
        yield at, {"name": text("event.extended", limit=limit), "state": "done", "at": at}
    for fact in case.amendments:
        yield fact.effective_at, {"name": text("event.amended"), "state": "done", "at": fact.effective_at}


def _noted(note: str) -> Shown:
    return {"note": note} if note else {}
