"""botocore's data cut down to what a function reads of them: most of what a client reads are words for people, packed.

A client made from them is the same client (a test compares them), made in half the processor time.
"""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

SERVICES = frozenset({"dynamodb", "dynamodbstreams", "kms", "logs", "s3", "sns", "sqs", "ssm", "xray"})
"""The services that functions call; `xray` is for the SDK's own client."""

_READ = ("service-2", "endpoint-rule-set-1", "paginators-1", "service-2.sdk-extras", "paginators-1.sdk-extras")


def cut_down(data: Path) -> None:
    """In place, of the folder `botocore/data`."""
    for folder in sorted(one for one in data.iterdir() if one.is_dir()):
        if folder.name in SERVICES:
            _cut_service(folder)
        else:
            shutil.rmtree(folder)
    endpoints = data / "endpoints.json"
    table = json.loads(endpoints.read_bytes())
    prefixes = {_prefix(data / service) for service in SERVICES}
    for partition in table["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in prefixes}
    _write(endpoints, table)


def _cut_service(folder: Path) -> None:
    """Its newest version, unpacked."""
    *old, newest = sorted(one for one in folder.iterdir() if one.is_dir())
    for version in old:
        shutil.rmtree(version)
    for file in sorted(newest.iterdir()):
        name = file.name.removesuffix(".gz").removesuffix(".json")
        told = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        file.unlink()
        if name in _READ:
            _write(newest / f"{name}.json", _without_words(json.loads(told)))


def _prefix(folder: Path) -> str:
    (version,) = folder.iterdir()
    return str(json.loads((version / "service-2.json").read_bytes())["metadata"]["endpointPrefix"])


def _without_words(told: Any) -> Any:
    """With empty documentation: botocore asks for some of it. A member of a shape may bear that name, and is no text."""
    if isinstance(told, dict):
        return {
            name: "" if name == "documentation" and isinstance(one, str) else _without_words(one)
            for name, one in told.items()
        }
    return [_without_words(one) for one in told] if isinstance(told, list) else told


def _write(file: Path, told: Any) -> None:
    file.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
