"""POST uploads: the multipart form, and the policy document that S3 holds every field of it to.

The rules are S3's "Authenticating Requests in Browser-Based Uploads Using POST" (sigv4-HTTPPOSTConstructPolicy).
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.errors import CloudError
from infra.local.s3_signature import ALGORITHM, Credentials, check_scope, check_signature, sign

_FREE_FIELDS = {"policy", "x-amz-signature", "file", "bucket"}
_TRIPLE = 3


@dataclass(frozen=True)
class PostForm:
    """`fields` by lower-case name, as they stood before the file; what follows the file is ignored, as S3 does."""

    fields: Mapping[str, str]
    filename: str
    file: bytes


def parse_form(content_type: str, body: bytes) -> PostForm:
    """Read multipart/form-data; S3's MalformedPOSTRequest or InvalidArgument otherwise."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.startswith("multipart/form-data") or not boundary:
        raise CloudError(
            "PreconditionFailed", "Bucket POST must be of the enclosure-type multipart/form-data", status=412
        )
    fields: dict[str, str] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        head, separator, content = part.partition(b"\r\n\r\n")
        names = dict(re.findall(r'[; ](name|filename)="([^"]*)"', head.decode("utf-8", "replace")))
        if not separator or "name" not in names:
            raise CloudError(
                "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
            )
        if names["name"].lower() == "file":
            return PostForm(fields, names.get("filename", ""), content)
        fields[names["name"].lower()] = content.decode("utf-8", "replace")
    message = "POST requires exactly one file upload per request."
    raise CloudError("InvalidArgument", message, details={"ArgumentName": "file", "ArgumentValue": "0"})


def check_post(form: PostForm, *, bucket: str, credentials: Credentials, now: datetime) -> str:
    """Hold a POST to its policy; answers the object's key, raises what S3 would answer."""
    fields = form.fields
    if "key" not in fields:
        message = (
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."
        )
        raise CloudError("InvalidArgument", message, details={"ArgumentName": "key", "ArgumentValue": ""})
    if "policy" not in fields:
        raise CloudError("AccessDenied", "Access Denied", status=403)
    if fields.get("x-amz-algorithm") != ALGORITHM:
        raise CloudError(
            "InvalidRequest", f"The authorization mechanism you have provided is not supported. Please use {ALGORITHM}."
        )
    scope = fields.get("x-amz-credential", "")
    check_scope(credentials, scope)
    check_signature(sign(credentials, scope, fields["policy"]), fields.get("x-amz-signature", ""))
    policy = _policy(fields["policy"])
    if now > _expiry(policy):
        raise _denied("Policy expired.")
    key = fields["key"].replace("${filename}", form.filename)
    _check_conditions(policy["conditions"], {**fields, "key": key, "bucket": bucket}, len(form.file))
    return key


def _denied(reason: str) -> CloudError:
    return CloudError("AccessDenied", f"Invalid according to Policy: {reason}", status=403)


def _policy(encoded: str) -> dict[str, Any]:
    try:
        policy: dict[str, Any] = json.loads(base64.b64decode(encoded))
    except (binascii.Error, ValueError) as error:
        raise CloudError("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.") from error
    if not isinstance(policy.get("conditions"), list) or "expiration" not in policy:
        raise CloudError("InvalidPolicyDocument", "Invalid Policy: Policy missing expiration or conditions.")
    return policy


def _expiry(policy: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(policy["expiration"])
    except ValueError as error:
        raise CloudError("InvalidPolicyDocument", "Invalid Policy: Invalid 'expiration' value.") from error


def _check_conditions(conditions: list[Any], fields: dict[str, str], size: int) -> None:
    covered = set()
    for condition in conditions:
        if isinstance(condition, list) and len(condition) == _TRIPLE and condition[0] == "content-length-range":
            _check_size(size, int(condition[1]), int(condition[2]))
            continue
        operator, name, wanted = _matching(condition)
        covered.add(name)
        given = fields.get(name, "")
        if not (given == wanted if operator == "eq" else given.startswith(wanted)):
            raise _denied(f'Policy Condition failed: ["{operator}", "${name}", "{wanted}"]')
    extra = [name for name in fields if name not in covered | _FREE_FIELDS and not name.startswith("x-ignore-")]
    if extra:
        raise _denied(f"Extra input fields: {', '.join(extra)}")


def _matching(condition: Any) -> tuple[str, str, str]:
    if isinstance(condition, dict) and len(condition) == 1:
        [(name, wanted)] = condition.items()
        return "eq", name.lower(), str(wanted)
    if isinstance(condition, list) and len(condition) == _TRIPLE and condition[0] in {"eq", "starts-with"}:
        return condition[0], str(condition[1]).removeprefix("$").lower(), str(condition[2])
    raise CloudError("InvalidPolicyDocument", "Invalid Policy: Invalid condition.")


def _check_size(size: int, least: int, most: int) -> None:
    if size > most:
        details = {"ProposedSize": str(size), "MaxSizeAllowed": str(most)}
        raise CloudError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", details=details)
    if size < least:
        details = {"ProposedSize": str(size), "MinSizeAllowed": str(least)}
        raise CloudError(
            "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", details=details
        )
