"""DynamoDB's calls for less of botocore's processor time: what it sends, without the events and copies on the way.

A call of DynamoDB is a JSON document that is posted to one address. The first try is made here; of what does not answer it,
a broken connection or an error that may pass, botocore knows better: it makes the call in its own way, as a retry is made.
"""

import json
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.endpoint import convert_to_response_dict
from botocore.exceptions import HTTPClientError
from botocore.parsers import JSONParser

from chalicelib.adapters.quick_signature import Scope, signed_post

PLAIN = frozenset({"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem", "BatchWriteItem"})
"""Operations whose answer is in Python what it is in JSON, as long as no attribute is binary: none of our tables' is."""

CONDITION_FAILED = "ConditionalCheckFailedException"

_OK, _REFUSED = 200, 400

Answer = tuple[AWSResponse, dict[str, Any]]


def quicken(client: Any, credentials: Credentials) -> Any:
    """The client, each of whose calls of a PLAIN operation is tried once before its own attempts."""
    scope = Scope(client.meta.region_name, client.meta.service_model.signing_name)
    tried = FirstTry(client._endpoint, credentials, scope)  # noqa: SLF001 - its connections have no public name
    client.meta.events.register("before-call.dynamodb", tried)
    return client


class FirstTry:
    """A handler of botocore's `before-call`: what it returns is the call's answer, None leaves the call to botocore."""

    def __init__(self, endpoint: Any, credentials: Credentials, scope: Scope) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._scope = scope

    def __call__(self, model: Any, params: dict[str, Any], **_event: Any) -> Answer | None:
        if model.name not in PLAIN:
            return None
        keys = self._credentials.get_frozen_credentials()
        headers = signed_post(params["url"], params["headers"], params["body"], keys, self._scope)
        request = AWSPreparedRequest("POST", params["url"], headers, params["body"], stream_output=False)
        try:
            response = self._endpoint.http_session.send(request)
        except HTTPClientError:
            return None
        if response.status_code == _OK:
            return response, _told(response)
        return _refused(response, model) if response.status_code == _REFUSED else None


def _told(response: AWSResponse) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(response.content)
    told["ResponseMetadata"] = {
        "RequestId": response.headers.get("x-amzn-requestid"),
        "HTTPStatusCode": _OK,
        "RetryAttempts": 0,
    }
    return told


def _refused(response: AWSResponse, model: Any) -> Answer | None:
    """That a condition does not hold is an answer, the one refusal that belongs to every day."""
    parser, seen = JSONParser(), convert_to_response_dict(response, model)
    told = parser.parse(seen, model.output_shape)
    if told["Error"]["Code"] != CONDITION_FAILED:
        return None
    return response, told | parser.parse(seen, model.service_model.shape_for_error_code(CONDITION_FAILED))
