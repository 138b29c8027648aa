"""The template as `make package` makes it, built once, and ways to look at it."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from infra.package.chalice_output import sam_template
from infra.package.functions import logical_id
from infra.package.routes import Route, declared_routes
from infra.package.template import PROJECT, build_template


@cache
def template() -> dict[str, Any]:
    return build_template()


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Properties by logical id of every resource of a type."""
    return {key: body["Properties"] for key, body in template()["Resources"].items() if body["Type"] == kind}


def functions() -> dict[str, dict[str, Any]]:
    return resources("AWS::Serverless::Function")


def app() -> Any:
    return sam_template(PROJECT)[1]


@cache
def routes() -> list[Route]:
    return declared_routes(app())


def event_functions() -> list[str]:
    """Names as app.py declares them."""
    return [source.name for source in app().event_sources]


def http_functions() -> list[str]:
    return sorted({route.function for route in routes()})


def triggers(function: str) -> list[dict[str, Any]]:
    return list(functions()[logical_id(function)]["Events"].values())


def handler_of(route: Route) -> Any:
    return getattr(import_module(f"chalicelib.handlers.{route.module}"), route.handler, None)


def texts(value: Any) -> Iterator[str]:
    """Every string in a structure, keys included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
