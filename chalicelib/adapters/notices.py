"""Notices in DynamoDB, and in the partition "due" of the same table one row for each that must be looked at again."""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, Final

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.adapters.tables import NoticeItem, bound, condition_failed
from chalicelib.domain.notice import Message, Notice, Recipient
from chalicelib.ports import StaleError, Waiting

_DUE: Final = "due"
_FIRST: Final = " "


class DynamoNotices:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(NoticeItem, table, dynamodb)

    def plan(self, notice: Notice) -> Notice:
        if self._put(notice, self._model.recipient.does_not_exist()):
            return notice
        return _notice(self._model.get(notice.recipient_key, notice.message_key, consistent_read=True))

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        try:
            return _notice(self._model.get(recipient_key, message_key, consistent_read=True))
        except self._model.DoesNotExist:
            return None

    def of_recipient(self, recipient_key: str) -> Sequence[Notice]:
        return [_notice(item) for item in self._model.query(recipient_key, consistent_read=True)]

    def change(self, notice: Notice, *, seen: Notice) -> None:
        as_seen = (self._model.state == seen.state) & (self._model.claim == _claim(seen))
        if self._put(notice, as_seen):
            return
        if self.get(notice.recipient_key, notice.message_key) != notice:
            raise StaleError(f"{notice.recipient_key} {notice.message_key}")

    def wait(self, waiting: Waiting) -> None:
        keys = json.dumps([waiting.recipient_key, waiting.message_key])
        self._model(_DUE, _sort(waiting), body=keys).save()

    def due(self, up_to: str, *, after: Waiting | None = None, limit: int = 50) -> Sequence[Waiting]:
        first = _sort(after) + "\x00" if after else _FIRST
        span = self._model.message.between(first, up_to + "~")
        found = self._model.query(_DUE, span, limit=limit, page_size=limit, consistent_read=True)
        return [Waiting(item.message.partition("#")[0], *json.loads(item.body)) for item in found]

    def looked_at(self, waiting: Waiting) -> None:
        self._model(_DUE, _sort(waiting)).delete()

    def _put(self, notice: Notice, condition: Condition) -> bool:
        body = json.dumps(dataclasses.asdict(notice), ensure_ascii=False, separators=(",", ":"))
        item = self._model(
            notice.recipient_key, notice.message_key, body=body, state=notice.state, claim=_claim(notice)
        )
        try:
            item.save(condition=condition)
        except PutError as error:
            if condition_failed(error):
                return False
            raise
        return True


def _claim(notice: Notice) -> str:
    return f"{notice.claim}#{notice.attempts}"


def _sort(waiting: Waiting) -> str:
    return f"{waiting.at}#{waiting.recipient_key}#{waiting.message_key}"


def _notice(item: NoticeItem) -> Notice:
    stored = json.loads(item.body)
    message = stored.pop("message")
    return Notice(message=Message(**{**message, "recipient": Recipient(**message["recipient"])}), **stored)
