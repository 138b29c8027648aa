"""Items that ended together with their running cases."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition

Running = Literal["finish", "end"]
FINISH: Final = "finish"
END: Final = "end"


def running_cases(item: Mapping[str, Any]) -> Running:
    """What becomes of the running cases of an item that takes no applications any more: they go on unless it was cancelled
    with the effect that they end."""
    ends = item["status"] == "cancelled" and item.get("ended", {}).get("running") == END
    return END if ends else FINISH


def ending(edition: Edition) -> Mapping[str, int]:
    """The items whose running cases end, with the version by which they do."""
    return {item["code"]: item["version"] for item in edition.items() if running_cases(item) == END}


def queues(edition: Edition) -> Iterator[str]:
    """The worklists in which a running case can wait for somebody."""
    posts = sorted({"officer", *edition.deciding_posts()})
    return (f"{unit}:{post}" for unit in edition.units() for post in posts)
