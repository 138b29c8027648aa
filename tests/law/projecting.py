"""Views of a case that hear of it now and then, and what a rebuild from the log says they should be."""

from typing import Any

from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.usecases.project import project
from tests.fakes.views import FakeViews


def hint(matter: str, views: FakeViews, ports: dict[str, Any]) -> None:
    """`ports` are log, catalogue, calendar."""
    project(matter, views=views, projected=lambda *_: None, **ports)


def rebuilt(matter: str, ports: dict[str, Any]) -> FakeViews:
    views = FakeViews()
    hint(matter, views, ports)
    return views


def without_due(views: FakeViews) -> dict[RowKey, Row]:
    """The due row may lag behind (the sweep moves it); the summary names it."""
    return {
        key: {name: value for name, value in row.items() if name != "due_row"}
        for key, row in views.rows.items()
        if key.queue != DUE_QUEUE
    }
