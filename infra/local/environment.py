"""The process's environment while a local cloud runs in it; what was there comes back when it stops."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from infra.functions import ENVIRONMENT
from infra.local.cloud import ACCOUNT, CREDENTIALS
from infra.local.sms_log import SMS_LOG
from infra.local.template import Resolver

# A developer's own profile or keys must never reach a real account from here.
_FOREIGN = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    *(f"AWS_ENDPOINT_URL_{service}" for service in ("S3", "SQS", "SNS", "SSM", "KMS", "LAMBDA")),
)


def variables(resolve: Resolver, endpoint: str) -> dict[str, str]:
    """What a function finds in its environment, with the endpoint in place of AWS."""
    values = {name: str(resolve(value)) for name, value in ENVIRONMENT.items()}
    # Another DynamoDB has its own streams, and botocore knows them as a service of their own.
    dynamodb = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or endpoint
    return {
        **values,
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": dynamodb,
        "AWS_ENDPOINT_URL": endpoint,
        "PAPERS_ORIGIN": endpoint,
        "TRACKING_ENDPOINT": f"{values['SITE_ORIGIN']}/local/kuaidi100/poll",
        "SMS_LOG": SMS_LOG,
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_key,
        "AWS_DEFAULT_REGION": CREDENTIALS.region,
        "AWS_REGION": CREDENTIALS.region,
        "AWS_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # As deployed: lxml is in the layer of what signs only, so tables are read without it.
        "OPENPYXL_LXML": "False",
        "NO_PROXY": "127.0.0.1,localhost",
    }


@contextmanager
def in_force(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(values)
    try:
        yield
    finally:
        for name in {*_FOREIGN, *values}:
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]
