"""Which function serves which route: read from the one call that is the body of each view of app.py."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.handlers.edge import function_of
from infra.package.errors import PackagingError


@dataclass(frozen=True)
class Route:
    """`view` is the name in app.py, `module` and `handler` what it calls under `chalicelib/handlers/`."""

    method: str
    path: str
    view: str
    module: str
    handler: str

    @property
    def key(self) -> str:
        """The HTTP API's route key."""
        return f"{self.method} {self.path}"

    @property
    def function(self) -> str:
        return function_of(self.module)


def declared_routes(app: Any, source: Path) -> list[Route]:
    """The routes of the Chalice `app`, whose views stand in the file `source`.

    Raises PackagingError where a view is more than one call of `http`.
    """
    calls = _calls(ast.parse(source.read_text(encoding="utf-8")))
    return [
        _route(method, path, entry.view_name, calls)
        for path, methods in sorted(app.routes.items())
        for method, entry in sorted(methods.items())
    ]


def _route(method: str, path: str, view: str, calls: dict[str, tuple[str, str]]) -> Route:
    if view not in calls:
        raise PackagingError(f'the body of {view} in app.py must be: return http("<module>", "<handler>")')
    module, handler = calls[view]
    return Route(method, path, view, module, handler)


def _calls(tree: ast.Module) -> dict[str, tuple[str, str]]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            match node.body:
                case [
                    ast.Return(
                        value=ast.Call(
                            func=ast.Name(id="http"),
                            args=[ast.Constant(value=str(module)), ast.Constant(value=str(handler))],
                        )
                    )
                ]:
                    found[node.name] = (module, handler)
    return found
