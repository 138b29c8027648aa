"""What one page of a worklist costs in read units, however many rows stand in its queue, and an empty one.

Measured with a thousand and with a hundred thousand rows; with a million by arithmetic: a Query is billed by the bytes that
it reads, and a page reads so many rows of this size and nothing else.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.views import DynamoViews
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import task_rows
from chalicelib.usecases.list_tasks import LISTED
from infra.bench.calls import Arguments, each_call
from infra.bench.figure import Figure
from infra.bench.stage import Stage, running
from infra.local.dynamodb.capacity import read_units
from infra.local.dynamodb.values import item_size
from infra.progress import progress

SMALL, LARGE, HUGE = 1_000, 100_000, 1_000_000
PAGE = LISTED + 1
BATCH = 25
SAME = 1.0


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as stage:
        views, row = DynamoViews("Views", wiring.client("dynamodb")), _row(stage)
        image = _image(views, row)
        empty, units, written = _units(views, "empty"), dict[int, float](), 0
        for count in (SMALL, LARGE):
            _fill(image, range(written, count))
            units[count], written = _units(views, "full"), count
    yield Figure("worklist.empty", empty, "RCU", read_units(0, consistent=True))
    yield Figure("worklist.page", units[SMALL], "RCU")
    yield Figure("worklist.at_100k_to_1k", units[LARGE] / units[SMALL], "x", SAME)
    last = {**image, **_names(HUGE - 1)}
    yield Figure("worklist.at_1M_to_1k", read_units(PAGE * item_size(last), consistent=True) / units[SMALL], "x", SAME)


def _row(stage: Stage) -> Row:
    """As a case in review has it on an officer's list."""
    stage.opened("c-bench")
    file = stage.read("c-bench")
    return next(iter(task_rows(file.case, file.definition, stage.ports["calendar"]).values()))


def _image(views: DynamoViews, row: Row) -> Mapping[str, Any]:
    """A row as it is stored."""
    views.put(RowKey("full", _sort(0)), row)
    item: Mapping[str, Any] = wiring.client("dynamodb").get_item(TableName="Views", Key=_names(0))["Item"]
    return item


def _fill(image: Mapping[str, Any], numbers: range) -> None:
    client = wiring.client("dynamodb")
    batches = [numbers[first : first + BATCH] for first in range(0, len(numbers), BATCH)]
    for batch in progress(f"{len(numbers)} rows, {BATCH} at once", batches):
        puts = [{"PutRequest": {"Item": {**image, **_names(number)}}} for number in batch]
        client.batch_write_item(RequestItems={"Views": puts})


def _names(number: int) -> dict[str, Any]:
    return {"queue": {"S": "full"}, "sort": {"S": _sort(number)}}


def _sort(number: int) -> str:
    return f"2026-03-03T01:31:07.000000Z#c-{number:010}"


def _units(views: DynamoViews, queue: str) -> float:
    """Of the page that the worklist asks for."""
    units = 0.0

    def counted(call: Callable[[Arguments], Any], arguments: Arguments) -> Any:
        nonlocal units
        answer = call({**arguments, "ReturnConsumedCapacity": "TOTAL"})
        units += answer["ConsumedCapacity"]["CapacityUnits"]
        return answer

    with each_call(counted):
        found = views.query(queue, limit=PAGE)
    if len(found) not in (0, PAGE):
        raise RuntimeError(f"a page of {len(found)}")
    return units
