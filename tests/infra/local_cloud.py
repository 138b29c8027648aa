"""Runs small Chalice apps in a local cloud made from the deployed template."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config
from chalice import Chalice

from infra.functions import FUNCTIONS, Function
from infra.local import template
from infra.local.application import Application
from infra.local.server import LocalCloud, start

CASE_LOG_STREAM = {"Fn::GetAtt": ["CaseLog", "StreamArn"]}
OBJECT_CREATED = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"bucket": {"name": [{"Ref": "Papers"}]}, "object": {"key": [{"prefix": "incoming/"}]}},
}


def queue_arn(logical_id: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def new_app() -> Chalice:
    return Chalice(app_name="small")


def project(app: Chalice) -> Application:
    return Application(
        load=lambda: app,
        use_clock=lambda _: None,
        publish_city=lambda: None,
        add_working_days=lambda at, days: at + timedelta(days=days),
        sample_staff=list,
    )


@contextmanager
def running(
    data_dir: Path,
    app: Chalice,
    *,
    functions: Mapping[str, Function] = FUNCTIONS,
    resources_template: Path = template.RESOURCES,
) -> Iterator[LocalCloud]:
    cloud = start(data_dir, project=project(app), functions=functions, resources_template=resources_template)
    try:
        yield cloud
    finally:
        cloud.stop()


def impatient_template(directory: Path) -> Path:
    """The deployed template with queues that give up on the second receive."""
    resources = yaml.safe_load(template.RESOURCES.read_text(encoding="utf-8"))
    for body in resources["Resources"].values():
        policy = body.get("Properties", {}).get("RedrivePolicy")
        if policy:
            policy["maxReceiveCount"] = 2
    path = directory / "resources.yaml"
    path.write_text(yaml.safe_dump(resources), encoding="utf-8")
    return path


def client(service: str) -> Any:
    config = Config(signature_version="s3v4") if service == "s3" else None
    return boto3.session.Session().client(service, config=config)


def append(matter: str, seq: int) -> None:
    """Put one item into the case log."""
    client("dynamodb").put_item(
        TableName="local-CaseLog", Item={"matter": {"S": matter}, "seq": {"N": str(seq)}, "body": {"S": "{}"}}
    )


def messages(cloud: LocalCloud, queue: str) -> list[str]:
    """Bodies of what lies in a queue now, without deleting it."""
    return [message.body for message in cloud.cloud.queues.receive(f"local-{queue}", 10, visibility=0)]


def eventually(condition: Callable[[], Any], *, seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("the condition was not met in time")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
