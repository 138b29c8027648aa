"""What changes in the catalogue, in words: the public change log, what is announced on a guide, what a draft has missed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import announced
from chalicelib.domain.publication.ending import FINISH, running_cases
from chalicelib.domain.versions import ITEM_OWN, versions_of
from chalicelib.texts import UnknownTextError, moment_words, text

Shown = dict[str, Any]
TOLD_BY_KIND: Final = ("status", "ended")
"""Parts that differ wherever an item is suspended, cancelled, delegated or resumed."""

Item = Mapping[str, Any]


def log_line(line: Mapping[str, Any], edition: Edition) -> Shown:
    """A line of the change log; `code` is empty where the item has no page now."""
    begins = line.get("begins", "")
    parts = [part for part in line["parts"] if line["kind"] == "changed" or part not in TOLD_BY_KIND]
    return {
        "kind": text(f"change.{line['kind']}"),
        "code": line["code"] if versions_of(edition.data, line["code"]) else "",
        "name": line["name"],
        "parts": part_names(parts),
        "into": text("units_taken_over", names=tuple(line["into"])) if line.get("into") else "",
        "begins": text("announced.since", begins=moment_words(begins)) if begins else "",
    }


def part_names(parts: Iterable[str]) -> tuple[str, ...]:
    """Each name once; what has none of its own is 其他规则."""
    return tuple(dict.fromkeys(_part(part) for part in parts))


def announcements(code: str, edition: Edition) -> list[Shown]:
    """What will hold for the item later: `title` says what and when, `notes` what differs and what to do."""
    versions = {item["version"]: item for item in versions_of(edition.data, code)}
    told, was = [], edition.data["items"].get(code)
    for change in announced(edition, code):
        item = versions[change.version]
        title = text(f"announced.{change.kind}", begins=moment_words(change.begins))
        instead = str(item.get("ended", {}).get("instead", "")) if item["status"] != "published" else ""
        differs = differences(was, item) if was and change.kind == "changed" else []
        stays = was is not None and was["status"] == "published" and running_cases(item) == FINISH
        before = [text("announced.before")] if stays else []
        told.append({"title": title, "notes": [*differs, *([instead] if instead else []), *before]})
        was = item
    return told


def differences(was: Item, item: Item) -> list[str]:
    """Sentences on what the later version changes: which parts, which papers are new and which are no longer asked for."""
    parts = [key for key in dict.fromkeys([*item, *was]) if key not in ITEM_OWN and was.get(key) != item.get(key)]
    before, after = ({one["code"]: one["name"] for one in data.get("materials", ())} for data in (was, item))
    more = tuple(name for code, name in after.items() if code not in before)
    fewer = tuple(name for code, name in before.items() if code not in after)
    told = [text("announced.parts", parts=part_names(parts))] if parts else []
    told += [text("announced.more", names=more)] if more else []
    return told + ([text("announced.fewer", names=fewer)] if fewer else [])


def _part(part: str) -> str:
    try:
        return text(f"item_part.{part}")
    except UnknownTextError:
        return text("item_part.else")
