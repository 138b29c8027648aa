from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.parcel import (
    KUAIDI100_STATES,
    SF_STATES,
    ParcelEvent,
    ParcelState,
    WaybillError,
    advance,
    check_waybill,
    event_id,
)
from chalicelib.domain.times import SHANGHAI

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
AFTER_DELIVERY = {ParcelState.TRANSFERRED, ParcelState.REFUSED, ParcelState.RETURNING, ParcelState.RETURNED}


def event(state: str, hour: int, remark: str = "") -> ParcelEvent:
    return ParcelEvent(ParcelState(state), START + timedelta(hours=hour), remark=remark)


events = st.builds(event, st.sampled_from(ParcelState), st.integers(0, 6), st.sampled_from(["", "a", "b"]))


def final(pushed: list[ParcelEvent]) -> ParcelEvent | None:
    current = None
    for one in pushed:
        current = advance(current, one) or current
    return current


@given(st.lists(events, min_size=1, max_size=8), st.data())
@settings(deadline=None, max_examples=500)
def test_any_order_and_repetition_of_the_same_pushes_gives_the_same_state(
    pushed: list[ParcelEvent], data: st.DataObject
) -> None:
    repeated = pushed + data.draw(st.lists(st.sampled_from(pushed), max_size=8))
    assert final(data.draw(st.permutations(repeated))) == final(pushed)


@given(events, events)
@settings(deadline=None)
def test_after_delivery_only_a_later_refusal_return_or_transfer_counts(one: ParcelEvent, other: ParcelEvent) -> None:
    delivered = event("delivered", 3)
    for next_one in (one, other):
        counts = advance(delivered, next_one) is not None
        if next_one.state != ParcelState.DELIVERED:
            later = next_one.occurred_at >= delivered.occurred_at
            assert counts == (next_one.state in AFTER_DELIVERY and later)


@given(st.lists(events, max_size=8), events)
@settings(deadline=None)
def test_an_older_event_undoes_nothing_but_a_scan(pushed: list[ParcelEvent], late: ParcelEvent) -> None:
    current = final(pushed)
    if current and late.occurred_at < current.occurred_at and advance(current, late):
        assert late.state in AFTER_DELIVERY | {ParcelState.DELIVERED}
        assert current.state not in AFTER_DELIVERY | {ParcelState.DELIVERED}


@given(events)
@settings(deadline=None)
def test_the_first_event_counts_and_its_repetition_does_not(one: ParcelEvent) -> None:
    assert advance(None, one) == one
    assert advance(one, one) is None


def test_a_parcel_refused_and_brought_again_is_delivered() -> None:
    journey = [event("refused", 1), event("out_for_delivery", 2), event("delivered", 3)]
    assert final(journey) == event("delivered", 3)


@pytest.mark.parametrize(
    ("number", "state"),
    [("0", "in_transit"), ("3", "delivered"), ("4", "returned"), ("5", "out_for_delivery"), ("14", "refused")],
)
def test_kuaidi100_states(number: str, state: str) -> None:
    assert KUAIDI100_STATES[number] == state


def test_every_published_number_has_a_state() -> None:
    assert set(KUAIDI100_STATES) == {"0", "1", "2", "3", "4", "5", "6", "7", "8", "14"}
    assert set(SF_STATES) == {
        *("50", "30", "31", "36", "123", "130", "607"),
        *("44", "204", "80", "99", "631", "648", "33", "70"),
    }


def test_an_event_is_the_same_in_whichever_zone_its_time_is_written() -> None:
    one = event("delivered", 0, "front desk")
    local = ParcelEvent(ParcelState.DELIVERED, one.occurred_at.astimezone(SHANGHAI), remark="another note")
    assert event_id("ems", "EA123456789CN", one) == "ems#EA123456789CN#2026-11-23T02:00:00+00:00#delivered"
    assert event_id("ems", "EA123456789CN", local) == event_id("ems", "EA123456789CN", one)


@pytest.mark.parametrize(
    ("text", "waybill"),
    [
        (" ea123456789cn\n", "EA123456789CN"),
        ("ＳＦ１２３４５６７８９０１２", "SF123456789012"),
        ("JD0003456789012-1-1-", "JD0003456789012-1-1-"),
    ],
)
def test_a_waybill_as_scanned(text: str, waybill: str) -> None:
    assert check_waybill(text) == waybill


@pytest.mark.parametrize("text", ["", "1234", "-12345", "EA/123456", "运单号12345", "1" * 41])
def test_what_is_no_waybill_is_refused(text: str) -> None:
    with pytest.raises(WaybillError) as refused:
        check_waybill(text)
    assert refused.value.code == "waybill_format"
