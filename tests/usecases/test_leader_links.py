"""Links for leaders: keys that turn over, and new links that go to the number on file and kill those before them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.facts import LinkRenewed
from chalicelib.domain.links import LONGEST_ORIGIN, DecideLink, LinkError, LinkKeys, TodoLink, read
from chalicelib.domain.sign_off import link_state
from chalicelib.domain.sms import parts
from chalicelib.domain.times import stamp
from chalicelib.ports import SmsFailedError, SmsUnknownError
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.leader_links import decide_token, read_link, todo_token
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.resend_link import PER_HOLDER, UnknownHolderError, resend_link
from tests.fakes.sms import FakeSms
from tests.leaders import CHIEF, DIRECTOR, Leaders
from tests.sample import TUESDAY, World, calendar

ORIGIN = "https://www.zwfw.xianning.gov.cn"
OLD = LinkKeys("a", {"a": b"a" * 32})
BOTH = LinkKeys("b", {"a": b"a" * 32, "b": b"b" * 32})
NEW = LinkKeys("b", {"b": b"b" * 32})


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    return made


def decide_link(leaders: Leaders, matter: str, step: str = "approve", holder: str = DIRECTOR) -> DecideLink:
    token = decide_token(leaders.read(matter).case, step, holder, keys=OLD, now=TUESDAY)
    return read(token, DecideLink, keys=OLD, now=TUESDAY)


def state(leaders: Leaders, link: DecideLink) -> str:
    file, actor = leaders.read(link.matter), acting_staff(link.holder, parties=leaders.ports.parties, now=TUESDAY)
    assert actor is not None
    return link_state(link, file.case, file.definition, actor)


def resend(
    leaders: Leaders, link: TodoLink | DecideLink, sms: FakeSms, now: datetime = TUESDAY, origin: str = ORIGIN
) -> None:
    ports = leaders.ports
    stores = {"log": ports.log, "catalogue": ports.catalogue, "parties": ports.parties, "guards": ports.guards}
    resend_link(link, origin=origin, keys=OLD, **stores, calendar=leaders.calendar, sms=sms, now=now)


def counted(keys: LinkKeys) -> tuple[Callable[[], LinkKeys], list[int]]:
    calls: list[int] = []

    def asked() -> LinkKeys:
        calls.append(1)
        return keys

    return asked, calls


def test_an_old_key_verifies_while_its_links_live_and_then_is_unknown() -> None:
    token = todo_token(CHIEF, keys=OLD, now=TUESDAY)
    fresh, asked = counted(BOTH)
    assert read_link(token, TodoLink, keys=lambda: BOTH, fresh_keys=fresh, now=TUESDAY).holder == CHIEF
    assert asked == []
    with pytest.raises(LinkError) as refused:
        read_link(token, TodoLink, keys=lambda: NEW, fresh_keys=lambda: NEW, now=TUESDAY)
    assert refused.value.code == "link_unknown_key"


def test_a_key_that_is_not_known_yet_is_looked_for_once() -> None:
    token = todo_token(CHIEF, keys=NEW, now=TUESDAY)
    fresh, asked = counted(BOTH)
    assert read_link(token, TodoLink, keys=lambda: OLD, fresh_keys=fresh, now=TUESDAY).holder == CHIEF
    assert asked == [1]
    forged = token[:-4] + "AAAA"
    with pytest.raises(LinkError):
        read_link(forged, TodoLink, keys=lambda: OLD, fresh_keys=fresh, now=TUESDAY)
    assert len(asked) <= 2


def test_a_decided_step_kills_its_link_and_a_new_holder_the_old_ones(leaders: Leaders) -> None:
    matter = leaders.up_to("approve", "links")
    link = decide_link(leaders, matter)
    assert state(leaders, link) == "live"
    person = leaders.ports.parties.get(DIRECTOR, "staff")
    leaders.ports.parties.put(DIRECTOR, "staff", {**person, "posts": ["GHJ:chief"]})
    assert state(leaders, link) == "reassigned"
    leaders.ports.parties.put(DIRECTOR, "staff", person)
    leaders.decide(matter, "approve")
    assert state(leaders, link) == "decided"


def test_sending_a_link_anew_kills_it_and_goes_to_the_number_on_file(leaders: Leaders) -> None:
    matter, sms = leaders.up_to("approve", "anew"), FakeSms()
    old = decide_link(leaders, matter)
    resend(leaders, old, sms)
    [(phone, told)] = sms.sent
    assert phone == "+86" + leaders.ports.parties.get(DIRECTOR, "staff")["phone"]
    assert parts(told) <= 2
    [token] = re.findall(rf"{ORIGIN}/d/([\w-]+)", told)
    new = read(token, DecideLink, keys=OLD, now=TUESDAY)
    assert (state(leaders, old), state(leaders, new)) == ("replaced", "live")
    commit = leaders.read(matter).commits[-1]
    assert (commit.actor, commit.facts) == (
        {"kind": "staff", "id": DIRECTOR},
        (LinkRenewed(stamp(TUESDAY), "approve"),),
    )


def test_an_expired_link_to_a_step_that_waits_no_more_leads_to_the_list(leaders: Leaders) -> None:
    matter, sms = leaders.up_to("approve", "gone"), FakeSms()
    link = decide_link(leaders, matter)
    leaders.decide(matter, "approve")
    resend(leaders, link, sms)
    [token] = re.findall(rf"{ORIGIN}/t/([\w-]+)", sms.sent[0][1])
    assert read(token, TodoLink, keys=OLD, now=TUESDAY).holder == DIRECTOR


def test_new_links_are_limited_and_a_stranger_gets_none(leaders: Leaders) -> None:
    sms, link = FakeSms(), TodoLink(CHIEF, TUESDAY)
    (gap, _), (_, most) = PER_HOLDER
    resend(leaders, link, sms)
    with pytest.raises(TooManyRequestsError):
        resend(leaders, link, sms, TUESDAY + timedelta(seconds=30))
    for turn in range(1, most):
        resend(leaders, link, sms, TUESDAY + timedelta(seconds=turn * gap))
    with pytest.raises(TooManyRequestsError):
        resend(leaders, link, sms, TUESDAY + timedelta(seconds=most * gap))
    with pytest.raises(UnknownHolderError):
        resend(leaders, TodoLink("s-nobody", TUESDAY), sms)
    assert {phone for phone, _ in sms.sent} == {"+8619900000027"}
    assert len(sms.sent) == most


def test_a_message_that_surely_failed_is_told_and_one_that_may_have_arrived_is_not(leaders: Leaders) -> None:
    sms = FakeSms()
    sms.failure = SmsFailedError()
    with pytest.raises(SmsFailedError):
        resend(leaders, TodoLink(CHIEF, TUESDAY), sms)
    sms.failure = SmsUnknownError()
    resend(leaders, TodoLink(DIRECTOR, TUESDAY), sms)
    assert sms.sent == []


def test_the_link_of_a_long_step_fits_two_parts(leaders: Leaders) -> None:
    matter, sms = leaders.up_to("defence-opinion", "longest"), FakeSms()
    resend(leaders, decide_link(leaders, matter, "defence-opinion", "s-rfb-2"), sms)
    assert parts(sms.sent[0][1]) == 2


@pytest.mark.parametrize("length", [12, 40, 48, LONGEST_ORIGIN])
def test_whatever_the_sites_address_a_new_link_takes_two_parts_at_most(leaders: Leaders, length: int) -> None:
    sms, origin = FakeSms(), "https://".ljust(length, "x")
    resend(leaders, decide_link(leaders, leaders.up_to("approve", "address")), sms, origin=origin)
    ((_, words),) = sms.sent
    assert parts(words) <= 2
    assert re.search(f"{origin}/[td]/", words)
