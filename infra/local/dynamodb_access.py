"""How the local cloud itself calls DynamoDB and its streams: in process, or any endpoint that the run was pointed at."""

import json
from collections.abc import Callable
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from infra.local.cloud import CREDENTIALS
from infra.local.errors import CloudError

DynamoDBCall = Callable[[str, dict[str, Any]], dict[str, Any]]
"""`call(target, body)`: the JSON protocol, `target` as in X-Amz-Target; attribute values stay in wire form."""

TABLES = "DynamoDB_20120810"
STREAMS = "DynamoDBStreams_20120810"


def remote(endpoint: str) -> DynamoDBCall:
    """Call another DynamoDB over HTTP, signed with the local cloud's own credentials."""
    session = URLLib3Session()
    credentials = Credentials(CREDENTIALS.access_key, CREDENTIALS.secret_key)
    signer = SigV4Auth(credentials, "dynamodb", CREDENTIALS.region)

    def call(target: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
        request = AWSRequest("POST", endpoint.rstrip("/") + "/", headers=headers, data=json.dumps(body))
        signer.add_auth(request)
        response = session.send(request.prepare())
        answer: dict[str, Any] = json.loads(response.content or b"{}")
        if response.status_code >= 400:  # noqa: PLR2004  # client and server errors
            raise CloudError(str(answer.get("__type", "")).rpartition("#")[2], str(answer.get("message", "")))
        return answer

    return call
