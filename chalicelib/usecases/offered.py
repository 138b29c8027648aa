"""What one may apply for now, and what is said of an item for which one may not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.publication.ending import running_cases
from chalicelib.texts import moment_words, text

OPEN: Final = "published"
NOT_BEGUN: Final = "not_begun"
VARIANT_GONE: Final = "variant_gone"
"""Of a draft whose variant the item no longer has."""
TOLD_BY_ITEM: Final = ("suspended", "cancelled", "delegated")
"""These statuses come with the item's own sentence that says where to go instead."""


class ItemSuspendedError(Exception):
    """The item takes no applications now: suspended, cancelled, delegated, its time is over, or has not begun.

    `item` is its version in force, or the first to come; `about` says why and where to go instead, in sentences, and what becomes of running cases.
    """

    code = "item_suspended"

    def __init__(self, item: Mapping[str, Any], status: str) -> None:
        super().__init__(item["code"])
        self.item = item
        self.status = status

    @property
    def about(self) -> Mapping[str, str]:
        words = {"begins": moment_words(self.item["effective_from"]), "telephone": self.item["telephone"]}
        instead = _bare(self.item) if self.status in TOLD_BY_ITEM else ""
        return {
            "status": self.status,
            "why": text(f"item_status.{self.status}", **words),
            "running": running_cases(self.item),
            "instead": instead or text(f"item_instead.{self.status}", **words),
        }


def offered(edition: Edition, item: str, variant: str, *, now: datetime) -> Definition:
    """The variant as it stands at the instant, if one may apply for it then.

    Raises UnknownItemError, ItemSuspendedError.
    """
    standing = edition.as_of(now)
    known = standing.data["items"].get(item)
    if known is None and standing.coming(item):
        raise ItemSuspendedError(standing.coming(item)[0], NOT_BEGUN)
    if known is not None and known["status"] != OPEN:
        raise ItemSuspendedError(known, known["status"])
    return standing.definition(item, variant)


def _bare(item: Mapping[str, Any]) -> str:
    """The item's own sentence without its full stop, which what quotes it sets; empty where it has none, as in editions
    published before one was asked for."""
    return str(item.get("ended", {}).get("instead", "")).strip().removesuffix("。")
