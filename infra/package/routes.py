"""Which function serves which route: app.py's table, as the app has registered it."""

from dataclasses import dataclass

from chalicelib.handlers.edge import EdgeApp, function_of


@dataclass(frozen=True)
class Route:
    """`module` and `handler` are what the route calls under `chalicelib/handlers/`."""

    method: str
    path: str
    module: str
    handler: str

    @property
    def function(self) -> str:
        return function_of(self.module)


def declared_routes(app: EdgeApp) -> list[Route]:
    return [Route(method, path, *target) for (method, path), target in sorted(app.targets.items())]
