"""Parcels as pages show them: who carries it, where it is by the carrier's word, what the carrier said before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.carriers import Carrier
from chalicelib.domain.case import Case, Parcel
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import ParcelMoved
from chalicelib.domain.times import stamp
from chalicelib.texts import text

Shown = dict[str, Any]


def parcel_view(case: Case, commits: Iterable[Commit], carriers: Mapping[str, Carrier]) -> list[Shown]:
    """The case's parcels, newest first: {"carrier", "telephone", "waybill", "sentence", "advice", "at", "moves"}. Of one that
    was sent again, or kept at the window since, only what became of it is told.

    `moves` are {"text", "at"}, newest first; `at` is an instant. A carrier that the city no longer lists is shown by code.
    """
    facts = [fact for commit in commits for fact in commit.facts if isinstance(fact, ParcelMoved)]
    return [_parcel(case, parcel, facts, carriers) for parcel in reversed(case.parcels)]


def advice_of(case: Case, parcel: Parcel) -> str:
    """What the holder can do about a parcel that does not simply arrive, or should not; empty while there is nothing to do,
    and for one after which the result went another way."""
    if _is_over(case, parcel):
        return ""
    if case.taken_away:
        return text("parcel_advice.ended" if case.taken_away.for_good else "parcel_advice.suspended")
    if parcel.comes_back:
        return text("parcel_advice.back")
    return text(f"parcel_advice.{parcel.open_doubts[0]}") if parcel.open_doubts else ""


def _is_over(case: Case, parcel: Parcel) -> bool:
    """Whether nothing is left to do for its holder: it goes another way, or nowhere as it is out of force and comes back."""
    return bool(case.kept_at) or parcel != case.parcels[-1] or (case.taken_away is not None and parcel.comes_back)


def _parcel(case: Case, parcel: Parcel, facts: Sequence[ParcelMoved], carriers: Mapping[str, Carrier]) -> Shown:
    by = carriers.get(parcel.carrier)
    own = [fact for fact in facts if parcel.is_on(fact.carrier, fact.waybill)]
    moves = sorted(own, key=lambda fact: fact.effective_at, reverse=True)
    last = parcel.last
    return {
        "carrier": by.name if by else parcel.carrier,
        "telephone": by.telephone if by else "",
        "waybill": parcel.waybill,
        "sentence": text(
            f"{'parcel_move' if _is_over(case, parcel) else 'parcel'}.{last.state}" if last else "parcel.none"
        ),
        "advice": advice_of(case, parcel),
        "at": stamp(last.occurred_at) if last else parcel.dispatched_at,
        "moves": [{"text": text(f"parcel_move.{move.state}"), "at": move.effective_at} for move in moves],
    }
