"""Couriers' webhooks: check the signature, put the push to the work queue, answer as the provider wants, nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.push_request import PushRefusedError, bounded
from chalicelib.adapters.push_sources import SOURCES, PushReader, PushSource
from chalicelib.domain.parcel import Push
from chalicelib.domain.times import stamp
from chalicelib.handlers.problems import NotFoundError, status_of
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.take_push import push_task

FORGED = "push_forged"


def courier_push(request: Request) -> Reply:
    """A push signed by a live secret becomes a task; one signed by a test secret, or sent with `?test`, is only told
    what we make of it.

    Raises NotFoundError for an unknown source, PushRefusedError.
    """
    name = request.params["carrier"]
    entry = wiring.secret("courier-secrets").get(name)
    if name not in SOURCES or entry is None:
        raise NotFoundError
    source, body = SOURCES[name], bounded(request.body)
    tests = source.test_secrets_of(entry)
    if tests and "test" in request.query:
        return _diagnosis(source, tests, request)
    try:
        push = source.live(entry).read(request.headers, body, now=wiring.now())
    except PushRefusedError as refused:
        if refused.code == FORGED and tests and _is_signed(source.reader(tests), request):
            return _diagnosis(source, tests, request)
        raise
    wiring.work_queue().put(push_task(name, push, now=wiring.now()))
    return Reply(200, source.accepted.encode(), "application/json")


def _is_signed(reader: PushReader, request: Request) -> bool:
    try:
        reader.read(request.headers, request.body, now=wiring.now())
    except PushRefusedError as refused:
        return refused.code != FORGED
    return True


def _diagnosis(source: PushSource, secrets: tuple[str, ...], request: Request) -> Reply:
    """What was received and how it reads; the status is the one that a live push like this would get."""
    problem, push, status = None, None, 200
    try:
        push = source.reader(secrets).read(request.headers, request.body, now=wiring.now())
    except PushRefusedError as refused:
        problem, status = {"code": refused.code, "detail": str(refused)}, status_of(refused.code)
    compared = source.compare(request.headers, request.body, secrets, wiring.now())
    told = {
        "test": True,
        "accepted": push is not None,
        "problem": problem,
        "our_time": stamp(wiring.now()),
        "timestamp_ahead_seconds": compared.skew_seconds,
        "signatures_given": compared.given,
        "signatures_expected": compared.expected,
        "content_type": request.headers.get("content-type", ""),
        "body_bytes": len(request.body),
        "body_sha256": hashlib.sha256(request.body).hexdigest(),
        "push": shown(push) if push else None,
    }
    return json_reply(told, status=status)


def shown(push: Push) -> Mapping[str, Any]:
    return {
        **asdict(push),
        "events": [{**asdict(event), "occurred_at": event.occurred_at.isoformat()} for event in push.events],
    }
