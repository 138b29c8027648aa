"""The record of publications, for programs."""

from chalicelib.handlers.published import published
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.site_changes import beyond, listed


def list_changes(request: Request) -> Reply:
    found, more = listed(beyond(request))
    told = [
        {
            "number": one.number,
            "edition": one.edition,
            "before": one.before,
            "published_at": one.published_at,
            "reason": one.told.get("reason", ""),
            "basis": one.told.get("basis", ""),
            "changes": [{"begins": "", "into": [], **line} for line in one.told.get("changes", [])],
        }
        for one in found
    ]
    return published(request, json_reply({"publications": told, "beyond": str(more or "")}))
