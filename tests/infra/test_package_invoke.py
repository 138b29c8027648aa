"""Every sample event reaches the handler whose trigger it is, in a running local cloud."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.invoke import NoTriggerError, functions_called, invoke, is_http, is_log
from infra.local.server import LocalCloud
from infra.package.template import PROJECT
from tests.infra import packaged
from tests.running_site import running_site

EVENTS = PROJECT / "events"


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("cloud")) as running:
        yield running


def test_every_trigger_has_a_sample_and_every_sample_a_trigger() -> None:
    reached = set()
    for path in EVENTS.glob("*.json"):
        sample = event(path.stem)
        by_app = is_http(sample) or is_log(sample)
        reached |= {"http"} if by_app else {*functions_called(sample, packaged.app())}
    one_schedule = {"sweep", "send", "nightly"}
    assert {"http", *packaged.event_functions()} - one_schedule <= reached
    assert reached & one_schedule


def test_a_page_is_answered(cloud: LocalCloud) -> None:
    [answer] = invoke(event("http-get"), packaged.app()).values()
    assert answer["statusCode"] == 200
    assert "教师资格" in answer["body"]


def test_a_posted_form_is_read_from_base64_and_sends_a_code(cloud: LocalCloud) -> None:
    assert base64.b64decode(event("http-post-form")["body"]).startswith(b"phone=")
    [answer] = invoke(event("http-post-form"), packaged.app()).values()
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == "/signin/code"


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("dynamodb-case-log", {"project": None, "notify": None}),
        ("sqs-work", {"work": {"batchItemFailures": []}}),
        # The sample's case is not in this log, so its message must come again.
        (
            "sqs-certify",
            {"certify": {"batchItemFailures": [{"itemIdentifier": "2e1424d4-f796-459a-8184-9c92662be6da"}]}},
        ),
        ("s3-object-created", {"material_check": None}),
        ("schedule-sweep", {"sweep": None}),
        ("logs-sms-delivery", {"receipts": {}}),
    ],
)
def test_an_event_reaches_its_functions(cloud: LocalCloud, name: str, answers: dict[str, Any]) -> None:
    assert invoke(event(name), packaged.app()) == answers


def test_names_as_cloudformation_makes_them_are_understood() -> None:
    record = event("sqs-work")
    record["Records"][0]["eventSourceARN"] = "arn:aws:sqs:us-east-1:123456789012:buqiuren-prod-WorkQueue-1A2B3C4D5E6F"
    assert functions_called(record, packaged.app()) == ["work"]


@pytest.mark.parametrize(
    "unknown",
    [
        {"Records": [{"eventSource": "aws:kinesis", "eventSourceARN": "arn:aws:kinesis:us-east-1:1:stream/x"}]},
        {"Records": [{"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:1:local-OtherQueue"}]},
        {"detail-type": "Scheduled Event", "resources": ["arn:aws:events:us-east-1:1:rule/other"]},
        {"detail-type": "Object Created", "source": "aws.s3", "detail": {"bucket": {"name": "another"}}},
    ],
)
def test_an_event_that_nothing_waits_for_is_refused(unknown: dict[str, Any]) -> None:
    with pytest.raises(NoTriggerError):
        functions_called(unknown, packaged.app())


def test_the_samples_hold_no_real_number() -> None:
    for path in sorted(Path(EVENTS).glob("*.json")):
        text = path.read_text(encoding="utf-8")
        bodies = [text, base64.b64decode(event(path.stem).get("body") or "").decode() if "http" in path.stem else ""]
        assert all("+86" not in body for body in bodies), path.name
