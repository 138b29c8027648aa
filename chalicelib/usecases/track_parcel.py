"""A parcel was sent: its provider of pushes is asked to tell what becomes of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.carriers import carrier
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import Dispatched
from chalicelib.ports import Catalogue, Task, Tracking

SOURCE: Final = "kuaidi100"
TRACK: Final = "track_parcel"


def tracking_tasks(commit: Commit) -> Iterator[Task]:
    """The work queue's messages of a commit: one for each dispatch in it."""
    for fact in commit.facts:
        if isinstance(fact, Dispatched):
            yield Task({"kind": TRACK, "carrier": fact.carrier, "waybill": fact.waybill})


def track_parcel(body: Mapping[str, Any], *, tracking: Tracking, catalogue: Catalogue) -> bool:
    """Carries out the body of a tracking task; whether the waybill is subscribed now: not where the stage has no account
    or the carrier is none of the provider's. Asking twice is harmless.

    Raises UnknownCarrierError, TrackingBusyError, TrackingRefusedError.
    """
    company = carrier(catalogue.current(), body["carrier"]).pushes.get(SOURCE)
    return bool(company) and tracking.subscribe(str(company), body["waybill"])
