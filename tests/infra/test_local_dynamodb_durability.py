"""What was acknowledged is there after a restart and after kill -9."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from botocore.exceptions import ConnectionError as ClientConnectionError
from botocore.exceptions import HTTPClientError

from .local_dynamodb import Caller, client, database, table

WRITERS = 4


@contextmanager
def process(file: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "infra.local.dynamodb", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # our own module
        assert running.stdout is not None
        try:
            yield running, running.stdout.readline().removeprefix("ready ").strip()
        finally:
            running.kill()


def write_until_killed(url: str, writer: int, acknowledged: list[tuple[str, str]], enough: Event) -> None:
    with client(url) as dynamodb:
        for number in itertools.count():
            key = (f"writer-{writer}", str(number))
            try:
                dynamodb.put_item(TableName="things", Item={"p": {"S": key[0]}, "s": {"N": key[1]}})
            except (ClientConnectionError, HTTPClientError):
                return
            acknowledged.append(key)
            if len(acknowledged) >= 200:
                enough.set()


def stream_keys(call: Caller) -> list[tuple[str, str]]:
    arn = call("DescribeTable")["Table"]["LatestStreamArn"]
    shard = call.streams("DescribeStream", StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    position = call.streams("GetShardIterator", StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    keys: list[tuple[str, str]] = []
    while True:
        answer = call.streams("GetRecords", ShardIterator=position["ShardIterator"])
        if not answer["Records"]:
            return keys
        keys += [(r["dynamodb"]["Keys"]["p"]["S"], r["dynamodb"]["Keys"]["s"]["N"]) for r in answer["Records"]]
        position = {"ShardIterator": answer["NextShardIterator"]}


def test_a_restart_keeps_tables_items_streams_and_sequence(tmp_path: Path) -> None:
    with closing(database(tmp_path)) as dynamodb:
        call = Caller(dynamodb)
        call("CreateTable", **table(stream="NEW_IMAGE"))
        call("UpdateTimeToLive", TimeToLiveSpecification={"AttributeName": "until", "Enabled": True})
        call("PutItem", Item={"p": {"S": "a"}, "s": {"N": "1"}})
        before = call("DescribeTable"), call("DescribeTimeToLive")
    with closing(database(tmp_path)) as dynamodb:
        call = Caller(dynamodb)
        assert (call("DescribeTable"), call("DescribeTimeToLive")) == before
        assert call("GetItem", Key={"p": {"S": "a"}, "s": {"N": "1"}})["Item"] == {"p": {"S": "a"}, "s": {"N": "1"}}
        call("PutItem", Item={"p": {"S": "a"}, "s": {"N": "2"}})
        assert stream_keys(call) == [("a", "1"), ("a", "2")]


def test_kill_9_keeps_every_acknowledged_write_and_its_stream_record(tmp_path: Path) -> None:
    acknowledged: list[tuple[str, str]] = []
    enough = Event()
    with process(tmp_path / "dynamodb.sqlite") as (running, url):
        with client(url) as dynamodb:
            dynamodb.create_table(**table(stream="NEW_IMAGE"))
        with ThreadPoolExecutor(WRITERS) as pool:
            for writer in range(WRITERS):
                pool.submit(write_until_killed, url, writer, acknowledged, enough)
            assert enough.wait(timeout=60)
            running.kill()
    with closing(database(tmp_path)) as dynamodb:
        call = Caller(dynamodb)
        kept: set[tuple[str, str]] = set()
        for writer in range(WRITERS):
            kept |= partition(call, f"writer-{writer}")
        assert len(acknowledged) >= 200
        assert set(acknowledged) <= kept
        in_stream = stream_keys(call)
        assert set(in_stream) == kept
        assert len(in_stream) == len(kept)


def partition(call: Caller, name: str) -> set[tuple[str, str]]:
    request: dict[str, Any] = {
        "KeyConditionExpression": "p = :p",
        "ExpressionAttributeValues": {":p": {"S": name}},
    }
    return {(item["p"]["S"], item["s"]["N"]) for item in call("Query", **request)["Items"]}
