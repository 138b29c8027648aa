"""What every invocation used: one JSON line each, appended as it ends, so that a killed process takes none with it.

Units are computed from item sizes by the local DynamoDB (`ReturnConsumedCapacity`) for the calls really issued; a refused
conditional write is charged like one that went through. Streams are read by Lambda itself, free of charge.
"""

import json
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from infra.local.dynamodb.capacity import write_units
from infra.local.dynamodb.values import item_size

SERVICES: Final = ("dynamodb", "s3", "sqs", "sns", "kms", "ssm", "logs")
WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"})
_REFUSED: Final = "ConditionalCheckFailedException"
_CASE: Final = re.compile(r"\bc-[0-9A-Z]{10}\b")


@dataclass
class Usage:
    """Of one invocation: DynamoDB units by table, requests by `service.Operation`, the cases that it touched."""

    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    cases: set[str] = field(default_factory=set)


class Meter:
    """`tables` gives a table's own short name by its deployed one."""

    def __init__(self, path: Path, *, now: Callable[[], datetime], tables: Mapping[str, str]) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._now = now
        self._tables = tables
        self._running = threading.local()

    def watch(self, client: Any) -> None:
        """Count what this botocore client sends."""
        client.meta.events.register("before-parameter-build.dynamodb", self._ask)
        client.meta.events.register("after-call", self._count)

    @contextmanager
    def invocation(self, function: str, operation: str, event: Mapping[str, Any]) -> Iterator[None]:
        """Times what runs inside, in this thread, and writes its line."""
        usage = Usage(cases=set(_CASE.findall(json.dumps(event.get("Records", "")))))
        self._running.usage = usage
        at, began, used = self._now(), time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self._running.usage = None
            self._write(
                {
                    "at": at.isoformat(timespec="milliseconds"),
                    "function": function,
                    "operation": operation,
                    "ms": round((time.perf_counter() - began) * 1000, 2),
                    "cpu_ms": round((time.thread_time() - used) * 1000, 2),
                    "reads": dict(usage.reads),
                    "writes": dict(usage.writes),
                    "requests": dict(usage.requests),
                    "cases": sorted(usage.cases),
                }
            )

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._file, json.dumps(line, separators=(",", ":")).encode() + b"\n")

    def _ask(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"
        context["metered"] = params

    def _count(self, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
        usage: Usage | None = getattr(self._running, "usage", None)
        if usage is None:
            return
        service, operation = model.service_model.service_name, model.name
        usage.requests[f"{service}.{operation}"] += 1
        if service != "dynamodb":
            return
        params = context["metered"]
        usage.cases |= set(_CASE.findall(json.dumps(_named(params), default=str)))
        units = usage.writes if operation in WRITES else usage.reads
        for consumed in _consumed(parsed, params):
            units[self._tables.get(consumed["TableName"], consumed["TableName"])] += consumed["CapacityUnits"]


def _named(params: Mapping[str, Any]) -> Any:
    """The part of a request that says which item it is about."""
    return [params.get(name) for name in ("Key", "Item", "ExpressionAttributeValues", "RequestItems")]


def _consumed(parsed: Mapping[str, Any], params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if parsed.get("Error", {}).get("Code") == _REFUSED:
        units = write_units(item_size(params["Item"]), 0) if "Item" in params else 1.0
        return [{"TableName": params["TableName"], "CapacityUnits": units}]
    consumed = parsed.get("ConsumedCapacity", [])
    return consumed if isinstance(consumed, list) else [consumed]
