"""Plain requests and responses between waitress and the local services, and a server that stops cleanly."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import waitress


@dataclass(frozen=True)
class Request:
    """`raw_path` is as sent, `path` is decoded; header names are lower case."""

    method: str
    raw_path: str
    raw_query: str
    headers: dict[str, str]
    body: bytes
    client: str = "127.0.0.1"

    @property
    def path(self) -> str:
        return unquote(self.raw_path)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.raw_query, keep_blank_values=True)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


Handler = Callable[[Request], Response]


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def read_request(environ: dict[str, Any]) -> Request:
    target = urlsplit(environ["REQUEST_URI"])
    return Request(
        method=environ["REQUEST_METHOD"],
        raw_path=target.path or "/",
        raw_query=target.query,
        headers=_headers(environ),
        body=environ["wsgi.input"].read(),
        client=environ.get("REMOTE_ADDR", "127.0.0.1"),
    )


class AsWritten(str):
    """A header name that waitress leaves alone; it capitalises every other one, and boto3 keeps metadata's case."""

    __slots__ = ()

    def split(self, *_: Any) -> list[str]:
        return [self]

    def capitalize(self) -> str:
        return self


def application(handler: Handler) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The WSGI application that answers with `handler`."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = handler(read_request(environ))
        headers = list(response.headers)
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(len(response.body))))
        start_response(_status_line(response.status), headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    return answer


class Server:
    """Waitress on 127.0.0.1; the port is bound at construction, requests are answered from `start` on."""

    def __init__(self, *, port: int, threads: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._server = waitress.create_server(
            application(lambda _: Response(503)),
            map=self._sockets,
            host="127.0.0.1",
            port=port,
            threads=threads,
            connection_limit=1000,
            # The front answers 413 itself, in the gateway's words; this only bounds memory.
            max_request_body_size=64 * 1024 * 1024,
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        self.port = int(self._server.effective_port)
        self.url = f"http://127.0.0.1:{self.port}"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"http-{self.port}", daemon=True)

    def start(self, answer: Callable[..., Any]) -> None:
        """Answer with a WSGI application; connections made since the construction have waited for it."""
        self._server.application = answer
        self._thread.start()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._server.asyncore.loop(timeout=1, map=self._sockets, use_poll=True, count=1)

    def stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._thread.ident is not None:
            self._server.pull_trigger()
            self._thread.join(timeout=5)
        self._server.task_dispatcher.shutdown()
        for channel in list(self._sockets.values()):
            channel.close()
