"""Leaders hear of a list that stops being empty, and each working-day morning of one that is not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.notice import LEASE, LOOKS, Notice
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import stamp
from chalicelib.ports import Letter
from chalicelib.usecases.plan_notices import plan_notices
from chalicelib.usecases.project import project
from chalicelib.usecases.rehearse import ReadOnlyGuards, ReadOnlyNotices, rehearsing
from chalicelib.usecases.send_notices import send_waiting
from chalicelib.usecases.tell_leaders import Lists, tell_in_the_morning
from tests import cases
from tests.sample import SHANGHAI, TUESDAY, calendar
from tests.sending import Outside
from tests.usecases.test_project import nobody

A, B, C = (case_matter(derive(name, 0)) for name in "ABC")
BRANCHES = ("fire-opinion", "defence-opinion", "housing-opinion")
LATER = TUESDAY + timedelta(hours=1)
LEADER_TEMPLATES = ("todo", "todo_morning")


class Office(Outside):
    """Commands whose records reach both readers at once, or those readers only that the test lets run."""

    def __init__(self) -> None:
        super().__init__()
        for matter in (A, B, C):
            self.give_number(matter)
            cases.opened(self.world, cases.joint(), TUESDAY, matter)
            self.read(matter)

    def do(self, matter: str, command: c.Command, now: datetime = TUESDAY) -> None:
        cases.run(self.world, command, now, matter)

    def read(self, matter: str, now: datetime = TUESDAY) -> None:
        self.project(matter)
        self.tell_last(matter, now)

    def project(self, matter: str) -> None:
        world = self.world
        project(
            matter, log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), projected=nobody
        )

    def tell_last(self, matter: str, now: datetime = TUESDAY) -> None:
        self.tell(len(self.world.log.read(matter)), now, matter)

    def through_handling(self, matter: str, now: datetime = TUESDAY) -> None:
        for command in (cases.accept(f"a{matter}", cases.joint()), decide("handle", matter)):
            self.do(matter, command, now)
            self.read(matter, now)

    def told(self) -> list[tuple[str, str]]:
        """(holder, template) of what leaders were told, in order of their ids."""
        leaders = (notice for notice in self.notices.items.values() if notice.message.template in LEADER_TEMPLATES)
        return sorted((notice.message.recipient.id, notice.message.template) for notice in leaders)

    def missing(self, matter: str) -> list[str]:
        """What the nightly check finds to be told by the commit that opened the branches."""
        notices, guards = ReadOnlyNotices(self.notices), ReadOnlyGuards(self.world.guards)
        ports: Any = {"log": self.world.log, "lists": Lists(self.world.log, self.world.views, guards)}
        plan_notices(matter, 3, sender=rehearsing(self.sender, notices), not_before="", now=LATER, **ports)
        return notices.missing()

    def times_told(self, holder: str) -> int:
        return [told for told, _ in self.told()].count(holder)

    def morning(self, now: datetime) -> int:
        return tell_in_the_morning(lists=self.lists, sender=self.sender, calendar=calendar(), now=now)


def decide(step: str, matter: str, outcome: str = "pass", to: str = "") -> c.DecideStep:
    return cases.decide(f"d-{step}-{outcome}-{matter}", cases.joint(), step, outcome, to)


def chiefs() -> set[str]:
    office = Office()
    return {holder for unit in ("XFJ", "RFB", "ZJW") for holder, _ in office.world.parties.query(f"post:{unit}:chief")}


def test_a_list_that_stops_being_empty_is_told_of_once() -> None:
    office = Office()
    office.through_handling(A)
    assert {holder for holder, _ in office.told()} == chiefs()
    before = office.told()
    office.through_handling(B)
    assert office.told() == before


def test_the_message_carries_a_link_to_the_holders_list() -> None:
    office = Office()
    office.through_handling(A)
    for holder in chiefs():
        (notice,) = office.notices.of_recipient(f"{A}#{holder}")
        assert f"https://site.test/t/{holder}-2026-03-06" in office.words(notice)
        assert "https" not in str(notice)


def test_an_officer_at_the_worklist_is_not_told() -> None:
    office = Office()
    office.do(A, cases.accept("a", cases.joint()))
    office.read(A)
    assert office.told() == []


def test_once_the_list_was_empty_the_next_step_is_told_again() -> None:
    office = Office()
    office.through_handling(A)
    office.do(A, decide("fire-opinion", A))
    office.read(A)
    office.through_handling(B)
    assert len(office.told()) == len(chiefs()) + len(office.world.parties.query("post:XFJ:chief"))


def test_while_anything_is_on_the_list_nothing_is_told() -> None:
    office = Office()
    office.through_handling(A)
    office.through_handling(B, LATER)
    before = office.told()
    office.do(A, decide("fire-opinion", A))
    office.read(A)
    office.through_handling(C, LATER + timedelta(hours=1))
    assert office.told() == before


@pytest.mark.parametrize("order", [(B, C), (C, B)])
def test_of_two_that_come_onto_an_empty_list_at_once_one_is_told_of(order: tuple[str, str]) -> None:
    """Both readers' rows stand before either record reaches `notify`."""
    office = Office()
    office.through_handling(A)
    office.do(A, decide("fire-opinion", A))
    office.read(A)
    for matter in (B, C):
        office.do(matter, cases.accept(f"a{matter}", cases.joint()), LATER)
        office.do(matter, decide("handle", matter), LATER)
        office.project(matter)
    for matter in order:
        office.tell_last(matter, LATER)
    fire = [holder for holder, _ in office.world.parties.query("post:XFJ:chief")]
    assert [office.times_told(holder) for holder in fire] == [2] * len(fire)


@pytest.mark.parametrize("order", [(A, B), (B, A)])
def test_a_step_whose_case_the_guard_names_hides_no_other_before_it_was_told_of(order: tuple[str, str]) -> None:
    """The case goes on: what it has opened since is not yet what the holder knows of."""
    office = Office()
    office.through_handling(A)
    for branch in BRANCHES:
        office.do(A, decide(branch, A), LATER)
    office.do(A, decide("review", A, "return", "handle"), LATER)
    for command in (cases.accept("b", cases.joint()), decide("handle", B)):
        office.do(B, command, LATER)
    office.do(A, cases.decide("again", cases.joint(), "handle"), LATER + timedelta(seconds=1))
    for matter in (A, B):
        office.project(matter)
    for matter in order:
        office.tell_last(matter, LATER + timedelta(seconds=1))
    fire = [holder for holder, _ in office.world.parties.query("post:XFJ:chief")]
    assert [office.times_told(holder) for holder in fire] == [2] * len(fire)


def test_what_a_holder_knew_of_is_not_found_missing_when_it_is_done() -> None:
    """At night the step that kept the list from being empty is decided; whether it was, nobody can tell any more."""
    office = Office()
    office.through_handling(A)
    office.through_handling(B, LATER)
    office.do(A, decide("fire-opinion", A), LATER)
    office.read(A, LATER)
    assert [office.missing(matter) for matter in (A, B)] == [[], []]
    office.notices.items.clear()
    fire = {holder for holder, _ in office.world.parties.query("post:XFJ:chief")}
    lost = [one for one in office.missing(A) if one.endswith("#todo")]
    assert len(lost) == len(chiefs() - fire), "of a record that was lost, what is still to do"


def test_rows_that_lag_behind_do_not_hide_an_empty_list() -> None:
    """`notify` is faster than `project`: the rows of both decided steps still stand when it looks."""
    office = Office()
    office.through_handling(A)
    office.through_handling(B)
    for matter in (A, B):
        office.do(matter, decide("fire-opinion", matter))
        office.tell_last(matter)
    office.through_handling(C, LATER)
    fire = [holder for holder, _ in office.world.parties.query("post:XFJ:chief")]
    assert [office.times_told(holder) for holder in fire] == [2] * len(fire)


def test_a_withdrawn_case_empties_the_list_too() -> None:
    office = Office()
    office.through_handling(A)
    office.do(A, c.Withdraw("w", cases.APPLICANT))
    office.read(A)
    office.through_handling(B, LATER)
    assert [office.times_told(holder) for holder in sorted(chiefs())] == [2] * len(chiefs())


def test_a_late_record_of_a_step_that_is_decided_tells_nobody() -> None:
    office = Office()
    office.do(A, cases.accept("a", cases.joint()))
    office.do(A, decide("handle", A))
    for branch in BRANCHES:
        office.do(A, decide(branch, A))
    office.tell(3, TUESDAY, A)
    assert office.told() == []


def test_a_crash_between_guard_and_plan_loses_nothing() -> None:
    office = Office()
    office.do(A, cases.accept("a", cases.joint()))
    office.do(A, decide("handle", A))
    office.project(A)
    plan = office.notices.plan

    def killed(notice: Notice) -> Notice:
        if notice.message.template == "todo":
            raise RuntimeError("killed")
        return plan(notice)

    office.notices.plan = killed  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        office.tell_last(A)
    office.notices.plan = plan  # type: ignore[method-assign]
    office.tell_last(A)
    assert {holder for holder, _ in office.told()} == chiefs()


def killed_while_sending(office: Office, work: Callable[[], object]) -> Notice:
    """The notice to a leader that was claimed when the kill came."""
    send = office.sms.send

    def killed(letter: Letter) -> str:
        if "/t/" in letter.words:
            raise RuntimeError("killed")
        return send(letter)

    office.sms.send = killed  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        work()
    office.sms.send = send  # type: ignore[method-assign]
    (claimed,) = (notice for notice in office.notices.items.values() if notice.state == "sending")
    return claimed


@pytest.mark.parametrize("news", ["closed", "guarded"])
def test_a_message_that_a_crash_left_claimed_comes_to_its_end_though_it_is_no_news_any_more(news: str) -> None:
    """Before the record comes again the step is decided, or another case's record takes the guard."""
    office = Office()
    office.do(A, cases.accept("a", cases.joint()))
    office.do(A, decide("handle", A))
    office.project(A)
    claimed = killed_while_sending(office, lambda: office.tell_last(A))
    if news == "closed":
        for branch in BRANCHES:
            office.do(A, decide(branch, A))
    else:
        office.world.guards.items.clear()
        office.through_handling(B)
    office.tell(3, TUESDAY + timedelta(seconds=1), A)
    send_waiting(sender=office.sender, now=TUESDAY + LEASE)
    assert office.notices.items[claimed.recipient_key, claimed.message_key].state == "unknown"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def test_in_the_morning_whoever_has_something_to_do_is_told_once() -> None:
    office = Office()
    office.through_handling(A)
    first = len(office.told())
    assert office.morning(at(4, 8, 29)) == 0
    assert office.morning(at(4, 8, 30)) == len(chiefs())
    assert office.morning(at(4, 8, 31)) == 0
    assert len(office.told()) == first + len(chiefs())
    assert office.morning(at(5, 9)) == len(chiefs())


@pytest.mark.parametrize("when", [at(7, 9), at(8, 9), at(4, 12), at(4, 8), at(4, 20)])
def test_nobody_is_told_on_a_day_off_or_when_the_morning_is_over(when: datetime) -> None:
    office = Office()
    office.through_handling(A)
    assert office.morning(when) == 0


def test_a_morning_cut_short_is_taken_up_again() -> None:
    office = Office()
    office.through_handling(A)
    before, plan, planned = len(office.sms.sent), office.notices.plan, 0

    def killed(notice: Notice) -> Notice:
        nonlocal planned
        planned += 1
        if planned > 1:
            raise RuntimeError("killed")
        return plan(notice)

    office.notices.plan = killed  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        office.morning(at(4, 8, 30))
    office.notices.plan = plan  # type: ignore[method-assign]
    office.morning(at(4, 8, 31))
    assert len(office.sms.sent) == before + len(chiefs())


def test_a_mornings_message_that_a_crash_left_claimed_comes_to_its_end_though_the_list_is_empty_now() -> None:
    office = Office()
    office.through_handling(A)
    claimed = killed_while_sending(office, lambda: office.morning(at(4, 8, 30)))
    for branch in BRANCHES:
        office.do(A, decide(branch, A))
    office.project(A)
    for now in (at(4, 8, 31), at(4, 8, 30) + LEASE):
        office.morning(now)
        send_waiting(sender=office.sender, now=now)
    assert office.notices.items[claimed.recipient_key, claimed.message_key].state == "unknown"
    [waiting] = office.notices.waiting
    assert waiting.at == stamp(at(4, 8, 30) + LOOKS[0]), "the delivery log is asked"


def test_the_guard_goes_with_its_link() -> None:
    """A list that nobody touched for three days: the old link is dead, so the next step is told of."""
    office = Office()
    office.through_handling(A)
    office.do(B, cases.accept("b", cases.joint()))
    office.do(B, decide("handle", B), TUESDAY + timedelta(hours=73))
    office.read(B, TUESDAY + timedelta(hours=73))
    assert len(office.told()) == 2 * len(chiefs())


def whole_case_procedure(matter: str) -> c.OpenProcedure:
    officer = cases.officer(cases.joint())
    return c.OpenProcedure(f"p-{matter}", officer, "expert_review", "", "2026-03-20", cases.NOTE)


def test_a_step_that_must_wait_is_told_of_neither_in_the_morning_nor_as_news() -> None:
    office = Office()
    office.through_handling(A)
    before = office.told()
    office.do(A, whole_case_procedure(A))
    office.read(A)
    assert office.morning(TUESDAY.replace(day=4, hour=8, minute=40)) == 0
    assert office.told() == before


def test_a_step_that_waits_hides_no_new_one_and_is_told_of_when_it_waits_no_more() -> None:
    office = Office()
    office.through_handling(A)
    office.do(A, whole_case_procedure(A))
    office.read(A)
    before = len(office.told())
    office.through_handling(B, LATER)
    assert len(office.told()) == before + len(chiefs())
    for branch in BRANCHES:
        office.do(B, decide(branch, B))
        office.read(B)
    before = len(office.told())
    procedure = f"expert_review-{4}"
    closed = c.CloseProcedure("closed", cases.officer(cases.joint()), procedure, cases.NOTE)
    office.do(A, closed)
    office.read(A)
    assert len(office.told()) == before + len(chiefs())
