"""`make invoke EVENT=events/x.json`: gives one event to the handler whose trigger it is, in a local cloud of its own.

The trigger is told by the event's shape, as AWS sends it; the cloud starts empty but for the sample city.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from chalice import Chalice
from chalice.app import CloudWatchEventConfig, DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig
from chalice.utils import to_cfn_resource_name

from chalicelib.handlers.edge import LOG_SUBSCRIBER
from infra.functions import FUNCTIONS
from infra.local.eventbridge import matches
from infra.local.resources import bucket_name
from infra.local.runtime import Runtime
from infra.local.server import start
from infra.local.template import Resolver
from infra.local.template import load as load_resources

SCHEDULED = "Scheduled Event"


class NoTriggerError(Exception):
    """Nothing in app.py is called by such an event."""

    code = "no_trigger"


def is_http(event: Mapping[str, Any]) -> bool:
    return "httpMethod" in event


def is_log(event: Mapping[str, Any]) -> bool:
    """What CloudWatch Logs hands to a subscriber, which is a function of the app's own."""
    return "awslogs" in event


def functions_called(event: Mapping[str, Any], app: Chalice) -> list[str]:
    """The event functions whose trigger this is; a stream has more than one reader.

    Raises NoTriggerError.
    """
    if "Records" in event:
        record = event["Records"][0]
        kind = {"aws:dynamodb": DynamoDBEventConfig, "aws:sqs": SQSEventConfig}.get(record["eventSource"])
        found = _by_source(app, kind, record["eventSourceARN"]) if kind else []
    elif event.get("detail-type") == SCHEDULED:
        found = [name for name in _names(app, ScheduledEventConfig) if _is_rule_of(name, event["resources"][0])]
    else:
        found = [source.name for source in _declared(app, CloudWatchEventConfig) if _fits(source.event_pattern, event)]
    if not found:
        raise NoTriggerError("no function of app.py has this event as its trigger")
    return found


def invoke(event: dict[str, Any], app: Chalice) -> dict[str, Any]:
    """What each function called answers, by its name; needs a running local cloud in this process."""
    runtime = Runtime(app, FUNCTIONS)
    if is_http(event):
        return {"http": runtime.answer(event)}
    if is_log(event):
        return {LOG_SUBSCRIBER[0]: runtime.answer(event)}
    return {name: runtime.invoke(name, event) for name in functions_called(event, app)}


def _declared(app: Chalice, kind: type) -> list[Any]:
    return [source for source in app.event_sources if isinstance(source, kind)]


def _names(app: Chalice, kind: type) -> list[str]:
    return [source.name for source in _declared(app, kind)]


def _by_source(app: Chalice, kind: type, arn: str) -> list[str]:
    """Names in AWS hold the logical id between dashes: local-CaseLog, buqiuren-prod-CaseLog-1ABC."""
    words = arn.replace("/", ":").replace(":", "-").split("-")
    return [source.name for source in _declared(app, kind) if _logical_id(source) in words]


def _logical_id(source: Any) -> str:
    declared: Any = source.stream_arn if isinstance(source, DynamoDBEventConfig) else source.queue_arn
    return str(declared["Fn::GetAtt"][0])


def _is_rule_of(name: str, arn: str) -> bool:
    """A rule is called `sweep` locally, buqiuren-prod-SweepSweepEvent-1ABC where CloudFormation names it."""
    words = arn.rpartition("/")[2].split("-")
    own = str(to_cfn_resource_name(name))
    return name in words or f"{own}{own}Event" in words


def _fits(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    buckets = {name: bucket_name(name) for name in load_resources().of_type("AWS::S3::Bucket")}
    resolve = Resolver(buckets, lambda name, _: buckets[name])
    return matches(resolve(pattern), event)


def main() -> int:
    path = os.environ.get("EVENT", "")
    if not path:
        print("which event? make invoke EVENT=events/http-get.json", file=sys.stderr)
        return 1
    event = json.loads(Path(path).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        cloud = start(Path(folder))
        try:
            answers = invoke(event, import_module("app").app)
        except NoTriggerError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            cloud.stop()
    for name, answer in answers.items():
        print(f"{name}: {json.dumps(answer, ensure_ascii=False, indent=2)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
