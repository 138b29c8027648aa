"""Random histories of a parcel as pushes on the wire: repeated, late, out of order, forged, before and after the waybill is
recorded. Signatures and the true end are worked out here, without the code under test."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.adapters.kuaidi100 import Kuaidi100
from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.adapters.push_sources import PushReader
from chalicelib.adapters.standard_webhooks import StandardWebhooks
from chalicelib.domain.parcel import ParcelEvent, Push, advance
from tests.effort import share

NUMBER = "EA123456789CN"
SALT, KEY = "a salt", b"k" * 32
NOW = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
CODES = {"in_transit": "0", "collected": "1", "problem": "2", "delivered": "3", "returned": "4",
         "out_for_delivery": "5", "returning": "6", "refused": "14"}  # fmt: skip
FATES = {"delivered", "returned", "returning", "refused"}
READERS: dict[str, PushReader] = {
    "kuaidi100": Kuaidi100((SALT,)),
    "standard": StandardWebhooks("standard", ("whsec_" + base64.b64encode(KEY).decode(),)),
}
Event = tuple[str, datetime]
Wire = tuple[str, dict[str, str], bytes]


def by_kuaidi100(state: str, at: datetime, salt: str) -> Wire:
    local = (at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
    entry = {"time": local, "ftime": local, "context": "x", "status": state}
    param = json.dumps(
        {"status": "polling", "lastResult": {"state": CODES[state], "com": "ems", "nu": NUMBER, "data": [entry]}}
    )
    sign = hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()
    return "kuaidi100", {}, urlencode({"param": param, "sign": sign}).encode()


def by_standard(state: str, at: datetime, key: bytes) -> Wire:
    data = {"waybill": NUMBER, "state": state, "occurred_at": at.isoformat()}
    body = json.dumps({"type": "parcel.updated", "timestamp": at.isoformat(), "data": data})
    named, sent_at = f"msg_{state}_{at.timestamp()}", str(int(NOW.timestamp()))
    signature = base64.b64encode(hmac.new(key, f"{named}.{sent_at}.{body}".encode(), hashlib.sha256).digest()).decode()
    headers = {"webhook-id": named, "webhook-timestamp": sent_at, "webhook-signature": f"v1,{signature}"}
    return "standard", headers, body.encode()


def true_end(history: list[Event]) -> Event:
    """The last fate by the parcel's own time; without one, the last of all."""
    fates = [event for event in history if event[0] in FATES]
    return max(fates or history, key=lambda event: event[1])


def pushes(history: list[Event], chance: random.Random) -> Iterator[tuple[Wire, bool]]:
    """Each event by one provider or both, some again; among them forgeries, which say what is later than all."""
    for state, at in history:
        for _ in range(chance.randint(1, 3)):
            genuine = by_kuaidi100(state, at, SALT) if chance.random() < 0.5 else by_standard(state, at, KEY)
            yield genuine, True
    for _ in range(chance.randint(0, 2)):
        state, at = chance.choice(list(CODES)), NOW - timedelta(minutes=chance.randint(0, 9))
        forged = by_kuaidi100(state, at, "") if chance.random() < 0.5 else by_standard(state, at, b"x" * 32)
        yield forged, False


def heard(wire: Wire) -> Push | None:
    source, headers, body = wire
    try:
        return READERS[source].read(headers, body, now=NOW)
    except PushRefusedError as refused:
        if refused.code != "push_forged":
            raise
        return None


@pytest.mark.thorough
def test_pushes_in_any_order_end_in_the_state_that_the_true_order_gives() -> None:
    tried, forged = share(10_000), 0
    for number in range(tried):
        chance = random.Random(number)  # noqa: S311  # a history, no secret
        minutes = chance.sample(range(10, 20_000), chance.randint(1, 7))
        history = [(chance.choice(list(CODES)), NOW - timedelta(minutes=minute)) for minute in minutes]
        told = list(pushes(history, chance))
        chance.shuffle(told)
        recorded_at = chance.randint(0, len(told))
        parked: list[ParcelEvent] = []
        state: ParcelEvent | None = None
        for place, (wire, genuine) in enumerate(told):
            push = heard(wire)
            assert (push is not None) == genuine
            forged += not genuine
            events = list(push.events) if push else []
            parked += events if place < recorded_at else []
            for event in parked if place == recorded_at else []:
                state = advance(state, event) or state
            for event in events if place >= recorded_at else []:
                state = advance(state, event) or state
        for event in parked:
            state = advance(state, event) or state
        assert state is not None
        assert (state.state, state.occurred_at) == true_end(history), number
    assert forged > tried / 2
