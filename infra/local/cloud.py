"""One endpoint for every AWS service the project uses, told apart as the services' protocols are."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

from infra.local import lambda_service, sns
from infra.local.clock import LocalClock
from infra.local.errors import CloudError
from infra.local.eventbridge import EventBus
from infra.local.kms import Keys
from infra.local.query_protocol import answer
from infra.local.s3 import ObjectService
from infra.local.s3_objects import Objects
from infra.local.s3_signature import Credentials
from infra.local.sms_log import SmsLog
from infra.local.sqs import Queues, QueueService
from infra.local.ssm import Parameters
from infra.local.store import Store
from infra.local.wsgi import Request, Response, application

ACCOUNT = "123456789012"
CREDENTIALS = Credentials(access_key="local", secret_key="local", region="us-east-1")  # noqa: S106  # guards nothing
CITY_TIME = timezone(timedelta(hours=8))

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{CREDENTIALS.region}:{ACCOUNT}:{resource}"


def no_stacks(_form: dict[str, str]) -> str:
    raise CloudError("InvalidAction", "CloudFormation is not part of this local cloud")


@dataclass
class Cloud:
    """The services' state; `url` and `stacks` are set when their port is known."""

    queues: Queues
    outbox: sns.Outbox
    parameters: Parameters
    keys: Keys
    objects: Objects
    bus: EventBus
    url: str = ""
    stacks: Callable[[dict[str, str]], str] = no_stacks

    @classmethod
    def open(cls, store: Store, clock: LocalClock) -> "Cloud":
        bus = EventBus(store, now=clock.now, account=ACCOUNT, region=CREDENTIALS.region)
        return cls(
            queues=Queues(store, now=clock.timestamp),
            outbox=sns.Outbox(store, now=lambda: clock.now().astimezone(CITY_TIME).isoformat(timespec="milliseconds")),
            parameters=Parameters(store, now=clock.timestamp, arn=lambda name: arn("ssm", f"parameter{name}")),
            keys=Keys(store, arn=lambda key: arn("kms", f"key/{key}")),
            objects=Objects(store, now=clock.now, created=bus.object_created),
            bus=bus,
        )

    def queue_url(self, name: str) -> str:
        return f"{self.url}/{ACCOUNT}/{name}"

    def application(self, dynamodb: Wsgi) -> Wsgi:
        """The WSGI application of the whole endpoint; DynamoDB and its streams are answered by their own."""
        queues = QueueService(self.queues, url=self.queue_url, arn=lambda name: arn("sqs", name))
        storage = ObjectService(self.objects, CREDENTIALS, now=lambda: datetime.now(UTC))
        json_services = {
            "AmazonSQS": queues.call,
            "AmazonSSM": self.parameters.call,
            "TrentService": self.keys.call,
            "Logs_20140328": SmsLog(self.outbox).call,
        }

        def handle(request: Request) -> Response:
            service, _, operation = request.headers.get("x-amz-target", "").partition(".")
            if service in json_services:
                return _answer_json(lambda: json_services[service](operation, json.loads(request.body or b"{}")))
            if "/sns/aws4_request" in request.headers.get("authorization", ""):
                return _answer_xml(lambda: sns.call(self.outbox, request.form()))
            if "/sts/aws4_request" in request.headers.get("authorization", ""):
                return _answer_xml(
                    lambda: answer("GetCallerIdentity", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"})
                )
            if "/cloudformation/aws4_request" in request.headers.get("authorization", ""):
                return _answer_xml(lambda: self.stacks(request.form()))
            if "/lambda/aws4_request" in request.headers.get("authorization", ""):
                return lambda_service.handle(request, self.bus.accept)
            return storage.handle(request)

        rest = application(handle)

        def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            if environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
                return dynamodb(environ, start_response)
            return rest(environ, start_response)

        return dispatch


def _answer_json(operation: Callable[[], dict[str, Any]]) -> Response:
    headers = [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-RequestId", str(uuid.uuid4()))]
    try:
        return Response(200, json.dumps(operation()).encode(), headers)
    except CloudError as error:
        if "query_code" in error.details:
            headers.append(("x-amzn-query-error", f"{error.details['query_code']};Sender"))
        return Response(error.status, json.dumps({"__type": error.code, "message": str(error)}).encode(), headers)


def _answer_xml(operation: Callable[[], str]) -> Response:
    headers = [("Content-Type", "text/xml")]
    try:
        return Response(200, operation().encode(), headers)
    except CloudError as error:
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{error.code}</Code><Message>{escape(str(error))}</Message></Error></ErrorResponse>"
        return Response(error.status, body.encode(), headers)
