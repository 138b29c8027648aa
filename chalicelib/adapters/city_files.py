"""A city's folder of JSON files and seals' images as one edition's data. Another city is another folder of the same files."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SAMPLE_CITY = Path(__file__).parent.parent / "city"
WHOLE_FILES = ("city", "units", "posts", "applicants", "flows", "rules", "service_hours", "carriers", "documents")

OPTIONAL_FILES = ("readings", "synonyms", "themes", "history", "messages", "certificates", "receivers")
"""What only search and lists read, how the catalogue came about, a city's own texts of SMS, what its certificates look like,
who is sent records of its cases: a city without them is searched by characters alone, has no themes, tells no history,
sends the texts of texts/messages.json, prints every certificate alike and exchanges with nobody."""


class UnreadableFileError(ValueError):
    """A file of the folder that is not there or is no JSON; `file` names it, `problem` is the library's word for it."""

    code = "city_file_unreadable"

    def __init__(self, path: Path, problem: Exception) -> None:
        super().__init__(f"{path}: {problem}")
        self.file, self.problem = path.name, problem


def read_city(folder: Path) -> Mapping[str, Any]:
    """The edition data of the folder: whole files by name, `calendar` by year, `items` by code, those that stand alone
    before those that a file of `unit_items` holds for a whole unit. Raises UnreadableFileError."""
    data: dict[str, Any] = {name: _json(folder / f"{name}.json") for name in WHOLE_FILES}
    data |= {name: _json(path) for name in OPTIONAL_FILES if (path := folder / f"{name}.json").exists()}
    if seals := {path.stem: _base64(path) for path in sorted((folder / "seals").glob("*.png"))}:
        data["seals"] = seals
    data["calendar"] = [_json(path) for path in sorted((folder / "calendar").glob("[0-9]*.json"))]
    data["items"] = items = dict[str, Any]()
    for path, item in _items(folder):
        code = item.get("code") if isinstance(item, Mapping) else None
        if not isinstance(code, str) or not code or code in items:
            raise UnreadableFileError(path, ValueError(f"no item, or one whose code is another's: {str(item)[:60]}"))
        items[code] = item
    return data


def _items(folder: Path) -> Iterator[tuple[Path, Any]]:
    for path in sorted((folder / "items").glob("*.json")):
        yield path, _json(path)
    for path in sorted((folder / "unit_items").glob("*.json")):
        yield from ((path, item) for item in _list(path))


def read_staff(folder: Path) -> list[Mapping[str, Any]]:
    """The staff that the folder names; they become parties, never part of an edition. Raises UnreadableFileError."""
    more = folder / "unit_staff.json"
    return [*_list(folder / "staff.json"), *(_list(more) if more.exists() else ())]


def _base64(path: Path) -> str:
    try:
        return base64.b64encode(path.read_bytes()).decode()
    except OSError as error:
        raise UnreadableFileError(path, error) from error


def _list(path: Path) -> list[Any]:
    found = _json(path)
    if not isinstance(found, list):
        raise UnreadableFileError(path, TypeError("no list"))
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, error) from error
