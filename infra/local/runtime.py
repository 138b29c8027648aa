"""Calls the very handlers of `app.py`, as Lambda would."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice import Chalice

from chalicelib.handlers.edge import DEFAULT_FUNCTION, LOG_SUBSCRIBER, EdgeApp, function_of
from infra.functions import Function
from infra.local.cloud import arn
from infra.local.roles import acting

_DEFAULT = Function()


@dataclass(frozen=True)
class Context:
    """Lambda's context object, as far as handlers may rely on it."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    invoked_function_arn: str
    function_version: str = "$LATEST"
    log_group_name: str = ""
    log_stream_name: str = ""
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return int((self.deadline - time.monotonic()) * 1000)


class Runtime:
    """`settings` are the functions' own (`infra.functions`); `finished` counts invocations that have ended."""

    def __init__(self, app: Chalice, settings: Mapping[str, Function]) -> None:
        self.app = app
        self._settings = settings
        self._lock = threading.Lock()
        self._finished: Counter[str] = Counter()
        targets = app.targets if isinstance(app, EdgeApp) else {}
        self._functions = {path: function_of(module) for (_, path), (module, _) in targets.items()}

    def settings(self, function: str) -> Function:
        return self._settings.get(function, _DEFAULT)

    def context(self, function: str) -> Context:
        settings = self.settings(function)
        return Context(
            function_name=function,
            memory_limit_in_mb=settings.memory,
            deadline=time.monotonic() + settings.timeout,
            invoked_function_arn=function_arn(function),
        )

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Run one event function; what it raises is raised."""
        try:
            with acting(function):
                return self.app.handler_map[function](event, self.context(function))
        finally:
            self.note_finished(function)

    def note_finished(self, function: str) -> None:
        with self._lock:
            self._finished[function] += 1

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """Run the app on one HTTP event, from any thread."""
        with acting(self._function_of(event)):
            return self.app(event, self.context("http"))

    def _function_of(self, event: Mapping[str, Any]) -> str:
        """Whose the event is in a deployed stage; nobody's where the app is not the project's own."""
        if not isinstance(self.app, EdgeApp):
            return ""
        if "awslogs" in event:
            return LOG_SUBSCRIBER[0]
        return self._functions.get(event["requestContext"]["resourcePath"], DEFAULT_FUNCTION)

    def finished(self, *, without: frozenset[str] = frozenset()) -> int:
        with self._lock:
            return sum(count for function, count in self._finished.items() if function not in without)


def function_arn(function: str) -> str:
    return arn("lambda", f"function:{function}")


class _PerThread:
    """Two attributes of a Chalice object that each request sets, kept per thread."""

    _values = threading.local()

    @property
    def current_request(self) -> Any:
        return self._values.current_request

    @current_request.setter
    def current_request(self, request: Any) -> None:
        self._values.current_request = request

    @property
    def lambda_context(self) -> Any:
        return self._values.lambda_context

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._values.lambda_context = context


def make_thread_safe(app: Chalice) -> None:
    """Let many threads call one Chalice object.

    `chalice.local.create_local_server` does the same for `current_request` but leaves `lambda_context` shared and
    opens a socket; Chalice 1.34 sets both on the object in `__call__`.
    """
    if not isinstance(app, _PerThread):
        app.__dict__.pop("current_request", None)
        app.__dict__.pop("lambda_context", None)
        app.__class__ = type("ThreadSafeChalice", (_PerThread, app.__class__), {"_values": threading.local()})
