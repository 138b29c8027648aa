"""Cards are told to who holds the case, then to the head, then to the supervisors; each person once for each commit."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.sms import parts
from chalicelib.usecases.project import project
from chalicelib.usecases.sweep import sweep
from chalicelib.usecases.tell_of_cards import tell_supervisors_in_the_morning
from tests import cases
from tests.absence import SECOND, enrol_second, give
from tests.sample import SHANGHAI, TUESDAY, calendar
from tests.sending import MATTER, Outside
from tests.usecases.test_project import nobody

OF = cases.joint()
SUPERVISOR = cases.staff("s-zwzx-1", "ZWZX:supervisor")
OFFICER, CHIEF, DIRECTOR = "s-ghj-1", "s-ghj-2", "s-ghj-3"
BOARD = "s-zwzx-1"


class Office(Outside):
    """A permit in review at the planning bureau's window."""

    def __init__(self) -> None:
        super().__init__()
        self.give_number()
        cases.opened(self.world, OF, TUESDAY, MATTER)
        self.do(cases.accept("a", OF))

    def do(self, command: c.Command, now: datetime = TUESDAY) -> None:
        cases.run(self.world, command, now, MATTER)

    def give(self, colour: str) -> None:
        self.do(c.GiveCard(f"g-{colour}", SUPERVISOR, colour, "handle", cases.NOTE))  # type: ignore[arg-type]

    def told(self, now: datetime = TUESDAY, times: int = 1) -> list[tuple[str, str]]:
        """(staff, template) of what the last commit tells."""
        before = set(self.notices.items)
        for _ in range(times):
            self.tell(len(self.world.log.read(MATTER)), now, MATTER)
        new = [notice for key, notice in self.notices.items.items() if key not in before]
        return sorted((one.message.recipient.id, one.message.template) for one in new)

    def sweep(self, now: datetime) -> None:
        ports = {"log": self.world.log, "views": self.world.views, "catalogue": self.world.catalogue}
        project(MATTER, **ports, calendar=calendar(), projected=nobody)
        sweep(**ports, calendar=calendar(), now=now, until=now)

    def morning(self, now: datetime) -> int:
        return tell_supervisors_in_the_morning(lists=self.lists, sender=self.sender, calendar=calendar(), now=now)


def test_a_yellow_card_is_told_to_the_head_too() -> None:
    office = Office()
    office.give("yellow")
    assert office.told() == [(OFFICER, "card_yellow"), (DIRECTOR, "card_yellow_head")]


def test_the_head_hears_of_a_step_that_has_expired() -> None:
    office = Office()
    late = TUESDAY + timedelta(days=7)
    office.sweep(late)
    assert office.told(late) == [(OFFICER, "card_yellow"), (DIRECTOR, "card_yellow_head")]


def test_a_red_card_is_told_to_the_head_too_and_twice_to_nobody() -> None:
    office = Office()
    office.give("red")
    assert office.told(times=2) == [(OFFICER, "card_red"), (DIRECTOR, "card_red_head")]
    assert len(office.sms.sent) == 2


def test_a_card_on_one_persons_step_is_told_to_that_person() -> None:
    office = Office()
    officer = cases.officer(OF)
    office.do(c.Reassign("r", officer, "handle", "GHJ", "chief", CHIEF, cases.NOTE))
    office.give("yellow")
    assert office.told() == [(CHIEF, "card_yellow"), (DIRECTOR, "card_yellow_head")]


def test_a_card_on_the_step_of_somebody_away_is_told_to_who_stands_in() -> None:
    office = Office()
    enrol_second(office.world.parties)
    give(office.world)
    office.give("red")
    assert office.told() == [(OFFICER, "card_red"), (SECOND, "card_red_head")]


def test_a_head_who_holds_the_case_hears_of_it_once() -> None:
    office = Office()
    for step in cases.steps(OF)[:-1]:
        office.do(cases.decide(f"d-{step.id}", OF, step.id))
    office.do(c.GiveCard("g", SUPERVISOR, "red", "approve", cases.NOTE))
    assert office.told() == [(DIRECTOR, "card_red")]


def test_follow_ups_go_to_the_head_and_at_last_to_the_supervisors() -> None:
    office = Office()
    office.give("red")
    office.do(c.FollowUpCard("f1", SUPERVISOR, "manual-3", 1))
    assert office.told() == [(DIRECTOR, "card_followed_up_1")]
    office.do(c.FollowUpCard("f2", SUPERVISOR, "manual-3", 2))
    assert office.told() == [(DIRECTOR, "card_followed_up_2"), (BOARD, "card_followed_up_2")]


def test_of_one_kind_of_news_a_person_is_told_once_a_day() -> None:
    office = Office()
    office.give("red")
    assert office.told() == [(OFFICER, "card_red"), (DIRECTOR, "card_red_head")]
    office.do(c.GiveCard("again", SUPERVISOR, "red", "handle", cases.NOTE))
    assert office.told() == []
    tomorrow = TUESDAY + timedelta(days=1)
    office.do(c.GiveCard("tomorrow", SUPERVISOR, "red", "handle", cases.NOTE), tomorrow)
    assert office.told(tomorrow) == [(OFFICER, "card_red"), (DIRECTOR, "card_red_head")]
    assert office.told(tomorrow + timedelta(days=1)) == [], "a record that comes late is no news of its day"
    assert len(office.sms.sent) == 4


def test_what_time_brings_is_told_as_well() -> None:
    office, late = Office(), TUESDAY + timedelta(days=45)
    office.sweep(late)
    for seq in range(1, len(office.world.log.read(MATTER)) + 1):
        office.tell(seq, late, MATTER)
    told = {notice.message.template for notice in office.notices.items.values()}
    assert {
        "card_yellow",
        "card_yellow_head",
        "card_red",
        "card_red_head",
        "card_followed_up_1",
        "card_followed_up_2",
    } <= told


def test_every_message_is_one_part_and_names_case_and_reason() -> None:
    office = Office()
    office.give("red")
    office.told()
    for words in (office.words(notice) for notice in office.notices.items.values()):
        assert parts(words) == 1
        assert "监察员发牌" in words
        assert OF.name in words


MORNING = datetime(2026, 3, 4, 8, 40, tzinfo=SHANGHAI)


def test_three_numbers_each_working_morning_once() -> None:
    office = Office()
    office.give("red")
    office.sweep(TUESDAY)
    assert office.morning(MORNING) == 1
    assert office.morning(MORNING + timedelta(minutes=1)) == 0
    ((_, words),) = office.sms.sent
    assert "已超期1件，三个工作日内到期0件，等反馈的督办牌1张" in words
    assert parts(words) == 1
    assert office.morning(MORNING + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    "now", [MORNING - timedelta(hours=1), MORNING + timedelta(hours=4), MORNING + timedelta(days=3)]
)
def test_no_numbers_at_night_at_noon_or_on_a_saturday(now: datetime) -> None:
    assert Office().morning(now) == 0


def test_a_crash_before_sending_is_made_good_by_the_next_minute() -> None:
    office = Office()
    office.has_time = lambda: False
    assert office.morning(MORNING) == 1
    assert office.sms.sent == []
    (notice,) = office.notices.of_recipient(f"staff#{BOARD}")
    assert notice.state == "planned"
    assert len(office.notices.waiting) == 1
