"""Handing a step over: offered after half its time, only to a holder who may decide it; the old link is dead."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.decide import RefusedError
from chalicelib.domain.handover import offered_at
from chalicelib.domain.links import DecideLink, expiry
from chalicelib.domain.sign_off import link_generation, link_state
from chalicelib.domain.times import stamp
from chalicelib.usecases.hand_over import Handover, NotAHolderError, hand_over, may_take_over
from tests.absence import SECOND, acting, enrol_second
from tests.leaders import CHIEF, OFFICER, Leaders
from tests.sample import TUESDAY, World, calendar

COMMAND = "hand-over-00000000"


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    enrol_second(made.ports.parties)
    return made


def give(leaders: Leaders, matter: str, to: str = SECOND, reason: str = "出差。", **other: Any) -> Any:
    ports = leaders.ports
    stores: Any = {
        "log": ports.log,
        "dossiers": ports.dossiers,
        "parties": ports.parties,
        "entropy": ports.entropy,
    }
    asked = Handover(other.get("step", "review"), to, reason)
    actor = other.get("actor") or acting(ports, CHIEF)
    return hand_over(leaders.read(matter), COMMAND, asked, actor, **stores, calendar=calendar(), now=TUESDAY)


def test_the_new_holder_decides_the_old_link_is_dead_and_the_reason_is_sealed(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "handed")
    old = leaders.read(matter)
    link = DecideLink(matter, "review", CHIEF, link_generation(old.case, "review"), expiry(TUESDAY))
    done = give(leaders, matter)
    [fact] = done.commit.facts
    assert (fact.step, fact.unit, fact.post, fact.staff) == ("review", "GHJ", "chief", SECOND)
    assert leaders.ports.dossiers.parts[matter, fact.reason.part].content == {"text": "出差。"}
    assert done.case.opened["review"].at == old.case.opened["review"].at, "its time runs on"
    assert link_state(link, done.case, done.definition, acting(leaders.ports, CHIEF)) == "reassigned"
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "review")
    assert refused.value.code == "not_your_step"
    again = give(leaders, matter)
    assert (again.repeated, again.commit) == (True, done.commit)
    leaders.decide(matter, "review", actor=acting(leaders.ports, SECOND))


def test_it_goes_to_another_holder_who_may_decide_it_and_to_nobody_else(leaders: Leaders) -> None:
    parties = leaders.ports.parties
    parties.put(OFFICER, "staff", {**parties.get(OFFICER, "staff"), "posts": ["GHJ:chief", "GHJ:officer"]})
    parties.put("post:GHJ:chief", OFFICER, {"name": "程欣然"})
    matter = leaders.up_to("review", "whom")
    ports: Any = {"parties": leaders.ports.parties, "calendar": calendar(), "now": TUESDAY}
    found = may_take_over(leaders.read(matter), "review", acting(leaders.ports, CHIEF), **ports)
    assert found == {SECOND: "许文君"}, "who handled the case does not review it"
    for nobody in (OFFICER, CHIEF, "s-ghj-3", "s-nobody", ""):
        with pytest.raises(NotAHolderError):
            give(leaders, matter, to=nobody)
    assert leaders.read(matter).case.opened["review"].staff == ""


def test_who_may_not_give_it_away_or_says_no_reason_is_refused_and_keeps_nothing(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "refused")
    kept = dict(leaders.ports.dossiers.parts)
    for changes, code in (
        ({"actor": acting(leaders.ports, "s-rsj-3")}, "not_your_step"),
        ({"reason": ""}, "reason_required"),
        ({"reason": "字" * 501}, "words_too_long"),
        ({"step": "approve"}, "step_not_open"),
    ):
        with pytest.raises(RefusedError) as refused:
            give(leaders, matter, **changes)
        assert refused.value.code == code
    assert leaders.ports.dossiers.parts == kept


@pytest.mark.parametrize("step", ["review", "fire-opinion", "approve"])
def test_it_is_offered_once_half_the_steps_days_are_used(leaders: Leaders, step: str) -> None:
    file = leaders.read(leaders.up_to(step, f"half {step}"))
    limit = file.case.flow(file.definition).step(step).limit
    assert limit is not None
    assert limit["unit"] == "working_days"
    at = offered_at(file.case, step, file.definition, calendar())
    days = limit["amount"] // 2
    ends = calendar().due(TUESDAY.date(), days, "working_days").on + timedelta(days=1) if days else TUESDAY.date()
    assert at[:10] in (ends.isoformat(), (ends - timedelta(days=1)).isoformat())
    assert (at == stamp(TUESDAY)) == (days == 0)
