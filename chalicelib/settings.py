"""What a function reads from its environment, on first use and nowhere else."""

import os
from functools import cache

SECRET_SECONDS = 300
"""How long a secret from the parameter store is kept before it is asked for again."""


class MissingSettingError(LookupError):
    """A function runs without a variable that its template must give it."""

    code = "setting_missing"


@cache
def value(name: str) -> str:
    """Raises MissingSettingError."""
    try:
        return os.environ[name]
    except KeyError:
        raise MissingSettingError(name) from None


def table(name: str) -> str:
    """The stage's name of a table; CASE_LOG is one such `name`."""
    return value(f"TABLE_{name}")


def site_origin() -> str:
    """Scheme and host under which people reach the site, without a trailing slash."""
    return value("SITE_ORIGIN")


def secure_site() -> bool:
    return site_origin().startswith("https://")


def sms_region() -> str | None:
    """The region whose SNS sends, where it is not the function's own (the China regions have no SNS SMS)."""
    return os.environ.get("SMS_REGION") or None


def sms_sender() -> str:
    """How this stage sends SMS: `sns`, `aliyun`, or `console` where it sends none."""
    return os.environ.get("SMS_SENDER") or "sns"


def timestamp_server() -> str:
    """The address of the RFC 3161 server that dates certificates' signatures; empty for none."""
    return os.environ.get("TIMESTAMP_SERVER", "")


def sms_log() -> str:
    """The log group into which SNS writes what became of SMS."""
    return value("SMS_LOG")


def origin_keys() -> list[str]:
    """What CloudFront says so that a request is known to have come through it; none where it does not stand in front."""
    return os.environ.get("ORIGIN_KEYS", "").split()


def edge_only() -> bool:
    """Whether nobody is answered beside CloudFront."""
    return os.environ.get("EDGE_ONLY") == "yes"


def tracking_endpoint() -> str | None:
    """Where parcels are subscribed to, where it is not the provider's own address."""
    return os.environ.get("TRACKING_ENDPOINT") or None


def parameter(name: str) -> str:
    """The full name of a secret in the parameter store."""
    return f"{value('PARAMETER_PREFIX')}/{name}"


@cache
def function() -> str:
    """The concern that this deployed function serves; empty in the local cloud, where one process serves all."""
    return os.environ.get("FUNCTION", "")


def traced() -> bool:
    """Whether X-Ray samples this invocation: the runtime sets the header anew for each one."""
    return "Sampled=1" in os.environ.get("_X_AMZN_TRACE_ID", "")
