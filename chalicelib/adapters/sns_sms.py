"""SMS through SNS. The client is built with one attempt: a retry after a read time-out would send twice.

Errors name codes only: SNS's own sentences may hold the telephone number.
"""

import logging
from collections.abc import Callable
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)

from chalicelib.ports import Letter, SmsBusyError, SmsFailedError, SmsUnknownError

LOG = logging.getLogger("buqiuren")

TRANSACTIONAL = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
_NEVER_LEFT = (
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)
_THROTTLED = frozenset({"KMSThrottling", "Throttled", "Throttling", "ThrottlingException"})
_SERVER_ERROR = 500


class SnsSms:
    """`remember_code(message id)` hears of what is no notice: SNS's receipts know this id only."""

    def __init__(self, sns: Any, remember_code: Callable[[str], None]) -> None:
        self._sns = sns
        self._remember_code = remember_code

    def send(self, letter: Letter) -> str:
        try:
            answer = self._sns.publish(PhoneNumber=letter.phone, Message=letter.words, MessageAttributes=TRANSACTIONAL)
        except ClientError as error:
            raise _translated(error) from None
        except _NEVER_LEFT as error:
            raise SmsBusyError(type(error).__name__) from error
        except BotoCoreError as error:
            raise SmsUnknownError(type(error).__name__) from error
        message_id = str(answer["MessageId"])
        if not letter.out_id:
            self._remember(message_id)
        return message_id

    def _remember(self, message_id: str) -> None:
        try:
            self._remember_code(message_id)
        except Exception:
            # It has left: only its receipts will be nobody's.
            LOG.exception("that SMS %s is a code will not be known", message_id)


def _translated(error: ClientError) -> Exception:
    code = str(error.response["Error"]["Code"])
    if code in _THROTTLED:
        return SmsBusyError(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR:
        return SmsUnknownError(code)
    return SmsFailedError(code)
