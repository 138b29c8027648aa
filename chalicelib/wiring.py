"""The only place that builds adapters; each on first use, so that a function imports only what it needs."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib import settings
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.links import LinkKeys
from chalicelib.domain.receipt import REMEMBERED, sent_key
from chalicelib.domain.search import Index

if TYPE_CHECKING:
    from chalicelib import ports
    from chalicelib.adapters.aliyun_sms import AliyunSms
    from chalicelib.adapters.console_sms import ConsoleSms
    from chalicelib.adapters.secrets import SsmSecrets


def _system_now() -> datetime:
    return datetime.now(UTC)


_clock: list[Callable[[], datetime]] = [_system_now]


def now() -> datetime:
    return _clock[0]()


def use_clock(clock: Callable[[], datetime]) -> None:
    """The local cloud's clock can be moved forward; a deployed function keeps the system's."""
    _clock[0] = clock


def forget() -> None:
    """Drops every adapter and setting: the environment has changed, as when a local cloud starts in this process."""
    for built in list(globals().values()):
        if hasattr(built, "cache_clear"):
            built.cache_clear()
    settings.value.cache_clear()
    _calendars.clear()
    _indexes.clear()


@cache
def trace() -> None:
    """From now on AWS calls appear in the traces that X-Ray samples."""
    from chalicelib.adapters.xray import record_aws_calls

    record_aws_calls()


@cache
def _session() -> Any:
    from chalicelib.adapters.aws_session import new_session

    return new_session()


_SMS_CONNECT_SECONDS, _SMS_READ_SECONDS = 2, 10
"""A function that sends must learn that an answer is lost before its own time is up."""

_building = threading.Lock()


def client(service: str) -> Any:
    """Of botocore; one for all that this process asks of a service."""
    with _building:  # a botocore session builds for one thread at a time
        return _client(service)


@cache
def _client(service: str) -> Any:
    from chalicelib.adapters.aws_session import new_client

    region = settings.sms_region() if service in {"sns", "logs"} else None
    patience = {"connect_timeout": _SMS_CONNECT_SECONDS, "read_timeout": _SMS_READ_SECONDS} if service == "sns" else {}
    return new_client(_session(), service, region, patience)


@cache
def log() -> "ports.Log":
    from chalicelib.adapters.log import DynamoLog

    return DynamoLog(settings.table("CASE_LOG"), client("dynamodb"))


@cache
def log_stream() -> "ports.LogStream":
    from chalicelib.adapters.log_stream import DynamoLogStream

    return DynamoLogStream(settings.value("STREAM_CASE_LOG"), client("dynamodbstreams"))


@cache
def dossiers() -> "ports.Dossiers":
    from chalicelib.adapters.dossiers import DynamoDossiers

    return DynamoDossiers(settings.table("DOSSIERS"), client("dynamodb"), now)


@cache
def complaint_dossiers() -> "ports.Dossiers":
    from chalicelib.adapters.dossiers import DynamoDossiers

    return DynamoDossiers(settings.table("COMPLAINT_DOSSIERS"), client("dynamodb"), now)


@cache
def views() -> "ports.Views":
    from chalicelib.adapters.views import DynamoViews

    return DynamoViews(settings.table("VIEWS"), client("dynamodb"))


@cache
def catalogue() -> "ports.Catalogue":
    from chalicelib.adapters.catalogue import S3Catalogue

    return S3Catalogue(
        settings.table("CATALOGUE"), client("dynamodb"), settings.value("BUCKET_PAPERS"), client("s3"), time.monotonic
    )


@cache
def edition_drafts() -> "ports.EditionDrafts":
    from chalicelib.adapters.edition_drafts import DynamoEditionDrafts

    return DynamoEditionDrafts(
        settings.table("CATALOGUE"), client("dynamodb"), settings.value("BUCKET_PAPERS"), client("s3")
    )


@cache
def guards() -> "ports.Guards":
    from chalicelib.adapters.guards import DynamoGuards

    return DynamoGuards(settings.table("GUARDS"), client("dynamodb"))


@cache
def parties() -> "ports.Parties":
    from chalicelib.adapters.parties import DynamoParties

    return DynamoParties(settings.table("PARTIES"), client("dynamodb"))


@cache
def drafts() -> "ports.Drafts":
    from chalicelib.adapters.drafts import DynamoDrafts

    return DynamoDrafts(settings.table("DRAFTS"), client("dynamodb"), now)


@cache
def uploads() -> "ports.Uploads":
    from chalicelib.adapters.uploads import DynamoUploads

    return DynamoUploads(settings.table("UPLOADS"), client("dynamodb"), now)


@cache
def papers() -> "ports.Papers":
    from chalicelib.adapters.papers import S3Papers

    return S3Papers(settings.value("BUCKET_PAPERS"), client("s3"))


@cache
def certificates() -> "ports.Certificates":
    from chalicelib.adapters.certificates import S3Certificates

    return S3Certificates(settings.value("BUCKET_PAPERS"), client("s3"))


@cache
def printer() -> "ports.Printer":
    from chalicelib.adapters.certificate_pdf import PdfPrinter

    return PdfPrinter()


@cache
def signer() -> "ports.Signer":
    from chalicelib.adapters.pdf_signature import KmsPdfSigner

    bucket, server = settings.value("BUCKET_PAPERS"), settings.timestamp_server()
    return KmsPdfSigner(client("kms"), settings.value("SIGNING_KEY"), client("s3"), bucket, timestamps=server)


@cache
def document_printer() -> "ports.DocumentPrinter":
    from chalicelib.adapters.document_pdf import DocumentPdfPrinter

    return DocumentPdfPrinter()


@cache
def form_printer() -> "ports.FormPrinter":
    from chalicelib.adapters.form_pdf import FormPdfPrinter

    return FormPdfPrinter()


@cache
def page_pictures() -> "ports.PagePictures":
    from chalicelib.adapters.page_pictures import PdfiumPictures

    return PdfiumPictures()


@cache
def tracking() -> "ports.Tracking":
    from chalicelib.adapters.kuaidi100_subscription import ENDPOINT, Account, Kuaidi100Tracking

    def account() -> Account | None:
        kept = secret("courier-secrets").get("kuaidi100", {})
        return Account(kept["key"], kept["salts"][0], kept.get("phone", "")) if kept.get("key") else None

    callback = f"{settings.site_origin()}/webhooks/courier/kuaidi100"
    return Kuaidi100Tracking(account, callback, settings.tracking_endpoint() or ENDPOINT)


@cache
def routes() -> "ports.Routes":
    from chalicelib.adapters.sf_routes import Account, SfRoutes

    def account() -> Account | None:
        kept = secret("courier-secrets").get("sf", {}).get("query")
        return Account(**kept) if kept else None

    return SfRoutes(account, now, entropy().token)


@cache
def waybills() -> "ports.Waybills":
    from chalicelib.adapters.waybills import DynamoWaybills

    return DynamoWaybills(settings.table("WAYBILLS"), client("dynamodb"))


@cache
def tallies() -> "ports.TallyStore":
    from chalicelib.adapters.tallies import DynamoTallies

    return DynamoTallies(settings.table("TALLIES"), client("dynamodb"))


@cache
def inspector() -> "ports.Inspector":
    from chalicelib.adapters.inspector import FileInspector

    return FileInspector()


@cache
def tables() -> "ports.Tables":
    from chalicelib.adapters.table_files import TableFiles

    return TableFiles()


@cache
def work_queue() -> "ports.Queue":
    from chalicelib.adapters.queue import SqsQueue

    return SqsQueue(settings.value("QUEUE_WORK_URL"), client("sqs"))


@cache
def certify_queue() -> "ports.Queue":
    from chalicelib.adapters.queue import SqsQueue

    return SqsQueue(settings.value("QUEUE_CERTIFY_URL"), client("sqs"))


@cache
def sms() -> "ports.Sms":
    """By the stage's setting; KeyError for a sender that there is not."""
    senders: dict[str, Callable[[], ports.Sms]] = {"sns": _sns_sms, "aliyun": _aliyun_sms, "console": _console_sms}
    return senders[settings.sms_sender()]()


def delivery_log() -> "ports.DeliveryLog":
    """Of the stage's sender."""
    logs: dict[str, Callable[[], ports.DeliveryLog]] = {
        "sns": _sns_delivery_log,
        "aliyun": _aliyun_sms,
        "console": _console_sms,
    }
    return logs[settings.sms_sender()]()


def _sns_delivery_log() -> "ports.DeliveryLog":
    from chalicelib.adapters.sns_delivery_log import SnsDeliveryLog

    return SnsDeliveryLog(client("logs"), settings.sms_log())


def _sns_sms() -> "ports.Sms":
    from chalicelib.adapters.sns_sms import SnsSms

    return SnsSms(client("sns"), _remember_code)


def _remember_code(message_id: str) -> None:
    expires_at = int((now() + REMEMBERED).timestamp())
    guards().put(sent_key(message_id), {"out_id": ""}, expires_at=expires_at)


@cache
def _aliyun_sms() -> "AliyunSms":
    from chalicelib.adapters.aliyun_sms import Account, AliyunSms

    def account() -> Account:
        return Account(**secret("sms-gateway"))

    return AliyunSms(account, now, entropy().token, connect=_SMS_CONNECT_SECONDS, read=_SMS_READ_SECONDS)


def _console_sms() -> "ConsoleSms":
    from chalicelib.adapters.console_sms import ConsoleSms

    return ConsoleSms(entropy().token)


@cache
def notices() -> "ports.Notices":
    from chalicelib.adapters.notices import DynamoNotices

    return DynamoNotices(settings.table("NOTICES"), client("dynamodb"))


@cache
def entropy() -> "ports.Entropy":
    from chalicelib.adapters.entropy import SystemEntropy

    return SystemEntropy()


@cache
def _secrets() -> "SsmSecrets":
    from chalicelib.adapters.secrets import SsmSecrets

    return SsmSecrets(client("ssm"), time.monotonic, settings.SECRET_SECONDS)


def secret(name: str) -> Any:
    """The JSON value of a secret, at most five minutes old."""
    return _secrets().get(settings.parameter(name))


def fresh_secret(name: str) -> Any:
    """The secret as it stands now: when a key id is unknown to the kept value."""
    return _secrets().refreshed(settings.parameter(name))


def pseudonym_key() -> bytes:
    """The key under which telephone and identity numbers become look-up keys."""
    return bytes.fromhex(secret("pseudonym-key")["key"])


def link_keys() -> LinkKeys:
    """The keys of signed links, at most five minutes old."""
    return _link_keys(secret("link-keys"))


def fresh_link_keys() -> LinkKeys:
    """The keys of signed links as they stand now: when a link names a key that the kept ones do not."""
    return _link_keys(fresh_secret("link-keys"))


def _link_keys(stored: Any) -> LinkKeys:
    return LinkKeys(stored["current"], {name: bytes.fromhex(key) for name, key in stored["keys"].items()})


def certificate_key() -> bytes:
    """The key that makes the secrets in certificates' QR codes."""
    return bytes.fromhex(secret("certificate-key")["key"])


def edition() -> Edition:
    """The catalogue in force at this moment: what was published to begin later begins by itself."""
    return catalogue().current().as_of(now())


def pinned_edition(digest: str) -> Edition:
    """The catalogue to which a case is pinned, with the units that the city has had since: open steps may have moved there."""
    return catalogue().edition(digest).with_units_of(edition())


def calendar() -> Calendar:
    """The calendar of the edition in force: due dates follow the notices, whatever edition a case is pinned to."""
    return _calendar(edition())


_calendars: dict[str, Calendar] = {}


def _calendar(current: Edition) -> Calendar:
    known = _calendars.get(current.digest)
    if known is None:
        known = Calendar.from_data(current.data["calendar"], current.data["service_hours"])
        _calendars.clear()
        _calendars[current.digest] = known
    return known


_indexes: dict[str, Index] = {}


def search_index() -> Index:
    """The index of the edition in force, made on the first search after its publication."""
    current = edition()
    known = _indexes.get(current.digest)
    if known is None:
        known = Index(current)
        _indexes.clear()
        _indexes[current.digest] = known
    return known
