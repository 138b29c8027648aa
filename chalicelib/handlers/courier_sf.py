"""The webhook of 顺丰, which signs nothing: whoever knows the secret in its path is heard, and believed only where that is
confirmed (take_push)."""

import hashlib
from typing import Any

from chalicelib import wiring
from chalicelib.adapters import sf
from chalicelib.adapters.push_request import PushRefusedError, bounded, forged
from chalicelib.domain.times import stamp
from chalicelib.handlers.courier import shown
from chalicelib.handlers.problems import NotFoundError, status_of
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.take_push import push_task


def sf_push(request: Request) -> Reply:
    """A task for each waybill in the body; with a test secret in the path, only told what we make of it.

    Raises NotFoundError in a stage that has no such source, PushRefusedError for a path that names no secret and for a
    body over 256 KiB; what cannot be read is refused in the words of 顺丰.
    """
    entry = wiring.secret("courier-secrets").get(sf.SOURCE)
    if entry is None:
        raise NotFoundError
    given, live = request.params["secret"], entry["path_secrets"]
    body = bounded(request.body)
    tests = [secret for secret in entry.get("test_secrets", ()) if secret not in live]
    if sf.is_secret(given, tests):
        return _diagnosis(body)
    if not sf.is_secret(given, live):
        raise forged()
    try:
        pushes = sf.read(body, now=wiring.now())
    except PushRefusedError as refused:
        return Reply(status_of(refused.code), sf.refused_reply(str(refused)).encode(), "application/json")
    for push in pushes:
        wiring.work_queue().put(push_task(sf.SOURCE, push, now=wiring.now()))
    return Reply(200, sf.ACCEPTED_REPLY.encode(), "application/json")


def _diagnosis(body: bytes) -> Reply:
    problem: dict[str, str] | None = None
    pushes: tuple[Any, ...] = ()
    status = 200
    try:
        pushes = sf.read(body, now=wiring.now())
    except PushRefusedError as refused:
        problem, status = {"code": refused.code, "detail": str(refused)}, status_of(refused.code)
    told = {
        "test": True,
        "accepted": problem is None,
        "problem": problem,
        "our_time": stamp(wiring.now()),
        "body_bytes": len(body),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "pushes": [shown(push) for push in pushes],
    }
    return json_reply(told, status=status)
