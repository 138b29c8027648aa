"""What each function runs, read from the source: a call graph over handlers, use cases and wiring."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from infra.functions import SUBSCRIBERS
from infra.package.routes import Route

ROOT = Path(__file__).resolve().parents[2]
_FOLLOWED = ("chalicelib.handlers.", "chalicelib.usecases.", "chalicelib.wiring")
_ERROR_PAGES = "chalicelib.handlers.problems"
"""Every handler raises its errors; what their pages need is what every page needs."""

Node = tuple[str, str]
"""(module, name of a function, class or constant of that module)"""


def starts(function: str, routes: Iterable[Route]) -> list[Node]:
    """Where a function begins: the handlers of its routes and of what it subscribes to, or the one of its event."""
    own = [(f"chalicelib.handlers.{route.module}", route.handler) for route in routes if route.function == function]
    own += [(f"chalicelib.handlers.{function}", "delivery_log")] if function in SUBSCRIBERS else []
    return own or [(f"chalicelib.handlers.{function}", "handle")]


def modules_loaded(begins: Iterable[Node]) -> Sequence[str]:
    """The modules that a function has imported once it has done all it can do: those of its handlers, and those that these
    and wiring's factories import where they need them. In the order of names."""
    found = set()
    for module, name in reached(begins):
        found.add(module)
        for node in ast.walk(definitions(module)[name]):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return sorted(found)


def reached(starts: Iterable[Node]) -> set[Node]:
    """Everything within reach of these nodes, themselves included."""
    waiting, known = list(starts), set[Node]()
    while waiting:
        node = _defined(waiting.pop())
        if node not in known:
            known.add(node)
            waiting += _referred(node)
    return known


def _referred(node: Node) -> Iterator[Node]:
    module, name = node
    imports = _imports(module)
    for inner in ast.walk(definitions(module)[name]):
        target: Node | None = None
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            target = (module, inner.id) if inner.id in definitions(module) else imports.get(inner.id)
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id in imports:
            target = (".".join(imports[inner.value.id]), inner.attr)
        if target and _followed(target) and _followed(_defined(target)):
            yield target


def _defined(node: Node) -> Node:
    """Where a name that a module imports is defined."""
    module, name = node
    return node if name in definitions(module) else _defined(_imports(module)[name])


def _followed(node: Node) -> bool:
    module, name = node
    known = name in definitions(module) or name in _imports(module)
    return module.startswith(_FOLLOWED) and module != _ERROR_PAGES and known


@cache
def tree(module: str) -> ast.Module:
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """What a module defines, by name."""
    found: dict[str, ast.stmt] = {}
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


@cache
def _imports(module: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found
