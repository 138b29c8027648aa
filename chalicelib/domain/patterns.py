"""体外循环: suspicious patterns of one case, each a pure function of it. They accuse nobody; they say where to look.

That somebody was sent away and applied again shows only in two cases together: `sent_away` marks the first, and who
lists the patterns looks for the second among the applicant's own cases.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.interruption import SURVEY, Interruption, stops
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.times import end_of, instant, local, local_date, stamp, start_of

QUICK, SURVEY_AFTER, EVENING, PAUSED, REAPPLIED = (
    "quick_decision",
    "decided_before_survey",
    "late_evening",
    "pause_share",
    "reapplied",
)
KINDS: Final = (QUICK, SURVEY_AFTER, EVENING, PAUSED, REAPPLIED)

SENT_AWAY: Final = frozenset({"declined", "withdrawn", "lapsed", "terminated"})
"""Outcomes after which the same application can come again, with a clock that starts anew."""

_DECIDED: Final = frozenset({"granted", "refused"})


@dataclass(frozen=True)
class Finding:
    """One pattern of a case: `at` is when it showed (a stamp), `facts` its figures: minutes, percent, day."""

    kind: str
    at: str
    facts: Mapping[str, str | int]


def pattern_rows(case: Case, definition: Definition) -> Rows:
    """A row in the queue `pattern:<kind>` for each finding, in the order of time."""
    common: dict[str, str | int] = {
        "matter": case.matter,
        "item": case.application.item,
        "variant": case.application.variant,
        "edition": case.application.edition,
        "unit": definition.unit,
        "applicant": case.application.applicant,
        "outcome": case.outcome,
    }
    return {_key(found, case): _row(found, common) for found in patterns(case, definition)}


def queue_of(kind: str) -> str:
    return f"pattern:{kind}"


def patterns(case: Case, definition: Definition) -> tuple[Finding, ...]:
    """What is suspicious about a case that is over; nothing while it runs."""
    if case.outcome in SENT_AWAY:
        return tuple(_sent_away(case))
    if case.outcome not in _DECIDED:
        return ()
    settings = definition.rules["patterns"]
    return tuple(found for look in _LOOKS for found in look(case, definition, settings))


def evening_of(at: str, settings: Mapping[str, Any]) -> date | None:
    """The day whose late evening the stamp lies in, which lasts into the next morning; None for any other hour."""
    here = local(at)
    if here.time() >= time.fromisoformat(settings["evening_from"]):
        return here.date()
    return here.date() - timedelta(days=1) if here.time() < time.fromisoformat(settings["evening_until"]) else None


def reapplied(sent_away: Row, own: Sequence[Row], within_days: int) -> str:
    """The receipt (a stamp) of the next application for the same item among the applicant's own summary rows, where it
    came within so many days after the row's case was over; else empty."""
    since, last = str(sent_away["at"]), local_date(str(sent_away["at"])) + timedelta(days=within_days)
    until = stamp(end_of(last))
    again = (str(row["received_at"]) for row in own if row["item"] == sent_away["item"])
    return min((at for at in again if since < at < until), default="")


def _quick(case: Case, definition: Definition, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """A promised item decided minutes after its acceptance: the work was done before the clock was started."""
    minutes = int((instant(case.concluded_at) - instant(case.accepted_at)).total_seconds() // 60)
    if not definition.instant and minutes < settings["quick_decision_minutes"]:
        yield Finding(QUICK, case.concluded_at, {"minutes": minutes})


def _before_survey(case: Case, _definition: Definition, _settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Decided without the record of a survey that was ordered, or before the day on which it was made."""
    decided_on = local_date(case.concluded_at).isoformat()
    surveys = [one for one in case.interruptions if one.kind == SURVEY]
    after = [one for one in surveys if not one.done_on or one.done_on > decided_on]
    if after:
        yield Finding(SURVEY_AFTER, case.concluded_at, {"day": max(one.done_on or one.planned_end_on for one in after)})


def _evening(case: Case, _definition: Definition, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Concluded late in the evening: one is diligence, many of one person's are not."""
    evening = evening_of(case.concluded_at, settings)
    by = case.decisions[-1].actor["id"]
    if evening:
        yield Finding(EVENING, case.concluded_at, {"day": evening.isoformat(), "staff": by})


def _paused(case: Case, definition: Definition, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """The promise stood still for most of the time between acceptance and decision."""
    whole = _seconds(case.accepted_at, case.concluded_at)
    spans = [
        (max(one.since, case.accepted_at), min(_ran_on(one), case.concluded_at))
        for one in case.interruptions
        if "promised" in stops(one, definition)
    ]
    percent = int(100 * _covered(spans) / whole) if whole else 0
    if percent >= settings["pause_share_percent"]:
        yield Finding(PAUSED, case.concluded_at, {"percent": percent})


def _sent_away(case: Case) -> Iterator[Finding]:
    yield Finding(REAPPLIED, case.concluded_at, {})


_Look = Callable[[Case, Definition, Mapping[str, Any]], Iterator[Finding]]
_LOOKS: Final[tuple[_Look, ...]] = (_quick, _before_survey, _evening, _paused)


def _ran_on(one: Interruption) -> str:
    """When the clock ran on: at the end, or after the planned day where that came first."""
    if not one.planned_end_on:
        return one.ended_at
    planned = stamp(start_of(date.fromisoformat(one.planned_end_on)) + timedelta(days=1))
    return min(planned, one.ended_at)


def _covered(spans: Sequence[tuple[str, str]]) -> float:
    """Seconds that lie in at least one of the spans."""
    total, reached = 0.0, ""
    for since, until in sorted(spans):
        start = max(since, reached)
        if until > start:
            total += _seconds(start, until)
            reached = until
    return total


def _seconds(since: str, until: str) -> float:
    return (instant(until) - instant(since)).total_seconds()


def _key(found: Finding, case: Case) -> RowKey:
    return RowKey(queue_of(found.kind), f"{found.at}#{case.matter}")


def _row(found: Finding, common: Row) -> Row:
    return {**common, "at": found.at, **found.facts}
