"""`make catalogue-publish FILE=`: items from a JSON file, a folder of such, a CSV or an XLSX as the next edition.

Everything is checked first, then what would change is listed; with DRY=1 nothing more happens. All or nothing: with one
fault nothing is published, each fault is printed, and of a workbook a copy is written with a comment on each wrong cell.
A JSON file may also be `{"units": [...], "items": [...]}`: units that are added, changed, merged into others or split
(`successors`); what moves with them is listed. `ROLLBACK=<digest>` makes an older edition the one in force. Runs on the data of DATA_DIR while no server runs on them;
a running case goes on by the edition that it was received under.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from chalicelib import wiring
from chalicelib.adapters.marked_workbook import marked_workbook
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import Change, changes
from chalicelib.domain.publication.revision import revised
from chalicelib.ports import StaleError, TableUnreadableError
from chalicelib.texts import error_text, text
from chalicelib.usecases.hand_over_units import UnitMoved, look_at_units
from chalicelib.usecases.item_table import MOST_ROWS, read_items
from chalicelib.usecases.publish_edition import BadEditionError, edition_of, publish_edition
from infra.city_folder import BadCityError
from infra.local.lock import DataDirectoryBusyError
from infra.local.server import start

TABLES: Final = (".xlsx", ".csv")


class BadFileError(ValueError):
    """FILE cannot be read as items, or its items are wrong; each argument is a line for whoever asked."""


def main() -> int:
    asked = os.environ
    try:
        cloud = start(Path(asked.get("DATA_DIR", ".local")))
    except (DataDirectoryBusyError, BadCityError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1
    try:
        if asked.get("ROLLBACK"):
            data = wiring.catalogue().edition(asked["ROLLBACK"]).data
        else:
            data = next_data(Path(asked.get("FILE", "")), wiring.edition())
        publish(data, reason=asked.get("REASON", ""), basis=asked.get("BASIS", ""), dry=bool(asked.get("DRY")))
    except BadFileError as error:
        print("\n".join(error.args), file=sys.stderr)
        return 1
    finally:
        cloud.stop()
    return 0


def publish(data: Mapping[str, Any], *, reason: str, basis: str, dry: bool) -> None:
    """Prints each change, then publishes. Raises BadFileError."""
    before = wiring.edition()
    found = changes(before, edition_of(data))
    for change in found:
        print(f"  {told(change)}")
    print(f"changes: {len(found)}")
    moved = look_at_units(before, edition_of(data), parties=wiring.parties(), views=wiring.views())
    print(*(f"  {line}" for unit in moved for line in moving(unit)), sep="\n", end="\n" if moved else "")
    if left := [post.post for unit in moved for post in unit.posts if post.ownerless]:
        raise BadFileError(*(f"{post}: its tasks would have no owner; name a holder first" for post in left))
    if dry or not found:
        return
    if not (reason and basis):
        raise BadFileError("REASON= and BASIS= are published with the change: name both")
    try:
        published = publish_edition(
            data, catalogue=wiring.catalogue(), now=wiring.now(), before=before, reason=reason, basis=basis
        )
    except BadEditionError as error:
        raise BadFileError(*error.reasons) from None
    except StaleError:
        raise BadFileError("another edition was published meanwhile; look again") from None
    print(f"edition {published.digest} is in force (before: {before.digest})")


def moving(unit: UnitMoved) -> Iterator[str]:
    """What leaves a unit that is merged or split, a line for each thing."""
    yield f"{unit.unit} → {' '.join(unit.heirs)}"
    yield from (f"item {code} → {to or 'none'}" for code, to in unit.items)
    for post in unit.posts:
        if post.tasks or post.holders:
            yield f"post {post.post}: {post.tasks} open tasks, held by {_names(post.holders)}, then also by {_names(post.joined)}"
    yield from (f"staff {staff} also holds {_names(sorted(posts))}" for staff, posts in unit.staff.items())


def _names(names: Sequence[str]) -> str:
    return " ".join(names) or "nobody"


def told(change: Change) -> str:
    parts = " ".join((*change.parts, *change.into, change.begins))
    return f"{text(f'change.{change.kind}')}  {change.code}  {change.name}  {parts}".rstrip()


def next_data(path: Path, current: Edition) -> Mapping[str, Any]:
    """The data of the edition that the file's items make of the current one. Raises BadFileError."""
    if path.suffix.lower() in TABLES and path.is_file():
        return _table(path, current)
    units, items = _units(path), list(_items(path))
    codes = [item["code"] for item in items]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadFileError(*(f"{code} stands in FILE more than once" for code in twice))
    return revised(current, items, now=wiring.now(), units=units)


def _table(path: Path, current: Edition) -> Mapping[str, Any]:
    body = path.read_bytes()
    try:
        cells = wiring.tables().read(body, path.name, most_rows=MOST_ROWS)
    except TableUnreadableError as error:
        raise BadFileError(error_text(error.code, limit=MOST_ROWS, megabytes=1).sentence) from None
    read = read_items(cells, current, now=wiring.now())
    if read.faults:
        lines = [f"{fault.cell}: {fault.sentence}" for fault in read.faults]
        if path.suffix.lower() == ".xlsx":
            marked = path.with_stem(f"{path.stem}-marked")
            marked.write_bytes(marked_workbook(body, ((fault.cell, fault.sentence) for fault in read.faults)))
            lines.append(f"{len(read.faults)} wrong cells; each has its comment in {marked}")
        raise BadFileError(*lines)
    return read.data


def _units(path: Path) -> list[Mapping[str, Any]]:
    """The units of a JSON file that holds units beside its items; what cannot be read is told by `_items`."""
    try:
        read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError):
        return []
    units = read.get("units", []) if isinstance(read, dict) else []
    if not all(isinstance(unit, dict) and isinstance(unit.get("code"), str) for unit in units):
        raise BadFileError(f"{path}: a unit is an object with a code")
    return units


def _items(path: Path) -> Iterator[Mapping[str, Any]]:
    """The items of a file (one, or a list) or of all files of a folder."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise BadFileError(f"{path} holds no JSON file")
    for file in files:
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadFileError(f"FILE must name items, {str(file)!r} holds none: {error}") from error
        whole = read.get("items", []) if isinstance(read, dict) and "units" in read else read
        for item in whole if isinstance(whole, list) else [whole]:
            if not isinstance(item, dict) or not isinstance(item.get("code"), str):
                raise BadFileError(f"{file}: an item is an object with a code")
            yield item


if __name__ == "__main__":
    sys.exit(main())
