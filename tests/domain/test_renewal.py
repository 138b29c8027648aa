"""The renewal clock: deemed renewed exactly who applied in time and was undecided when the certificate ran out, whenever
and however often anybody looks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from chalicelib.domain.certificate import Certificate, fold_certificate
from chalicelib.domain.commit import FIRST_PREV, Commit, make_commit
from chalicelib.domain.facts import (
    CertificateIssued,
    Fact,
    RenewalApplied,
    RenewalDecided,
    RenewalDeemed,
    RenewalReminded,
)
from chalicelib.domain.renewal import (
    RenewalTerms,
    apply_by,
    certificate_due_key,
    overdue_renewal,
    renewal_terms,
    validity,
)
from chalicelib.domain.times import SHANGHAI, instant, local_date, stamp
from tests import cases

UNTIL = date(2031, 3, 2)
TERMS = RenewalTerms((90, 60), 30, by_law=True)
MATTER = "k-TEST"


def at(days_left: int, hour: int = 12) -> datetime:
    """So many days before the last day in force; negative ones behind it."""
    day = UNTIL - timedelta(days=days_left)
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


class Log:
    """A certificate's log, to which time adds what it brings whenever somebody looks."""

    def __init__(self, until: str = UNTIL.isoformat(), issued_on: str = "2026-03-03") -> None:
        self.commits: list[Commit] = []
        self.add(CertificateIssued("c-X", "p-x", "food", "N1", "I", "e", "U", issued_on, until, "", ""), at(1800))

    def add(self, fact: Fact, when: datetime) -> None:
        last = self.commits[-1] if self.commits else None
        commit = make_commit(
            matter=MATTER,
            seq=len(self.commits) + 1,
            command=f"n{len(self.commits)}",
            actor={"kind": "system", "id": "law"},
            recorded_at=stamp(when),
            prev=last.hash if last else FIRST_PREV,
            facts=(fact,),
        )
        self.commits.append(commit)

    @property
    def certificate(self) -> Certificate:
        certificate = fold_certificate(MATTER, self.commits)
        assert certificate is not None
        return certificate

    def look(self, when: datetime, terms: RenewalTerms = TERMS) -> None:
        while brought := overdue_renewal(self.certificate, terms, stamp(when)):
            assert brought.at <= stamp(when)
            self.add(brought.fact, when)

    def facts(self, kind: type) -> list[Fact]:
        return [fact for commit in self.commits for fact in commit.facts if isinstance(fact, kind)]


@dataclass(frozen=True)
class Application:
    case: str
    applied_left: int
    decided_left: int | None
    outcome: str


@st.composite
def applications(draw: st.DrawFn) -> list[Application]:
    made = []
    for number in range(draw(st.integers(0, 3))):
        applied = draw(st.sampled_from([120, 75, 45, 31, 30, 29, 5, 0]))
        decided = draw(st.sampled_from([None, applied - 1, applied // 2, 0, -1, -20]))
        outcome = draw(st.sampled_from(["granted", "refused", "withdrawn"]))
        made.append(Application(f"c-{number}", applied, None if decided is None else min(decided, applied), outcome))
    return made


@given(applications(), st.lists(st.integers(-40, 130), max_size=6), st.booleans())
def test_deemed_exactly_who_applied_in_time_and_was_undecided_at_expiry(
    made: list[Application],
    looks: list[int],
    by_law: bool,  # noqa: FBT001 - drawn
) -> None:
    terms = RenewalTerms((90, 60), 30, by_law=by_law)
    log, events = Log(), list[tuple[datetime, Fact | None]]()
    for one in made:
        events.append((at(one.applied_left, 9), RenewalApplied(stamp(at(one.applied_left, 9)), one.case)))
        if one.decided_left is not None:
            when = at(one.decided_left, 11)
            events.append((when, RenewalDecided(stamp(when), one.case, one.outcome)))
    events += [(at(left, 15), None) for left in looks]
    for when, fact in sorted(events, key=lambda pair: pair[0]):
        log.look(when, terms)
        if fact is not None:
            log.add(fact, when)
    log.look(at(-60), terms)

    expected = {
        one.case
        for one in made
        if by_law and one.applied_left >= 30 and (one.decided_left is None or one.decided_left < 0)
    }
    event(f"{len(expected)} deemed")
    deemed = log.facts(RenewalDeemed)
    assert {fact.case for fact in deemed if isinstance(fact, RenewalDeemed)} == expected
    assert len(deemed) == len(expected)
    assert all(local_date(getattr(fact, "effective_at", "")) == UNTIL + timedelta(days=1) for fact in deemed)

    open_ended = {
        one.case
        for one in made
        if one.case in expected and (one.decided_left is None or one.outcome not in ("granted", "withdrawn"))
    }
    assert validity(log.certificate, terms, UNTIL) == "in_force"
    after = UNTIL + timedelta(days=60)
    assert validity(log.certificate, terms, after) == ("deemed_renewed" if open_ended else "expired")
    assert certificate_due_key(log.certificate, terms) is None or log.facts(RenewalDecided)


def test_the_holder_is_reminded_ninety_and_sixty_days_before() -> None:
    log = Log()
    assert certificate_due_key(log.certificate, TERMS) is not None
    log.look(at(91))
    assert not log.facts(RenewalReminded)
    log.look(at(90))
    log.look(at(-3))
    told = [
        (getattr(fact, "number", 0), local_date(getattr(fact, "effective_at", "")))
        for fact in log.facts(RenewalReminded)
    ]
    assert told == [(1, UNTIL - timedelta(days=90)), (2, UNTIL - timedelta(days=60))]
    assert certificate_due_key(log.certificate, TERMS) is None


def test_who_has_applied_is_reminded_no_more_until_it_came_to_nothing() -> None:
    log = Log()
    log.add(RenewalApplied(stamp(at(100)), "c-1"), at(100))
    log.look(at(50))
    assert not log.facts(RenewalReminded)
    log.add(RenewalDecided(stamp(at(49)), "c-1", "withdrawn"), at(49))
    log.look(at(48))
    assert [getattr(fact, "effective_at", "") for fact in log.facts(RenewalReminded)] == [stamp(at(49))] * 2


def test_no_reminder_for_a_day_on_which_the_certificate_was_not_yet_issued() -> None:
    log = Log(issued_on=(UNTIL - timedelta(days=60)).isoformat())
    log.look(at(0))
    assert not log.facts(RenewalReminded)


def test_without_an_end_nothing_runs_out() -> None:
    log = Log(until="")
    assert certificate_due_key(log.certificate, TERMS) is None
    assert validity(log.certificate, TERMS, date(2999, 1, 1)) == "in_force"


@pytest.mark.parametrize(("days_left", "found"), [(0, "in_force"), (-1, "expired")])
def test_the_last_day_counts(days_left: int, found: str) -> None:
    assert validity(Log().certificate, TERMS, UNTIL - timedelta(days=days_left)) == found


def test_an_application_on_the_last_day_is_in_time_and_one_the_day_after_is_late() -> None:
    assert apply_by(Log().certificate, TERMS) == date(2031, 1, 31)
    for left, found in ((30, "deemed_renewed"), (29, "expired")):
        log = Log()
        log.add(RenewalApplied(stamp(at(left, 23)), "c-1"), at(left, 23))
        assert validity(log.certificate, TERMS, UNTIL + timedelta(days=1)) == found


def test_a_decision_in_the_last_minute_is_a_decision() -> None:
    for hour, found in ((23, "expired"), (24, "deemed_renewed")):
        log = Log()
        log.add(RenewalApplied(stamp(at(40)), "c-1"), at(40))
        when = at(0, 0) + timedelta(hours=hour)
        log.add(RenewalDecided(stamp(when), "c-1", "refused"), when)
        assert validity(log.certificate, TERMS, local_date(stamp(when)) + timedelta(days=2)) == found
        assert instant(stamp(when)) == when


@pytest.mark.parametrize(
    ("outcome", "found"),
    [("withdrawn", "expired"), ("lapsed", "expired"), ("refused", "deemed_renewed"), ("void", "deemed_renewed")],
)
def test_what_the_holder_gives_up_after_expiry_is_deemed_renewed_until_then(outcome: str, found: str) -> None:
    log = Log()
    log.add(RenewalApplied(stamp(at(40)), "c-1"), at(40))
    log.look(at(-2))
    assert validity(log.certificate, TERMS, UNTIL + timedelta(days=2)) == "deemed_renewed"
    log.add(RenewalDecided(stamp(at(-5)), "c-1", outcome), at(-5))
    assert validity(log.certificate, TERMS, UNTIL + timedelta(days=4)) == "deemed_renewed"
    assert validity(log.certificate, TERMS, UNTIL + timedelta(days=5)) == found


def test_the_terms_are_the_items_own_before_the_citys_and_only_a_licence_is_renewed_by_silence() -> None:
    assert renewal_terms(cases.definition("XN-YJJ-001")) == TERMS
    own = cases.definition("XN-YJJ-001")
    changed = type(own)(**{**vars(own), "data": {**own.data, "renewal": {"apply_days_before": 45}}})
    assert renewal_terms(changed).apply_days_before == 45
    assert not renewal_terms(cases.definition("XN-ZJJ-002")).by_law
