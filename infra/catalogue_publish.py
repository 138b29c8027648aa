"""`make catalogue-publish FILE=`: items from a JSON file, a folder of such, a CSV or an XLSX as the next edition.

Everything is checked first, then what would change is listed; with DRY=1 nothing more happens. All or nothing: with one
fault nothing is published, each fault is printed, and of a workbook a copy is written with a comment on each wrong cell.
A JSON file may also be `{"units": [...], "items": [...]}`: units that are added, changed, merged into others or split
(`successors`); what moves with them is listed. `ROLLBACK=<digest>` makes an older edition the one in force. Works on the
data of DATA_DIR, whether `make run` serves them or not; whoever has published meanwhile is never overwritten. A running
case goes on by the edition that it was received under.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition, UnknownEditionError
from chalicelib.domain.publication.changes import Change, changes
from chalicelib.domain.publication.revision import revised
from chalicelib.ports import StaleError, TableUnreadableError
from chalicelib.texts import error_text, text
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.hand_over_units import UnitMoved, look_at_units
from chalicelib.usecases.item_file import ItemFileError, items_of, json_of
from chalicelib.usecases.item_table import MOST_ROWS, read_items
from chalicelib.usecases.publish_edition import BadEditionError, edition_of, publish_edition
from infra.city_folder import BadCityError
from infra.local.visit import NotReachedError
from infra.local_stage import local_stage
from infra.progress import step

TABLES: Final = (".xlsx", ".csv")


class BadFileError(ValueError):
    """FILE cannot be read as items, or its items are wrong; each argument is a line for whoever asked."""


def main() -> int:
    asked = os.environ
    try:
        with local_stage():
            if asked.get("ROLLBACK"):
                data = older(asked["ROLLBACK"])
            else:
                with step(f"reading {asked.get('FILE', '')}"):
                    data = next_data(Path(asked.get("FILE", "")), in_force())
            publish(data, reason=asked.get("REASON", ""), basis=asked.get("BASIS", ""), dry=bool(asked.get("DRY")))
    except (BadFileError, BadCityError, NotReachedError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1
    return 0


def older(digest: str) -> Mapping[str, Any]:
    """The data of an edition that has been in force. Raises BadFileError."""
    try:
        return wiring.catalogue().edition(digest).data
    except UnknownEditionError as error:
        raise BadFileError(error_text(error.code).sentence) from None


def in_force() -> Edition:
    return edition_in_force(wiring.catalogue(), wiring.now())


def publish(data: Mapping[str, Any], *, reason: str, basis: str, dry: bool) -> None:
    """Prints each change, then publishes. Raises BadFileError."""
    before = in_force()
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
        with step(f"checking {len(data['items'])} items and publishing"):
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
    units: list[Mapping[str, Any]] = []
    items: dict[str, Mapping[str, Any]] = {}
    for file in _files(path):
        said = _said(file)
        units += _units(file, said)
        for code, item in _items(file, said).items():
            if code in items:
                raise BadFileError(f"{code} stands in FILE more than once")
            items[code] = item
    return revised(current, items.values(), now=wiring.now(), units=units)


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
            marked.write_bytes(wiring.tables().mark(body, ((fault.cell, fault.sentence) for fault in read.faults)))
            lines.append(f"{len(read.faults)} wrong cells; each has its comment in {marked}")
        raise BadFileError(*lines)
    return read.data


def _files(path: Path) -> list[Path]:
    """The file, or all JSON files of a folder."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise BadFileError(f"{path} holds no JSON file")
    return files


def _said(file: Path) -> Any:
    try:
        return json_of(file.read_bytes())
    except OSError as error:
        raise BadFileError(f"FILE must name items, {str(file)!r} holds none: {error}") from None
    except ItemFileError as error:
        raise BadFileError(f"{file}: {error_text(error.code, **error.about).sentence}") from None


def _units(file: Path, said: Any) -> list[Mapping[str, Any]]:
    """Those of a file that holds units beside its items."""
    units = said.get("units", []) if isinstance(said, dict) else []
    if not isinstance(units, list) or not all(
        isinstance(unit, dict) and isinstance(unit.get("code"), str) for unit in units
    ):
        raise BadFileError(f"{file}: a unit is an object with a code")
    return units


def _items(file: Path, said: Any) -> Mapping[str, Mapping[str, Any]]:
    """An item, or a list; beside units there may be none."""
    beside = isinstance(said, dict) and "units" in said
    whole = said.get("items", []) if beside else said
    if beside and not whole:
        return {}
    try:
        return items_of(whole)
    except ItemFileError as error:
        raise BadFileError(f"{file}: {error_text(error.code, **error.about).sentence}") from None


if __name__ == "__main__":
    sys.exit(main())
