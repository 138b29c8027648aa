"""Messages after records that are doubled, late, shuffled and interrupted: planned once, sent at most once, none lost."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import Sealed
from chalicelib.domain.fold import fold
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import LEASE, seq_mark
from chalicelib.domain.reference import case_matter, derive
from chalicelib.ports import SmsBusyError, SmsUnknownError
from chalicelib.texts.messages import templates
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.plan_notices import OLDEST
from chalicelib.usecases.project import project
from chalicelib.usecases.send_notices import send_waiting
from infra.functions import FUNCTIONS
from tests import cases
from tests.effort import share
from tests.sample import TUESDAY, calendar
from tests.sending import MATTER, Outside
from tests.usecases.test_project import COMMANDS, CrashError, any_command, nobody

MATTERS = tuple(case_matter(derive(name, 0)) for name in "ABC")
PHONES = {matter: f"+861990000{number:04}" for number, matter in enumerate(MATTERS)}
FAILURES = {"busy": SmsBusyError("Throttled"), "unknown": SmsUnknownError("ReadTimeoutError"), "": None}


class Crashes:
    """Kills the function at the n-th call of what lies outside: even n before it has its effect, odd n after."""

    def __init__(self) -> None:
        self.left: int | None = None

    def around(self, made: Any, *names: str) -> None:
        for name in names:
            setattr(made, name, self._crashing(getattr(made, name)))

    def _crashing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def crashing(*args: Any, **kwargs: Any) -> Any:
            self._step()
            answer = call(*args, **kwargs)
            self._step()
            return answer

        return crashing

    def _step(self) -> None:
        if self.left is not None:
            if self.left == 0:
                raise CrashError
            self.left -= 1


class Stream:
    """The world with its records: a crashed reading comes again, as the stream and the work queue make sure."""

    def __init__(self) -> None:
        self.outside, self.crashes = Outside(), Crashes()
        self.crashes.around(self.outside.notices, "plan", "change", "wait", "looked_at")
        self.crashes.around(self.outside.world.guards, "add", "remove")
        self.crashes.around(self.outside.sms, "send")
        for matter in MATTERS:
            self.outside.give_number(matter, PHONES[matter])
            cases.opened(self.outside.world, cases.joint(), TUESDAY, matter)

    def records(self) -> list[tuple[str, int]]:
        return sorted(self.outside.world.log.bodies)

    def deliver(self, matter: str, seq: int, crash: int | None, now: datetime) -> None:
        self.run(crash, lambda: self.outside.tell(seq, now, matter))

    def run(self, crash: int | None, work: Callable[[], object]) -> None:
        self.crashes.left = crash
        try:
            work()
        finally:
            self.crashes.left = None

    def project(self, matter: str) -> None:
        world = self.outside.world
        project(
            matter, log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), projected=nobody
        )


crash = st.integers(0, 14) | st.none()
events = st.lists(
    st.one_of(
        st.tuples(st.just("command"), st.sampled_from(MATTERS), st.sampled_from(COMMANDS), st.none()),
        st.tuples(st.just("record"), st.just(""), st.integers(0, 50), crash),
        st.tuples(st.just("project"), st.sampled_from(MATTERS), st.just(0), st.none()),
        st.tuples(st.just("send"), st.just(""), st.just(0), crash),
        st.tuples(st.just("sms"), st.sampled_from(sorted(FAILURES)), st.just(0), st.none()),
    ),
    max_size=40,
)
Event = tuple[str, str, Any, int | None]


def play(stream: Stream, history: list[Event]) -> datetime:
    now, world = TUESDAY, stream.outside.world
    for number, (kind, name, what, crash_at) in enumerate(history):
        now += timedelta(minutes=7)
        try:
            if kind == "command":
                cases.run(world, any_command(number, what), now, name)
            elif kind == "record":
                records = stream.records()
                matter, seq = records[what % len(records)]
                stream.deliver(matter, seq, crash_at, now)
            elif kind == "project":
                stream.project(name)
            elif kind == "send":
                sender, at = stream.outside.sender, now
                stream.run(crash_at, lambda sender=sender, at=at: send_waiting(sender=sender, now=at))
            else:
                stream.outside.sms.failure = FAILURES[name]
        except (RefusedError, CrashError, ExceptionGroup):
            continue
    stream.outside.sms.failure = None
    return now


@pytest.mark.thorough
@settings(max_examples=share(1000), deadline=None)
@given(history=events, seed=st.randoms(use_true_random=False))
def test_whatever_happens_on_the_way(history: list[Event], seed: Any) -> None:
    stream = Stream()
    now = play(stream, history)
    last = stream.records() * 2
    seed.shuffle(last)
    for matter, seq in last:
        stream.deliver(matter, seq, None, now)
    for hours in (1, 2, 3, 4, 24, 25):
        send_waiting(sender=stream.outside.sender, now=now + timedelta(hours=hours))

    none_is_lost(stream)
    what_is_superseded_is_said_by_another(stream)
    each_was_sent_once_or_nobody_knows(stream)
    assert stream.outside.notices.waiting == set()


def none_is_lost(stream: Stream) -> None:
    world, notices = stream.outside.world, stream.outside.notices.items
    assert all(notice.ended for notice in notices.values())
    for matter in MATTERS:
        file = read_case(matter, log=world.log, catalogue=world.catalogue)
        told = {key: notice for key, notice in notices.items() if key[0] == f"{matter}#{cases.APPLICANT.id}"}
        expected = {
            f"{seq_mark(commit.seq)}#{message.template}"
            for commit in read_chain(world.log.read(matter))
            for message in applicant_messages(commit, _after(stream, matter, commit.seq), file.definition)
        }
        assert {message for _, message in told} == expected


def _after(stream: Stream, matter: str, seq: int) -> Case:
    return fold(matter, read_chain(stream.outside.world.log.read(matter)[:seq]), cases.joint())


def what_is_superseded_is_said_by_another(stream: Stream) -> None:
    notices = stream.outside.notices.items
    for notice in (one for one in notices.values() if one.state == "superseded"):
        newer = notices[notice.recipient_key, notice.superseded_by]
        assert newer.mark > notice.mark
        assert notice.message.template in templates()[newer.message.template].supersedes


def each_was_sent_once_or_nobody_knows(stream: Stream) -> None:
    outside = stream.outside
    by_state: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for notice in outside.notices.items.values():
        to = notice.message.recipient
        staff = outside.world.parties.get(to.id, "staff")
        phone = f"+86{staff['phone']}" if staff else PHONES[notice.matter]
        by_state[notice.state][phone, outside.words(notice)] += 1
    published = Counter(outside.sms.sent)
    assert by_state["sent"] <= published <= by_state["sent"] + by_state["unknown"]
    ids = [notice.provider_id for notice in outside.notices.items.values() if notice.state == "sent"]
    assert len(set(ids)) == len(ids)


def test_a_second_delivery_plans_and_sends_nothing() -> None:
    outside = Outside()
    outside.give_number()
    cases.opened(outside.world, cases.joint(), TUESDAY, MATTER)
    outside.tell(1, TUESDAY)
    before = dict(outside.notices.items)
    outside.tell(1, TUESDAY + timedelta(minutes=1))
    assert outside.notices.items == before
    assert len(outside.sms.sent) == 1


def test_old_news_is_not_planned() -> None:
    outside = Outside()
    outside.give_number()
    cases.opened(outside.world, cases.joint(), TUESDAY, MATTER)
    assert not outside.tell(1, TUESDAY + OLDEST + timedelta(seconds=1))
    assert outside.notices.items == {}
    assert outside.tell(1, TUESDAY + OLDEST)
    assert len(outside.sms.sent) == 1


def test_the_number_is_that_of_the_latest_form() -> None:
    """What a correction changed counts from then on."""
    outside, of = Outside(), cases.joint()
    outside.give_number()
    cases.opened(outside.world, of, TUESDAY, MATTER)
    supplied = c.SupplyCorrection("s", cases.APPLICANT, Sealed("form#s", "0" * 64), cases.PAPERS)
    for command in (cases.correction("k", of), supplied, cases.accept("a", of)):
        cases.run(outside.world, command, TUESDAY, MATTER)
    outside.world.dossiers.put(Part(MATTER, "form#s", "salt", {"applicant": {"phone": "+8619900000009"}}))
    for seq in (1, 2, 3, 4):
        outside.tell(seq, TUESDAY)
    assert [number for number, _ in outside.sms.sent] == ["+8619900000000", "+8619900000000", "+8619900000009"]


def test_the_claim_outlives_every_function_that_sends() -> None:
    longest = max(FUNCTIONS[name].timeout for name in ("notify", "work", "send"))
    assert LEASE.total_seconds() > longest
