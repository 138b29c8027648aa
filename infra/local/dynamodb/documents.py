"""Reading and changing items by document path (`a.b[2]`); every change gives a new item and leaves the old one alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from .errors import invalid
from .values import Item, Value

Path = tuple[str | int, ...]

_WRONG_PATH = "The document path provided in the update expression is invalid for update"


def find(item: Item, path: Path) -> Value | None:
    node: Value | None = {"M": item}
    for step in path:
        node = _child(node, step) if node else None
    return node


def put(item: Item, path: Path, value: Value) -> Item:
    """The item with this value at the path; an index past a list's end appends; ValidationException without a parent."""
    changed: Item = _put({"M": item}, path, value)["M"]
    return changed


def remove(item: Item, path: Path) -> Item:
    """The item without what stands at the path, if anything; ValidationException without a parent."""
    changed: Item = _remove({"M": item}, path)["M"]
    return changed


def project(item: Item, paths: Iterable[Path]) -> Item:
    """Only what the paths name, inside its maps and lists; a list keeps order and closes its gaps."""
    chosen = _project({"M": item}, list(paths))
    projected: Item = chosen["M"] if chosen else {}
    return projected


def overlapping(paths: Iterable[Path]) -> tuple[Path, Path] | None:
    """Two paths of which one leads through the other."""
    known: list[Path] = []
    for path in paths:
        for other in known:
            depth = min(len(path), len(other))
            if path[:depth] == other[:depth]:
                return other, path
        known.append(path)
    return None


def written(path: Path) -> str:
    return "[" + ", ".join(f"[{step}]" if isinstance(step, int) else step for step in path) + "]"


def _child(node: Value, step: str | int) -> Value | None:
    if isinstance(step, str):
        inner: Value | None = node.get("M", {}).get(step)
        return inner
    elements = node.get("L", ())
    return elements[step] if step < len(elements) else None


def _put(node: Value, path: Sequence[str | int], value: Value) -> Value:
    step, *rest = path
    if rest:
        child = _child(node, step)
        if child is None:
            raise invalid(_WRONG_PATH)
        value = _put(child, rest, value)
    if isinstance(step, str) and "M" in node:
        return {"M": {**node["M"], step: value}}
    if isinstance(step, int) and "L" in node:
        return {"L": [*node["L"][:step], value, *node["L"][step + 1 :]]}
    raise invalid(_WRONG_PATH)


def _remove(node: Value, path: Sequence[str | int]) -> Value:
    step, *rest = path
    kind = "M" if isinstance(step, str) else "L"
    child = _child(node, step)
    if kind not in node or (rest and child is None):
        raise invalid(_WRONG_PATH)
    if child is None:
        return node
    if rest:
        return _put(node, [step], _remove(child, rest))
    if kind == "M":
        return {"M": {name: inner for name, inner in node["M"].items() if name != step}}
    return {"L": [inner for index, inner in enumerate(node["L"]) if index != step]}


def _project(node: Value, paths: list[Path]) -> Value | None:
    if any(not path for path in paths):
        return node
    chosen: dict[Any, Value] = {}
    for step in {path[0] for path in paths}:
        child = _child(node, step)
        inner = _project(child, [path[1:] for path in paths if path[0] == step]) if child else None
        if inner is not None:
            chosen[step] = inner
    if not chosen:
        return None
    return {"M": chosen} if "M" in node else {"L": [chosen[index] for index in sorted(chosen)]}
