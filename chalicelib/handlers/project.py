"""The stream reader that keeps the views."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import Granted
from chalicelib.handlers.stream import Hint, each
from chalicelib.ports import Task
from chalicelib.usecases.project import project


def handle(event: Any) -> None:
    each("project", event, project_hint)


def project_hint(hint: Hint) -> None:
    """Brings the matter's rows up to date; what was granted goes on to the certify queue."""
    project(
        hint.matter,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        projected=_ask_for_certificate,
    )


def _ask_for_certificate(before: Case, commit: Commit, after: Case, definition: Definition) -> None:
    granted = any(isinstance(fact, Granted) for fact in commit.facts)
    if granted and definition.data["result"]:
        wiring.certify_queue().put(Task({"kind": "certify", "matter": after.matter}))
