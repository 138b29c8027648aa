"""SMS through SNS. The client is built with one attempt: a retry after a read time-out would send twice."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from chalicelib.ports import SmsFailedError, SmsUnknownError

TRANSACTIONAL = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError)
_SERVER_ERROR = 500


class SnsSms:
    def __init__(self, sns: Any) -> None:
        self._sns = sns

    def send(self, phone: str, text: str) -> str:
        try:
            answer = self._sns.publish(PhoneNumber=phone, Message=text, MessageAttributes=TRANSACTIONAL)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR:
                raise SmsUnknownError(str(error)) from error
            raise SmsFailedError(str(error)) from error
        except _NEVER_LEFT as error:
            raise SmsFailedError(str(error)) from error
        except BotoCoreError as error:
            raise SmsUnknownError(str(error)) from error
        return str(answer["MessageId"])
