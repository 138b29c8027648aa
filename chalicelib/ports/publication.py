"""What admins and the legal office work on before it becomes an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.publication.draft import EditionDraft


class EditionDrafts(Protocol):
    """Drafts of editions and the contents that they name. Nothing of them is ever removed."""

    def add(self, draft: EditionDraft) -> EditionDraft:
        """The draft with its number; where one of this id stands already, that one."""

    def get(self, draft_id: str) -> EditionDraft | None:
        """Strongly read."""

    def change(self, draft: EditionDraft) -> None:
        """Puts it in place of its last version but one event.

        Raises StaleError where another event came first.
        """

    def newest(self, *, beyond: int = 0, limit: int = 20) -> Sequence[EditionDraft]:
        """The newest first, below number `beyond` where given."""

    def keep(self, content: bytes) -> str:
        """Stores the bytes under the digest that is returned."""

    def read(self, digest: str) -> bytes:
        """What was kept. Raises LookupError."""
