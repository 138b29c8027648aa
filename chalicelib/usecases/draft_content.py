"""What a draft of an edition says: its items as they are to be, and everything that keeps them from being published."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import changes
from chalicelib.domain.publication.draft import EditionDraft, Stand
from chalicelib.domain.publication.revision import revised
from chalicelib.ports import Catalogue, EditionDrafts
from chalicelib.usecases.check_edition import Fault, check_edition
from chalicelib.usecases.item_file import ItemFile
from chalicelib.usecases.publish_edition import edition_of


@dataclass(frozen=True)
class Content:
    """`items` by code, those only that differ from the draft's base; `unread` are (cell, sentence) of the file's cells that
    no item could be made of, `faults` what publication's own checks find."""

    items: Mapping[str, Mapping[str, Any]]
    unread: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def wrong(self) -> int:
        return len(self.unread) + len(self.faults)

    def stored(self) -> bytes:
        data = {"items": self.items, "unread": self.unread, "faults": [asdict(one) for one in self.faults]}
        return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def content_from(stored: bytes) -> Content:
    data = json.loads(stored)
    unread = tuple((cell, sentence) for cell, sentence in data["unread"])
    return Content(data["items"], unread, tuple(Fault(**one) for one in data["faults"]))


def checked_content(
    items: Mapping[str, Mapping[str, Any]], base: Edition, *, now: datetime, unread: Iterable[tuple[str, str]] = ()
) -> Content:
    """The items that change something in the edition, with what publication would say of them."""
    data = revised(base, items.values(), now=now)
    differing = {code: item for code, item in items.items() if _versions(data, code) != _versions(base.data, code)}
    faults = check_edition(Edition("", data), only=differing.keys()) if differing else []
    return Content(differing, tuple(unread), tuple(faults))


def content_of_older(target: Edition) -> Content:
    """Of an older edition that is to be in force again: it has no items of its own."""
    return Content({}, (), tuple(check_edition(target)))


def next_edition(draft: EditionDraft, content: Content, catalogue: Catalogue, *, now: datetime) -> Edition:
    """The edition that the draft would make of its base at that moment."""
    stand = draft.stand
    if stand.back_to:
        return catalogue.edition(stand.back_to)
    return edition_of(revised(catalogue.edition(stand.base), content.items.values(), now=now))


def stand_of(
    content: Content,
    base: Edition,
    *,
    reason: str,
    basis: str,
    edition_drafts: EditionDrafts,
    file: ItemFile | None = None,
    like: Stand | None = None,
) -> Stand:
    """Keeps the content, and a workbook as it came; `like` is the stand whose file is still the items' origin."""
    name, body = (like.file, like.body) if like else ("", "")
    if file is not None:
        name, body = file.name, edition_drafts.keep(file.body) if file.is_workbook else ""
    kept = edition_drafts.keep(content.stored())
    return Stand(base.digest, kept, reason, basis, len(content.items), content.wrong, file=name, body=body)


def stand_of_older(target: Edition, base: Edition, *, reason: str, basis: str, edition_drafts: EditionDrafts) -> Stand:
    content = content_of_older(target)
    changed = len(changes(base, target))
    return Stand(
        base.digest, edition_drafts.keep(content.stored()), reason, basis, changed, content.wrong, back_to=target.digest
    )


def _versions(data: Mapping[str, Any], code: str) -> tuple[Any, Any]:
    """What is in force of an item, and what is announced."""
    return data["items"].get(code), data.get("coming", {}).get(code)
