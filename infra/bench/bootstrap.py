"""AWS's own runtime client (awslambdaric) in a new process, against a runtime API that has one event.

Source: "Using the Lambda runtime API for custom runtimes".
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.package.template import PROJECT

PATIENCE_S = 60
_NEXT = "/2018-06-01/runtime/invocation/next"


class NotAnsweredError(Exception):
    """The function ended, failed or took too long; its own words are the message."""

    code = "not_answered"


@dataclass(frozen=True)
class Start:
    """Milliseconds from the start of the process until the first event was answered: of its processor time, and of the
    clock; `answer` is what the handler returned."""

    cpu_ms: float
    wall_ms: float
    answer: Any


@dataclass
class _Api:
    event: bytes
    function: str
    asked: int = 0
    answer: bytes = b""
    failed: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


def cold_start(handler: str, function: str, event: Mapping[str, Any], **variables: str) -> Start:
    """Of `handler`, "module.name", as the Lambda function of this name. Raises NotAnsweredError."""
    with _served(_Api(json.dumps(event).encode(), function)) as (api, address):
        environment = {
            **os.environ,
            **variables,
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": function,
        }
        command = [sys.executable, "-m", "awslambdaric", handler]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=_told_of_its_end, args=(process, api.done), daemon=True).start()
        answered = api.done.wait(PATIENCE_S)
        wall = time.monotonic() - began
        process.kill()
        api.over.set()
        printed, _ = process.communicate()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not answered or api.failed or not api.answer:
        raise NotAnsweredError(f"{function}: {api.answer.decode()} {printed[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(cpu * 1000, wall * 1000, json.loads(api.answer))


def _told_of_its_end(process: subprocess.Popen[str], done: threading.Event) -> None:
    process.wait()
    done.set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The process is killed while it waits for a second event."""


@contextmanager
def _served(api: _Api) -> Iterator[tuple[_Api, str]]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            api.asked += 1
            if self.path != _NEXT or api.asked > 1:
                api.over.wait()
                self.close_connection = True
                return
            self.send_response(200)
            deadline = str(int((time.time() + PATIENCE_S) * 1000))
            arn = f"arn:aws:lambda:us-east-1:123456789012:function:{api.function}"
            # The client ends by SIGSEGV where the trace is missing.
            trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0"
            headers = {
                "Aws-Request-Id": "bench",
                "Deadline-Ms": deadline,
                "Invoked-Function-Arn": arn,
                "Trace-Id": trace,
            }
            for name, value in headers.items():
                self.send_header(f"Lambda-Runtime-{name}", value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(api.event)))
            self.end_headers()
            self.wfile.write(api.event)

        def do_POST(self) -> None:
            api.answer = self.rfile.read(int(self.headers["Content-Length"]))
            api.failed = not self.path.endswith("/response")
            api.done.set()
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """The table is all that is printed."""

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api, f"127.0.0.1:{server.server_address[1]}"
    finally:
        api.over.set()
        server.shutdown()
        server.server_close()
