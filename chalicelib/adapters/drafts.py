"""Drafts in DynamoDB, and beside them one item per owner that names the owner's drafts: found without index or scan.

A page is one entry of a map, set or removed by its upload id: two uploads at once keep both, and an update that botocore
sends again changes nothing (a list's `list_append` would add the page twice).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.adapters.tables import DraftItem, DraftOwnerItem, bound, can_be_key, condition_failed
from chalicelib.domain.times import stamp
from chalicelib.ports import Draft, ExistsError, StaleError

_OWNER: Final = "owner:"
_OWNER_SECONDS: Final = 180 * 86_400
"""How long an owner's item outlives the draft last added: longer than any draft lives."""


class DynamoDrafts:
    """`now` is the clock by which drafts expire: DynamoDB itself may take days to remove them."""

    def __init__(self, table: str, dynamodb: Any, now: Callable[[], datetime]) -> None:
        self._model = bound(DraftItem, table, dynamodb)
        self._owners = bound(DraftOwnerItem, table, dynamodb)
        self._now = now

    def add(self, draft: Draft) -> None:
        """The owner's item comes first: a name without a draft is passed over, a draft without a name would be lost."""
        self._name(draft)
        try:
            _item(self._model, draft, self._page_values(draft.uploads)).save(condition=self._model.id.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                raise ExistsError(draft.id) from error
            raise

    def get(self, draft_id: str) -> Draft | None:
        if draft_id.startswith(_OWNER) or not can_be_key(draft_id):
            return None
        try:
            item = self._model.get(draft_id, consistent_read=True)
        except self._model.DoesNotExist:
            return None
        return _draft(item) if item.expires_at > self._seconds() else None

    def of_owner(self, owner: str) -> Sequence[Draft]:
        try:
            named = self._owners.get(_OWNER + owner, consistent_read=True).drafts or set()
        except self._owners.DoesNotExist:
            return ()
        live = [name.partition("#")[2] for name in named if not self._expired(name)]
        found = self._model.batch_get(live, consistent_read=True) if live else ()
        # An id that somebody else had taken was named here before it was refused.
        drafts = [_draft(item) for item in found if item.owner == owner and not item.reference]
        return sorted(drafts, key=lambda draft: draft.saved_at, reverse=True)

    def save(self, draft_id: str, fields: Mapping[str, object], *, saved_at: str) -> None:
        actions: list[Action] = [self._model.fields.set(_text(fields)), self._model.saved_at.set(saved_at)]
        self._change(draft_id, actions, self._open())

    def attach(self, draft_id: str, material: str, upload: str) -> None:
        page = self._model.pages[upload]
        self._change(draft_id, [page.set(page | f"{stamp(self._now())}#{material}")], self._open())

    def detach(self, draft_id: str, material: str, upload: str) -> None:  # noqa: ARG002 - an upload is of one material
        self._change(draft_id, [self._model.pages[upload].remove()], self._open())

    def arrange(self, draft_id: str, material: str, uploads: Sequence[str]) -> None:
        draft = self.get(draft_id)
        if draft is None or draft.reference:
            raise StaleError(draft_id)
        pages, gone = self._page_values({material: uploads}), set(draft.uploads.get(material, ())) - set(uploads)
        placed: list[Action] = [self._model.pages[upload].set(place) for upload, place in pages.items()]
        removed: list[Action] = [self._model.pages[upload].remove() for upload in sorted(gone)]
        if placed or removed:
            self._change(draft_id, placed + removed, self._open())

    def submitted(self, draft_id: str, reference: str) -> None:
        item = self._model(draft_id)
        unmarked = self._model.reference.is_in("", reference)
        try:
            item.update([self._model.reference.set(reference)], condition=unmarked)
        except UpdateError as error:
            if not condition_failed(error):
                raise
            if self.get(draft_id) is not None:
                raise StaleError(draft_id) from error
            return
        self._unname(item.owner, draft_id, int(item.expires_at))

    def discard(self, draft_id: str) -> None:
        draft = self.get(draft_id)
        if draft is not None:
            self._model(draft_id).delete()
            self._unname(draft.owner, draft_id, draft.expires_at)

    def _unname(self, owner: str, draft_id: str, expires_at: int) -> None:
        self._owners(_OWNER + owner).update([self._owners.drafts.delete({_name(draft_id, expires_at)})])

    def _name(self, draft: Draft) -> None:
        """Adds the draft to its owner's item and takes out what has expired."""
        owner = self._owners(_OWNER + draft.owner)
        named = self._owners.drafts.add({_name(draft.id, draft.expires_at)})
        owner.update([named, self._owners.expires_at.set(draft.expires_at + _OWNER_SECONDS)])
        expired = {name for name in owner.drafts or () if self._expired(name)}
        if expired:
            owner.update([self._owners.drafts.delete(expired)])

    def _page_values(self, uploads: Mapping[str, Sequence[str]]) -> dict[str, str]:
        pages = [(material, upload) for material, listed in uploads.items() for upload in listed]
        return {upload: f"{stamp(self._now())}.{place:03}#{material}" for place, (material, upload) in enumerate(pages)}

    def _change(self, draft_id: str, actions: list[Action], condition: Condition) -> None:
        try:
            self._model(draft_id).update(actions, condition=condition)
        except UpdateError as error:
            if condition_failed(error):
                raise StaleError(draft_id) from error
            raise

    def _open(self) -> Condition:
        unsubmitted: Condition = self._model.reference == ""
        live: Condition = self._model.expires_at > self._seconds()
        both: Condition = unsubmitted & live
        return both

    def _expired(self, name: str) -> bool:
        return int(name.partition("#")[0]) <= self._seconds()

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _name(draft_id: str, expires_at: int) -> str:
    return f"{expires_at}#{draft_id}"


def _item(model: type[DraftItem], draft: Draft, pages: Mapping[str, str]) -> DraftItem:
    return model(
        draft.id,
        owner=draft.owner,
        item=draft.item,
        variant=draft.variant,
        edition=draft.edition,
        matter=draft.matter,
        fields=_text(draft.fields),
        pages=pages,
        reference=draft.reference,
        saved_at=draft.saved_at,
        expires_at=draft.expires_at,
    )


def _draft(item: DraftItem) -> Draft:
    uploads: dict[str, list[str]] = {}
    for upload, placed in sorted(item.pages.attribute_values.items(), key=lambda page: str(page[1])):
        uploads.setdefault(placed.partition("#")[2], []).append(upload)
    return Draft(
        id=item.id,
        owner=item.owner,
        item=item.item,
        variant=item.variant,
        edition=item.edition,
        matter=item.matter,
        fields=json.loads(item.fields),
        uploads=uploads,
        reference=item.reference,
        saved_at=item.saved_at,
        expires_at=int(item.expires_at),
    )


def _text(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False)
