"""The push of 顺丰 (RoutePushService), for which no signature is documented.

The webhook's path carries the secret, and a delivery that it claims is confirmed by query before it closes a case.
"""

import hmac
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters.push_request import (
    bounded,
    decoded,
    json_object,
    malformed,
    mapping,
    not_in_future,
    note_of,
    text_of,
    waybill_of,
)
from chalicelib.domain.parcel import SF_STATES, ParcelEvent, Push, event_id
from chalicelib.domain.times import SHANGHAI

CARRIER = "sf"
SOURCE = "sf"
ACCEPTED_REPLY = '{"return_code":"0000","return_msg":"成功"}'
SHORTEST_SECRET = 20
"""Characters of a path that nobody guesses."""


def refused_reply(why: str) -> str:
    """With return_code 1000 the nodes are pushed again."""
    return json.dumps({"return_code": "1000", "return_msg": why}, ensure_ascii=False, separators=(",", ":"))


def is_secret(given: str, secrets: Sequence[str]) -> bool:
    """Whether the path names one of these (several while they are rotated), compared in constant time.

    Raises ValueError for one that can be guessed.
    """
    if any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise ValueError(f"a secret in a webhook's path has {SHORTEST_SECRET} characters at least")
    found = [hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets]
    return any(found)


def read(body: bytes, *, now: datetime) -> tuple[Push, ...]:
    """One unverified push for each waybill in a JSON body; nodes that tell no state are left out.

    Raises PushRefusedError.
    """
    document = json_object(decoded(bounded(body)))
    routes = mapping(document.get("Body"), "Body").get("WaybillRoute")
    if not isinstance(routes, list):
        raise malformed("WaybillRoute is no list")
    events: dict[str, list[ParcelEvent]] = defaultdict(list)
    for route in (mapping(entry, "an entry of WaybillRoute") for entry in routes):
        if text_of(route, "opCode") in SF_STATES:
            events[waybill_of(route, "mailno")].append(not_in_future(_event(route), now))
    return tuple(_push(waybill, tuple(found)) for waybill, found in events.items())


def _push(waybill: str, events: tuple[ParcelEvent, ...]) -> Push:
    return Push(event_id(CARRIER, waybill, events[-1]), CARRIER, waybill, events, claimed=True)


def events_of(routes: Sequence[Any], *, now: datetime) -> tuple[ParcelEvent, ...]:
    """The events of a list of nodes, as pushes and answers to queries both have them. Raises PushRefusedError."""
    nodes = (mapping(entry, "an entry of routes") for entry in routes)
    return tuple(not_in_future(_event(node), now) for node in nodes if text_of(node, "opCode") in SF_STATES)


def _event(route: Mapping[str, Any]) -> ParcelEvent:
    return ParcelEvent(
        SF_STATES[text_of(route, "opCode")],
        _instant(text_of(route, "acceptTime")),
        location=note_of(route, "acceptAddress"),
        remark=note_of(route, "remark"),
    )


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise malformed("acceptTime is not YYYY-MM-DD hh:mm:ss") from error
