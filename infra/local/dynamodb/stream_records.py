"""The stream record of one change, as GetRecords answers it; sequence and event id are added when it is read."""

from typing import Any

from .store import Row
from .tables import Table
from .values import item_size

# Developer guide, "Working with expired items and time to live": how a reader tells an expiry from a deletion.
EXPIRY_IDENTITY = {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}


def record(
    table: Table, created_at: int, old: Row | None, new: Row | None, identity: dict[str, str] | None
) -> dict[str, Any]:
    """`created_at` is in Unix seconds; one of `old` and `new` is there; `identity` is None for a user's own write."""
    row = new or old
    if row is None:
        raise ValueError("a stream record needs an image")
    keys = table.key_of(row.item)
    change: dict[str, Any] = {"ApproximateCreationDateTime": created_at, "Keys": keys, "SizeBytes": item_size(keys)}
    for name, views, image in (
        ("NewImage", {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"}, new),
        ("OldImage", {"OLD_IMAGE", "NEW_AND_OLD_IMAGES"}, old),
    ):
        if image and table.stream_view in views:
            change[name] = image.item
            change["SizeBytes"] += image.size
    change["StreamViewType"] = table.stream_view
    name = "REMOVE" if new is None else "MODIFY" if old else "INSERT"
    by_service = {"userIdentity": identity} if identity else {}
    return {"eventName": name, "dynamodb": change, **by_service}
