"""The database over HTTP, as AWS's JSON protocol 1.0 has it; signatures are not checked."""

import json
import logging
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import waitress
from waitress import wasyncore

from .database import DynamoDB
from .errors import DynamoDBError

THREADS = 16

_log = logging.getLogger(__name__)


def application(dynamodb: DynamoDB) -> WSGIApplication:
    """A WSGI application that answers POSTs for DynamoDB and DynamoDB Streams alike, told apart by X-Amz-Target."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, answer = _answer(dynamodb, environ)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        headers = [
            ("Content-Type", "application/x-amz-json-1.0"),
            ("Content-Length", str(len(body))),
            ("x-amzn-RequestId", str(uuid.uuid4())),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    return respond


@contextmanager
def serving(dynamodb: DynamoDB, port: int = 0) -> Iterator[str]:
    """Serve on loopback from a thread of its own while the block runs; gives the endpoint's address."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        application(dynamodb), map=sockets, host="127.0.0.1", port=port, threads=THREADS, connection_limit=1000
    )
    thread = threading.Thread(target=server.run, name="dynamodb")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed from the server's own thread: its loop ends when its last socket is gone. A thread that has just answered
        # may wake the loop first; the trigger is then closed before it is pulled from here.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join()
        server.task_dispatcher.shutdown()


def _answer(dynamodb: DynamoDB, environ: WSGIEnvironment) -> tuple[HTTPStatus, dict[str, Any]]:
    try:
        return HTTPStatus.OK, dynamodb.call(environ.get("HTTP_X_AMZ_TARGET", ""), _body(environ))
    except DynamoDBError as error:
        return error.status, error.body()
    except Exception:  # noqa: BLE001  # the border: the client gets a 500, the log the traceback
        _log.exception("failed: %s", environ.get("HTTP_X_AMZ_TARGET"))
        return HTTPStatus.INTERNAL_SERVER_ERROR, DynamoDBError("InternalServerError", "see the server's log").body()


def _body(environ: WSGIEnvironment) -> dict[str, Any]:
    if environ["REQUEST_METHOD"] != "POST":
        raise DynamoDBError("UnknownOperationException", "only POST is served")
    try:
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    except ValueError as error:
        raise DynamoDBError("SerializationException", "the body is no JSON") from error
    if not isinstance(body, dict):
        raise DynamoDBError("SerializationException", "the body is no JSON object")
    return body
