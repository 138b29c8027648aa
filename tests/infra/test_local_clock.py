from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from chalicelib.domain.times import SHANGHAI
from infra.local.clock import until_morning
from infra.local.schedule import next_after
from tests.infra.local_cloud import at, client, new_app, queue_arn, running


def test_the_clock_goes_forward_only_and_stays_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path, new_app()) as cloud:
        before = cloud.clock.now()
        moved = requests.post(f"{cloud.url}/local/clock", json={"advance_working_days": 3}, timeout=30)
        assert moved.status_code == 200
        assert at(moved.json()["now"]) - before >= timedelta(days=3)
        target = (before + timedelta(days=9)).isoformat()
        assert requests.post(f"{cloud.url}/local/clock", json={"at": target}, timeout=30).status_code == 200
        back = requests.post(f"{cloud.url}/local/clock", json={"at": before.isoformat()}, timeout=30)
        assert (back.status_code, back.headers["Content-Type"]) == (409, "application/problem+json")
        assert back.json()["title"] == "clock_backward"
        reached = cloud.clock.now()
    with running(tmp_path, new_app()) as cloud:
        assert cloud.clock.now() >= reached > at(target)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        "no json",
        '{"at": "2999-01-01T00:00:00"}',
        '{"at": 1}',
        '{"advance_working_days": 0}',
        '{"advance_working_days": "1"}',
    ],
)
def test_a_clock_request_that_cannot_be_read_is_refused(tmp_path: Path, body: str) -> None:
    with running(tmp_path, new_app()) as cloud:
        answer = requests.post(f"{cloud.url}/local/clock", data=body, timeout=30)
    assert (answer.status_code, answer.json()["title"]) == (400, "clock_request")


def test_moving_the_clock_fires_schedules_once_and_again_while_they_cause_work(tmp_path: Path) -> None:
    app, fired, worked = new_app(), [], []

    @app.schedule("rate(1 minute)", name="sweep")
    def sweep(event: Any) -> None:
        fired.append(event.to_dict()["detail-type"])
        if len(fired) <= 2:
            url = client("sqs").get_queue_url(QueueName="local-WorkQueue")["QueueUrl"]
            client("sqs").send_message(QueueUrl=url, MessageBody="due")

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work")
    def work(event: Any) -> None:
        worked.extend(record.body for record in event)

    with running(tmp_path, app) as cloud:
        cloud.advance_to(cloud.clock.now() + timedelta(days=2))
        assert (fired, worked) == (["Scheduled Event"] * 3, ["due", "due"])
        fired.clear()
        cloud.advance_to(cloud.clock.now() + timedelta(seconds=20))
        assert fired == []


def test_moving_the_clock_expires_items_and_incoming_objects(tmp_path: Path) -> None:
    with running(tmp_path, new_app()) as cloud:
        dynamodb, s3 = client("dynamodb"), client("s3")
        hour = int(cloud.clock.timestamp()) + 3600
        for key, expires_at in (("soon", hour), ("late", hour + 30 * 86400)):
            item = {"key": {"S": key}, "expires_at": {"N": str(expires_at)}}
            dynamodb.put_item(TableName="local-Guards", Item=item)
        s3.put_object(Bucket="local-papers", Key="incoming/x", Body=b"x")
        s3.put_object(Bucket="local-papers", Key="papers/x", Body=b"x")
        cloud.advance_to(cloud.clock.now() + timedelta(days=8))
        assert [item["key"]["S"] for item in dynamodb.scan(TableName="local-Guards")["Items"]] == ["late"]
        assert [entry["Key"] for entry in s3.list_objects_v2(Bucket="local-papers")["Contents"]] == ["papers/x"]


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("rate(1 minute)", "2026-03-02T08:00:10", "2026-03-02T08:01:10"),
        ("rate(12 hours)", "2026-03-02T08:00:00", "2026-03-02T20:00:00"),
        ("cron(0 18 * * ? *)", "2026-03-02T18:00:00", "2026-03-03T18:00:00"),
        ("cron(0/15 * * * ? *)", "2026-03-02T08:07:00", "2026-03-02T08:15:00"),
        ("cron(30 0 ? * MON-FRI *)", "2026-03-06T00:30:00", "2026-03-09T00:30:00"),
        ("cron(0 0 1 JAN,JUL ? *)", "2026-03-02T00:00:00", "2026-07-01T00:00:00"),
        ("cron(5,10 8-9 2 3 ? 2026)", "2026-03-02T08:10:00", "2026-03-02T09:05:00"),
    ],
)
def test_schedule_expressions_fire_when_eventbridge_would(expression: str, after: str, expected: str) -> None:
    found = next_after(expression, datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("expression", ["cron(0 0 L * ? *)", "every minute", "cron(0 0 31 2 ? *)"])
def test_a_schedule_that_never_fires_is_an_error(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        next_after(expression, datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("hour", "minute", "starts_at"),
    [(8, 0, (27, 8, 0)), (18, 59, (27, 18, 59)), (19, 0, (28, 9, 0)), (23, 30, (28, 9, 0)), (0, 5, (27, 9, 0))],
)
def test_on_new_data_it_is_never_night_so_that_whoever_tries_it_sees_the_sms(
    hour: int, minute: int, starts_at: tuple[int, int, int]
) -> None:
    now = datetime(2026, 11, 27, hour, minute, tzinfo=SHANGHAI)
    begun = now + until_morning(now)
    assert (begun.day, begun.hour, begun.minute) == starts_at
