"""Writes the sample items and staff of every unit to the sample city's folder."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.adapters.city_files import SAMPLE_CITY
from infra.sample_catalogue.compose import SEED, item
from infra.sample_catalogue.staff import unit_staff
from infra.sample_catalogue.table import rows


def files() -> Mapping[str, str]:
    """What each file that is made holds, by its path in the folder: one item or person to a line, so that a diff shows
    which changed."""
    units, known = _read("units.json"), _read("staff.json")
    by_code = {unit["code"]: unit for unit in units}
    items: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows():
        items.setdefault(row.unit, []).append(item(row, by_code[row.unit]))
    made = {f"unit_items/{unit}.json": _lines(own) for unit, own in items.items()}
    return {**made, "unit_staff.json": _lines(unit_staff(units, known, SEED))}


def _read(name: str) -> list[Mapping[str, Any]]:
    read: list[Mapping[str, Any]] = json.loads((SAMPLE_CITY / name).read_text(encoding="utf-8"))
    return read


def _lines(entries: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in entries) + "\n]\n"


def main() -> None:
    wanted = files()
    (SAMPLE_CITY / "unit_items").mkdir(exist_ok=True)
    for path in (SAMPLE_CITY / "unit_items").glob("*.json"):
        if f"unit_items/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (SAMPLE_CITY / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
