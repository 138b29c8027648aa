"""A small city in memory whose catalogue is drafted and published by two people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor
from chalicelib.domain.publication.draft import Act, EditionDraft
from chalicelib.usecases.edition_drafts import act_on_edition_draft, change_edition_draft, start_edition_draft
from chalicelib.usecases.publish_edition import edition_of, publish_edition
from chalicelib.usecases.publish_edition_draft import publish_edition_draft
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.edition_drafts import FakeEditionDrafts
from tests.sample import INSTANT, JOINT, TUESDAY, edition

OTHER = "XN-RSJ-001"
MAKER = Actor("staff", "s-admin", frozenset({"ZWZX:admin"}))
LAWYER = Actor("staff", "s-legal", frozenset({"FZB:legal"}))
BOTH = Actor("staff", "s-both", frozenset({"ZWZX:admin", "FZB:legal"}))
OFFICER = Actor("staff", "s-officer", frozenset({"JYJ:officer"}))
REASON, BASIS = "换了电话", "市政府令第1号"


@cache
def small() -> Edition:
    """Three items of the sample city."""
    return edition_of({**edition().data, "items": {code: edition().item(code) for code in (INSTANT, OTHER, JOINT)}})


def catalogue() -> FakeCatalogue:
    made = FakeCatalogue()
    made.publish(small(), now="2026-01-01T00:00:00.000000Z")
    return made


@dataclass
class Desk:
    """The catalogue's desk, at one instant."""

    catalogue: FakeCatalogue = field(default_factory=catalogue)
    drafts: FakeEditionDrafts = field(default_factory=FakeEditionDrafts)
    now: datetime = TUESDAY
    begun: int = 0

    @property
    def ports(self) -> dict[str, Any]:
        return {"catalogue": self.catalogue, "edition_drafts": self.drafts, "now": self.now}

    def start(
        self, items: Mapping[str, Mapping[str, Any]], by: Actor = MAKER, reason: str = REASON, basis: str = BASIS
    ) -> EditionDraft:
        self.begun += 1
        return start_edition_draft(f"c-{self.begun:016}", by, reason, basis, lambda _: items, **self.ports)

    def changed(self, by: Actor = MAKER, item: str = INSTANT, **parts: Any) -> EditionDraft:
        """A draft that changes these parts of an item."""
        return self.start({item: {**self.catalogue.current().item(item), **parts}}, by)

    def change(self, draft: EditionDraft, by: Actor = MAKER, item: str = INSTANT, **parts: Any) -> EditionDraft:
        known = {**self.catalogue.current().item(item), **parts}
        return change_edition_draft(draft.id, draft.version, by, item=known, **self.ports)

    def act(self, draft: EditionDraft, act: Act, by: Actor = MAKER, words: str = "") -> EditionDraft:
        return act_on_edition_draft(draft.id, act, draft.version, by, words, **self.ports)

    def publish(self, draft: EditionDraft, by: Actor = LAWYER) -> EditionDraft:
        return publish_edition_draft(draft.id, draft.version, by, **self.ports)

    def publish_elsewhere(self, item: str = INSTANT, **parts: Any) -> Edition:
        """Another edition comes into force, by command."""
        before = self.catalogue.current()
        known = {**before.item(item), **parts, "version": before.item(item)["version"] + 1}
        data = {**before.data, "items": {**before.data["items"], item: known}}
        return publish_edition(data, catalogue=self.catalogue, now=self.now, before=before)
