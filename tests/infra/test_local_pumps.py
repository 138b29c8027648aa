"""Streams, queues, events and schedules reach the handlers as Lambda would bring them."""

import json
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.functions import FUNCTIONS, AsyncSource, Function, StreamSource
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb.server import serving
from infra.local.store import Store
from tests.infra.local_cloud import (
    CASE_LOG_STREAM,
    OBJECT_CREATED,
    append,
    client,
    impatient_template,
    messages,
    new_app,
    queue_arn,
    running,
)

IMPATIENT = {
    "project": Function(stream=StreamSource(retries=1)),
    "whole": Function(stream=StreamSource(retries=1, bisect=False)),
    "material_check": Function(asynchronous=AsyncSource(retries=2)),
}


def seqs(event: Any) -> list[int]:
    return [int(record.keys["seq"]["N"]) for record in event]


def test_a_stream_reader_gets_every_record_in_order_as_lambda_sends_it(tmp_path: Path) -> None:
    app, seen = new_app(), []

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project")
    def project(event: Any) -> None:
        seen.extend(event.to_dict()["Records"])

    with running(tmp_path, app) as cloud:
        for seq in range(1, 6):
            append("c-1", seq)
        assert cloud.drain(20)
    assert [record["dynamodb"]["Keys"]["seq"]["N"] for record in seen] == ["1", "2", "3", "4", "5"]
    assert {record["eventName"] for record in seen} == {"INSERT"}
    assert {record["eventSource"] for record in seen} == {"aws:dynamodb"}
    assert all(":table/local-CaseLog/stream/" in record["eventSourceARN"] for record in seen)
    assert seen[0]["dynamodb"]["NewImage"]["body"] == {"S": "{}"}


def test_a_poisoned_record_is_isolated_and_named_to_the_dead_letters(tmp_path: Path) -> None:
    app, done, tries = new_app(), [], Counter()
    ready = threading.Event()

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project", batch_size=10)
    def project(event: Any) -> None:
        ready.wait(20)
        tries[tuple(seqs(event))] += 1
        if 3 in seqs(event):
            raise RuntimeError("poison")
        done.extend(seqs(event))

    with running(tmp_path, app, functions=IMPATIENT) as cloud:
        for seq in range(1, 6):
            append("c-1", seq)
        ready.set()
        assert cloud.drain(20)
        [letter] = messages(cloud, "StreamDeadLetters")
    assert sorted(done) == [1, 2, 4, 5]
    assert tries[(3,)] == 2
    named = json.loads(letter)
    assert named["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert named["requestContext"]["approximateInvokeCount"] == 2
    assert named["DDBStreamBatchInfo"]["batchSize"] == 1
    assert "responsePayload" not in named


def test_without_bisecting_the_whole_batch_is_given_up(tmp_path: Path) -> None:
    app, batches = new_app(), []
    ready = threading.Event()

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="whole", batch_size=10)
    def whole(event: Any) -> None:
        ready.wait(20)
        batches.append(seqs(event))
        if 2 in seqs(event):
            raise RuntimeError("poison")

    with running(tmp_path, app, functions=IMPATIENT) as cloud:
        for seq in range(1, 4):
            append("c-1", seq)
        ready.set()
        assert cloud.drain(20)
        [letter] = messages(cloud, "StreamDeadLetters")
    poisoned = [batch for batch in batches if 2 in batch]
    assert poisoned == [poisoned[0]] * 2
    assert json.loads(letter)["DDBStreamBatchInfo"]["batchSize"] == len(poisoned[0])


def test_reported_failures_move_the_checkpoint_to_the_first_of_them(tmp_path: Path) -> None:
    app, batches, failed_once = new_app(), [], []
    ready = threading.Event()

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project", batch_size=10)
    def project(event: Any) -> Any:
        ready.wait(20)
        batches.append(seqs(event))
        bad = [record for record in event if record.keys["seq"]["N"] == "3" and not failed_once]
        failed_once.extend(bad)
        return {"batchItemFailures": [{"itemIdentifier": record.sequence_number} for record in bad]}

    with running(tmp_path, app, functions=IMPATIENT) as cloud:
        for seq in range(1, 5):
            append("c-1", seq)
        ready.set()
        assert cloud.drain(20)
        assert messages(cloud, "StreamDeadLetters") == []
    # Records 1 and 2 stood before the first failure, so they are not seen again.
    counted = Counter(seq for batch in batches for seq in batch)
    assert (counted[1], counted[2], counted[3]) == (1, 1, 2)
    assert 4 in counted


def test_each_reader_goes_on_from_its_own_checkpoint_after_a_restart(tmp_path: Path) -> None:
    def build(names: list[str], seen: dict[str, list[int]]) -> Any:
        app = new_app()
        for name in names:

            def read(event: Any, name: str = name) -> None:
                seen[name].extend(seqs(event))

            app.on_dynamodb_record(CASE_LOG_STREAM, name=name)(read)
        return app

    first: dict[str, list[int]] = {"project": []}
    with running(tmp_path, build(["project"], first)) as cloud:
        append("c-1", 1)
        assert cloud.drain(20)
    second: dict[str, list[int]] = {"project": [], "notify": []}
    with running(tmp_path, build(["project", "notify"], second)) as cloud:
        append("c-1", 2)
        assert cloud.drain(20)
    assert first == {"project": [1]}
    assert second == {"project": [2], "notify": [1, 2]}


def test_a_reader_goes_on_after_records_that_were_trimmed_before_it_saw_them(tmp_path: Path) -> None:
    with running(tmp_path, new_app()) as cloud:
        append("c-1", 1)
        cloud.advance_to(cloud.clock.now() + timedelta(days=3))
        append("c-1", 2)
    app, seen = new_app(), []

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project")
    def project(event: Any) -> None:
        seen.extend(seqs(event))

    with running(tmp_path, app) as cloud:
        assert cloud.drain(20)
        Store(tmp_path / "cloud.sqlite").run("UPDATE stream_checkpoints SET sequence = '100000000000000000000'")
    append_after = new_app()
    append_after.on_dynamodb_record(CASE_LOG_STREAM, name="project")(lambda event: seen.extend(seqs(event)))
    with running(tmp_path, append_after) as cloud:
        append("c-1", 3)
        assert cloud.drain(20)
    assert seen == [2, 2, 3]


def test_the_same_run_can_stand_on_another_dynamodb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, seen = new_app(), []

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project")
    def project(event: Any) -> None:
        seen.extend(seqs(event))

    other = DynamoDB(tmp_path / "other.sqlite", "000000000000", "us-east-1", lambda: datetime.now(UTC))
    with closing(other), serving(other) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
        with running(tmp_path, app) as cloud:
            append("c-1", 1)
            append("c-1", 2)
            assert cloud.drain(20)
            streams = client("dynamodbstreams").list_streams()["Streams"]
        assert [stream["TableName"] for stream in streams] == ["local-CaseLog"]
        items = other.call("DynamoDB_20120810.Scan", {"TableName": "local-CaseLog"})["Items"]
    assert seen == [1, 2]
    assert len(items) == 2


def test_a_queue_message_that_keeps_failing_goes_to_the_dead_letters(tmp_path: Path) -> None:
    app, receives = new_app(), []

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work", batch_size=10)
    def work(event: Any) -> None:
        receives.extend(record.to_dict()["attributes"]["ApproximateReceiveCount"] for record in event)
        raise RuntimeError("never")

    with running(tmp_path, app, resources_template=impatient_template(tmp_path)) as cloud:
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName="local-WorkQueue")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="咸宁")
        assert cloud.drain(20)
        assert messages(cloud, "WorkDeadLetters") == ["咸宁"]
        shown = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert receives == ["1", "2"]
    assert (shown["ApproximateNumberOfMessages"], json.loads(shown["RedrivePolicy"])["maxReceiveCount"]) == ("0", 2)


def test_only_the_messages_reported_as_failed_come_again(tmp_path: Path) -> None:
    app, seen = new_app(), Counter()

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work", batch_size=10)
    def work(event: Any) -> Any:
        failed = []
        for record in event:
            seen[record.body] += 1
            if record.body == "bad" and seen["bad"] == 1:
                failed.append({"itemIdentifier": record.to_dict()["messageId"]})
        return {"batchItemFailures": failed}

    with running(tmp_path, app) as cloud:
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName="local-WorkQueue")["QueueUrl"]
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(["good", "bad", "fine"])]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
        assert cloud.drain(20)
    assert seen == {"good": 1, "bad": 2, "fine": 1}


def test_a_created_object_is_told_once_to_the_function_whose_pattern_fits(tmp_path: Path) -> None:
    app, events = new_app(), []

    @app.on_cw_event(OBJECT_CREATED, name="material_check")
    def material_check(event: Any) -> None:
        events.append(event.to_dict())

    with running(tmp_path, app) as cloud:
        s3 = client("s3")
        versions = [
            s3.put_object(Bucket="local-papers", Key=f"incoming/{n}", Body=b"x" * n)["VersionId"] for n in range(1, 4)
        ]
        s3.put_object(Bucket="local-papers", Key="papers/other", Body=b"x")
        assert cloud.drain(20)
    objects = [event["detail"]["object"] for event in events]
    assert [(entry["key"], entry["size"]) for entry in objects] == [
        ("incoming/1", 1),
        ("incoming/2", 2),
        ("incoming/3", 3),
    ]
    assert [entry["version-id"] for entry in objects] == versions
    assert {(event["detail-type"], event["detail"]["reason"]) for event in events} == {("Object Created", "PutObject")}


def test_an_event_is_retried_twice_and_then_goes_to_the_dead_letters(tmp_path: Path) -> None:
    app, tries = new_app(), Counter()

    @app.on_cw_event(OBJECT_CREATED, name="material_check")
    def material_check(event: Any) -> None:
        key = event.detail["object"]["key"]
        tries[key] += 1
        if key == "incoming/bad" or tries[key] == 1:
            raise RuntimeError(key)

    with running(tmp_path, app, functions=IMPATIENT) as cloud:
        for key in ("incoming/bad", "incoming/late"):
            client("s3").put_object(Bucket="local-papers", Key=key, Body=b"x")
        assert cloud.drain(20)
        [letter] = [json.loads(body) for body in messages(cloud, "EventDeadLetters")]
    assert tries == {"incoming/bad": 3, "incoming/late": 2}
    assert letter["requestContext"]["condition"] == "RetriesExhausted"
    assert letter["requestPayload"]["detail"]["object"]["key"] == "incoming/bad"
    assert letter["responsePayload"] == {"errorType": "RuntimeError", "errorMessage": "incoming/bad"}


def test_work_that_causes_work_is_drained_to_its_end(tmp_path: Path) -> None:
    app, done = new_app(), []

    @app.on_dynamodb_record(CASE_LOG_STREAM, name="project")
    def project(event: Any) -> None:
        url = client("sqs").get_queue_url(QueueName="local-WorkQueue")["QueueUrl"]
        for seq in seqs(event):
            if seq < 4:
                client("sqs").send_message(QueueUrl=url, MessageBody=str(seq))

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work")
    def work(event: Any) -> None:
        for record in event:
            done.append(record.body)
            append("c-1", int(record.body) + 1)

    with running(tmp_path, app) as cloud:
        append("c-1", 1)
        assert cloud.drain(20)
    assert done == ["1", "2", "3"]


def test_drain_says_when_work_does_not_end(tmp_path: Path) -> None:
    app, release = new_app(), threading.Event()

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work")
    def work(_event: Any) -> None:
        release.wait(20)

    with running(tmp_path, app) as cloud:
        cloud.cloud.queues.send("local-WorkQueue", "slow")
        assert cloud.drain(0.2) is False
        release.set()
        assert cloud.drain(20) is True


def test_every_function_setting_is_one_that_lambda_takes() -> None:
    for function in FUNCTIONS.values():
        assert 128 <= function.memory <= 10240
        assert 1 <= function.timeout <= 900
        assert function.queue.maximum_concurrency >= 2
