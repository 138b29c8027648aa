"""Stream records: one for every real change, in order, read by every kind of iterator; expiry and trimming."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local.dynamodb import DynamoDBError
from infra.local.dynamodb.server import serving

from .local_dynamodb import START, Caller, client, database, table

Record = dict[str, Any]


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def call(tmp_path: Path, clock: Clock) -> Iterator[Caller]:
    with closing(database(tmp_path, clock)) as dynamodb:
        caller = Caller(dynamodb)
        caller("CreateTable", **table(stream="NEW_AND_OLD_IMAGES"))
        yield caller


def item(number: int, **attributes: str) -> dict[str, Any]:
    return {"p": {"S": "a"}, "s": {"N": str(number)}, **{name: {"S": text} for name, text in attributes.items()}}


def iterator(call: Caller, kind: str, **sequence: str) -> str:
    arn = call("DescribeTable")["Table"]["LatestStreamArn"]
    [shard] = call.streams("DescribeStream", StreamArn=arn)["StreamDescription"]["Shards"]
    request = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": kind}
    return call.streams("GetShardIterator", **request, **sequence)["ShardIterator"]


def read(call: Caller, kind: str = "TRIM_HORIZON", **sequence: str) -> list[Record]:
    return call.streams("GetRecords", ShardIterator=iterator(call, kind, **sequence))["Records"]


def test_insert_modify_remove_carry_their_images(call: Caller) -> None:
    call("PutItem", Item=item(1, text="x"))
    call("PutItem", Item=item(1, text="yy"))
    call("DeleteItem", Key=item(1))
    inserted, modified, removed = read(call)
    assert [record["eventName"] for record in (inserted, modified, removed)] == ["INSERT", "MODIFY", "REMOVE"]
    assert inserted["dynamodb"]["NewImage"] == item(1, text="x")
    assert "OldImage" not in inserted["dynamodb"]
    assert modified["dynamodb"]["OldImage"] == item(1, text="x")
    assert modified["dynamodb"]["NewImage"] == item(1, text="yy")
    assert removed["dynamodb"]["OldImage"] == item(1, text="yy")
    assert "NewImage" not in removed["dynamodb"]
    assert modified["dynamodb"]["Keys"] == item(1)
    assert modified["eventSource"] == "aws:dynamodb"
    assert modified["awsRegion"] == "us-east-1"
    assert modified["dynamodb"]["ApproximateCreationDateTime"] == START.timestamp()
    # Keys p=a (2) and s=1 (3), each image these and text=x (5) or yy (6).
    assert modified["dynamodb"]["SizeBytes"] == 5 + 10 + 11
    assert len({record["eventID"] for record in (inserted, modified, removed)}) == 3


@pytest.mark.parametrize(
    ("view", "images"),
    [("KEYS_ONLY", set()), ("NEW_IMAGE", {"NewImage"}), ("OLD_IMAGE", {"OldImage"})],
)
def test_the_view_type_chooses_the_images(tmp_path: Path, view: str, images: set[str]) -> None:
    with closing(database(tmp_path)) as dynamodb:
        call = Caller(dynamodb)
        call("CreateTable", **table(stream=view))
        call("PutItem", Item=item(1, text="x"))
        call("PutItem", Item=item(1, text="y"))
        modified = read(call)[1]["dynamodb"]
        assert modified.keys() & {"NewImage", "OldImage"} == images
        assert modified["StreamViewType"] == view


def test_a_write_that_changes_nothing_or_fails_emits_no_record(call: Caller) -> None:
    call("PutItem", Item=item(1, text="x"))
    call("PutItem", Item=item(1, text="x"))
    call("PutItem", Item={**item(1, text="x"), "s": {"N": "1.0"}})
    call("UpdateItem", Key=item(1), UpdateExpression="REMOVE absent")
    call(
        "UpdateItem",
        Key=item(1),
        UpdateExpression="SET #t = :x",
        ExpressionAttributeNames={"#t": "text"},
        ExpressionAttributeValues={":x": {"S": "x"}},
    )
    call("DeleteItem", Key=item(2))
    call("UpdateItem", Key=item(2), UpdateExpression="REMOVE absent")
    with pytest.raises(DynamoDBError, match="conditional request failed"):
        call("DeleteItem", Key=item(1), ConditionExpression="attribute_not_exists(p)")
    assert len(read(call)) == 1


def test_iterators_start_where_they_say_and_go_on(call: Caller) -> None:
    for number in range(5):
        call("PutItem", Item=item(number))
    latest = iterator(call, "LATEST")
    records = read(call)
    sequences = [record["dynamodb"]["SequenceNumber"] for record in records]
    assert [record["dynamodb"]["Keys"]["s"]["N"] for record in records] == ["0", "1", "2", "3", "4"]
    assert sequences == sorted(sequences, key=int) == sorted(sequences)
    assert read(call, "AT_SEQUENCE_NUMBER", SequenceNumber=sequences[2]) == records[2:]
    assert read(call, "AFTER_SEQUENCE_NUMBER", SequenceNumber=sequences[2]) == records[3:]
    assert read(call, "AFTER_SEQUENCE_NUMBER", SequenceNumber=sequences[4]) == []
    call("PutItem", Item=item(9))
    answer = call.streams("GetRecords", ShardIterator=latest)
    assert [record["dynamodb"]["Keys"] for record in answer["Records"]] == [item(9)]
    assert call.streams("GetRecords", ShardIterator=answer["NextShardIterator"])["Records"] == []


def test_pages_of_records_join_without_gap_or_repetition(call: Caller) -> None:
    for number in range(7):
        call("PutItem", Item=item(number))
    position = iterator(call, "TRIM_HORIZON")
    found = []
    while True:
        answer = call.streams("GetRecords", ShardIterator=position, Limit=3)
        if not answer["Records"]:
            break
        found += answer["Records"]
        position = answer["NextShardIterator"]
    assert found == read(call)
    assert len(found) == 7


def test_expired_items_go_with_a_record_that_names_the_service(call: Caller) -> None:
    call("UpdateTimeToLive", TimeToLiveSpecification={"AttributeName": "until", "Enabled": True})
    now = int(START.timestamp())
    expiries = {"N": [now - 1, now, now - 6 * 365 * 86400], "S": [now - 1]}
    for kind, seconds in expiries.items():
        for second in seconds:
            call("PutItem", Item={"p": {"S": kind}, "s": {"N": str(second)}, "until": {kind: str(second)}})
    call("PutItem", Item={"p": {"S": "never"}, "s": {"N": "1"}, "until": {"N": "1e60"}})
    before = len(read(call))
    assert call.dynamodb.expire(START) == 1
    [record] = read(call)[before:]
    assert record["eventName"] == "REMOVE"
    assert record["userIdentity"] == {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    assert record["dynamodb"]["Keys"] == {"p": {"S": "N"}, "s": {"N": str(now - 1)}}
    assert call("Scan")["Count"] == 4
    assert call.dynamodb.expire(START) == 0


def test_items_written_before_time_to_live_was_enabled_expire_too(call: Caller) -> None:
    for number in range(450):
        call("PutItem", Item={**item(number), "until": {"N": str(int(START.timestamp()) - 60)}})
    assert call.dynamodb.expire(START) == 0
    call("UpdateTimeToLive", TimeToLiveSpecification={"AttributeName": "until", "Enabled": True})
    assert call.dynamodb.expire(START) == 450


def test_records_older_than_a_day_are_trimmed_and_later_ones_stay(call: Caller, clock: Clock) -> None:
    call("PutItem", Item=item(1))
    call("PutItem", Item=item(2))
    old = iterator(call, "TRIM_HORIZON")
    sequences = [record["dynamodb"]["SequenceNumber"] for record in read(call)]
    clock.now += timedelta(hours=25)
    call("PutItem", Item=item(3))
    assert call.dynamodb.trim(clock.now) == 1
    kept = read(call)
    assert [record["dynamodb"]["Keys"]["s"]["N"] for record in kept] == ["3"]
    assert read(call, "AFTER_SEQUENCE_NUMBER", SequenceNumber=sequences[1]) == kept
    for kind, sequence in (("AFTER_SEQUENCE_NUMBER", sequences[0]), ("AT_SEQUENCE_NUMBER", sequences[1])):
        with pytest.raises(DynamoDBError) as refused:
            iterator(call, kind, SequenceNumber=sequence)
        assert refused.value.code == "TrimmedDataAccessException"
    with pytest.raises(DynamoDBError) as refused:
        call.streams("GetRecords", ShardIterator=old)
    assert refused.value.code == "TrimmedDataAccessException"


def test_a_stream_trimmed_to_nothing_goes_on_from_there(call: Caller, clock: Clock) -> None:
    call("PutItem", Item=item(1))
    clock.now += timedelta(hours=25)
    call.dynamodb.trim(clock.now)
    latest = iterator(call, "LATEST")
    assert read(call) == []
    call("PutItem", Item=item(2))
    assert call.streams("GetRecords", ShardIterator=latest)["Records"] == read(call)
    assert len(read(call)) == 1


def test_boto3_reads_the_stream(call: Caller) -> None:
    call("PutItem", Item=item(1, text="x"))
    with serving(call.dynamodb) as url, client(url, "dynamodbstreams") as streams:
        [stream] = streams.list_streams(TableName="things")["Streams"]
        shards = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
        position = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"], ShardId=shards[0]["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        [record] = streams.get_records(ShardIterator=position["ShardIterator"])["Records"]
        assert record["dynamodb"]["NewImage"] == item(1, text="x")
        assert record["dynamodb"]["ApproximateCreationDateTime"].astimezone(UTC) == START
        with pytest.raises(streams.exceptions.ResourceNotFoundException):
            streams.describe_stream(StreamArn=stream["StreamArn"].replace("things", "others"))
