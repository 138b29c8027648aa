"""The push of 顺丰 (RoutePushService), for which no signature is documented.

The webhook's path carries the secret, and a delivery that it claims is confirmed by query before it closes a case.
"""

from collections import defaultdict
from collections.abc import Mapping
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
ACCEPTED_REPLY = '{"return_code":"0000","return_msg":"成功"}'
"""With return_code 1000 the nodes are pushed again."""


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
    return Push(event_id(CARRIER, waybill, events[-1]), CARRIER, waybill, events)


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
