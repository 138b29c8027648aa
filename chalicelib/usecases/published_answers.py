"""The questions that were answered for everybody: an item's, or the general ones of a unit."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.inquiry_queues import faq_queue
from chalicelib.ports import Dossiers, Views

SHOWN: Final = 10


@dataclass(frozen=True)
class PublishedAnswer:
    question: str
    answer: str
    published_at: str


def published_answers(item: str, unit: str, *, views: Views, dossiers: Dossiers) -> tuple[PublishedAnswer, ...]:
    """The newest SHOWN, newest first; two reads."""
    rows = [row for _, row in views.query(faq_queue(item, unit), limit=SHOWN, newest_first=True)]
    keys = [(str(row["matter"]), str(row["words"])) for row in rows]
    parts = dossiers.get_many(keys)
    return tuple(
        PublishedAnswer(parts[key].content["question"], parts[key].content["text"], str(row["published_at"]))
        for row, key in zip(rows, keys, strict=True)
        if key in parts
    )
