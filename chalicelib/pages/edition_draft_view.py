"""Drafts of the catalogue as the pages of admins and of the legal office show them."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from chalicelib.domain.publication.draft import EditionDraft, State
from chalicelib.texts import UnknownTextError, text

Shown = dict[str, Any]

COLOURS: Final[Mapping[State, str]] = {"submitted": "yellow", "returned": "red", "published": "green"}


def mark_of(draft: EditionDraft) -> Shown:
    return {"words": text(f"edition_draft.state.{draft.state}"), "colour": COLOURS.get(draft.state, "")}


def draft_row(draft: EditionDraft, names: Mapping[str, str]) -> Shown:
    """One draft in the list; `names` by staff id."""
    last = draft.events[-1]
    return {
        "id": draft.id,
        "number": draft.number,
        "mark": mark_of(draft),
        "reason": draft.stand.reason,
        "back_to": bool(draft.stand.back_to),
        "changed": draft.stand.changed,
        "wrong": draft.stand.wrong,
        "maker": names.get(draft.events[0].by, draft.events[0].by),
        "act": text(f"edition_draft.act.{last.act}"),
        "at": last.at,
    }


def event_rows(draft: EditionDraft, names: Mapping[str, str]) -> list[Shown]:
    """Newest first."""
    return [
        {
            "at": event.at,
            "act": text(f"edition_draft.act.{event.act}"),
            "by": names.get(event.by, event.by),
            "words": event.words if event.act == "send_back" else "",
        }
        for event in reversed(draft.events)
    ]


def change_rows(changes: Iterable[Any], *, wrong: bool) -> list[Shown]:
    """Each a usecases' ItemChange; an item with faults somewhere is not previewed, nor one that is gone."""
    return [
        {
            "code": change.code,
            "name": change.name or text("item_part.rules"),
            "kind": text(f"change.{change.kind}") if change.kind else "",
            "begins": change.begins,
            "is_item": bool(change.code) and not change.kind.startswith("unit_"),
            "preview": not wrong and bool(change.code) and change.kind not in _WITHOUT_GUIDE,
            "parts": [
                {"name": part_name(part.part), "old": _lines(part.old, part.new), "new": _lines(part.new, part.old)}
                for part in change.parts
            ],
        }
        for change in changes
    ]


_WITHOUT_GUIDE: Final = ("withdrawn", "taken_back", "unit_added", "unit_changed", "unit_dropped", "rules")


def part_name(part: str) -> str:
    try:
        return text(f"item_part.{part}")
    except UnknownTextError:
        return text("edition_draft.unknown_part")


def _lines(words: str, other: str) -> list[tuple[str, bool]]:
    """Line by line, and whether the other side lacks it."""
    own, others = words.splitlines(), other.splitlines()
    kept = set[int]()
    for block in SequenceMatcher(None, own, others, autojunk=False).get_matching_blocks():
        kept |= set(range(block.a, block.a + block.size))
    return [(line, place not in kept) for place, line in enumerate(own)]


def fault_rows(unread: Sequence[tuple[str, str]], faults: Iterable[Any], names: Mapping[str, str]) -> list[Shown]:
    """What keeps the draft back: of the file's cells first; `names` by item code."""
    cells = [{"where": cell, "item": "", "place": "", "sentence": sentence} for cell, sentence in unread]
    places = [
        {
            "where": names.get(fault.item, fault.item),
            "item": fault.item,
            "place": part_name(fault.place.split("/")[1]) if fault.place else "",
            "sentence": fault.sentence,
        }
        for fault in faults
    ]
    return cells + places
