"""Small servers on the wire: while a block lasts; and one that gives one answer and keeps what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from threading import Thread

LISTENS = "listens for a test"


@contextmanager
def listening(server: HTTPServer) -> Iterator[str]:
    """Its address, until the block ends, however it ends: a server that is only closed turns in circles for the rest of
    the session, with all the processor that it can get."""
    thread = Thread(target=server.serve_forever, name=LISTENS, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Answering:
    url: str
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[Answering]:
    """Until the block ends; each request gets `body`."""
    kept = Answering("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        kept.url = f"{url}/"
        yield kept
