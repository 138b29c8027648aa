import hashlib
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.publication.draft import EditionDraft
from chalicelib.ports import StaleError


class FakeEditionDrafts:
    def __init__(self) -> None:
        self.drafts: dict[str, EditionDraft] = {}
        self.kept: dict[str, bytes] = {}

    def add(self, draft: EditionDraft) -> EditionDraft:
        return self.drafts.setdefault(draft.id, replace(draft, number=len(self.drafts) + 1))

    def get(self, draft_id: str) -> EditionDraft | None:
        return self.drafts.get(draft_id)

    def change(self, draft: EditionDraft) -> None:
        if draft.id not in self.drafts or self.drafts[draft.id].version != draft.version - 1:
            raise StaleError(draft.id)
        self.drafts[draft.id] = draft

    def newest(self, *, beyond: int = 0, limit: int = 20) -> Sequence[EditionDraft]:
        below = beyond or len(self.drafts) + 1
        return [one for one in reversed(self.drafts.values()) if one.number < below][:limit]

    def keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = content
        return digest

    def read(self, digest: str) -> bytes:
        return self.kept[digest]
