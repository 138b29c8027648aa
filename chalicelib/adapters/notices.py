"""Notices in DynamoDB, and in the same table a row for each that must be looked at again (partition "due") and one for
each number that was told something on a day (partition "day:<local date>")."""

import dataclasses
import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition, size
from pynamodb.pagination import ResultIterator

from chalicelib.adapters.tables import NoticeItem, SmsDayItem, bound, condition_failed
from chalicelib.domain.notice import Message, Notice, Recipient
from chalicelib.domain.receipt import notice_key, out_id
from chalicelib.ports import StaleError, Waiting

_DUE: Final = "due"
_FIRST: Final = " "
_DAY: Final = "day:"
_TOLD: Final = "told"
_NOTHING: Final = {"SS": ()}
_FIRST_NUMBER: Final = "0"
"""Before every pseudonym, and behind the marks of a day."""


class DynamoNotices:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(NoticeItem, table, dynamodb)
        self._days = bound(SmsDayItem, table, dynamodb)

    def plan(self, notice: Notice) -> Notice:
        if self._put(notice, self._model.recipient.does_not_exist()):
            return notice
        return _notice(self._model.get(notice.recipient_key, notice.message_key, consistent_read=True))

    def get(self, recipient_key: str, message_key: str) -> Notice | None:
        try:
            return _notice(self._model.get(recipient_key, message_key, consistent_read=True))
        except self._model.DoesNotExist:
            return None

    def standing(self, keys: Iterable[tuple[str, str]]) -> Collection[tuple[str, str]]:
        wanted, own = sorted(set(keys)), ["recipient", "message"]
        found = self._model.batch_get(wanted, attributes_to_get=own) if wanted else ()
        return {(item.recipient, item.message) for item in found}

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

    def count_on(self, day: str, number: str, notice: Notice, *, most: int = 0) -> bool:
        told, one = self._days.told, _counted(notice)
        few = size(told) < most  # type: ignore[no-untyped-call]  # pynamodb's own lacks its types
        has_room = told.does_not_exist() | told.contains(one) | few
        try:
            self._days(_DAY + day, number).update(actions=[told.add({one})], condition=has_room if most else None)
        except UpdateError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def told_on(self, day: str, number: str) -> Sequence[Notice]:
        found = list[Notice]()
        with suppress(self._days.DoesNotExist):
            for one in sorted(self._days.get(_DAY + day, number).told or ()):
                if key := notice_key(one.rpartition(":")[0]):
                    with suppress(self._model.DoesNotExist):
                        found.append(_notice(self._model.get(*key)))
        return found

    def parts_on(self, day: str) -> int:
        # Without a model for each: every minute a day's numbers are counted anew, and models were nine tenths of that.
        query, numbers = self._days._get_connection().query, self._days.message >= _FIRST_NUMBER  # noqa: SLF001
        found: Iterable[Any] = ResultIterator(query, [_DAY + day], {"range_key_condition": numbers})
        return sum(int(one.rpartition(":")[2]) for item in found for one in item.get(_TOLD, _NOTHING)["SS"])

    def mark_day(self, day: str, what: str) -> bool:
        try:
            self._days(_DAY + day, f"!{what}").save(condition=self._days.recipient.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def is_marked(self, day: str, what: str) -> bool:
        return any(True for _ in self._days.query(_DAY + day, self._days.message == f"!{what}"))

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


def _counted(notice: Notice) -> str:
    """Some fifty bytes: a kilobyte holds the day of almost every number."""
    return f"{out_id(notice)}:{notice.parts}"


def _claim(notice: Notice) -> str:
    return f"{notice.claim}#{notice.attempts}"


def _sort(waiting: Waiting) -> str:
    return f"{waiting.at}#{waiting.recipient_key}#{waiting.message_key}"


def _notice(item: NoticeItem) -> Notice:
    stored = json.loads(item.body)
    message = stored.pop("message")
    return Notice(message=Message(**{**message, "recipient": Recipient(**message["recipient"])}), **stored)
