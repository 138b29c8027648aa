"""Ends of certificates: once ended only the later ends that the table allows, never in force again; whose each is, on what
it rests, and that two people do what takes two."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from chalicelib.domain.certificate import Certificate, fold_certificate
from chalicelib.domain.certificate_commands import (
    CertificateCommand,
    ConfirmEnd,
    EndCertificate,
    Resume,
    Suspend,
    TakeBackEnd,
)
from chalicelib.domain.certificate_ends import (
    RULES,
    SUSPENDED,
    CertificateSituation,
    decide_certificate,
    refusal_of_certificate,
)
from chalicelib.domain.commands import Actor, Deputy
from chalicelib.domain.commit import FIRST_PREV, Commit, make_commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import (
    UNSEALED,
    CertificateEnded,
    CertificateIssued,
    CertificateResumed,
    Fact,
    RenewalReminded,
    Sealed,
)
from chalicelib.domain.renewal import (
    IN_FORCE,
    certificate_due_key,
    overdue_renewal,
    renewal_terms,
    validity,
)
from chalicelib.domain.times import SHANGHAI, local_date, stamp
from tests import cases

UNTIL = date(2031, 3, 2)
MATTER = "k-TEST"
ITEM = cases.definition("XN-YJJ-001")
TERMS = renewal_terms(ITEM)
WHY = Sealed("reason#1", "a" * 64)
OFFICER = Actor("staff", "s-officer", frozenset({f"{ITEM.unit}:officer"}))
OTHER = Actor("staff", "s-other", frozenset({f"{ITEM.unit}:officer", f"{ITEM.unit}:director"}))
HEAD = Actor("staff", "s-head", frozenset({f"{ITEM.unit}:director"}))
STRANGER = Actor("staff", "s-stranger", frozenset({"JYJ:officer", "JYJ:director", "JCZX:supervisor"}))
DAY = datetime(2030, 10, 1, 12, tzinfo=SHANGHAI)


@dataclass
class Held:
    """A certificate's log, brought up to date before each command as the use case does."""

    until: str = UNTIL.isoformat()
    commits: list[Commit] = field(default_factory=list)

    def __post_init__(self) -> None:
        issued = CertificateIssued("c-X", "p-x", "food", "N1", "I", "e", ITEM.unit, "2026-03-03", self.until, "", "")
        self.add((issued,), Actor("system", "certify").record(), datetime(2026, 3, 3, 12, tzinfo=SHANGHAI))

    def add(self, facts: tuple[Fact, ...], actor: object, when: datetime) -> None:
        last = self.commits[-1] if self.commits else None
        commit = make_commit(
            matter=MATTER,
            seq=len(self.commits) + 1,
            command=f"n{len(self.commits)}",
            actor=actor,  # type: ignore[arg-type]
            recorded_at=stamp(when),
            prev=last.hash if last else FIRST_PREV,
            facts=facts,
        )
        self.commits.append(commit)

    @property
    def certificate(self) -> Certificate:
        certificate = fold_certificate(MATTER, self.commits)
        assert certificate is not None
        return certificate

    def look(self, when: datetime) -> None:
        while brought := overdue_renewal(self.certificate, TERMS, stamp(when)):
            self.add((brought.fact,), Actor("system", "law").record(), when)

    def do(self, command: CertificateCommand, when: datetime = DAY) -> None:
        self.look(when)
        at = CertificateSituation(self.certificate, ITEM, stamp(when))
        facts, acts_for = decide_certificate(command, at)
        self.add(facts, command.actor.record(acts_for), when)

    def end(self, end: str, ground: str = "", when: datetime = DAY) -> None:
        rule = RULES[end]
        document = "文号" if rule.document else ""
        new = "k-NEW" if end == "replaced" else ""
        self.do(EndCertificate("e", OFFICER, end, ground or rule.grounds[0], document, "organ", new, WHY), when)
        if rule.two:
            self.do(ConfirmEnd("c", HEAD), when)

    def suspend(self, until: str, when: datetime = DAY) -> None:
        self.do(Suspend("s", OFFICER, "文号", until, WHY), when)
        self.do(ConfirmEnd("c", HEAD), when)

    def standing(self, when: datetime = DAY) -> str:
        return validity(self.certificate, TERMS, when.astimezone(SHANGHAI).date())


def refused(command: CertificateCommand, held: Held, when: datetime = DAY) -> str:
    return refusal_of_certificate(command, CertificateSituation(held.certificate, ITEM, stamp(when)))


reasons = st.sampled_from([WHY, WHY, WHY, UNSEALED])
actors = st.sampled_from([OFFICER, OFFICER, OTHER, HEAD, HEAD, STRANGER])
documents = st.sampled_from(["文号", ""])
grounds = st.sampled_from(sorted({ground for rule in RULES.values() for ground in rule.grounds}))
any_command: st.SearchStrategy[CertificateCommand] = st.one_of(
    st.sampled_from(sorted(RULES)).flatmap(
        lambda end: st.builds(
            EndCertificate,
            st.just("x"),
            actors,
            st.just(end),
            st.one_of(st.sampled_from(RULES[end].grounds), grounds),
            documents,
            st.sampled_from(["organ", "organ", "superior", "else"]),
            st.sampled_from(["k-NEW"]) if end == "replaced" else st.sampled_from(["", "", "k-NEW"]),
            reasons,
        )
    ),
    st.builds(Suspend, st.just("x"), actors, documents, st.sampled_from(["2030-10-20", "2031-01-05", "x"]), reasons),
    st.builds(ConfirmEnd, st.just("x"), actors),
    st.builds(ConfirmEnd, st.just("x"), st.just(HEAD)),
    st.builds(TakeBackEnd, st.just("x"), actors, reasons),
    st.builds(Resume, st.just("x"), actors, reasons),
)


@given(st.lists(st.tuples(any_command, st.integers(0, 40)), max_size=14))
def test_whatever_is_tried_what_has_ended_is_never_in_force_again(
    tries: Sequence[tuple[CertificateCommand, int]],
) -> None:
    held, when, done = Held(), DAY, 0
    for command, days in tries:
        when += timedelta(days=days)
        was = held.certificate
        try:
            held.do(command, when)
        except RefusedError:
            continue
        done += 1
        now = held.certificate
        if was.ends:
            assert held.standing(when) not in IN_FORCE
            assert now.ends[: len(was.ends)] == was.ends
        order = ["", *(one.end for one in now.ends)]
        assert all(before in RULES[after].after for before, after in pairwise(order))
        assert len(set(order)) == len(order) <= 3
        assert not (now.ends and (now.suspended or overdue_renewal(now, TERMS, stamp(when + timedelta(days=9999)))))
        for commit in held.commits[was.seq :]:
            _is_by_whom_it_may_be(commit, was)
    event(f"{done} done, ends {len(held.certificate.ends)}")
    held.look(when + timedelta(days=9999))
    assert certificate_due_key(held.certificate, TERMS) is None, "time stands still only where nothing is pending"


def _is_by_whom_it_may_be(commit: Commit, before: Certificate) -> None:
    """What takes two people was proposed by another, and everything of the office by somebody of the unit."""
    who = commit.actor["id"]
    assert who != STRANGER.id
    for fact in commit.facts:
        if isinstance(fact, CertificateEnded) and RULES[fact.end].two:
            assert before.proposal is not None
            assert before.proposal.staff != who
            assert who in (HEAD.id, OTHER.id)


@pytest.mark.parametrize("end", [end for end in RULES if end != SUSPENDED])
def test_an_end_says_why_and_stops_every_reminder(end: str) -> None:
    held = Held()
    when = datetime(2031, 3, 10, 12, tzinfo=SHANGHAI) if end == "deregistered" else DAY
    held.end(end, when=when)
    assert held.standing(when) == end
    held.look(datetime(2032, 1, 1, tzinfo=SHANGHAI))
    late = [fact for commit in held.commits for fact in commit.facts if isinstance(fact, RenewalReminded)]
    assert not [fact for fact in late if fact.effective_at > stamp(when)]
    assert certificate_due_key(held.certificate, TERMS) is None


@pytest.mark.parametrize("first", ["withdrawn", "revoked", "penalised"])
def test_what_was_taken_away_is_then_deregistered_and_still_shown_as_taken_away(first: str) -> None:
    held = Held()
    held.end(first)
    command = EndCertificate("e", OFFICER, "deregistered", "holder_dead", reason=WHY)
    assert refused(command, held) == "end_ground_not_so"
    held.end("deregistered", "ended_before")
    assert held.standing() == first
    assert refused(replace(command, ground="ended_before"), held) == "certificate_ended_already"
    assert (
        refused(EndCertificate("e", OFFICER, "revoked", "deception", reason=WHY), held) == "certificate_ended_already"
    )


def test_only_what_has_expired_is_deregistered_as_expired() -> None:
    held = Held()
    command = EndCertificate("e", OFFICER, "deregistered", "expired", reason=WHY)
    assert refused(command, held) == "end_ground_not_so"
    assert refused(command, held, datetime(2031, 3, 3, tzinfo=SHANGHAI)) == ""


def test_a_suspension_holds_through_its_last_day_and_ends_by_itself() -> None:
    held = Held()
    held.suspend("2030-10-20")
    assert held.standing(datetime(2030, 10, 20, 23, 59, tzinfo=SHANGHAI)) == "suspended"
    after = datetime(2030, 10, 21, tzinfo=SHANGHAI)
    assert held.standing(after) == "in_force", "whether or not anybody has looked"
    held.look(after)
    (resumed,) = (fact for commit in held.commits for fact in commit.facts if isinstance(fact, CertificateResumed))
    assert resumed.effective_at == stamp(after)
    assert held.standing(after) == "in_force"


def test_who_is_in_charge_lifts_a_suspension() -> None:
    held = Held()
    assert refused(Resume("r", HEAD, WHY), held) == "certificate_not_suspended"
    held.suspend("2030-10-20")
    assert refused(Resume("r", OFFICER, WHY), held) == "not_your_step"
    assert refused(Resume("r", HEAD), held) == "reason_required"
    held.do(Resume("r", HEAD, WHY))
    assert held.standing() == "in_force"


def test_reminders_wait_for_the_end_of_a_suspension_and_come_once() -> None:
    held = Held()
    held.suspend("2031-01-10", datetime(2030, 11, 1, tzinfo=SHANGHAI))
    held.look(datetime(2031, 1, 10, 23, tzinfo=SHANGHAI))
    told = [fact for commit in held.commits for fact in commit.facts if isinstance(fact, RenewalReminded)]
    assert not told
    held.look(datetime(2031, 1, 11, 1, tzinfo=SHANGHAI))
    told = [fact for commit in held.commits for fact in commit.facts if isinstance(fact, RenewalReminded)]
    assert [(fact.number, local_date(fact.effective_at)) for fact in told] == [(2, date(2031, 1, 11))]


def test_nobody_is_the_second_person_to_themselves_nor_to_whom_they_stand_in_for() -> None:
    held = Held()
    held.do(EndCertificate("e", OTHER, "revoked", "deception", reason=WHY))
    assert refused(ConfirmEnd("c", OTHER), held) == "end_needs_two"
    deputy = Actor("staff", "s-deputy", deputy=(Deputy(f"{ITEM.unit}:director", OTHER.id),))
    assert refused(ConfirmEnd("c", deputy), held) == "end_needs_two"
    assert refused(ConfirmEnd("c", OFFICER), held) == "not_your_step"
    assert refused(ConfirmEnd("c", HEAD), held) == ""
    held.do(TakeBackEnd("t", OFFICER, WHY))
    assert refused(ConfirmEnd("c", HEAD), held) == "end_not_proposed"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (EndCertificate("e", STRANGER, "revoked", "deception", reason=WHY), "not_your_step"),
        (EndCertificate("e", HEAD, "revoked", "deception", reason=WHY), "not_your_step"),
        (EndCertificate("e", replace(OFFICER, party="p-x"), "revoked", "deception", reason=WHY), "own_case"),
        (EndCertificate("e", OFFICER, "revoked", "deception"), "reason_required"),
        (EndCertificate("e", OFFICER, "revoked", "penalty", reason=WHY), "end_ground_unknown"),
        (EndCertificate("e", OFFICER, "revoked", "deception", by="superior", reason=WHY), "end_document_required"),
        (
            EndCertificate("e", OFFICER, "withdrawn", "law_changed", "x", "superior", reason=WHY),
            "end_authority_unknown",
        ),
        (EndCertificate("e", OFFICER, "penalised", "penalty", reason=WHY), "end_document_required"),
        (EndCertificate("e", OFFICER, "penalised", "penalty", "9" * 61, reason=WHY), "words_too_long"),
        (EndCertificate("e", OFFICER, "replaced", "reissued", reason=WHY), "replacement_unknown"),
        (EndCertificate("e", OFFICER, "suspended", "penalty", "x", reason=WHY), "end_unknown"),
        (EndCertificate("e", OFFICER, "burnt", "penalty", "x", reason=WHY), "end_unknown"),
        (Suspend("s", OFFICER, "", "2030-10-20", WHY), "end_document_required"),
        (Suspend("s", OFFICER, "x", "2030-09-30", WHY), "date_past"),
        (Suspend("s", OFFICER, "x", "tomorrow", WHY), "date_format"),
        (TakeBackEnd("t", OFFICER, WHY), "end_not_proposed"),
    ],
)
def test_each_refusal_has_its_reason(command: CertificateCommand, code: str) -> None:
    assert refused(command, Held()) == code
