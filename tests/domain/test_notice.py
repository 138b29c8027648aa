"""The life of a notice: whatever events come in whatever order, it only goes forward."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.notice import (
    ATTEMPTS,
    ENDED,
    NEXT,
    Message,
    Notice,
    Recipient,
    bounced,
    claimed,
    delivered,
    failed,
    left_unknown,
    planned,
    planned_again,
    postponed,
    put_off,
    released,
    sent,
    seq_mark,
    superseded,
    withheld,
)
from chalicelib.domain.times import instant, stamp
from tests.sample import TUESDAY

MORNING = TUESDAY + timedelta(days=1)


def fresh() -> Notice:
    return planned("c-1", seq_mark(3), Message(Recipient("applicant", "p-1", "form#1"), "accepted"), TUESDAY)


NEWER = planned("c-1", seq_mark(4), Message(Recipient("applicant", "p-1", "form#1"), "granted"), TUESDAY)
EVENTS: dict[str, Callable[[Notice], Notice]] = {
    "claimed": lambda one: claimed(one, f"claim-{one.attempts}", TUESDAY),
    "put off": lambda one: put_off(one, TUESDAY + timedelta(hours=2)),
    "sent": lambda one: sent(one, "m-1", TUESDAY),
    "unknown": lambda one: left_unknown(one, "ReadTimeoutError", TUESDAY),
    "failed": lambda one: failed(one, "InvalidParameter", TUESDAY),
    "postponed": lambda one: postponed(one, "Throttled", TUESDAY, MORNING),
    "released": lambda one: released(one, "daily_cap", instant(one.send_at) + timedelta(days=1)),
    "superseded": lambda one: superseded(one, NEWER, TUESDAY),
    "withheld": lambda one: withheld(one, "opted_out", TUESDAY),
    "delivered": lambda one: delivered(one, TUESDAY + timedelta(seconds=4)),
    "bounced": lambda one: bounced(one, "no_such_number", TUESDAY + timedelta(seconds=5)),
}
histories = st.lists(st.sampled_from(sorted(EVENTS)), max_size=30)
FORWARD = ("unknown", "sent", "failed", "delivered")


def how_far(notice: Notice) -> tuple[int, str, int, int]:
    """Grows with every step of a notice's life: tries while it is being sent, then what is known of the end."""
    if not notice.ended:
        return 0, notice.send_at, notice.attempts * 2 - (notice.state == "sending"), 0
    return 1, "", 0, FORWARD.index(notice.state) if notice.state in FORWARD else len(FORWARD)


@given(histories)
@example(["put off", "claimed", "postponed"])
def test_no_events_in_any_order_move_it_backwards(history: list[str]) -> None:
    notice = fresh()
    for event in history:
        then = EVENTS[event](notice)
        assert then.state == notice.state or then.state in NEXT[notice.state], event
        assert how_far(then) >= how_far(notice), event
        assert not notice.provider_id or then.provider_id == notice.provider_id
        assert not notice.receipt_at or then.state == "delivered" or then.receipt_at == notice.receipt_at
        assert then.ended == bool(then.ended_at)
        notice = then


@given(histories, st.sampled_from(sorted(EVENTS)))
@example(["claimed"], "postponed")
def test_an_event_that_comes_twice_in_a_row_counts_once(history: list[str], event: str) -> None:
    notice = fresh()
    for each in history:
        notice = EVENTS[each](notice)
    once = EVENTS[event](notice)
    assert EVENTS[event](once) == once


@given(st.permutations(["sent", "delivered", "bounced"]))
def test_the_senders_note_and_the_receipts_end_alike_in_every_order(order: list[str]) -> None:
    notice = EVENTS["claimed"](fresh())
    for event in order:
        notice = EVENTS[event](notice)
    assert (notice.state, notice.provider_id, notice.problem) == ("delivered", "m-1", "")


def test_what_never_left_gets_no_receipt() -> None:
    for event in ("delivered", "bounced", "sent", "unknown"):
        assert EVENTS[event](fresh()) == fresh()


def test_a_busy_provider_is_tried_with_growing_pauses_then_in_the_morning_then_never() -> None:
    notice, tried_at, pauses = fresh(), TUESDAY, []
    while not notice.ended:
        notice = claimed(notice, "x", tried_at)
        notice = postponed(notice, "Throttled", tried_at, MORNING)
        if not notice.ended:
            pauses.append(notice.send_at)
    assert pauses[:ATTEMPTS] == [
        *(stamp(TUESDAY + timedelta(minutes=2**n)) for n in range(ATTEMPTS - 1)),
        stamp(MORNING),
    ]
    assert (len(pauses), notice.state, notice.problem) == (ATTEMPTS, "failed", "Throttled")


def test_what_nobody_knows_of_is_not_planned_again_by_a_late_refusal() -> None:
    """The claim ran out and somebody may have sent another since."""
    notice = left_unknown(claimed(fresh(), "x", TUESDAY), "crashed", TUESDAY)
    assert postponed(notice, "Throttled", TUESDAY, MORNING).state == "failed"


def test_a_repetition_names_what_it_repeats_and_there_is_one() -> None:
    lost = left_unknown(claimed(fresh(), "x", TUESDAY), "ReadTimeoutError", TUESDAY)
    again = planned_again(lost, "s-1", MORNING)
    assert (again.state, again.repeats, again.message) == ("planned", lost.message_key, lost.message)
    assert (
        again.message_key == planned_again(lost, "s-1", MORNING + timedelta(seconds=1)).message_key != lost.message_key
    )
    assert planned_again(again, "s-1", MORNING).message_key not in {again.message_key, lost.message_key}


def test_every_state_has_its_place() -> None:
    assert {state for after in NEXT.values() for state in after} | {"planned"} == NEXT.keys()
    assert NEXT.keys() - {"planned", "sending"} == ENDED
