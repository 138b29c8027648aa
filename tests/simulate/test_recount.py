"""What the recount tells of, by hand-made cities."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.times import SHANGHAI
from infra.simulate.plan import EVENING, HOURS, Errand, Plan, PlannedCase, Slot
from infra.simulate.recount import broken, counted_from_plan
from infra.simulate.stored import Stored
from tests.sample import edition

NOBODY = Plan(1, [], {}, [])
ALIKE = ({}, {}, {}, {})


def notice(state: str, provider_id: str = "m-1") -> dict[str, Any]:
    recipient = {"kind": "applicant", "id": "p-1", "part": "form"}
    told: dict[str, Any] = {
        "state": state,
        "provider_id": provider_id,
        "problem": "",
        "message": {"recipient": recipient},
    }
    return {**told, "key": ("q-1#p-1", "1#answered")}


def sms(outcome: str = "", message_id: str = "m-1") -> dict[str, Any]:
    return {"message_id": message_id, "phone": "+8610000000001", "text": "答复", "parts": 1, "outcome": outcome}


def stored(**changed: Any) -> Stored:
    return replace(Stored({}, [], [], frozenset(), {}, {}, {}, {}), **changed)


def told(**changed: Any) -> list[str]:
    return [*broken(NOBODY, stored(**changed), {}, ALIKE)]


@pytest.mark.parametrize(("outcome", "state"), [("", "sent"), ("delivered", "delivered"), ("failed", "failed")])
def test_a_notice_ends_as_the_network_says(outcome: str, state: str) -> None:
    assert told(notices=[notice(state)], outbox=[sms(outcome)]) == []
    for other in {"sent", "delivered", "failed", "planned", "withheld"} - {state}:
        assert told(notices=[notice(other)], outbox=[sms(outcome)]), other


def test_a_message_of_no_notice_and_one_of_two_are_told() -> None:
    assert told(outbox=[sms()])
    assert told(notices=[notice("sent"), notice("sent")], outbox=[sms()])
    assert told(notices=[notice("sent", "m-2")], outbox=[sms(), sms(message_id="m-2")])
    assert told(notices=[notice("unknown", "")], outbox=[sms()]) == []


def test_a_notice_that_never_left_has_a_reason() -> None:
    assert told(notices=[notice("superseded", "")]) == []
    assert told(notices=[notice("failed", "")])
    assert told(notices=[notice("planned", "")])


def test_counts_that_differ_are_told() -> None:
    assert [*broken(NOBODY, stored(), {}, ({"cards": 1}, {"cards": 1}, {"cards": 0}, {"cards": 1}))]


MORNING, NOON, LATER = Slot(0, "08:40"), Slot(0, "11:10"), Slot(0, "14:40")


@pytest.mark.parametrize(
    ("kind", "steps", "cards"),
    [
        ("withdrawn", {"apply": MORNING, "withdraw": NOON}, 0),
        ("withdrawn", {"apply": MORNING, "withdraw": LATER}, 1),
        ("evening", {"apply": Slot(0, EVENING), "grant": Slot(1, "08:40")}, 0),
        ("next_day", {"apply": LATER, "grant": Slot(1, "14:40")}, 1),
        ("corrected", {"apply": MORNING, "correct": MORNING, "supply": LATER, "grant": LATER}, 0),
    ],
)
def test_a_card_is_planned_where_the_session_ends_before_the_case(
    kind: str, steps: dict[str, Slot], cards: int
) -> None:
    opens = [
        (datetime(2026, 6, day + 1, int(hour[:2]), int(hour[3:]), tzinfo=SHANGHAI), Slot(day, hour))
        for day in (0, 1)
        for hour in (*HOURS, EVENING)
    ]
    errands = {slot: [Errand(1, step) for step in steps if steps[step] == slot] for slot in steps.values()}
    planned = Plan(1, [PlannedCase(1, "RSJ", kind, "XN-RSJ-001", "")], errands, opens)
    assert counted_from_plan(planned, edition().data)["cards"] == cards
