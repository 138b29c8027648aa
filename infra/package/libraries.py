"""Which libraries each function imports, read from the source: what it could load at most, without running it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.package.call_graph import ROOT, Node, modules_loaded, tree

OURS = ("app", "chalicelib")


def libraries(begins: Iterable[Node]) -> frozenset[str]:
    """The top packages outside the standard library that a function has imported once it has done all it can do, those
    that come with them left out."""
    known, found, waiting = set[str](), set[str](), ["app", *modules_loaded(begins)]
    while waiting:
        module = waiting.pop()
        top = module.partition(".")[0]
        if top not in OURS:
            found.add(top)
        elif module not in known:
            known.add(module)
            waiting += _imported(module)
    return frozenset(found - sys.stdlib_module_names)


def _imported(module: str) -> Iterator[str]:
    """By the module's own top level, and the packages that hold it."""
    parents = module.split(".")[:-1]
    yield from (".".join(parents[: depth + 1]) for depth in range(len(parents)))
    for node in tree(_file(module)).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str) -> str:
    """A package's names lie in its __init__; what is no module of ours is read as empty."""
    is_package = (ROOT / Path(*module.split("."))).is_dir()
    return f"{module}.__init__" if is_package else module
