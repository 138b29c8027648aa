"""When limits run out, counted day by day from the facts alone: slow, plain, and none of the core's own counting."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Definition, Limit, limit_from_json
from chalicelib.domain.commit import Commit
from chalicelib.domain.due import Due
from chalicelib.domain.times import end_of, local_date, stamp

DAY = timedelta(days=1)
LAWFUL = frozenset(
    ("bidding", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review", "hearing")
)
"""What stops the statutory limit (Administrative Licensing Law, Art. 45)."""


@dataclass
class Stop:
    """`last` is the planned end, or the actual one where that came first; `again`: the same was done there before, and no
    return has opened the step anew since."""

    id: str
    kind: str
    step: str
    first: date
    last: date
    evidence: f.Sealed
    over: bool = False
    again: bool = False

    def holds(self, clock: str, definition: Definition) -> bool:
        if self.again:
            return False
        if self.kind in LAWFUL:
            return True
        if self.kind == "survey" and not definition.data.get("survey", {}).get("stops_promise"):
            return False
        return clock in ("promised", "step")

    def contains(self, day: date) -> bool:
        """The day on which it starts still counts, the day on which it ends does not."""
        return self.first < day <= self.last


def stops(commits: Iterable[Commit], definition: Definition, calendar: Calendar) -> list[Stop]:
    """Everything that ever stopped a clock of the case, as the facts tell it."""
    found: list[Stop] = []
    served: dict[str, date] = {}
    spent: set[tuple[str, str]] = set()
    accepted = False
    for commit, fact in _facts(commits):
        on = local_date(str(getattr(fact, "effective_at", commit.recorded_at)))
        if isinstance(fact, f.Accepted | f.DeemedAccepted):
            accepted = True
        if isinstance(fact, f.DocumentServed):
            served[fact.document] = on
        begun = _begun(fact, on, calendar)
        if isinstance(fact, f.CorrectionRequested) and accepted:
            begun = Stop(f"supplement-{commit.seq}", "supplement", "", on, on, fact.note)
        spent = {(kind, step) for kind, step in spent if step not in _anew(fact)}
        if isinstance(fact, f.ProcedureOpened) and begun:
            there = {step for kind, step in spent if kind == fact.kind}
            begun.again = bool(there if not fact.step else there & {"", fact.step})
            spent.add((fact.kind, fact.step))
        if isinstance(fact, f.HearingCalled):
            _put_off(found, on)
        if begun:
            found.append(begun)
        _change(fact, on, found)
    for stop in found:
        if stop.kind == "supplement":
            notice = served.get(stop.id.replace("supplement", "correction_notice"), stop.first)
            answer_by = count(notice, _own_time(definition), calendar, lambda _day: False)
            stop.last = min(stop.last, answer_by) if stop.over else answer_by
    return found


def expiry(clock: Due, limit: Limit, held: list[Stop], definition: Definition, calendar: Calendar) -> str:
    """The instant at which the limit runs out, as a stamp."""
    step = clock.subject
    ours = [s for s in held if s.holds(clock.clock, definition) and (clock.clock != "step" or s.step in ("", step))]
    day = count(local_date(clock.since), limit, calendar, lambda day: any(stop.contains(day) for stop in ours))
    return stamp(end_of(day))


def count(start: date, limit: Limit, calendar: Calendar, stopped: Callable[[date], bool]) -> date:
    """Day by day after the starting day; a limit in calendar days or months that ends on a day off ends on the next
    working day."""
    left = limit.amount if limit.unit != "months" else (_months_later(start, limit.amount) - start).days
    day = start
    while left:
        day += DAY
        counts = calendar.is_working_day(day) if limit.unit == "working_days" else True
        left -= counts and not stopped(day)
    while not calendar.is_working_day(day):
        day += DAY
    return day


def _facts(commits: Iterable[Commit]) -> Iterator[tuple[Commit, f.Fact]]:
    for commit in commits:
        for fact in commit.facts:
            yield commit, fact


def _begun(fact: f.Fact, on: date, calendar: Calendar) -> Stop | None:
    match fact:
        case f.ProcedureOpened():
            planned = date.fromisoformat(fact.planned_end_on)
            return Stop(fact.procedure, fact.kind, fact.step, on, planned, fact.evidence)
        case f.HearingCalled():
            return Stop(fact.procedure, "hearing", "", on, date.fromisoformat(fact.held_on), fact.notice)
        case f.SurveyAssigned():
            order = f.Sealed("+".join(fact.officers), "")
            return Stop(fact.survey, "survey", fact.step, on, date.fromisoformat(fact.planned_on), order)
        case f.FeeNotified():
            pay_by = date.fromisoformat(fact.pay_by_on)
            settled_by = count(pay_by, Limit(5, "working_days"), calendar, lambda _day: False)
            return Stop(fact.fee, "fee", "", on, settled_by, fact.notice)
    return None


def _change(fact: f.Fact, on: date, found: list[Stop]) -> None:
    if isinstance(fact, f.ProcedureProlonged):
        for stop in found:
            if stop.id == fact.procedure:
                stop.last = date.fromisoformat(fact.planned_end_on)
    ended = _ended(fact)
    for stop in found:
        if not stop.over and ended and (stop.id == ended or (ended == "supplement" and stop.kind == ended)):
            stop.over = True
            stop.last = on if stop.kind == "supplement" else min(stop.last, on)


def _put_off(found: list[Stop], on: date) -> None:
    for stop in found:
        if stop.kind == "hearing" and not stop.over:
            stop.over, stop.last = True, min(stop.last, on)


def _anew(fact: f.Fact) -> set[str]:
    """The steps that this return opens anew, and with them the whole case."""
    if isinstance(fact, f.StepDecided) and fact.outcome == "return":
        return {"", fact.step, *fact.undone}
    return {"", *fact.undone} if isinstance(fact, f.BranchReturned) else set()


def _ended(fact: f.Fact) -> str:
    match fact:
        case f.ProcedureClosed() | f.HearingHeld():
            return fact.procedure
        case f.SurveyRecorded():
            return fact.survey
        case f.FeePaid():
            return fact.fee
        case f.CorrectionSupplied():
            return "supplement"
    return ""


def _own_time(definition: Definition) -> Limit:
    """What the applicant has for an answer: the item's own, else the city's."""
    own = definition.data.get("correction_limit")
    return limit_from_json(own or {"amount": 10, "unit": "working_days"})


def _months_later(start: date, amount: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    month = start.month - 1 + amount
    first = date(start.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + DAY * (start.day - 1), following - DAY)
