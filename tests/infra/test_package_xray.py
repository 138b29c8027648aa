"""Importing X-Ray's SDK costs up to 0.6 s of a cold start, so only an invocation that X-Ray samples pays for it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from infra.package.template import PROJECT

_INVOKE = """
import json, sys
import app
event = json.loads(sys.argv[1])
try:
    app.app(event, None) if "httpMethod" in event else app.sweep(event, None)
except LookupError:
    pass  # this process has no tables
print("aws_xray_sdk" in sys.modules)
"""


def _event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / "events" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", ["http-get", "schedule-sweep"])
@pytest.mark.parametrize(
    ("header", "imported"),
    [
        (None, "False"),
        ("Root=1-69a63b5b-4f2d7e1a0c9b8d7e6f5a4b3c;Parent=53995c3f42cd8ad8;Sampled=0", "False"),
        ("Root=1-69a63b5b-4f2d7e1a0c9b8d7e6f5a4b3c;Parent=53995c3f42cd8ad8;Sampled=1", "True"),
    ],
)
def test_the_sdk_is_imported_only_when_the_invocation_is_sampled(name: str, header: str | None, imported: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS", "TABLE", "_X"))}
    environment |= {"_X_AMZN_TRACE_ID": header} if header else {}
    done = subprocess.run(
        [sys.executable, "-c", _INVOKE, json.dumps(_event(name))],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == imported
