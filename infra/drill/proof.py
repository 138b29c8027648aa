"""What of the copies agrees with the stage and with itself: each proof answers what it counted and what it found wrong."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import BrokenChainError, Commit, read_chain, read_commit
from chalicelib.domain.dossier import Part
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.end_items import SEEN
from chalicelib.usecases.project import project
from chalicelib.usecases.rebuild import rebuild
from chalicelib.usecases.sweep import sweep

MARGIN = timedelta(seconds=5)
"""Between a function's clock and the table's: a commit so near the instant may be in the copy or not."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """`told` counts what was compared, `wrong` names each thing that does not agree."""

    told: str
    wrong: tuple[str, ...]


def logs_agree(copied: Log, live: Log, instant: datetime) -> tuple[Finding, frozenset[str]]:
    """Every chain is whole, every commit is the stage's byte for byte, and what is missing came after the instant.

    Answers also which matters have moved on since.
    """
    wrong: list[str] = []
    moved: set[str] = set()
    commits, newest = 0, stamp(instant - MARGIN)
    matters = sorted({*copied.matters(), *live.matters()})
    for matter in matters:
        had, has = list(copied.read(matter)), list(live.read(matter))
        commits += len(had)
        try:
            read_chain(had)
        except BrokenChainError as error:
            wrong.append(f"the chain is broken at {error}")
        if had != has[: len(had)]:
            wrong.append(f"{matter}: the copy has other commits than the stage")
        lost = [commit for commit in map(read_commit, has[len(had) :]) if commit.recorded_at < newest]
        wrong += [f"{commit.matter} seq {commit.seq} of {commit.recorded_at} is lost" for commit in lost]
        if len(has) > len(had):
            moved.add(matter)
    told = (
        f"log: {commits} commits of {len(matters)} matters, every chain whole; {len(moved)} matters have moved on since"
    )
    return Finding(told, tuple(wrong)), frozenset(moved)


def seals_hold(copied: Log, had: Mapping[Any, Item], has: Mapping[Any, Item]) -> Finding:
    """What the restored log has sealed, the restored dossiers (`had`) hold unchanged; what the stage (`has`) lacks too was
    erased, or lies in another matter's dossier."""
    wrong: list[str] = []
    held = 0
    for matter in copied.matters():
        for body in copied.read(matter):
            for name, digest in _seals(json.loads(body)["facts"]):
                item = had.get((matter, name))
                if item is None:
                    wrong += [f"{matter}: part {name} is lost"] if (matter, name) in has else []
                elif _digest(item) == digest:
                    held += 1
                else:
                    wrong.append(f"{matter}: part {name} is not what the log has sealed")
    return Finding(f"seals: {held} parts of dossiers are what the restored log has sealed", tuple(wrong))


def _seals(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if set(value) == {"part", "digest"} and value["digest"]:
            yield value["part"], value["digest"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _seals(one)


def _digest(item: Item) -> str:
    names = ("matter", "part", "salt")
    matter, part, salt = (item[name]["S"] for name in names)
    return Part(matter, part, salt, json.loads(item["content"]["S"])).seal().digest


def tables_agree(name: str, copied: Mapping[Any, Item], live: Mapping[Any, Item], moved: frozenset[str]) -> Finding:
    """Every item is the stage's; what has changed belongs to a matter that has moved on, or cannot be told from a loss."""
    different = [key for key in copied.keys() | live.keys() if copied.get(key) != live.get(key)]
    unexplained = [key for key in different if not any(part in moved for part in _parts(key))]
    told = f"{name}: {len(copied)} items, {len(different) - len(unexplained)} changed with their matters since"
    wrong = tuple(f"{name} {' '.join(map(str, key))} is not as the stage has it" for key in sorted(unexplained))
    return Finding(told, wrong)


def _parts(key: tuple[str, ...]) -> Iterator[str]:
    for value in key:
        yield from str(value).split("#")


def views_agree(
    *, log: Log, restored: Views, rebuilt: Views, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> int:
    """Brings the restored views up to the restored log and makes new ones from nothing; answers how many matters.

    A due row that a matter has outlived stays until a sweep meets it, so both are swept to the end of time; what time has
    brought since the instant is committed into the restored log, which is a copy.
    """
    ports: dict[str, Any] = {"log": log, "catalogue": catalogue, "calendar": calendar}
    replayed: list[str] = []
    for matter in log.matters():
        project(matter, views=restored, projected=_tell_nobody, **ports)
    rebuild(views=rebuilt, done=replayed.append, **ports)
    for views in (restored, rebuilt):
        sweep(views=views, now=now, until=END_OF_TIME, **ports)
    return len(replayed)


def rows_agree(restored: Mapping[Any, Item], rebuilt: Mapping[Any, Item], matters: int) -> Finding:
    """Byte for byte, but for the sweep's own note of which catalogue it has followed."""
    keys = {key for key in restored.keys() | rebuilt.keys() if key[0] != SEEN.queue}
    different = sorted(key for key in keys if restored.get(key) != rebuilt.get(key))
    told = f"views: {len(keys)} rows, rebuilt from {matters} matters of the restored log into an empty table"
    return Finding(told, tuple(f"row {' '.join(key)} is rebuilt otherwise" for key in different))


def _tell_nobody(before: Case, commit: Commit, after: Case, definition: Definition) -> None:
    """The world has heard of these commits already."""


def items(dynamodb: Any, table: str) -> dict[tuple[str, ...], Item]:
    """All of a table by its key."""
    schema = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
    names = [element["AttributeName"] for element in schema]
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return {tuple(next(iter(item[name].values())) for name in names): item for page in pages for item in page["Items"]}
