"""A line to DynamoDB that can lose the answer to a put which has succeeded."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

from chalicelib import wiring
from infra.local.cloud import ACCOUNT, CREDENTIALS
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb.server import serving
from tests.answering import listening

PUT = "DynamoDB_20120810.PutItem"


@dataclass
class Put:
    """A put of one item into a table, as it passed: `status` is what DynamoDB answered, `lost` whether nobody heard."""

    table: str
    item: dict[str, Any]
    status: int
    lost: bool


@dataclass
class Line:
    """`lose` cuts the answer to a coming put into a table; `before_next` has something happen just before one arrives."""

    url: str = ""
    puts: list[Put] = field(default_factory=list)
    _losing: dict[str, int] = field(default_factory=dict)
    _waiting: dict[str, Callable[[], object]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lose(self, table: str, number: int = 1) -> None:
        """The answer to the put of this number that succeeds, counted from now."""
        with self._lock:
            self._losing[table] = number
            self.puts.clear()

    def before_next(self, table: str, happens: Callable[[], object]) -> None:
        with self._lock:
            self._waiting[table] = happens
            self.puts.clear()

    def arrives(self, table: str) -> None:
        with self._lock:
            happens = self._waiting.pop(table, None)
        if happens:
            happens()

    def answered(self, table: str, item: dict[str, Any], status: int) -> bool:
        """Keeps the put; answers whether its answer gets through."""
        with self._lock:
            left = self._losing.get(table, 0) - (status == 200)
            lost = status == 200 and left == 0
            self._losing[table] = left
            self.puts.append(Put(table, item, status, lost))
        return not lost

    def puts_into(self, table: str) -> list[tuple[int, bool]]:
        """(status, lost) of each, in order."""
        with self._lock:
            return [(put.status, put.lost) for put in self.puts if put.table == table]


@contextmanager
def lossy_dynamodb(folder: Path) -> Iterator[Line]:
    """A DynamoDB of its own behind the line."""
    database = DynamoDB(folder / "dynamodb.sqlite", ACCOUNT, CREDENTIALS.region, wiring.now)
    line = Line()
    with (
        serving(database) as upstream,
        listening(ThreadingHTTPServer(("127.0.0.1", 0), _handler(line, upstream))) as line.url,
    ):
        yield line
    database.close()


def _handler(line: Line, upstream: str) -> type[BaseHTTPRequestHandler]:
    there = urlsplit(upstream)
    pool = urllib3.HTTPConnectionPool(str(there.hostname), there.port, maxsize=64)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without this each answer waits 40 ms for the acknowledgement of its own headers.
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            target, asked = self.headers["X-Amz-Target"], json.loads(body)
            if target == PUT:
                line.arrives(asked["TableName"])
            answer = pool.request("POST", "/", body=body, headers={"X-Amz-Target": target})
            if target == PUT and not line.answered(asked["TableName"], asked["Item"], answer.status):
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.data)))
            self.end_headers()
            self.wfile.write(answer.data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
