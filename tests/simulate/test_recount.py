"""What the recount tells of, by hand-made cities."""

from dataclasses import replace
from typing import Any

import pytest

from infra.simulate.plan import Plan
from infra.simulate.recount import broken
from infra.simulate.stored import Stored

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
