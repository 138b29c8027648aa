"""What every Lambda function is given: one table, read by packaging and by the local cloud.

Times are seconds, memory is MB (Lambda gives CPU in proportion: 1,769 MB is one core).
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class StreamSource:
    """How a DynamoDB stream calls a function: AWS::Lambda::EventSourceMapping's terms."""

    retries: int = 5
    bisect: bool = True
    window: int = 0
    on_failure: str = "StreamDeadLetters"


@dataclass(frozen=True)
class QueueSource:
    """How a queue calls a function; `maximum_concurrency` is at least 2 (a rule of the service)."""

    window: int = 0
    maximum_concurrency: int = 5


@dataclass(frozen=True)
class AsyncSource:
    """How EventBridge calls a function: Lambda's own two retries, then the failure destination."""

    retries: int = 2
    on_failure: str = "EventDeadLetters"


@dataclass(frozen=True)
class Function:
    memory: int = 512
    timeout: int = 10
    stream: StreamSource = field(default_factory=StreamSource)
    queue: QueueSource = field(default_factory=QueueSource)
    asynchronous: AsyncSource = field(default_factory=AsyncSource)


@dataclass(frozen=True)
class Layer:
    """Libraries that only these functions have; `requirements` is a file of infra/."""

    requirements: str
    functions: frozenset[str]


@dataclass(frozen=True)
class Throttle:
    """Requests a second and at once that the gateway lets through to one route; more are answered 429."""

    rate: int
    burst: int


# An HTTP API waits 30 s at most, so no HTTP function may take longer than 29.
FUNCTIONS = MappingProxyType(
    {
        "site": Function(memory=768),
        "signin": Function(),
        "submission": Function(memory=768),
        "materials": Function(),
        # It decodes photos of up to 50 megapixels.
        "material_check": Function(memory=1536, timeout=60),
        "window": Function(memory=768),
        "oversight": Function(),
        "approval": Function(memory=768),
        "courier": Function(memory=256, timeout=10),
        "receipts": Function(memory=256, timeout=10),
        # It checks a city's whole catalogue and reads workbooks: some six seconds of a core.
        "admin": Function(memory=1769, timeout=29),
        "project": Function(timeout=30),
        "notify": Function(timeout=30),
        "work": Function(timeout=60),
        "send": Function(timeout=55),
        "certify": Function(memory=1024, timeout=60),
        "documents": Function(memory=1024, timeout=29),
        "sweep": Function(timeout=300),
        "nightly": Function(memory=1024, timeout=900),
    }
)

_TABLES = {
    "TABLE_CASE_LOG": "CaseLog",
    "TABLE_DOSSIERS": "Dossiers",
    "TABLE_COMPLAINT_DOSSIERS": "ComplaintDossiers",
    "TABLE_VIEWS": "Views",
    "TABLE_NOTICES": "Notices",
    "TABLE_UPLOADS": "Uploads",
    "TABLE_DRAFTS": "Drafts",
    "TABLE_CATALOGUE": "Catalogue",
    "TABLE_PARTIES": "Parties",
    "TABLE_WAYBILLS": "Waybills",
    "TABLE_TALLIES": "Tallies",
    "TABLE_GUARDS": "Guards",
}

ENVIRONMENT: MappingProxyType[str, Any] = MappingProxyType(
    {variable: {"Ref": logical_id} for variable, logical_id in _TABLES.items()}
    | {
        "STREAM_CASE_LOG": {"Fn::GetAtt": ["CaseLog", "StreamArn"]},
        "BUCKET_PAPERS": {"Ref": "Papers"},
        "PAPERS_ORIGIN": {"Fn::Sub": "https://${Papers}.s3.${AWS::Region}.${AWS::URLSuffix}"},
        "QUEUE_WORK_URL": {"Ref": "WorkQueue"},
        "QUEUE_CERTIFY_URL": {"Ref": "CertifyQueue"},
        "SIGNING_KEY": {"Ref": "SigningKey"},
        "SITE_ORIGIN": {"Ref": "SiteOrigin"},
        "STAGE": {"Ref": "Stage"},
        "PARAMETER_PREFIX": {"Fn::Sub": "/${Stage}"},
    }
)
"""Environment variables of every function, in CloudFormation's own terms (`infra/resources.yaml` names them)."""


def sms_log_group(region: str) -> str:
    """Where SNS writes what became of SMS, in CloudFormation's terms; that of failures lies below it."""
    return f"sns/{region}/${{AWS::AccountId}}/DirectPublishToPhoneNumber"


DEPLOYED_ENVIRONMENT: MappingProxyType[str, Any] = MappingProxyType(
    {
        "SMS_REGION": {"Ref": "SmsRegion"},
        "SMS_SENDER": {"Ref": "SmsSender"},
        "SMS_LOG": {
            "Fn::If": [
                "HasSmsRegion",
                {"Fn::Sub": sms_log_group("${SmsRegion}")},
                {"Fn::Sub": sms_log_group("${AWS::Region}")},
            ]
        },
        "TIMESTAMP_SERVER": {"Ref": "TimestampServer"},
        "ORIGIN_KEYS": {"Fn::If": ["HasEdge", {"Fn::Sub": "${OriginKey} ${OtherOriginKey}"}, ""]},
        "EDGE_ONLY": {"Fn::If": ["HasEdge", {"Ref": "EdgeOnly"}, "no"]},
    }
)
"""Variables that only a deployed stage has; the local cloud does without."""

SUBSCRIBERS = frozenset({"receipts"})
"""Functions that own routes and are called by CloudWatch Logs too: Lambda queues those calls and retries them."""

LAYERS = MappingProxyType(
    {
        "PdfAndImageLayer": Layer("requirements-layer.txt", frozenset({"certify", "material_check", "documents"})),
        "SignatureLayer": Layer("requirements-signature.txt", frozenset({"certify"})),
    }
)
"""By logical id. What draws, decodes or signs is in no other function's bundle, so it slows none."""

RESERVABLE = ("approval", "courier")
"""Functions whose concurrency a parameter may reserve; by default none is (new accounts have too little to share)."""

DEFAULT_THROTTLE = Throttle(rate=200, burst=400)
THROTTLES = MappingProxyType(
    {
        # Leaders have room of their own, whatever the rest of the site is doing.
        "approval": Throttle(rate=100, burst=200),
        # Each draws a document, which takes a processor about a second.
        "documents": Throttle(rate=20, burst=40),
        # Couriers try again for hours, so a flood is cut off early.
        "courier": Throttle(rate=20, burst=40),
        # A gateway pushes in batches.
        "receipts": Throttle(rate=20, burst=40),
    }
)
"""By function, for each of its routes."""
