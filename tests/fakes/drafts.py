from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.ports import Draft, ExistsError, StaleError


class FakeDrafts:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.drafts: dict[str, Draft] = {}
        self._now = now

    def add(self, draft: Draft) -> None:
        if draft.id in self.drafts:
            raise ExistsError(draft.id)
        self.drafts[draft.id] = draft

    def get(self, draft_id: str) -> Draft | None:
        draft = self.drafts.get(draft_id)
        return draft if draft and draft.expires_at > self._now().timestamp() else None

    def of_owner(self, owner: str) -> Sequence[Draft]:
        live = [self.get(draft_id) for draft_id in self.drafts]
        own = [draft for draft in live if draft and draft.owner == owner and not draft.reference]
        return sorted(own, key=lambda draft: draft.saved_at, reverse=True)

    def save(self, draft_id: str, fields: Mapping[str, Any], *, saved_at: str) -> None:
        self.drafts[draft_id] = replace(self._open(draft_id), fields=dict(fields), saved_at=saved_at)

    def attach(self, draft_id: str, material: str, upload: str) -> None:
        draft = self._open(draft_id)
        pages = draft.uploads.get(material, ())
        if upload not in pages:
            self.drafts[draft_id] = replace(draft, uploads={**draft.uploads, material: [*pages, upload]})

    def detach(self, draft_id: str, material: str, upload: str) -> None:
        draft = self._open(draft_id)
        kept = [page for page in draft.uploads.get(material, ()) if page != upload]
        others = {code: pages for code, pages in draft.uploads.items() if code != material}
        self.drafts[draft_id] = replace(draft, uploads={**others, material: kept} if kept else others)

    def arrange(self, draft_id: str, material: str, uploads: Sequence[str]) -> None:
        draft = self._open(draft_id)
        others = {code: pages for code, pages in draft.uploads.items() if code != material}
        arranged = {**others, material: list(uploads)} if uploads else others
        self.drafts[draft_id] = replace(draft, uploads=arranged)

    def submitted(self, draft_id: str, reference: str) -> None:
        draft = self.get(draft_id)
        if draft is None:
            return
        if draft.reference not in ("", reference):
            raise StaleError(draft_id)
        self.drafts[draft_id] = replace(draft, reference=reference)

    def discard(self, draft_id: str) -> None:
        if self.get(draft_id):
            del self.drafts[draft_id]

    def _open(self, draft_id: str) -> Draft:
        draft = self.get(draft_id)
        if draft is None or draft.reference:
            raise StaleError(draft_id)
        return draft
