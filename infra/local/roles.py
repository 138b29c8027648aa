"""The local cloud's IAM: whatever a function calls is judged by its own role and the bucket's policy, as AWS does.

With RECORD_CALLS=<folder> in the environment each process also writes there what it has seen, one line a call:
`python -m infra.recorded_calls` gathers them.
"""

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

import botocore
from botocore.exceptions import ClientError
from botocore.session import Session

from infra.iam import Call, Statement, allowed, listed
from infra.local.aws_calls import call_of_post, calls_of
from infra.local.kept import asked_for_by_each

POLICIES = Path(__file__).resolve().parents[2] / ".chalice"
_LAMBDAS_OWN = {
    *("logs:CreateLogStream", "logs:PutLogEvents"),
    *("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
}
"""What Lambda does in a function's name; nothing here logs or traces."""

_acting: ContextVar[str] = ContextVar("acting", default="")
_DENIED = {"s3": "AccessDenied", "sqs": "AccessDenied", "sns": "AuthorizationError"}
"""Each service's own word for it; the others say AccessDeniedException."""


@contextmanager
def acting(function: str) -> Iterator[None]:
    """Meanwhile this thread's calls are the function's."""
    token = _acting.set(function)
    try:
        yield
    finally:
        _acting.reset(token)


def statements_of(function: str) -> list[Statement]:
    """The policy file of a function, intrinsics and all, without what Lambda does in its name."""
    text = (POLICIES / f"policy-{function}.json").read_text(encoding="utf-8")
    return [found for found in json.loads(text)["Statement"] if not set(listed(found["Action"])) <= _LAMBDAS_OWN]


class Roles:
    """`statements` are by function, with references resolved; a function without any may do nothing."""

    def __init__(self, statements: Mapping[str, list[Statement]]) -> None:
        self._statements = dict(statements)
        self._judged: dict[tuple[str, Call], bool] = {}
        self._lock = threading.Lock()
        self._record = _record_file()

    def allow(self, function: str, statements: list[Statement]) -> None:
        """What another stage's role lets its function do; each role names its own stage's resources."""
        with self._lock:
            self._statements[function] = [*self._statements.get(function, []), *statements]
            self._judged.clear()

    def judge(self, function: str, call: Call, operation: str) -> None:
        """Raises ClientError where AWS would refuse."""
        if not self._allows(function, call):
            service = call.action.partition(":")[0]
            code = _DENIED.get(service, "AccessDeniedException")
            message = f"{function} is not authorized to perform: {call.action} on resource: {call.resource}"
            raise ClientError({"Error": {"Code": code, "Message": message}}, operation)

    def _allows(self, function: str, call: Call) -> bool:
        with self._lock:
            if (function, call) not in self._judged:
                self._judged[function, call] = allowed(self._statements.get(function, []), call)
                if self._record:
                    # A stream's label is the time at which this data directory was made.
                    resource = re.sub(r"/stream/.*", "/stream/LABEL", call.resource)
                    line = [function, call.action, resource, dict(call.context)]
                    with self._record.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(line) + "\n")
            return self._judged[function, call]


def _record_file() -> Path | None:
    folder = os.environ.get("RECORD_CALLS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / f"{os.getpid()}.txt"


@contextmanager
def in_force(roles: Roles) -> Iterator[None]:
    """Every botocore session made meanwhile asks these roles; calls of nobody's (tests, commands) are an operator's."""
    watch = partial(_watch, roles)
    botocore.register_initializer(watch)
    try:
        with asked_for_by_each(partial(_ask, roles)):
            yield
    finally:
        botocore.unregister_initializer(watch)


def _watch(roles: Roles, session: Session) -> None:
    session.register("before-parameter-build", partial(_before_call, roles))
    session.register("before-sign.s3.PutObject", partial(_before_signing, roles))


def _before_call(roles: Roles, params: Mapping[str, Any], model: Any, **_told: Any) -> None:
    # A signed POST is prepared as if a bucket were made; what is signed comes before its signature.
    if model.name != "CreateBucket":
        _ask(roles, model.service_model.service_name, model.name, params)


def _ask(roles: Roles, service: str, operation: str, params: Mapping[str, Any]) -> None:
    if function := _acting.get():
        for call in calls_of(service, operation, params):
            roles.judge(function, call, operation)


def _before_signing(roles: Roles, request: Any, **_told: Any) -> None:
    policy = request.context.get("s3-presign-post-policy")
    if policy and (function := _acting.get()):
        roles.judge(function, call_of_post(policy), "PutObject")
