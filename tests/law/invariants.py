"""The ten invariants of a case, each said in plain words and checked from the facts, not from the core's own reasoning."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from chalicelib.domain import facts as f
from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.catalogue import Limit, limit_from_json
from chalicelib.domain.clocks import due
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.document.kinds import ENDING
from chalicelib.domain.due import Due
from chalicelib.domain.fold import fold
from chalicelib.domain.ledger import calendar_days, ledger, moments, shares
from chalicelib.domain.pauses import correction_limit, stopped_by
from chalicelib.domain.times import SHANGHAI, instant, local_date, stamp
from tests.law import people
from tests.law.day_count import Stop, expiry, stops
from tests.law.join_rules import outcome_of
from tests.law.journal import Journal

ENDINGS = (*(f.Granted, f.Refused, f.Declined, f.Withdrawn, f.Lapsed, f.Voided, f.Forwarded, f.Terminated),)
ARTICLES = {"licensing_45", "city_survey", "city_supplement", "city_fee"}


def facts_of(journal: Journal, *types: type) -> Iterator[tuple[Commit, Any]]:
    for commit in journal.commits:
        for fact in commit.facts:
            if not types or isinstance(fact, types):
                yield commit, fact


def no_decision_without_acceptance(journal: Journal, now: datetime) -> None:
    """1. Nothing is decided, granted or refused in a case that nobody has accepted and no law deems accepted."""
    accepted = False
    for _, fact in facts_of(journal):
        accepted = accepted or isinstance(fact, f.Accepted | f.DeemedAccepted)
        assert accepted or not isinstance(fact, f.StepDecided | f.Granted | f.Refused)


def a_stopped_clock_says_why(journal: Journal, now: datetime) -> None:
    """2. Under review the promised and the statutory clock run; one that stands still today does so for an open pause (or
    one that ended today) with its article, its evidence and the day on which it ends."""
    case, definition = journal.case, journal.definition
    if case.status != "in_review":
        return
    running = journal.clocks()
    assert {"promised"} | ({"statutory"} if definition.statutory else set()) <= {clock.clock for clock in running}
    if not case.interruptions:
        assert not any(stopped_by(case, clock, definition, journal.calendar)(_today(now)) for clock in running)
        return
    today = _today(now)
    known = {stop.id: stop for stop in stops(journal.commits, definition, journal.calendar)}
    for clock in running:
        one = stopped_by(case, clock, definition, journal.calendar)(today)
        if one is None:
            assert not any(_stands(stop, clock, journal) and stop.contains(today) for stop in known.values())
            continue
        assert one.open or local_date(one.ended_at) == today
        assert one.article in ARTICLES
        assert known[one.id].evidence.part
        assert known[one.id].last >= today


def one_notice_lists_everything(journal: Journal, now: datetime) -> None:
    """3. What is missing is said once: a further notice with something new takes a supervisor's leave each time."""
    asked: set[f.CorrectionRow] = set()
    notices = allowed = 0
    for _, fact in facts_of(journal, f.CorrectionRequested, f.CorrectionAllowed):
        if isinstance(fact, f.CorrectionAllowed):
            allowed += 1
            continue
        notices += not set(fact.rows) <= asked
        asked |= {row for row in fact.rows if row.sentence >= 0}
        assert fact.rows
        assert notices <= 1 + allowed


def a_join_fires_once(journal: Journal, now: datetime) -> None:
    """4. A joint review comes together once however its branches race: its result, worked out from the opinions alone,
    stands exactly when a join stands, and joins are as many as the times it newly came together."""
    case = journal.case
    fired: dict[str, int] = {}
    standing: dict[str, str] = {}
    for before, after in pairwise(journal.states):
        if after.status not in ("in_review", "concluded") and after.outcomes() == before.outcomes():
            continue
        for node in after.flow(journal.definition).parallels():
            result = outcome_of(node, after.outcomes())
            fired[node.id] = fired.get(node.id, 0) + bool(result and result != standing.get(node.id))
            standing[node.id] = result
    for node_id, times in fired.items():
        joins = [join for join in case.joins if join.node == node_id]
        assert len(joins) == times
        assert len({join.seq for join in joins}) == times
        assert [join.result for join in joins if join.stands] == [standing[node_id]] * bool(standing[node_id])


def an_ended_case_has_one_outcome(journal: Journal, now: datetime) -> None:
    """5. A case that is over has exactly one outcome, one document of it, and, unless it went as asked, its reason."""
    endings = list(facts_of(journal, *ENDINGS))
    case = journal.case
    documents = [document for document in case.documents if document.kind in ENDING]
    over = case.status in ENDED or case.status == "concluded"
    assert len(endings) == len(documents) == over
    assert bool(case.outcome) == over
    for commit, fact in endings:
        assert documents[0].seq == commit.seq
        match fact:
            case f.Refused():
                assert fact.reason.part
            case f.Declined():
                assert fact.note.part
                assert fact.ground in ("no_permit_needed", "other_unit", "banned")
                assert bool(fact.to_unit) == (fact.ground == "other_unit")
            case f.Voided():
                *_, (proposal, proposed) = facts_of(journal, f.VoidProposed)
                assert proposed.reason.part
                assert proposal.actor["id"] != commit.actor["id"]
            case f.Forwarded():
                assert fact.note.part
                assert next(facts_of(journal, f.StepDecided), None)
            case f.Terminated():
                assert fact.note.part
            case f.Lapsed():
                assert any(each.seq == fact.notice for each, _ in facts_of(journal, f.CorrectionRequested))


def nobody_lapses_untold(journal: Journal, now: datetime) -> None:
    """The applicant is reminded, and the case lapses, only of a notice that has reached them before, and no earlier than the
    time that runs from there."""
    served: dict[str, str] = {}
    given = {document.id: document for document in journal.case.documents}
    for _, fact in facts_of(journal):
        if isinstance(fact, f.DocumentServed):
            assert fact.document not in served
            served[fact.document] = fact.effective_at
        if isinstance(fact, f.NoticeUndelivered | f.CallUnanswered):
            assert fact.document not in served
        if isinstance(fact, f.CorrectionReminded | f.Lapsed):
            notice = given[f"correction_notice-{fact.notice}"]
            told_at = served.get(notice.id) or (notice.at if notice.served_how == "window" else "")
            assert told_at
            assert told_at <= fact.effective_at
            if isinstance(fact, f.Lapsed):
                limit = correction_limit(journal.definition)
                last = journal.calendar.due(local_date(told_at), limit.amount, limit.unit).on
                assert local_date(fact.effective_at) > last


def nobody_is_reminded_of_what_does_not_lie_ready(journal: Journal, now: datetime) -> None:
    """Of a result at the window its holder is reminded once, and the window once after that, each time it is laid there."""
    ready, told = "", 0
    for commit, fact in facts_of(journal):
        if isinstance(fact, f.CertificateMade):
            ready, told = commit.recorded_at if journal.case.application.delivery == "pickup" else "", 0
        elif isinstance(fact, f.KeptForPickup):
            ready, told = fact.effective_at, 0
        elif isinstance(fact, f.Dispatched | f.Served):
            ready = ""
        elif isinstance(fact, f.Uncollected):
            assert ready
            assert fact.effective_at > ready
            assert fact.number == told + 1 <= 2
            told = fact.number


def _is_over(case: Case) -> bool:
    return case.status in ENDED or bool(case.taken_away and case.taken_away.for_good)


def the_ledger_adds_up(journal: Journal, now: datetime) -> None:
    """6. From receipt to service or end all time is charged to somebody, once, in calendar days and in service time. What was
    granted and then taken away for good has ended too: there is nothing left to bring to anybody."""
    told = moments(journal.matter, journal.commits, journal.definition)
    until = max(stamp(now), told[-1][0])
    kept = ledger(told, journal.definition, stamp(now)).main
    spans = zip(told, [*(at for at, _ in told[1:]), until], strict=True)
    live = [(at, end) for (at, case), end in spans if not _is_over(case) and end > at]
    for measure in (calendar_days, _service_days(journal)):
        elapsed = sum((measure(since, end) for since, end in live), Fraction(0))
        assert sum((share.days for share in shares(kept, measure)), Fraction(0)) == elapsed
    for one, following in pairwise(kept):
        assert one.until <= following.since


def the_due_date_is_the_earliest_promise_or_law(journal: Journal, now: datetime) -> None:
    """7. Under review people are shown the earliest of the promised, the statutory and the joint review's day.
    10. A pause and its end on one day gain nothing and overlapping pauses count once: every running limit of the review
    ends where a count of the days one by one ends."""
    case, definition = journal.case, journal.definition
    if case.status != "in_review":
        return
    held = stops(journal.commits, definition, journal.calendar)
    running = [clock for clock in journal.clocks() if clock.clock in _LIMITS]
    for clock in running:
        limit = _LIMITS[clock.clock](journal, clock)
        if limit.unit != "session":
            assert clock.at == expiry(clock, limit, held, definition, journal.calendar)
    shown = due(case, definition, journal.calendar)
    assert shown is not None
    assert shown.at == min(clock.at for clock in running if clock.clock != "step")


def no_wait_is_endless(journal: Journal, now: datetime) -> None:
    """What nobody has decided yet is somebody's to do by some day."""
    if journal.case.status in ("received", "correcting", "in_review"):
        assert journal.clocks()


def the_state_is_the_fold_of_the_log(journal: Journal, now: datetime) -> None:
    """8. What stands in the log as bytes, read and folded from the start, is the state."""
    commits = read_chain(commit.body for commit in journal.commits)
    assert fold(journal.matter, commits, journal.definition) == journal.case


def the_right_people_decided(journal: Journal, now: datetime) -> None:
    """9. Nobody decides on an own case, in two duties that the flow keeps apart, or where they chair the hearing; whoever
    acts for another is both. Nobody at all acts for the office on an own case."""
    application = journal.case.application
    separated = journal.definition.flow.separated
    standing: dict[str, set[str]] = {}
    chair = ""
    for commit, fact in facts_of(journal):
        if commit.actor["kind"] == "staff":
            parties = {people.PARTY_OF.get(name, "") for name in commit.actor.values()} - {""}
            assert not parties & {application.applicant, application.agent}
        if isinstance(fact, f.HearingCalled):
            chair = fact.chair
        if isinstance(fact, f.StepDecided):
            assert chair not in (commit.actor["id"], commit.actor.get("for"))
        if isinstance(fact, f.CorrectionSupplied | f.Withdrawn):
            _for_whom_it_is(commit, {application.applicant, application.agent} - {""})
        if isinstance(fact, f.StepDecided | f.BranchReturned):
            for step in fact.undone:
                standing.pop(step, None)
        if isinstance(fact, f.StepDecided) and fact.outcome != "return":
            who = {commit.actor["id"], commit.actor.get("for", "")} - {""}
            for step, others in standing.items():
                apart = not separated or any({step, fact.step} <= group for group in separated)
                assert not (apart and who & others)
            standing[fact.step] = who


def _for_whom_it_is(commit: Commit, parties: set[str]) -> None:
    """What is the applicant's own to do is done by the applicant or agent, or by an officer who saw the identity document
    of one of them and is neither."""
    seen = [fact.party for fact in commit.facts if isinstance(fact, f.IdentityChecked)]
    if commit.actor["kind"] == "applicant":
        assert commit.actor["id"] in parties
        assert not seen
    else:
        [party] = seen
        assert party in parties
        assert people.PARTY_OF.get(commit.actor["id"], "") not in parties


Invariant = Callable[[Journal, datetime], None]

AT_ANY_HOUR: tuple[Invariant, ...] = (a_stopped_clock_says_why,)
"""Checked after every step."""

OF_THE_LOG: tuple[Invariant, ...] = (
    no_decision_without_acceptance,
    one_notice_lists_everything,
    a_join_fires_once,
    an_ended_case_has_one_outcome,
    the_due_date_is_the_earliest_promise_or_law,
    the_right_people_decided,
    no_wait_is_endless,
    nobody_lapses_untold,
    nobody_is_reminded_of_what_does_not_lie_ready,
)
"""Checked after every step that wrote to the log: they say nothing of the hour."""

OF_THE_HISTORY: tuple[Invariant, ...] = (the_ledger_adds_up, the_state_is_the_fold_of_the_log)
"""Checked at the end of every history."""


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _stands(stop: Stop, clock: Due, journal: Journal) -> bool:
    known = clock.clock in ("statutory", "joint", "promised", "step")
    ours = clock.clock != "step" or stop.step in ("", clock.subject)
    return known and ours and stop.holds(clock.clock, journal.definition)


def _statutory(journal: Journal, _clock: Due) -> Limit:
    [limit] = [limit for limit in (journal.definition.statutory,) if limit]
    return Limit(limit.amount + _extended(journal), limit.unit)


def _extended(journal: Journal) -> int:
    return sum(fact.amount for _, fact in facts_of(journal, f.LimitExtended))


def _step(journal: Journal, clock: Due) -> Limit:
    added = [fact.limit_days for _, fact in facts_of(journal, f.BranchAdded) if clock.subject.startswith(fact.branch)]
    if added:
        return Limit(added[0], "working_days")
    written = journal.definition.flow.step(clock.subject).limit
    assert written
    return limit_from_json(written)


_LIMITS: dict[str, Callable[[Journal, Due], Limit]] = {
    "promised": lambda journal, _: journal.definition.promised,
    "statutory": _statutory,
    "joint": lambda journal, _: Limit(45 + min(15, _extended(journal)), "working_days"),
    "step": _step,
}


def _service_days(journal: Journal) -> Callable[[str, str], Fraction]:
    return lambda since, until: journal.calendar.service_days(instant(since), instant(until))
