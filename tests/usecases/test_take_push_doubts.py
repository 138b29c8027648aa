"""What a push says that somebody must look into: each doubt is a task once, and is settled by what ends it only."""

from datetime import timedelta

import pytest

from chalicelib.domain.commit import read_chain
from chalicelib.domain.times import stamp
from chalicelib.usecases.case_file import read_case
from tests.posted import LATER, MATTERS, WAYBILL, Post, Provider, event, follow, pushed, sent, track


def test_a_carrier_that_the_city_does_not_know_is_looked_into_by_a_person() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="zto"))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.carrier, parcel.open_doubts) == ("ems", ("other_carrier",))


def test_an_abandoned_parcel_is_a_task_once_however_often_it_is_told() -> None:
    post = Post()
    sent(post)
    for _ in range(3):
        post.work(pushed(event("collected", 1), abandoned=True))
    case = post.case(MATTERS[0])
    assert (case.parcels[-1].doubt, case.parcels[-1].needs_a_person) == ("abandoned", True)
    assert case.seq == 5, "receipt, certificate, dispatch, collected, doubt"


@pytest.mark.parametrize("first", ["push", "dispatch"])
def test_a_claim_that_nobody_confirms_serves_nothing_and_asks_a_person(first: str) -> None:
    post = Post()
    post.granted(MATTERS[0])
    claim = pushed(event("delivered", 3), claimed=True)
    tasks = [claim, *post.dispatch(MATTERS[0])] if first == "push" else [*post.dispatch(MATTERS[0]), claim]
    for task in tasks:
        post.work(task)
    case = post.case(MATTERS[0])
    assert (case.status, case.parcels[-1].doubt, case.parcels[-1].last) == ("concluded", "unconfirmed", None)


def test_a_claim_that_comes_again_asks_no_second_time() -> None:
    post = Post()
    sent(post)
    for minutes in (0, 10, 600):
        post.work(pushed(event("delivered", 3), claimed=True), LATER + timedelta(minutes=minutes))
    assert post.case(MATTERS[0]).seq == 4, "receipt, certificate, dispatch, doubt"


def test_a_claim_counts_as_the_carrier_answers() -> None:
    post = Post()
    sent(post)
    post.routes.known = {WAYBILL: [event("collected", 1), event("delivered", 2)]}
    post.work(pushed(event("delivered", 3), claimed=True))
    case = post.case(MATTERS[0])
    assert (case.status, case.parcels[-1].doubt) == ("served", "")
    assert case.served_at == stamp(event("delivered", 2).occurred_at)


def test_what_is_no_delivery_needs_no_confirmation() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("out_for_delivery", 3), claimed=True))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert parcel.last is not None
    assert (parcel.last.state, parcel.doubt) == ("out_for_delivery", "")


@pytest.mark.parametrize("first", ["tracking", "waybill"])
def test_a_number_that_nobody_tracks_is_a_task_in_each_case_of_it(first: str) -> None:
    post, provider = Post(), Provider(refuses=True)
    for matter in MATTERS:
        post.granted(matter)
    tasks = [task for matter in MATTERS for task in post.dispatch(matter)]
    for step in ("tracking", "waybill") if first == "tracking" else ("waybill", "tracking"):
        if step == "tracking":
            track(post, provider)
        else:
            for task in tasks:
                post.work(task)
    parcels = [post.case(matter).parcels[-1] for matter in MATTERS]
    assert {(parcel.doubt, parcel.needs_a_person) for parcel in parcels} == {("untracked", True)}
    track(post, provider, LATER + timedelta(hours=1))
    for task in tasks:
        post.work(task, now=LATER + timedelta(hours=2))
    assert provider.asked == [("ems", WAYBILL)], "what was refused once is not asked again"
    kinds = [fact.TYPE for matter in MATTERS for commit in read_chain(post.log.read(matter)) for fact in commit.facts]
    assert kinds.count("parcel_doubted") == len(MATTERS)
    post.work(pushed(event("delivered", 24 * 12)), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).status == "served"


def test_a_corrected_carrier_that_may_not_carry_a_licence_is_a_task_once() -> None:
    post = Post()
    sent(post)
    for _ in range(2):
        post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
        follow(post)
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.carrier, parcel.open_doubts, parcel.needs_a_person) == ("sf", ("not_official",), True)
    kinds = [
        fact.TYPE
        for commit in read_case(MATTERS[0], log=post.log, catalogue=post.catalogue).commits
        for fact in commit.facts
    ]
    assert (kinds.count("carrier_corrected"), kinds.count("parcel_doubted")) == (1, 1)


@pytest.mark.parametrize(
    ("said", "left"),
    [("in_transit", ("not_official",)), ("transferred", ("not_official",)), ("returning", ()), ("delivered", ())],
)
def test_that_the_wrong_carrier_has_it_is_settled_by_an_end_only(said: str, left: tuple[str, ...]) -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
    follow(post)
    after = 24 * 12
    post.work(pushed(event(said, after), carrier="shunfeng"), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).parcels[-1].open_doubts == left


def test_that_the_wrong_carrier_has_it_outlasts_the_doubts_that_come_after_it() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
    follow(post)
    silent = pushed(event("collected", 1), carrier="shunfeng", abandoned=True)
    post.work(silent)
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.open_doubts, parcel.given_back_at) == (("not_official", "abandoned"), stamp(LATER))
    post.work(pushed(event("in_transit", 24 * 12), carrier="shunfeng"), now=LATER + timedelta(days=4))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.open_doubts, parcel.given_back_at) == (("not_official",), "")


def test_a_scan_of_the_wrong_carrier_that_overtakes_the_correction_does_not_settle_it() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("in_transit", 24 * 12), carrier="ems"), now=LATER + timedelta(days=4))
    post.work(pushed(event("in_transit", 24 * 12), corrected_carrier="shunfeng"), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).parcels[-1].open_doubts == ("not_official",)
