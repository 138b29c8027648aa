"""Point-in-time recovery: a new table holds what the old one held at an instant, whatever has happened since."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.dynamodb import DynamoDBError

from .local_dynamodb import START, Caller, database, table


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Restorable:
    """A table under recovery, and its clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.database = database(folder, self.clock)
        self.call = Caller(self.database)
        self.call("CreateTable", **table())

    def recover(self, *, enabled: bool = True) -> None:
        self.call("UpdateContinuousBackups", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled})

    def wait(self) -> float:
        """A second passes; answers the time before it."""
        before = self.clock.now.timestamp()
        self.clock.now += timedelta(seconds=1)
        return before

    def items(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.database.call("DynamoDB_20120810.Scan", {"TableName": name})["Items"]
        return found

    def restored(self, at: float, name: str) -> list[dict[str, Any]]:
        asked = {"SourceTableName": "things", "TargetTableName": name, "RestoreDateTime": at}
        self.database.call("DynamoDB_20120810.RestoreTableToPointInTime", asked)
        return self.items(name)


@pytest.fixture
def things(tmp_path: Path) -> Iterator[Restorable]:
    made = Restorable(tmp_path)
    with closing(made.database):
        yield made


def item(number: int, value: str = "") -> dict[str, Any]:
    return {"p": {"S": "p"}, "s": {"N": str(number)}, "v": {"S": value}}


def key(number: int) -> dict[str, Any]:
    return {"p": {"S": "p"}, "s": {"N": str(number)}}


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["put", "delete"])), max_size=12))
def test_every_instant_can_be_had_back(tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str]]) -> None:
    things = Restorable(tmp_path_factory.mktemp("things"))
    with closing(things.database):
        things.call("PutItem", Item=item(0, "before"))
        things.recover()
        stood = [(things.wait(), things.items("things"))]
        for turn, (number, act) in enumerate(acts):
            if act == "put":
                things.call("PutItem", Item=item(number, str(turn)))
            else:
                things.call("DeleteItem", Key=key(number))
            stood.append((things.wait(), things.items("things")))
        for turn, (at, held) in enumerate(stood):
            assert things.restored(at, f"restored-{turn}") == held


def test_a_restored_table_has_neither_stream_nor_expiry_nor_recovery(things: Restorable) -> None:
    things.recover()
    things.call("UpdateTimeToLive", TimeToLiveSpecification={"AttributeName": "v", "Enabled": True})
    things.restored(things.wait(), "copy")
    copy = {"TableName": "copy"}
    assert "LatestStreamArn" not in things.database.call("DynamoDB_20120810.DescribeTable", copy)["Table"]
    expiry = things.database.call("DynamoDB_20120810.DescribeTimeToLive", copy)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "DISABLED"}
    backups = things.database.call("DynamoDB_20120810.DescribeContinuousBackups", copy)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}


@pytest.mark.parametrize(
    ("at", "name", "code"),
    [
        (START.timestamp() - 1, "copy", "InvalidRestoreTimeException"),
        (START.timestamp() + 99, "copy", "InvalidRestoreTimeException"),
        (START.timestamp(), "things", "TableAlreadyExistsException"),
    ],
)
def test_what_cannot_be_restored_is_refused(things: Restorable, at: float, name: str, code: str) -> None:
    things.recover()
    with pytest.raises(DynamoDBError) as refused:
        things.restored(at, name)
    assert refused.value.code == code


def test_without_recovery_nothing_is_kept(things: Restorable) -> None:
    with pytest.raises(DynamoDBError) as refused:
        things.restored(things.wait(), "copy")
    assert refused.value.code == "PointInTimeRecoveryUnavailableException"
    things.recover()
    things.recover(enabled=False)
    with pytest.raises(DynamoDBError):
        things.restored(things.wait(), "copy")


def test_after_35_days_only_younger_instants_can_be_had_back(things: Restorable) -> None:
    things.call("PutItem", Item=item(1, "a"))
    things.recover()
    begun = things.wait()
    for number, value in ((1, "b"), (1, "c"), (2, "d")):
        things.call("PutItem", Item=item(number, value))
    things.wait()
    things.call("DeleteItem", Key=key(2))
    things.clock.now += timedelta(days=35)
    things.call("PutItem", Item=item(3, "e"))
    things.database.trim(things.clock.now)
    with pytest.raises(DynamoDBError):
        things.restored(begun, "too-old")
    assert things.restored(things.clock.now.timestamp() - 1, "a-second-ago") == [item(1, "c")]
    assert (
        things.restored(things.clock.now.timestamp(), "now") == things.items("things") == [item(1, "c"), item(3, "e")]
    )
